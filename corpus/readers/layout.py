"""Lines to pieces: tables, lists, quotations, headings, paragraphs.

Notes for a newcomer: `line_pieces` walks over the lines of a text and asks at each, in this order:
table, date line, bullet or number, heading, paragraph. A paragraph takes in the lines that were
only wrapped. Pasted text comes here, and so do the pages of a PDF file, whose lines know more of
themselves (see `Line`).
"""

from __future__ import annotations

import datetime
import re

from claimtable.corpus.readers.canonical import Piece
from claimtable.corpus.readers.dates import DATELINE, cut_dateline, date_line
from claimtable.corpus.readers.furniture import is_furniture, opens_furniture
from claimtable.corpus.readers.lines import (
    Line,
    is_finished,
    is_label,
    is_running,
    is_title_case,
    is_title_like,
    is_unfinished,
    join_lines,
    vocabulary,
)
from claimtable.corpus.readers.plain_tables import Tables

_HEAD = 8
"""Lines at the top of a text among which a date of publication is looked for."""
_FIRST_PARAGRAPHS = 4
"""Paragraphs that a dateline may stand before: furniture may come first."""
_MOST_HEADINGS = 4
"""Lines in a row that look like headings: so many are a flattened table or a menu."""
_NAME_WORDS = 3
"""Words of a heading that may be the name of a site."""
_TITLE_WORDS = 5
"""Words from which on a heading below it is taken for the title."""
_FULL_LINE = 45
"""Shortest line, in characters, that a narrow column may have been wrapped at."""
_ITEM = re.compile(r"(?:Item|Part)\s+[\dIVX]+[A-Z]?\.", re.IGNORECASE)
"""How the chapters of an annual report are headed."""
_SPEAKER = re.compile(
    r"(?:Operator|Moderator|[A-Z][\w.'’-]+(?: (?:[A-Z][\w.'’-]*|de|van|von|der|bin|al)){1,4}"
    r"\s+(?:--|—|–|-|\|)\s+[A-Z][^.?!]{2,90})"
)


def line_pieces(
    lines: list[Line], *, wrapped: bool = False
) -> tuple[list[Piece], datetime.date | None]:
    """Recover the structure of lines.

    Args:
        lines: Those that are not blank, in reading order.
        wrapped: Every line without a blank one before it goes on with the line above, as on a
            printed page.

    Returns:
        The pieces, furniture still among them, and the day of publication if a line at the top
        or a dateline states it.
    """
    reader = _Reader(lines, wrapped)
    return _with_title(reader.read()), reader.published


def _with_title(pieces: list[Piece]) -> list[Piece]:
    """Choose the title among the headings at the top of a page.

    A site's name and the like may stand over it: where the first heading is of few words, the
    first one that is longer is the title, and what stands over it goes.
    """
    top = 0
    while top < len(pieces) and (pieces[top].kind == "heading" or is_furniture(pieces[top].text)):
        top += 1
    heads = [p for p in pieces[:top] if p.kind == "heading" and not is_furniture(p.text)]
    title = next((p for p in heads if _may_be_title(p.text)), None)
    if title is None or title is heads[0] or len(heads[0].text.split()) > _NAME_WORDS:
        return pieces
    title.level = 1
    return pieces[next(i for i, piece in enumerate(pieces) if piece is title) :]


def _may_be_title(text: str) -> bool:
    known = _ITEM.match(text) or _SPEAKER.fullmatch(text)
    return len(text.split()) >= _TITLE_WORDS and not known


