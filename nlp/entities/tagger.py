"""A small tagger of named entities: hash embeddings, two window layers, softmax; numpy only.

Every token gets one of the BILUO tags of `LABELS`. What a token looks like by itself depends on
its form alone, so that part is computed once a form and kept; the two layers on top see one
neighbour each to either side. Weights are those that ``train_ner.py`` wrote.
"""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from thinc.api import NumpyOps

from claimtable.nlp.entities.lexicon import Lexicon, words

if TYPE_CHECKING:
    from spacy.vocab import Vocab

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

LABELS = (
    "ORG",
    "PERSON",
    "GPE",
    "LOC",
    "FAC",
    "PRODUCT",
    "NORP",
    "EVENT",
    "LAW",
    "WORK_OF_ART",
    "DATE",
)
TAGS = ("O", *(f"{part}-{label}" for label in LABELS for part in "BILU"))
TAG_IDS = {tag: i for i, tag in enumerate(TAGS)}
COLUMNS = (("norm", 5000), ("prefix", 500), ("suffix", 2500), ("shape", 2500), ("lists", 500))
"""What a token is known by, and the rows of its table."""
WIDTH = 64
PIECES = 3
DEPTH = 2
WEIGHTS = "ner.npz"
_MOST_FORMS = 200_000  # kept vectors; about 50 MB
_EPSILON = 1e-8
_FORBIDDEN = -1e4


class Features:
    """The columns of a token, from its form alone."""

    def __init__(self, vocab: Vocab, lexicon: Lexicon) -> None:
        """Collect the words of the name lists."""
        self._vocab = vocab
        self._generic = words("generic.txt")
        entries = lexicon.entries.items()
        places = {*lexicon.cities, *lexicon.countries}
        heads = lexicon.heads.items()
        self._lists: tuple[frozenset[str], ...] = (
            lexicon.given_names,
            lexicon.surnames,
            frozenset(word for place in places for word in place.split() if word[0].isupper()),
            lexicon.demonyms | {f"{word}s" for word in lexicon.demonyms},
            frozenset(word for form, e in entries if e.label == "ORG" for word in form.split()),
            frozenset(word for form, e in entries if e.label == "PRODUCT" for word in form.split()),
            words("titles.txt"),
            frozenset(word for word, label in heads if label == "ORG"),
            frozenset(word for word, label in heads if label in ("LOC", "FAC", "GPE")),
            frozenset(word for word, label in heads if label in ("LAW", "EVENT")),
            frozenset(word for word, label in heads if label == "PRODUCT"),
        )

    def __call__(self, form: str) -> tuple[int, int, int, int, int]:
        """Give the columns of a form, in the order of `COLUMNS`."""
        lexeme = self._vocab[form]
        looked_up = form.title() if form.isupper() and len(form) > 3 else form
        lists = sum(1 << i for i, group in enumerate(self._lists) if looked_up in group)
        if form.lower() in self._generic:
            lists |= 1 << len(self._lists)
        return lexeme.norm, lexeme.prefix, lexeme.suffix, lexeme.shape, lists + 1


def load_weights() -> dict[str, Floats]:
    """Read the weights that come with claimtable.

    Raises:
        FileNotFoundError: There are none.
    """
    path = resources.files(__package__) / "data" / WEIGHTS
    with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}


def transitions() -> tuple[Floats, Floats]:
    """Which tag may follow which, and which may stand at an edge: 0 or a large negative."""
    allowed = np.full((len(TAGS), len(TAGS)), _FORBIDDEN, dtype=np.float32)
    edge = np.full((2, len(TAGS)), _FORBIDDEN, dtype=np.float32)
    for i, tag in enumerate(TAGS):
        edge[0, i] = 0.0 if tag[0] in "OBU" else _FORBIDDEN
        edge[1, i] = 0.0 if tag[0] in "OLU" else _FORBIDDEN
        for j, following in enumerate(TAGS):
            if tag[0] in "OLU":
                legal = following[0] in "OBU"
            else:
                legal = following[0] in "IL" and following[1:] == tag[1:]
            allowed[i, j] = 0.0 if legal else _FORBIDDEN
    return allowed, edge


