"""Which parts of a text are headings.

A heading puts capitals on ordinary words, so a name that only a heading shows is not to be
trusted. Articles bring a block table that says what is a heading; for bare text every line is a
paragraph, and its look decides.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import pairwise

from claimtable.nlp.types import Block

LONGEST_HEADING = 16  # words
TITLE_CASE_SHARE = 0.75  # of the words that carry a capital in title case
SHORTEST_LINE = 80  # characters of a line that is taken for a sentence without its full stop
FEWEST_BODY_CHARACTERS = 400  # below this much running text a document is all headings or none

_SMALL = frozenset(
    {"a", "an", "the", "and", "or", "of", "in", "on", "at", "to", "for", "with", "from", "by", "as"}
    | {"vs", "vs.", "is", "it", "its", "be", "but", "nor", "via", "into", "after", "over", "not"}
    | {"up", "out", "off", "per", "than", "that"}
)
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SENTENCE_END = re.compile(r"[.!;?][\"”’)\]]*$")
_ABBREVIATION_END = re.compile(r"\b(?:vs|Inc|Corp|Co|Ltd)\.$")
_LEAD_IN = re.compile(
    r"\W{0,4}([A-Z][\w’'&/-]*(?: (?:&|and|of|the|or|to|in|for|[A-Z][\w’'&/-]*)){1,7}):[ \t]+(?=\S)"
)


def looks_like_heading(line: str) -> bool:
    """Tell whether a line is set in title case and short, without a full stop."""
    if len(line) > LONGEST_HEADING * 16:
        return False
    line = line.strip()
    if _SENTENCE_END.search(line) and not _ABBREVIATION_END.search(line):
        return False
    words = _WORD.findall(line)
    large = [word for word in words if word.lower() not in _SMALL]
    if not large or len(words) > LONGEST_HEADING:
        return False
    share = sum(word[0].isupper() for word in large) / len(large)
    return share >= TITLE_CASE_SHARE and (len(large) > 1 or len(words) <= 3)


def is_fragment(text: str, start: int, end: int) -> bool:
    """Tell whether a span stands in a short line that is no sentence: a caption, a cell, a menu."""
    first = text.rfind("\n", max(0, start - SHORTEST_LINE), start) + 1
    if first == 0 and start > SHORTEST_LINE:
        return False
    last = text.find("\n", end, end + SHORTEST_LINE)
    if last < 0:
        if end + SHORTEST_LINE < len(text):
            return False
        last = len(text)
    line = text[first:last]
    return len(line) < SHORTEST_LINE and not _SENTENCE_END.search(line.rstrip())


class Zones:
    """The headings of one text."""

    def __init__(self, text: str, blocks: Iterable[Block]) -> None:
        """Read the block table.

        Args:
            text: The document.
            blocks: Its blocks in reading order.
        """
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._blocks: list[int] = []
        heading = body = 0
        for block in blocks:
            self._blocks.append(block.start)
            end = self._heading_end(text, block)
            if end > block.start:
                self._starts.append(block.start)
                self._ends.append(end)
                heading += end - block.start
            body += block.end - max(end, block.start)
        self.trusted = body >= FEWEST_BODY_CHARACTERS and heading < body / 2
        """Whether running text prevails, so that it can vouch for the names in headings."""

    @staticmethod
    def _heading_end(text: str, block: Block) -> int:
        """Where the heading at the start of a block ends; the block's start if there is none."""
        if block.kind == "heading":
            return block.end
        line = text[block.start : min(block.end, block.start + LONGEST_HEADING * 17)]
        if len(line) == block.end - block.start and looks_like_heading(line):
            return block.end
        lead_in = _LEAD_IN.match(line)
        return block.start + lead_in.end(1) if lead_in else block.start

    def is_heading(self, offset: int) -> bool:
        """Tell whether a character stands in a heading."""
        i = bisect_right(self._starts, offset) - 1
        return i >= 0 and offset < self._ends[i]

    def parts(self, start: int, end: int) -> list[tuple[int, int]]:
        """Cut a range of characters where a block begins in it."""
        first = bisect_right(self._blocks, start)
        cuts = [start, *self._blocks[first : bisect_left(self._blocks, end)], end]
        return list(pairwise(cuts))