class _Reader:
    """One pass over the lines of a text."""

    def __init__(self, lines: list[Line], wrapped: bool) -> None:
        self.lines = lines
        self._page = wrapped
        self.tables = Tables(lines)
        self.pieces: list[Piece] = []
        self.published: datetime.date | None = None
        self._words: set[str] | None = None
        self._width = _wrap_width(lines)
        self._proper = False  # a piece that is no furniture has been seen
        self._paragraphs = 0
        self._headings = [self._is_heading(i) for i in range(len(lines))]
        self._runs = _run_lengths(
            [h and not _is_speaker(line) for h, line in zip(self._headings, lines, strict=True)]
        )
        self._nested = False  # headings below a heading that has no text of its own

    def read(self) -> list[Piece]:
        i = 0
        while i < len(self.lines):
            known = len(self.pieces)
            i = self._step(i)
            self._proper = self._proper or any(
                not is_furniture(piece.text) for piece in self.pieces[known:]
            )
        return self.pieces

    def _step(self, i: int) -> int:
        """Take the piece that begins at line ``i``; give the line after it."""
        line = self.lines[i]
        table = self.tables.at(i)
        if table is not None:
            self.pieces.extend(table.cells)
            return table.end
        if i < _HEAD:
            day = date_line(line.text)
            if day is not None:
                self.published = self.published or day
                return i + 1
        if line.marker in ("bullet", "number"):
            return self._item(i)
        if self._headings[i]:
            self.pieces.append(Piece("heading", line.text, self._level(i)))
            return i + 1
        return self._paragraph(i)

    # -- headings ------------------------------------------------------------------------------

    def _is_heading(self, i: int) -> bool:
        """Tell a heading by its form and by what stands around it."""
        line = self.lines[i]
        if line.level:
            return True
        if line.marker or not is_title_like(line.text) or DATELINE.match(line.text):
            return False
        following = self.lines[i + 1] if i + 1 < len(self.lines) else None
        if following is None:
            return opens_furniture(line.text)
        if following.text[:1].islower() and not following.marker:
            return False
        if line.text.endswith(":") and following.marker:
            return False  # it introduces a list
        if _is_speaker(line) or opens_furniture(line.text):
            return True
        before = self.lines[i - 1] if i else None
        if before is not None and _is_speaker(before):
            return False
        if before is not None and not line.blanks and not is_finished(before.text):
            # In the middle of a group: a heading between lists, not the rest of a sentence.
            return bool(before.marker) and is_title_case(line.text)
        if before is not None and not is_label(line.text):
            return False
        alone = line.blanks > 0 or before is None
        introduces = following.blanks == 0 and len(following.text) > len(line.text)
        return (alone and following.blanks > 0) or introduces or is_title_case(line.text)

    def _level(self, i: int) -> int:
        """Tell the depth of a heading.

        The first line is the title. A heading directly over another heading, and one set off by
        more than one blank line, opens a chapter; headings that follow the former belong to it.
        """
        line = self.lines[i]
        if line.level:
            return line.level
        if _ITEM.match(line.text):
            self._nested = self._headings[i + 1] if i + 1 < len(self.lines) else False
            return 2
        if not self._proper:
            return 1
        if _is_speaker(line):
            return 4
        if self._runs[i] >= _MOST_HEADINGS:
            return 6
        below = self.lines[i + 1] if i + 1 < len(self.lines) else None
        opens = below is not None and self._headings[i + 1] and not _is_speaker(below)
        if opens and not self._follows_heading():
            self._nested = True
            return 2
        if line.blanks > 1 and not self._follows_heading():
            self._nested = False
        return 3 if self._nested else 2

    def _follows_heading(self) -> bool:
        return bool(self.pieces) and self.pieces[-1].kind == "heading" and len(self.pieces) > 1

    # -- lists ---------------------------------------------------------------------------------

    def _item(self, i: int) -> int:
        """Take a list item; a numbered title over an indented body is a heading over an item."""
        line = self.lines[i]
        end = i + 1
        while end < len(self.lines) and self._continues_item(i, end):
            end += 1
        body = [later.text for later in self.lines[i + 1 : end]]
        level = self._item_level(i)
        following = self.lines[end] if end < len(self.lines) else None
        if line.marker == "number" and is_title_like(line.body):
            if body:
                self.pieces.append(Piece("heading", line.body, 5))
                self.pieces.append(Piece("list_item", self._join(body), level))
                return end
            if following is not None and not following.marker and is_running(following.text):
                self.pieces.append(Piece("heading", line.body, 5))
                return end
        self.pieces.append(Piece("list_item", self._join([line.body, *body]), level))
        return end

    def _continues_item(self, i: int, j: int) -> bool:
        item, line, before = self.lines[i], self.lines[j], self.lines[j - 1]
        if line.marker or line.level or line.blanks or self.tables.at(j) is not None:
            return False
        return line.indent > item.indent or self._wrapped(before, line)

    def _item_level(self, i: int) -> int:
        """Count the item's depth by the indents of the items above it in the same list."""
        indents = [self.lines[i].indent]
        j = i - 1
        while (
            j >= 0
            and i - j < 50
            and indents[-1] > 1
            and (self.lines[j].marker or self.lines[j].indent > 0)
        ):
            if self.lines[j].marker and self.lines[j].indent < indents[-1] - 1:
                indents.append(self.lines[j].indent)
            j -= 1
        return len(indents)

    # -- paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, i: int) -> int:
        end = i + 1
        while end < len(self.lines) and self._continues(end):
            end += 1
        text = self._join([line.body for line in self.lines[i:end]])
        quoted = self.lines[i].marker == "quote"
        self._paragraphs += 1
        if not quoted and self._paragraphs <= _FIRST_PARAGRAPHS:
            text, day = cut_dateline(text)
            self.published = self.published or day
        self.pieces.append(Piece("quote" if quoted else "paragraph", text))
        return end

    def _continues(self, j: int) -> bool:
        """Tell whether line ``j`` goes on with the paragraph that the line before it is in."""
        line, before = self.lines[j], self.lines[j - 1]
        if line.marker != before.marker and line.marker:
            return False
        if line.marker == "quote":
            return not line.blanks
        if self.tables.at(j) is not None:
            return False
        if line.blanks:
            return self._cut_by_blank(before, line)
        return self._wrapped(before, line) and not self._headings[j]

    def _wrapped(self, before: Line, line: Line) -> bool:
        """Tell a line break that only the width of the page made."""
        if not is_finished(before.text) and (line.text[:1].islower() or is_unfinished(before.text)):
            return True
        if _is_other(line.text) or _is_other(before.text):
            return False
        if self._page:
            return True
        if self._width is None or len(before.text) < _FULL_LINE:
            return False
        # Had its first word found room in the line above, the break would be meant.
        word = line.text.split(None, 1)[0]
        return before.indent + len(before.text) + 1 + len(word) > self._width

    def _cut_by_blank(self, before: Line, line: Line) -> bool:
        """Tell a blank line that stands inside a sentence, as text out of a PDF has them."""
        if len(before.text) < _FULL_LINE or is_finished(before.text) or line.blanks > 1:
            return False
        if before.text.endswith((":", ";")) or is_furniture(line.text):
            return False
        if is_unfinished(before.text) or line.text[:1].islower() or line.text[:1] == "(":
            return True
        return is_running(before.text) and is_running(line.text)

    def _join(self, lines: list[str]) -> str:
        if len(lines) == 1:
            return lines[0]
        if self._words is None and any(line.endswith("-") for line in lines):
            self._words = vocabulary(line.text for line in self.lines)
        return join_lines(lines, self._words)


def _is_other(text: str) -> bool:
    """Tell a line of furniture, which no paragraph takes in; one of figures alone may go on."""
    return is_furniture(text) and any(c.isalpha() for c in text)


def _is_speaker(line: Line) -> bool:
    """Tell the line that names a speaker in a transcript."""
    return _SPEAKER.fullmatch(line.text) is not None


def _run_lengths(flags: list[bool]) -> list[int]:
    """Give for every place the length of the run of true flags that it stands in, else 0."""
    out = [0] * len(flags)
    start = 0
    for i in range(len(flags) + 1):
        if i == len(flags) or not flags[i]:
            out[start:i] = [i - start] * (i - start)
            start = i + 1
    return out


def _wrap_width(lines: list[Line]) -> int | None:
    """Measure the width that a text was wrapped at; None for one that was not.

    A wrapped text has many lines and hardly one longer than its width; text with a line a
    paragraph has lines of any length.
    """
    lengths = sorted(line.indent + len(line.text) for line in lines)
    if len(lengths) < 3:
        return None
    widest = lengths[max(0, int(len(lengths) * 0.97) - 1)]
    full = sum(1 for length in lengths if length > 0.8 * widest)
    return widest if widest <= 120 and full >= max(2, 0.15 * len(lengths)) else None
