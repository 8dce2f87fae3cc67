"""The mentions of a text while steps add to them."""

from __future__ import annotations

from claimtable.nlp.entities.mentions import Mention

_CELL = 6  # the text is cut into cells of 2**6 characters, so that a look-up is constant in time


class Spans:
    """The mentions found so far, kept without overlap."""

    def __init__(self, text: str, mentions: list[Mention]) -> None:
        """Take mentions in reading order."""
        self.text = text
        self.rejected: set[str] = set()
        """Forms that a step has found to be no name."""
        self._by_cell: dict[int, list[Mention]] = {}
        for mention in mentions:
            self._enter(mention)

    @staticmethod
    def _cells(start: int, end: int) -> range:
        return range(start >> _CELL, ((end - 1) >> _CELL) + 1)

    def _enter(self, mention: Mention) -> None:
        for cell in self._cells(mention.start, mention.end):
            self._by_cell.setdefault(cell, []).append(mention)

    def overlapping(self, start: int, end: int) -> list[Mention]:
        """Mentions that share a character with ``[start, end)``."""
        found: dict[int, Mention] = {}
        for cell in self._cells(start, end):
            for mention in self._by_cell.get(cell, ()):
                if mention.overlaps(start, end):
                    found[id(mention)] = mention
        return list(found.values())

    def put(self, start: int, end: int, label: str, *, fixed: bool = False) -> Mention:
        """Add a mention and remove those it overlaps; a heading's mark is not set here."""
        for old in self.overlapping(start, end):
            self.drop(old)
        mention = Mention(start, end, label, self.text[start:end], fixed=fixed)
        self._enter(mention)
        return mention

    def claim(self, start: int, end: int, label: str) -> None:
        """Mark a span for certain unless there is a larger mention."""
        if not any(m.start < start or m.end > end for m in self.overlapping(start, end)):
            self.put(start, end, label, fixed=True)

    def drop(self, mention: Mention) -> None:
        """Take a mention out."""
        for cell in self._cells(mention.start, mention.end):
            self._by_cell[cell].remove(mention)

    def all(self) -> list[Mention]:
        """Give the mentions in reading order."""
        found = {id(m): m for cell in self._by_cell.values() for m in cell}
        return sorted(found.values(), key=lambda m: m.start)
