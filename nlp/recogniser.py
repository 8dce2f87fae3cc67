"""The base model's entity recogniser, decoded for all sentences at once.

spaCy reads one token of one Doc at a time and asks each of some seventy actions whether it is
allowed; that takes three quarters of the recogniser's time. No entity crosses a sentence, so the
sentences of a batch can be read side by side: the first token of each, then the second, with one
small matrix product a step. Weights, features, constraints and so the entities are spaCy's own
(`spacy/pipeline/_parser_internals/ner.pyx`, `spacy/ml/parser_model.pyx`, version 3.8).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.pipeline.ner import DEFAULT_NER_MODEL  # type: ignore[import-not-found]
from spacy.tokens import Doc, Span
from spacy.util import minibatch
from thinc.api import Model

from claimtable.nlp.replacing import is_usual_transition_model, replace_usual
from claimtable.nlp.tok2vec import FormEncoder

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Entities = list[tuple[int, int, str]]
NONE = -1
"""No such token; as an index, the last row of the cached products."""
FEATURES = 3
"""The token at hand, the first of the open entity, and the one before the token at hand."""


@Language.factory(
    "claimtable_ner",
    assigns=["doc.ents"],
    default_config={
        "model": DEFAULT_NER_MODEL,
        "moves": None,
        "update_with_oracle_cut_size": 100,
        "incorrect_spans_key": None,
        "scorer": None,
    },
)
def make_ner(
    nlp: Language,
    name: str,
    model: Model[Any, Any],
    moves: Any,
    update_with_oracle_cut_size: int,
    incorrect_spans_key: str | None,
    scorer: Any,
) -> SentenceRecognizer:
    """Build the component; spaCy calls this with the settings of its own ``ner``."""
    return SentenceRecognizer(
        nlp.vocab,
        model,
        name,
        moves=moves,
        update_with_oracle_cut_size=update_with_oracle_cut_size,
        incorrect_spans_key=incorrect_spans_key,
    )


def replace_ner(nlp: Language) -> None:
    """Put a `SentenceRecognizer` with the same weights in the place of a pipeline's ``ner``.

    A pipeline whose ``ner`` is no spaCy EntityRecognizer of the usual build is left as it is.
    """
    replace_usual(nlp, "ner", "claimtable_ner", EntityRecognizer, _is_usual)


def _is_usual(ner: Any) -> bool:
    return is_usual_transition_model(ner.model, FEATURES)


class SentenceRecognizer(EntityRecognizer):  # type: ignore[misc]  # a Cython class
    """spaCy's EntityRecognizer with a decoder that reads all sentences side by side."""

    _encoder: FormEncoder | None = None

    def pipe(self, stream: Iterable[Doc], batch_size: int = 64) -> Iterator[Doc]:
        """Mark Docs, ``batch_size`` of them in one computation."""
        for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
            docs = list(batch)
            self.set_annotations(docs, self.predict(docs))
            yield from docs

    def predict(self, docs: Sequence[Doc]) -> Any:
        """Find the entities of Docs; those with entities already set go spaCy's way."""
        if not _is_usual(self) or any(doc.has_annotation("ENT_IOB") for doc in docs):
            return super().predict(docs)
        return self._decode([doc for doc in docs if len(doc)])

    def set_annotations(self, docs: Sequence[Doc], states_or_beams: Any) -> None:
        """Write what `predict` gave to the Docs."""
        if not isinstance(states_or_beams, dict):
            super().set_annotations(docs, states_or_beams)
            return
        for doc in docs:
            found = states_or_beams.get(id(doc), ())
            doc.set_ents([Span(doc, start, end, label=label) for start, end, label in found])

    def _vectors(self, docs: list[Doc]) -> Floats:
        """Give what the recogniser reads of each token of a batch, shape (tokens, width)."""
        whole = self.model.get_ref("tok2vec")
        layers = whole.layers
        if [layer.name for layer in layers[1:]] != ["list2array", "linear"]:
            return np.asarray(whole.predict(docs))
        if self._encoder is None or not self._encoder.is_of(layers[0]):
            if not FormEncoder.reads(layers[0]):
                return np.asarray(whole.predict(docs))
            self._encoder = FormEncoder(layers[0])
        return np.asarray(layers[2].predict(np.concatenate(self._encoder.encode(docs))))

    def _decode(self, docs: list[Doc]) -> dict[int, Entities]:
        if not docs:
            return {}
        flags = [doc.to_array(["SENT_START", "IS_SPACE"]) for doc in docs]
        firsts = np.cumsum([0, *map(len, docs)])
        starts = np.concatenate([f[:, 0] for f in flags]) == 1
        starts[firsts[:-1]] = True
        space = np.concatenate([f[:, 1] for f in flags]) == 1
        sentences = np.flatnonzero(starts)
        lengths = np.diff(np.append(sentences, len(starts)))
        tokens = self._vectors(docs)
        decoder = _Decoder(self.model, tokens, [self._action(i) for i in range(self.moves.n_moves)])
        spans = decoder.run(sentences, lengths, space)
        out: dict[int, Entities] = {id(doc): [] for doc in docs}
        for start, end, label in spans:
            n = int(np.searchsorted(firsts, start, side="right")) - 1
            out[id(docs[n])].append((start - int(firsts[n]), end - int(firsts[n]), label))
        return out

    def _action(self, i: int) -> tuple[str, str]:
        name = str(self.moves.get_class_name(i))
        move, _, label = name.partition("-")
        return move, label


