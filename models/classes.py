"""The classes that the classifier tells apart, and how common each is in real articles."""

from __future__ import annotations

from claimtable.nlp.types import LABELS, NONE_LABEL

CLASSES: tuple[str, ...] = (*LABELS, NONE_LABEL)
"""The four labels, then ``none``: the order of every probability row."""

PRIOR: dict[str, float] = {
    "strength": 0.11,
    "risk": 0.135,
    "opportunity": 0.055,
    "development": 0.50,
    "none": 0.20,
}
"""Share of each class among the sentences and items of real articles.

Development is 62 % of the claims of the annotated articles (issue 6 of the project); the other
shares are rounded. The labelled corpus is richer in the rare labels on purpose, so its rows are
weighted back to this mix.
"""
