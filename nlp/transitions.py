"""Decode the transitions of a dependency parser for all blocks of a batch at once.

Weights, features and transitions are spaCy's own (version 3.8: `arc_eager.pyx` and `_state.pxd` in
`spacy/pipeline/_parser_internals`, `spacy/ml/parser_model.pyx`).

Words of the parser's trade: the *stack* holds tokens that may still get arcs, its top is S0; the
*buffer* holds those to come, its first is B0. *Unshifted* tokens went from the stack back to the
buffer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc
from thinc.api import Model

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

FEATURES = 8
"""Tokens that an action is chosen by: B0, B1, S0, S1, S2, last left children of B0 and S0, last
right child of S0."""
MOVES = "SDLRB"
"""Shift, reduce, left arc, right arc, break."""


class Table(NamedTuple):
    """What the network computes once a token.

    Attributes:
        firsts: Row of the first token of each Doc; two rows that mean "no token" follow each Doc.
        ends: Row after the last token of each Doc.
        cached: Shape (rows * 8, 2 * width of the hidden layer): the products of row and feature,
            all first maxout pieces before all second ones. The last row means "no token" too.
        bias: Of the hidden layer, in the same order.
        pieces: Maxout pieces.
        upper: Weights from the hidden layer to the actions.
        upper_bias: Bias of the actions.
    """

    firsts: Ints
    ends: Ints
    cached: Floats
    bias: Floats
    pieces: int
    upper: Floats
    upper_bias: Floats

    @classmethod
    def of(
        cls, model: Model[Any, Any], docs: Sequence[Doc], room: Callable[[int, int], Floats]
    ) -> Table:
        """Compute the table of a batch.

        Args:
            model: Of the parser.
            docs: The Docs, none of them empty.
            room: Gives memory of so many rows and columns.
        """
        tokens: Floats = np.asarray(model.get_ref("tok2vec").predict(docs))
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights = np.asarray(lower.get_param("W"))
        _, _, pieces, inputs = weights.shape
        lengths = np.array([len(doc) for doc in docs])
        ends = np.cumsum(lengths + 2) - 2
        firsts = ends - lengths
        spread = np.zeros((int(ends[-1]) + 3, inputs), dtype=np.float32)
        real = np.ones(len(spread), dtype=np.bool_)
        real[np.concatenate([ends, ends + 1])] = False
        real[-1] = False
        spread[real] = tokens
        by_piece = weights.transpose(0, 2, 1, 3).reshape(-1, inputs)
        cached = room(len(spread), len(by_piece))
        np.matmul(spread, by_piece.T, out=cached)
        pad = np.asarray(lower.get_param("pad"))[0].transpose(0, 2, 1)
        cached[~real] = pad.reshape(-1)
        bias = np.asarray(lower.get_param("b")).T.reshape(-1)
        return cls(
            firsts,
            ends,
            cached.reshape(len(spread) * FEATURES, -1),
            bias,
            pieces,
            np.ascontiguousarray(np.asarray(upper.get_param("W")).T),
            np.asarray(upper.get_param("b")),
        )


class Decoder:
    """Stacks, buffers and arcs of all blocks of a batch.

    Stack, unshifted tokens and right children are chains: each token names the one below it, after
    it, or added before it. The last row, `none`, stands for "no such token" everywhere.
    """

    def __init__(
        self,
        table: Table,
        blocks: Sequence[Ints],
        actions: Sequence[tuple[str, str]],
        longest: int,
    ) -> None:
        """Set out to parse.

        Args:
            table: Of the Docs.
            blocks: Of each Doc, first token and end of each block: shape (blocks, 2).
            actions: Letter and label of each action, in the order of the scores.
            longest: Tokens of a block; longer ones are not parsed.
        """
        self._table = table
        rows = len(table.cached) // FEATURES
        self._none = none = rows - 1
        self._below = np.full(rows, none)
        self._after = np.full(rows, none)
        self._head = np.full(rows, none)
        self._left = np.full(rows, none)
        self._right = np.full(rows, none)
        self._right_before = np.full(rows, none)
        self._action = np.zeros(rows, dtype=np.int64)
        self._unshifted = np.zeros(rows, dtype=np.bool_)
        self._begun = np.zeros(rows, dtype=np.bool_)
        placed = [part + first for part, first in zip(blocks, table.firsts, strict=True)]
        start, end = np.concatenate(placed).T
        self._begun[start] = True
        last = np.repeat(table.ends, [len(part) for part in blocks])
        short = end - start <= longest
        start, end, last = start[short], end[short], last[short]
        self._places = np.arange(FEATURES)[:, None]
        self._move = np.array([MOVES.index(move) for move, _ in actions])
        allowed = (np.arange(2 ** len(MOVES))[:, None] >> self._move) & 1
        self._penalty = np.where(allowed, 0, -np.inf).astype(np.float32)
        # Of each block: next token of the buffer, end of the block, end of the Doc, top of the
        # stack, tokens on it, first unshifted token, number of them.
        empty, zero = np.full(len(start), none), np.zeros(len(start), dtype=np.int64)
        self._state = np.stack([start, end, last, empty, zero, empty, zero])

    def run(self) -> list[tuple[Ints, Ints]]:
        """Parse.

        Returns:
            Of each Doc: the head of each token (its own number for a root), and the action that
            set it.
        """
        while self._state.shape[1]:
            self._step()
            fresh, end, _, _, depth, _, back = self._state
            going = (depth > 0) | (back > 0) | (fresh < end)
            if not going.all():
                self._state = self._state[:, going]
        out = []
        for first, end in zip(self._table.firsts, self._table.ends, strict=True):
            heads = self._head[first:end]
            own = np.arange(end - first)
            heads = np.where(heads == self._none, own, heads - first)
            out.append((heads, self._action[first:end]))
        return out

    def _step(self) -> None:
        fresh, end, last, top, depth, unshifted, back = self._state
        second = self._after[unshifted]
        no_back = unshifted == self._none
        b0 = np.where(no_back, fresh, unshifted)
        b1 = np.where(second == self._none, fresh + no_back, second)
        waiting = depth > 0
        size = last - fresh + back
        inside = ~self._begun[b0]
        two = size >= 2
        shift = ~waiting | (two & inside & ~self._unshifted[b0])
        arc = waiting & (size > 0) & inside
        cut = two & (b1 == b0 + 1) & ~self._begun[b1] & (b0 != end)
        code = shift + 2 * waiting + 12 * arc + 16 * cut
        scores = self._scores(b0, b1, top)
        scores += self._penalty[code]
        action = scores.argmax(axis=1)
        move = self._move[action]
        self._begun[b1[move == 4]] = True
        self._arcs(move, action, top, b0)
        self._pop(((move == 1) | (move == 2)).nonzero()[0], move)
        self._push(((move == 0) | (move == 3)).nonzero()[0], b0, no_back)

    def _arcs(self, move: Ints, action: Ints, top: Ints, b0: Ints) -> None:
        rows = (move == 2).nonzero()[0]
        if len(rows):
            head, child = b0[rows], top[rows]
            old = self._head[child]
            # The arc that a left arc replaces is the last right one of its head.
            moved = old != self._none
            self._right[old[moved]] = self._right_before[child[moved]]
            self._head[child] = head
            self._action[child] = action[rows]
            self._left[head] = child
            self._unshifted[head] = False
        rows = (move == 3).nonzero()[0]
        if len(rows):
            head, child = top[rows], b0[rows]
            self._head[child] = head
            self._action[child] = action[rows]
            self._right_before[child] = self._right[head]
            self._right[head] = child

    def _pop(self, rows: Ints, move: Ints) -> None:
        """Take the top off the stack; a reduced one without a head goes back to the buffer."""
        if not len(rows):
            return
        top, depth, unshifted, back = self._state[3:]
        gone = top[rows]
        returned = (move[rows] == 1) & (self._head[gone] == self._none) & (depth[rows] > 1)
        top[rows] = self._below[gone]
        depth[rows] -= 1
        if returned.any():
            rows, gone = rows[returned], gone[returned]
            self._unshifted[gone] = True
            self._after[gone] = unshifted[rows]
            unshifted[rows] = gone
            back[rows] += 1

    def _push(self, rows: Ints, b0: Ints, no_back: Flags) -> None:
        """Move the first of the buffer to the top of the stack."""
        if not len(rows):
            return
        fresh, _, _, top, depth, unshifted, back = self._state
        pushed = b0[rows]
        self._below[pushed] = top[rows]
        top[rows] = pushed
        depth[rows] += 1
        plain = no_back[rows]
        fresh[rows] += plain
        rows = rows[~plain]
        if len(rows):
            unshifted[rows] = self._after[unshifted[rows]]
            back[rows] -= 1

    def _scores(self, b0: Ints, b1: Ints, top: Ints) -> Floats:
        s1 = self._below[top]
        left, right = self._left, self._right
        tokens = (b0, b1, top, s1, self._below[s1], left[b0], left[top], right[top])
        used = np.concatenate(tokens).reshape(FEATURES, len(top))
        used *= FEATURES
        used += self._places
        table = self._table
        summed = np.add.reduce(table.cached.take(used, axis=0))
        summed += table.bias
        width = summed.shape[1] // table.pieces
        # One row more than there are states: a product of one row alone is rounded otherwise.
        hidden = np.zeros((len(summed) + 1, width), dtype=np.float32)
        np.maximum.reduce(summed.reshape(len(summed), table.pieces, width), axis=1, out=hidden[:-1])
        scores: Floats = (hidden @ table.upper)[:-1]
        scores += table.upper_bias
        return scores
