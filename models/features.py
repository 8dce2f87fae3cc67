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

from claimtable.models import lexicon
from claimtable.models.context import ClaimContext
from claimtable.models.sparse import SparseRows
from claimtable.models.tfidf import LetterVectorizer, Vectorizer, WordVectorizer

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
        self.words = WordVectorizer(min_df=2, max_features=10_000)
        self.letters = LetterVectorizer(min_df=3, max_features=8_000)

    def fit_transform(self, contexts: Sequence[ClaimContext]) -> SparseRows:
        """Learn the vocabularies, and build the columns as `transform` does."""
        texts = [c.text for c in contexts]
        return self._columns(
            contexts, self.words.fit_transform(texts), self.letters.fit_transform(texts)
        )

    def transform(self, contexts: Sequence[ClaimContext]) -> SparseRows:
        """Build the columns.

        Args:
            contexts: Claims in their surroundings.

        Returns:
            Shape (claims, `names`).
        """
        texts = [c.text for c in contexts]
        return self._columns(contexts, self.words.transform(texts), self.letters.transform(texts))

    def _columns(
        self, contexts: Sequence[ClaimContext], words: SparseRows, letters: SparseRows
    ) -> SparseRows:
        """Put the columns of words and letters and those of the lists side by side."""
        headings = [c.heading for c in contexts]
        s = self.scales
        lists = lexicon.features([c.text for c in contexts])
        blocks = (
            (words, s.words),
            (letters, s.letters),
            (SparseRows.of_dense(lists), s.lexicon),
            (SparseRows.of_dense(_before(contexts, lists)), s.before),
            (SparseRows.of_dense(lexicon.list_features(headings)), s.section),
        )
        return SparseRows.side_by_side([block.scaled(factor) for block, factor in blocks])

    @property
    def width(self) -> int:
        """How many columns, from the first, are words and letter sequences."""
        return len(self.words.vocabulary) + len(self.letters.vocabulary)

    def names(self) -> list[str]:
        """Name the columns, block by block."""
        return [
            *(f"word:{w}" for w in self.words.names()),
            *(f"letters:{w}" for w in self.letters.names()),
            *lexicon.names(),
            *(f"before:{name}" for name in lexicon.list_names()),
            *(f"heading:{name}" for name in lexicon.list_names()),
        ]

    def state(self) -> dict[str, Any]:
        """Give the vocabularies as strings and arrays, which a safe file can hold."""
        return {
            "words": _state(self.words),
            "letters": _state(self.letters),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Take the vocabularies from what `state` gave."""
        self.words = WordVectorizer(vocabulary=state["words"]["terms"].split("\n"))
        self.words.idf = state["words"]["idf"]
        self.letters = LetterVectorizer(vocabulary=state["letters"]["terms"].split("\n"))
        self.letters.idf = state["letters"]["idf"]


def _state(fitted: Vectorizer) -> dict[str, Any]:
    return {"terms": "\n".join(fitted.names()), "idf": fitted.idf}


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
