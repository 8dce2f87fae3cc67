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
Ids = npt.NDArray[np.uint64]

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

    def __call__(self, word: int | str) -> tuple[int, int, int, int, int]:
        """Give the columns of a word, or of its id in the vocabulary, in the order of `COLUMNS`."""
        lexeme = self._vocab[word]
        form = lexeme.text
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
        self._rows: dict[int, int] = {}
        self._vectors: Floats = np.zeros((1024, WIDTH), dtype=np.float32)

    def __call__(self, ids: Ids, lengths: Ints) -> Ints:
        """Tag some blocks of tokens.

        Args:
            ids: Ids of the tokens' forms in the vocabulary, one block after the other.
            lengths: Tokens of each block, at least one; they sum to the tokens.

        Returns:
            For each token the id into `TAGS`; within a block the tags follow the scheme.
        """
        rows = self._lookup(ids)
        # Rows of zeros between two blocks keep each from seeing the other.
        place = np.arange(len(ids)) + DEPTH * np.repeat(np.arange(1, len(lengths) + 1), lengths)
        x = np.zeros((len(ids) + DEPTH * (len(lengths) + 1), WIDTH), dtype=np.float32)
        x[place] = self._vectors[rows]
        for layer in range(DEPTH):
            x += _maxout(_window(x), self._w, f"window{layer}")
        scores = x[place] @ self._w["softmax.W"].T + self._w["softmax.b"]
        return self._decode(scores, lengths)

    def _lookup(self, ids: Ids) -> Ints:
        """Rows of the forms in the table of vectors; new forms are computed."""
        unique, inverse = np.unique(ids, return_inverse=True)
        if len(self._rows) > _MOST_FORMS:
            self._rows.clear()
        rows = self._rows
        new = [i for i in unique.tolist() if i not in rows]
        if new:
            first = len(rows)
            rows.update((i, first + n) for n, i in enumerate(new))
            while len(self._vectors) < len(rows):
                self._vectors = np.concatenate([self._vectors, np.zeros_like(self._vectors)])
            self._vectors[first : len(rows)] = self._embed(new)
        found = np.array([rows[i] for i in unique.tolist()], dtype=np.int64)
        result: Ints = found[inverse]
        return result

    def _embed(self, ids: list[int]) -> Floats:
        """What forms look like by themselves: (n,) to (n, `WIDTH`)."""
        columns = np.array([self._features(i) for i in ids], dtype=np.uint64)
        parts = []
        for i, (name, rows) in enumerate(COLUMNS):
            keys = self._hash(np.ascontiguousarray(columns[:, i]), i + 1) % rows
            parts.append(self._w[f"embed.{name}"][keys].sum(axis=1))
        return _maxout(np.concatenate(parts, axis=1), self._w, "mix")

    def _decode(self, scores: Floats, lengths: Ints) -> Ints:
        """The best legal tags: the greedy ones where legal, else by Viterbi."""
        tags: Ints = scores.argmax(axis=1)
        ends = np.cumsum(lengths)
        starts = ends - lengths
        wrong = np.zeros(len(tags), dtype=bool)
        wrong[1:] = self._allowed[tags[:-1], tags[1:]] < 0
        wrong[starts] = self._edge[0, tags[starts]] < 0
        wrong[ends - 1] |= self._edge[1, tags[ends - 1]] < 0
        blocks = np.unique(np.searchsorted(ends, np.nonzero(wrong)[0], side="right"))
        for block in blocks.tolist():
            part = slice(int(starts[block]), int(ends[block]))
            tags[part] = self._viterbi(scores[part])
        return tags

    def _viterbi(self, scores: Floats) -> Ints:
        """The legal tags of one block with the largest sum of scores."""
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
