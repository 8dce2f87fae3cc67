"""Amounts of money and percentages, as the figure components found them, among the entities."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.tokens import Doc

from claimtable.nlp.entities.mentions import Mention
from claimtable.nlp.entities.spans import Spans

_GROUPS = {"MONEY": "money", "PERCENT": "percentages"}
"""The group of ``doc.spans`` that holds the figures of an OntoNotes label."""


class Figures:
    """The figures of one Doc, in place of what a recogniser marks there."""

    def __init__(self, doc: Doc) -> None:
        """Read what the components before this one wrote; without them there are no figures."""
        self._labels = {label for label, group in _GROUPS.items() if group in doc.spans}
        self._found = Spans(
            doc.text,
            [
                Mention(span.start_char, span.end_char, label, span.text)
                for label in self._labels
                for span in doc.spans[_GROUPS[label]]
            ],
        )

    def _of(self, mention: Mention) -> list[Mention]:
        return self._found.overlapping(mention.start, mention.end)

    def without(self, mentions: Iterable[Mention]) -> list[Mention]:
        """Drop a recogniser's own marks of figures, and its marks within one ("US" of "US$5")."""
        return [
            m
            for m in mentions
            if m.label not in self._labels
            and not any(f.start <= m.start and m.end <= f.end for f in self._of(m))
        ]

    def beside(self, names: Iterable[Mention]) -> list[Mention]:
        """Give the figures, in reading order, but for those in a name ("the Sage 5% Fund")."""
        named = {
            id(f)
            for name in names
            for f in self._of(name)
            if name.start <= f.start and f.end <= name.end and name.text != f.text
        }
        return [figure for figure in self._found.all() if id(figure) not in named]