class Tagger:
    """The model at work."""

    def __init__(self, weights: dict[str, Floats], features: Features) -> None:
        """Take trained weights.

        Args:
            weights: By name, as `train_ner.py` writes them.
            features: Gives the columns of a form.
        """
        self._w = weights
        self._features = features
        self._hash = NumpyOps().hash
        self._allowed, self._edge = transitions()
        self._rows: dict[str, int] = {}
        self._vectors: Floats = np.zeros((1024, WIDTH), dtype=np.float32)

    def __call__(self, sequences: list[list[str]]) -> list[Ints]:
        """Tag some sequences of tokens.

        Args:
            sequences: Forms of the tokens of each block.

        Returns:
            For each block the ids into `TAGS`.
        """
        lengths = np.array([len(sequence) for sequence in sequences])
        tokens = [form for sequence in sequences for form in sequence]
        # One row of zeros a layer between two blocks keeps each from seeing the other.
        place = np.arange(len(tokens)) + DEPTH * np.repeat(
            np.arange(1, len(sequences) + 1), lengths
        )
        x = np.zeros((len(tokens) + DEPTH * (len(sequences) + 1), WIDTH), dtype=np.float32)
        rows = self._lookup(tokens)  # may move the vectors
        x[place] = self._vectors[rows]
        for layer in range(DEPTH):
            x += _maxout(_window(x), self._w, f"window{layer}")
        scores = x[place] @ self._w["softmax.W"].T + self._w["softmax.b"]
        return self._decode(scores, lengths)

    def _lookup(self, tokens: list[str]) -> Ints:
        """Rows of the tokens in the table of form vectors; new forms are computed."""
        rows = self._rows
        if len(rows) > _MOST_FORMS:
            rows.clear()
        new = [form for form in dict.fromkeys(tokens) if form not in rows]
        if new:
            first = len(rows)
            rows.update((form, first + i) for i, form in enumerate(new))
            while len(self._vectors) < len(rows):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            self._vectors[first : len(rows)] = self._embed(new)
        return np.fromiter((rows[form] for form in tokens), dtype=np.int64, count=len(tokens))

    def _embed(self, forms: list[str]) -> Floats:
        columns = np.array([self._features(form) for form in forms], dtype=np.uint64)
        parts = []
        for i, (name, rows) in enumerate(COLUMNS):
            keys = self._hash(np.ascontiguousarray(columns[:, i]), i + 1) % rows
            parts.append(self._w[f"embed.{name}"][keys].sum(axis=1))
        return _maxout(np.concatenate(parts, axis=1), self._w, "mix")

    def _decode(self, scores: Floats, lengths: Ints) -> list[Ints]:
        """The best legal tags: the greedy ones where legal, else by Viterbi."""
        best = scores.argmax(axis=1)
        out = []
        start = 0
        for length in lengths.tolist():
            tags = best[start : start + length]
            if length and not self._is_legal(tags):
                tags = self._viterbi(scores[start : start + length])
            out.append(tags)
            start += length
        return out

    def _is_legal(self, tags: Ints) -> bool:
        steps = self._allowed[tags[:-1], tags[1:]]
        return bool(
            self._edge[0, tags[0]] == 0 and self._edge[1, tags[-1]] == 0 and not steps.any()
        )

    def _viterbi(self, scores: Floats) -> Ints:
        total = scores[0] + self._edge[0]
        back = np.zeros(scores.shape, dtype=np.int64)
        for t in range(1, len(scores)):
            paths = total[:, None] + self._allowed
            back[t] = paths.argmax(axis=0)
            total = paths.max(axis=0) + scores[t]
        tag = int((total + self._edge[1]).argmax())
        tags = np.empty(len(scores), dtype=np.int64)
        for t in range(len(scores) - 1, -1, -1):
            tags[t] = tag
            tag = int(back[t, tag])
        return tags


def _window(x: Floats) -> Floats:
    """Put every row between its two neighbours: (n, w) to (n, 3w)."""
    wide = np.zeros((len(x), 3 * x.shape[1]), dtype=np.float32)
    width = x.shape[1]
    wide[1:, :width] = x[:-1]
    wide[:, width : 2 * width] = x
    wide[:-1, 2 * width :] = x[1:]
    return wide


def _maxout(x: Floats, weights: dict[str, Floats], name: str) -> Floats:
    """A maxout layer with layer normalisation."""
    w: Any = weights[f"{name}.W"]
    y: Any = (x @ w.T + weights[f"{name}.b"]).reshape(len(x), WIDTH, PIECES).max(axis=2)
    y -= y.mean(axis=1, keepdims=True)
    y /= np.sqrt((y * y).mean(axis=1, keepdims=True) + _EPSILON)
    result: Floats = y * weights[f"{name}.G"] + weights[f"{name}.beta"]
    return result
