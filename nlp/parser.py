"""The base model's dependency parser, decoded for all blocks at once.

spaCy parses a Doc token by token, with a small matrix product at every step. No arc crosses a
token that is set as the start of a sentence, and every block starts with one; so the blocks of a
batch can be parsed side by side, with one product a step (`transitions.py`). The parses are spaCy's
own, with one exception: at the end of a block, spaCy may still decide that the block beyond has a
sentence of one token first. Here a block says nothing of the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.pipeline import DependencyParser
from spacy.pipeline.dep_parser import DEFAULT_PARSER_MODEL  # type: ignore[import-not-found]
from spacy.tokens import Doc
from spacy.util import minibatch
from thinc.api import Model

from claimtable.nlp.replacing import is_usual_transition_model, replace_usual
from claimtable.nlp.transitions import FEATURES, MOVES, Decoder, Flags, Floats, Ints, Table

TOKENS = 12_000
"""Tokens parsed together; each takes 4 kB."""
LONGEST = 300
"""Tokens; a longer block is parsed in spaCy's way, as towards its end it would stand alone."""


@Language.factory(
    "claimtable_parser",
    assigns=["token.dep", "token.head", "token.is_sent_start", "doc.sents"],
    default_config={
        "model": DEFAULT_PARSER_MODEL,
        "moves": None,
        "update_with_oracle_cut_size": 100,
        "learn_tokens": False,
        "min_action_freq": 30,
        "scorer": None,
    },
)
def make_parser(
    nlp: Language,
    name: str,
    model: Model[Any, Any],
    moves: Any,
    update_with_oracle_cut_size: int,
    learn_tokens: bool,
    min_action_freq: int,
    scorer: Any,
) -> BlockParser:
    """Build the component; spaCy calls this with the settings of its own ``parser``."""
    return BlockParser(
        nlp.vocab,
        model,
        name,
        moves=moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        learn_tokens=learn_tokens,
        min_action_freq=min_action_freq,
    )


def replace_parser(nlp: Language) -> None:
    """Put a `BlockParser` with the same weights in the place of a pipeline's ``parser``.

    A pipeline whose ``parser`` is no spaCy DependencyParser of the usual build is left as it is.
    """
    replace_usual(nlp, "parser", "claimtable_parser", DependencyParser, _is_usual)


def _is_usual(parser: Any) -> bool:
    return (
        is_usual_transition_model(parser.model, FEATURES)
        and parser.cfg["beam_width"] == 1
        and not parser.model.attrs.get("unseen_classes")
        and all(move in MOVES and label != "subtok" for move, label in _actions(parser.moves))
    )


def _actions(moves: Any) -> list[tuple[str, str]]:
    """Letter and label of each action, in the order of the scores."""
    names = [str(moves.get_class_name(i)) for i in range(moves.n_moves)]
    return [(move, label) for move, _, label in (name.partition("-") for name in names)]


class BlockParser(DependencyParser):  # type: ignore[misc]  # a Cython class
    """spaCy's DependencyParser with a decoder that parses all blocks side by side."""

    _scratch: Floats = np.zeros((0, 0), dtype=np.float32)
    """Memory for `Table.cached`: to ask for it anew each time costs more than to fill it."""

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Parse Docs, ``batch_size`` of them at a time."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            self.set_annotations(docs, self.predict(docs))
            yield from docs

    def predict(self, docs: Sequence[Doc]) -> Any:
        """Parse Docs: a final state each."""
        if not _is_usual(self):
            return super().predict(docs)
        states = list(self.moves.init_batch(docs))
        blocks = [_blocks(doc) for doc in docs]
        actions = _actions(self.moves)
        labels = [self.vocab.strings[label] if label else 0 for _, label in actions]
        ours = [i for i, of in enumerate(blocks) if _short(of).any()]
        for group in _groups(ours, [len(doc) for doc in docs]):
            table = Table.of(self.model, [docs[i] for i in group], self._room)
            parses = Decoder(table, [blocks[i] for i in group], actions, LONGEST).run()
            for i, (heads, chosen) in zip(group, parses, strict=True):
                _fill(states[i], 0, heads.tolist(), [labels[action] for action in chosen.tolist()])
        self._fill_long(blocks, docs, states)
        theirs = [i for i, of in enumerate(blocks) if not len(of)]
        if theirs:
            done = super().predict([docs[i] for i in theirs])
            for i, state in zip(theirs, done, strict=True):
                states[i] = state
        return states

    def _fill_long(
        self, blocks: Sequence[Ints], docs: Sequence[Doc], states: Sequence[Any]
    ) -> None:
        """Parse the long blocks of Docs in spaCy's way, each as a Doc of its own."""
        places = [(i, *block) for i, of in enumerate(blocks) for block in of[~_short(of)].tolist()]
        if not places:
            return
        alone = [_alone(docs[i], start, end) for i, start, end in places]
        super().set_annotations(alone, super().predict(alone))
        for (i, start, _), doc in zip(places, alone, strict=True):
            steps, labels = doc.to_array(["HEAD", "DEP"]).T
            heads = np.arange(len(doc)) + steps.astype(np.int64)
            _fill(states[i], start, heads.tolist(), labels.tolist())

    def _room(self, rows: int, columns: int) -> Floats:
        """Give memory for a table, whatever stands in it."""
        if len(self._scratch) < rows or self._scratch.shape[1] != columns:
            self._scratch = np.empty((rows, columns), dtype=np.float32)
        return self._scratch[:rows]


def _fill(state: Any, first: int, heads: Sequence[int], labels: Sequence[int]) -> None:
    """Put heads and labels, of tokens from ``first`` on, into a state, for spaCy to write."""
    for child, (head, label) in enumerate(zip(heads, labels, strict=True)):
        if head != child:
            state.add_arc(first + head, first + child, label)


def _blocks(doc: Doc) -> Ints:
    """First token and end of each block; none where a Doc is to be parsed in spaCy's way."""
    marks = doc.to_array("SENT_START").astype(np.int64)
    starts = np.flatnonzero(marks[1:] == 1) + 1
    blocks: Ints = np.stack([np.append(0, starts), np.append(starts, len(doc))], axis=1)
    return blocks[:0] if not len(doc) or (marks[1:] == -1).any() else blocks


def _short(blocks: Ints) -> Flags:
    short: Flags = blocks[:, 1] - blocks[:, 0] <= LONGEST
    return short


def _alone(doc: Doc, start: int, end: int) -> Doc:
    """A Doc of some tokens of another, with their vectors."""
    strings = doc.vocab.strings
    forms, spaces = doc.to_array(["ORTH", "SPACY"])[start:end].T.tolist()
    part = Doc(doc.vocab, words=[strings[form] for form in forms], spaces=spaces)
    part.tensor = doc.tensor[start:end]
    return part


def _groups(numbers: Sequence[int], lengths: Sequence[int]) -> list[list[int]]:
    """Cut a list of Docs into groups of at most `TOKENS`."""
    out: list[list[int]] = []
    size = 0
    for i in numbers:
        if not out or size + lengths[i] > TOKENS:
            out.append([])
            size = 0
        out[-1].append(i)
        size += lengths[i]
    return out
