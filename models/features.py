"""Claims to the sparse matrix that the logistic regression reads.

Columns: words and word pairs, letter sequences, the interpretable features of `lexicon`, and the
lists that the sentence before and the nearest heading hit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from claimtable.models import lexicon
from claimtable.models.context import ClaimContext
from claimtable.models.letters import LetterVectorizer

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Scales:
    """How strongly each block of columns pulls; logistic regression shrinks all alike.

    Attributes:
        words: Factor of the word columns.
        letters: Factor of the letter-sequence columns.
        lexicon: Factor of the claim's interpretable columns.
        before: Factor of the lists hit by the sentence before.
        section: Factor of the lists hit by the nearest heading.
    """

    words: float = 1.0
    letters: float = 1.0
    lexicon: float = 1.0
    before: float = 0.5
    section: float = 0.5


class FeatureMaker:
    """Fit the vocabularies on training claims, then turn any claims into columns."""

    def __init__(self, scales: Scales) -> None:
        """Say how the blocks are weighed."""
        self.scales = scales
        self.words = _words(min_df=2, max_features=10_000)
        self.letters = LetterVectorizer(min_df=3, max_features=8_000)

    def fit_transform(self, contexts: Sequence[ClaimContext]) -> sparse.csr_matrix:
        """Learn the vocabularies, and build the columns as `transform` does."""
        texts = [c.text for c in contexts]
        return self._columns(
            contexts, self.words.fit_transform(texts), self.letters.fit_transform(texts)
        )

    def transform(self, contexts: Sequence[ClaimContext]) -> sparse.csr_matrix:
        """Build the columns.

        Args:
            contexts: Claims in their surroundings.

        Returns:
            Sparse matrix of shape (claims, `names`).
        """
        texts = [c.text for c in contexts]
        return self._columns(contexts, self.words.transform(texts), self.letters.transform(texts))

    def _columns(
        self, contexts: Sequence[ClaimContext], words: Any, letters: Any
    ) -> sparse.csr_matrix:
        """Put the columns of words and letters and those of the lists side by side."""
        headings = [c.heading for c in contexts]
        s = self.scales
        lists = lexicon.features([c.text for c in contexts])
        blocks: list[Any] = [
            words * np.float32(s.words),
            letters * np.float32(s.letters),
            sparse.csr_matrix(lists * np.float32(s.lexicon)),
            sparse.csr_matrix(_before(contexts, lists) * np.float32(s.before)),
            sparse.csr_matrix(lexicon.list_features(headings) * np.float32(s.section)),
        ]
        columns: sparse.csr_matrix = sparse.hstack(blocks, format="csr", dtype=np.float32)
        return columns

    @property
    def width(self) -> int:
        """How many columns, from the first, are words and letter sequences."""
        return len(self.words.vocabulary_) + len(self.letters.vocabulary)

    def names(self) -> list[str]:
        """Name the columns, block by block."""
        return [
            *(f"word:{w}" for w in self.words.get_feature_names_out()),
            *(f"letters:{w}" for w in self.letters.names()),
            *lexicon.names(),
            *(f"before:{name}" for name in lexicon.list_names()),
            *(f"heading:{name}" for name in lexicon.list_names()),
        ]

    def state(self) -> dict[str, Any]:
        """Give the vocabularies as strings and arrays, which a safe file can hold."""
        return {
            "words": _state(self.words.get_feature_names_out(), self.words.idf_),
            "letters": _state(self.letters.names(), self.letters.idf),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take the vocabularies from what `state` gave."""
        self.words = _words(vocabulary=state["words"]["terms"].split("\n"))
        self.words.idf_ = state["words"]["idf"]
        self.letters = LetterVectorizer(vocabulary=state["letters"]["terms"].split("\n"))
        self.letters.idf = state["letters"]["idf"]


def _state(terms: Iterable[str], idf: Any) -> dict[str, Any]:
    return {"terms": "\n".join(terms), "idf": idf.astype(np.float32)}


def _before(contexts: Sequence[ClaimContext], features: Matrix) -> Matrix:
    """The lists that the sentence before each claim hits; it mostly is a claim itself."""
    lists = len(lexicon.list_names())
    known = {c.text: i for i, c in enumerate(contexts)}
    places = [known.get(c.before or "", -1) for c in contexts]
    unknown = [None if at >= 0 else c.before for c, at in zip(contexts, places, strict=True)]
    out = lexicon.list_features(unknown)
    rows = [i for i, at in enumerate(places) if at >= 0]
    out[rows] = features[[places[i] for i in rows], :lists]
    return out


def _words(**options: Any) -> TfidfVectorizer:
    """Words and word pairs."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, **options)
