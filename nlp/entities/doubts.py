"""Products that nothing but the recogniser speaks for, in texts that are about something else.

The recogniser takes unknown names of places and people for products now and then. Where a text
names few products among its companies, people and places, one more needs a second witness.
"""

from __future__ import annotations

from collections import Counter

from claimtable.nlp.entities.mentions import PLACES, Mention
from claimtable.nlp.entities.votes import Votes

FEW = 0.1  # products among the names of a text
_COUNTED = frozenset({"ORG", "PERSON", "PRODUCT", *PLACES})


class Doubts:
    """The step that drops products."""

    def __init__(self, votes: Votes) -> None:
        """Keep the step before, which knows what speaks for a label."""
        self._votes = votes

    def __call__(self, text: str, mentions: list[Mention]) -> list[Mention]:
        """Leave out the doubtful products of one text.

        Args:
            text: The document.
            mentions: Names in reading order, with the labels they were voted.
        """
        labels = Counter(m.label for m in mentions if m.label in _COUNTED)
        if labels["PRODUCT"] >= FEW * labels.total():
            return mentions
        return [
            m for m in mentions if m.label != "PRODUCT" or m.fixed or self._votes.vouches(text, m)
        ]
