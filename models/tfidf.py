"""Words, word pairs and letter sequences of texts, weighed by tf-idf.

The same columns as scikit-learn's ``TfidfVectorizer`` with ``sublinear_tf=True`` gives, without its
import, and letter sequences several times as fast: each different word is cut once.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

import numpy as np

from claimtable.models.sparse import Indices, SparseRows, Values, flat, ranges

SHORTEST, LONGEST = 2, 4
"""Letters in a sequence, spaces at the ends of a word included."""
WORDS = 20_000
"""Words whose sequences are remembered, 250 bytes each; when there are more, all are forgotten."""
_LONGEST_WORD = 30
"""Letters; the sequences of longer ones, addresses mostly, are not remembered."""

_NONE = np.zeros(0, np.intp)
_WORD = re.compile(r"\b\w\w+\b")
_Column = Callable[[str], int | None]
"""Gives the column of a term, or None for one that does not count."""


class Vectorizer(ABC):
    """Texts to weighed terms.

    Attributes:
        vocabulary: Column of each term.
        idf: Weight of each column, shape (columns,).
    """

    def __init__(
        self, min_df: int = 1, max_features: int | None = None, vocabulary: Iterable[str] = ()
    ) -> None:
        """Say which terms to keep, or name them.

        Args:
            min_df: Fewest texts that a term is in.
            max_features: At most this many, the most frequent ones; None keeps all.
            vocabulary: The terms of a fitted vectorizer; `idf` has to be set then.
        """
        self._least = min_df
        self._most = max_features
        self.vocabulary = {term: at for at, term in enumerate(vocabulary)}
        self.idf: Values = np.ones(len(self.vocabulary), np.float32)

    def names(self) -> list[str]:
        """The terms in the order of the columns."""
        return list(self.vocabulary)

    def fit_transform(self, texts: Sequence[str]) -> SparseRows:
        """Learn the vocabulary of texts, and build their columns: shape (texts, `names`)."""
        found: dict[str, int] = {}
        numbers, sizes = self._read(texts, lambda term: found.setdefault(term, len(found)))
        counts = SparseRows.counted(numbers, sizes, len(found))
        in_texts = np.bincount(counts.indices, minlength=len(found))
        totals = np.bincount(counts.indices, counts.data, minlength=len(found))
        often = np.flatnonzero(in_texts >= self._least)
        often = often[np.argsort(-totals[often], kind="stable")][: self._most]
        names = list(found)
        kept = sorted(often.tolist(), key=names.__getitem__)
        self.vocabulary = {names[i]: at for at, i in enumerate(kept)}
        idf = np.log((1 + len(texts)) / (1 + in_texts[kept])) + 1
        self.idf = idf.astype(np.float32)
        columns = np.full(len(found), len(kept))  # what is left out goes to a last column
        columns[kept] = np.arange(len(kept))
        counts = SparseRows.counted(columns[numbers], sizes, len(kept) + 1)
        return self._weighed(counts.first(len(kept)))

    def transform(self, texts: Sequence[str]) -> SparseRows:
        """Build the columns of texts: shape (texts, `names`), rows of length one."""
        numbers, sizes = self._read(texts, None)
        return self._weighed(SparseRows.counted(numbers, sizes, len(self.vocabulary)))

    def _weighed(self, counts: SparseRows) -> SparseRows:
        weighed = (np.log(counts.data) + np.float32(1)) * self.idf[counts.indices]
        return SparseRows(weighed, counts.indices, counts.indptr, counts.width).of_length_one()

    @abstractmethod
    def _read(self, texts: Sequence[str], column: _Column | None) -> tuple[Indices, Indices]:
        """Read terms.

        Args:
            texts: Texts.
            column: Told each term at least once; None takes the columns of the vocabulary.

        Returns:
            The columns of the terms that count, text by text, and how many each text has.
        """


class WordVectorizer(Vectorizer):
    """Texts to their words of two letters or more, and pairs of these."""

    def _read(self, texts: Sequence[str], column: _Column | None) -> tuple[Indices, Indices]:
        of = column or self.vocabulary.get
        read = [[at for x in words_of(text) if (at := of(x)) is not None] for text in texts]
        sizes = [len(row) for row in read]
        return flat(read, sizes), np.array(sizes, np.intp)


class LetterVectorizer(Vectorizer):
    """Texts to letter sequences inside their words."""

    def __init__(
        self, min_df: int = 1, max_features: int | None = None, vocabulary: Iterable[str] = ()
    ) -> None:
        """Say which sequences to keep, or name them; see `Vectorizer`."""
        super().__init__(min_df, max_features, vocabulary)
        self._known: dict[str, Indices] = {}

    def fit_transform(self, texts: Sequence[str]) -> SparseRows:
        """Learn the vocabulary of texts, and build their columns: shape (texts, `names`)."""
        self._known.clear()
        return super().fit_transform(texts)

    def _read(self, texts: Sequence[str], column: _Column | None) -> tuple[Indices, Indices]:
        words: dict[str, int] = {}
        rows = [[words.setdefault(w, len(words)) for w in text.lower().split()] for text in texts]
        cut = [self._cut(word) if column is None else _cut(word, column) for word in words]
        lengths = [len(row) for row in rows]
        sizes = np.array([len(piece) for piece in cut], np.intp)
        at = flat(rows, lengths)
        starts = (np.cumsum(sizes) - sizes)[at]
        numbers = np.concatenate([*cut, _NONE])[ranges(starts, sizes[at])]
        of_text = np.repeat(np.arange(len(texts)), lengths)
        totals = np.bincount(of_text, sizes[at], len(texts)).astype(np.intp)
        return numbers, totals

    def _cut(self, word: str) -> Indices:
        """The columns of a word's sequences, remembered."""
        if len(self._known) > WORDS:
            self._known.clear()
        found = self._known.get(word)
        if found is None:
            found = _cut(word, self.vocabulary.get)
            if len(word) <= _LONGEST_WORD:
                self._known[word] = found
        return found


def words_of(text: str) -> list[str]:
    """Words and word pairs, as scikit-learn finds them."""
    words = _WORD.findall(text.lower())
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def letters_of(word: str) -> list[str]:
    """Cut a word as scikit-learn's ``char_wb`` does: a short one counts whole, and once."""
    padded = f" {word} "
    sizes = range(SHORTEST, min(LONGEST, len(padded)) + 1)
    return [padded[at : at + n] for n in sizes for at in range(len(padded) - n + 1)]


def _cut(word: str, column: _Column) -> Indices:
    """The columns of a word's sequences that have one."""
    return np.array([at for x in letters_of(word) if (at := column(x)) is not None], np.intp)