class _Decoder:
    """The recogniser's layers for one batch, as plain arrays."""

    def __init__(
        self, model: Model[Any, Any], tokens: Floats, actions: list[tuple[str, str]]
    ) -> None:
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        weights: Floats = np.asarray(lower.get_param("W"))
        self._width = weights.shape[1] * weights.shape[2]
        self._pieces = weights.shape[2]
        # One row a token and feature, and a last row for "no such token"; in a row all first maxout
        # pieces before all second ones, as numpy takes long over the greater of neighbours.
        by_piece = weights.transpose(0, 2, 1, 3).reshape(-1, weights.shape[-1])
        cached = (tokens @ by_piece.T).reshape(len(tokens), FEATURES, self._width)
        pad = np.asarray(lower.get_param("pad"))[0].transpose(0, 2, 1)
        self._cached = np.concatenate([cached, pad.reshape(1, FEATURES, self._width)])
        self._cached[:, 0] += np.asarray(lower.get_param("b")).T.reshape(-1)
        self._upper = np.asarray(upper.get_param("W")).T
        self._bias = np.asarray(upper.get_param("b"))
        self._labels = sorted({label for _, label in actions if label})
        column = {action: i for i, action in enumerate(actions)}
        begin, self._in, self._last, unit = (
            np.array([column[move, label] for label in self._labels]) for move in "BILU"
        )
        self._outside = np.concatenate([begin, unit, [column["O", ""]]])

    def run(self, sentences: Ints, lengths: Ints, space: Flags) -> list[tuple[int, int, str]]:
        """Read all sentences.

        Args:
            sentences: First token of each, counted through the batch.
            lengths: Tokens of each.
            space: Whether a token is white space.

        Returns:
            First token, one past the last, and label of each entity, in reading order.
        """
        order = np.argsort(-lengths, kind="stable")
        first, length = sentences[order], lengths[order]
        opened = np.full(len(first), NONE)
        label = np.zeros(len(first), dtype=np.int64)
        found: list[tuple[Ints, Ints, Ints]] = []
        active = len(first)
        for step in range(int(length[0])):
            while length[active - 1] <= step:
                active -= 1
            here = first[:active] + step
            final = length[:active] == step + 1
            scores = self._scores(here, opened[:active])
            inside = opened[:active] != NONE
            rows = np.flatnonzero(inside)
            if len(rows):
                rows = rows[self._closes(scores[rows], label[rows]) | final[rows]]
                found.append((opened[rows], here[rows] + 1, label[rows]))
                opened[rows] = NONE
            rows = np.flatnonzero(~inside)
            if len(rows):
                action = self._opens(scores[rows], space[here[rows]], final[rows])
                begun = action < len(self._labels)
                unit = ~begun & (action < 2 * len(self._labels))
                opened[rows[begun]] = here[rows[begun]]
                label[rows[begun]] = action[begun]
                at = here[rows[unit]]
                found.append((at, at + 1, action[unit] - len(self._labels)))
        return self._named(found)

    def _closes(self, scores: Floats, label: Ints) -> Flags:
        """Whether open entities end here: L scores above I."""
        each = np.arange(len(scores))
        closes: Flags = scores[each, self._last[label]] > scores[each, self._in[label]]
        return closes

    def _opens(self, scores: Floats, space: Flags, final: Flags) -> Ints:
        """The best allowed action outside entities: B of each label, U of each label, then O."""
        table = scores[:, self._outside]
        size = len(self._labels)
        table[space | final, :size] = -np.inf
        table[space, size : 2 * size] = -np.inf
        best: Ints = table.argmax(axis=1)
        return best

    def _named(self, found: list[tuple[Ints, Ints, Ints]]) -> list[tuple[int, int, str]]:
        starts, ends, labels = (np.concatenate(part) for part in zip(*found, strict=True))
        order = np.argsort(starts)
        names = [self._labels[i] for i in labels[order]]
        return list(zip(starts[order].tolist(), ends[order].tolist(), names, strict=True))

    def _scores(self, here: Ints, opened: Ints) -> Floats:
        before = np.where(opened == NONE, NONE, here - 1)
        state = self._cached[here, 0] + self._cached[opened, 1] + self._cached[before, 2]
        # One row more than there are states: a product of one row alone is rounded otherwise.
        hidden = np.zeros((len(here) + 1, self._width // self._pieces), dtype=np.float32)
        state.reshape(len(here), self._pieces, -1).max(axis=1, out=hidden[:-1])
        scores: Floats = (hidden @ self._upper)[:-1] + self._bias
        return scores
