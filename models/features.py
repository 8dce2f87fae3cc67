"""Claims to the sparse matrix that the logistic regression reads.

Columns: words and word pairs, letter sequences, the interpretable features of `lexicon`, and the
lists that the sentence before and the nearest heading hit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from claimtable.models import lexicon
from claimtable.models.context import ClaimContext

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
        self.letters = _letters(min_df=3, max_features=8_000)

    def fit(self, contexts: Sequence[ClaimContext]) -> FeatureMaker:
        """Learn the vocabularies."""
        texts = [c.text for c in contexts]
        self.words.fit(texts)
        self.letters.fit(texts)
        return self

    def transform(self, contexts: Sequence[ClaimContext]) -> sparse.csr_matrix:
        """Build the columns.

        Args:
            contexts: Claims in their surroundings.

        Returns:
            Sparse matrix of shape (claims, `names`).
        """
        texts = [c.text for c in contexts]
        headings = [c.heading for c in contexts]
        s = self.scales
        blocks: list[Any] = [
            self.words.transform(texts) * np.float32(s.words),
            self.letters.transform(texts) * np.float32(s.letters),
            sparse.csr_matrix(lexicon.features(texts) * np.float32(s.lexicon)),
            sparse.csr_matrix(
                lexicon.list_features([c.before for c in contexts]) * np.float32(s.before)
            ),
            sparse.csr_matrix(lexicon.list_features(headings) * np.float32(s.section)),
        ]
        columns: sparse.csr_matrix = sparse.hstack(blocks, format="csr", dtype=np.float32)
        return columns

    def names(self) -> list[str]:
        """Name the columns, block by block."""
        return [
            *(f"word:{w}" for w in self.words.get_feature_names_out()),
            *(f"letters:{w}" for w in self.letters.get_feature_names_out()),
            *lexicon.names(),
            *(f"before:{name}" for name in lexicon.list_names()),
            *(f"heading:{name}" for name in lexicon.list_names()),
        ]

    def state(self) -> dict[str, Any]:
        """Give the vocabularies as strings and arrays, which a safe file can hold."""
        return {
            name: {"terms": "\n".join(v.get_feature_names_out()), "idf": v.idf_.astype(np.float32)}
            for name, v in (("words", self.words), ("letters", self.letters))
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take the vocabularies from what `state` gave."""
        self.words = _words(vocabulary=state["words"]["terms"].split("\n"))
        self.letters = _letters(vocabulary=state["letters"]["terms"].split("\n"))
        self.words.idf_ = state["words"]["idf"]
        self.letters.idf_ = state["letters"]["idf"]


def _words(**options: Any) -> TfidfVectorizer:
    """Words and word pairs."""
    return TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, dtype=np.float32, **options)


def _letters(**options: Any) -> TfidfVectorizer:
    """Sequences of two to four letters inside words."""
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, dtype=np.float32, **options
    )
