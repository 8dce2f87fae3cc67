"""Tables in plain text: cut by tabs, bars or runs of spaces, or flattened by pasting.

A table that was pasted from a page often comes as a header line and then a line a row, with
nothing between the cells::

    Dimension Acme Globex
    Reach Stores in forty countries; strong in Asia Sells through dealers only

The row's header is its prefix. Where one cell ends and the next begins is told by a capital letter
that neither a name nor the start of a sentence inside a cell explains. A row whose cut is not
clear stays whole: a wrong cut would put a claim under the wrong company.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from claimtable.corpus.readers.canonical import Piece, header_rows, is_figure, tables
from claimtable.corpus.readers.lines import Line, is_finished, word_list
from claimtable.corpus.readers.names import CONNECTORS, Names, stem_of

_TAB = re.compile(r"\t+")
_BAR = re.compile(r"\s*\|\s*")
_GAP = re.compile(r"\s{2,}|\t+")
_RULE = re.compile(r"[-+=|:─—_ ]{3,}")
_PERIOD = re.compile(r"(?:19|20)\d\d[AEF]?|Q[1-4]|[1-4]Q\d{0,4}|H[12]|[12]H\d{0,4}|FY\d{2,4}")
_SIGN_GAP = re.compile(r"([$€£¥₹(])\s+(?=[\d(])")
_MOST_HEADER_WORDS = 10
_MOST_UNCUED_WORDS = 6
"""Words of a header that does not begin with a word like "Dimension"."""
_SAMPLE = 12
"""Rows by which it is decided whether a table stands under a header."""
_LONGEST_ROW_HEADER = 5
"""Words; what heads a row is a name of a dimension, not a sentence."""
_ENOUGH_CLEAR = 3
"""Rows with one possible cut that must be there before a row with several is cut like them."""
_SHARE_MARGIN = 0.12
"""How far the first cell's share of a row may lie outside what the clear rows show."""


@dataclass(slots=True)
class Table:
    """A table found in the lines.

    Attributes:
        end: The line after it.
        cells: Its cells, row by row.
    """

    end: int
    cells: list[Piece]


@dataclass(slots=True)
class _Row:
    """A flattened row: its words, where its first cell begins and where the next ones may."""

    words: list[str]
    first: int | None
    cuts: list[int]

    def is_clear(self, heads: list[str] | None) -> bool:
        """Tell whether there is just one way to cut the row into the header's columns."""
        return bool(self.first and heads and len(self.cuts) == len(heads) - 2)

    def share(self, cut: int) -> float:
        """Give the first cell's share of the text of two cells."""
        left = len(" ".join(self.words[self.first : cut]))
        right = len(" ".join(self.words[cut:]))
        return left / max(1, left + right)


class Tables:
    """Finds the tables of a text, each looked for once."""

    def __init__(self, lines: Sequence[Line]) -> None:
        """Keep the lines of the whole text."""
        self._lines = lines
        self._found: dict[int, Table | None] = {}
        self._count = 0
        self._names: Names | None = None

    def at(self, i: int) -> Table | None:
        """Give the table that begins at line ``i``, or None."""
        if i not in self._found:
            cells = self._given(i) or self._separated(i) or self._figures(i) or self._flattened(i)
            self._found[i] = cells
            if cells is not None:
                self._count += 1
        return self._found[i]

    def _given(self, i: int) -> Table | None:
        rows = self._lines[i].table
        if rows is None:
            return None
        return Table(i + 1, list(tables(rows, self._count, header_rows(rows))))

    # -- cells set apart by a sign -----------------------------------------------------------------

    def _separated(self, i: int) -> Table | None:
        for separator, least in ((_TAB, 2), (_BAR, 2), (_GAP, 3)):
            rows, end = self._rows(i, separator, least)
            if len(rows) >= 2:
                return Table(end, list(tables(rows, self._count, header_rows(rows))))
        return None

    def _rows(self, i: int, separator: re.Pattern[str], least: int) -> tuple[list[list[str]], int]:
        """Take the lines from ``i`` on that one kind of sign cuts into columns."""
        rows: list[list[str]] = []
        j = i
        while j < len(self._lines) and (j == i or self._lines[j].blanks == 0):
            line = self._lines[j]
            if rows and _RULE.fullmatch(line.text):
                j += 1
                continue
            cells = _cells(line, separator)
            if len(cells) < least or line.marker == "bullet":
                break
            if rows and len(cells) > len(rows[0]) + 1:
                break
            rows.append(cells)
            j += 1
        return rows, j

    # -- figures under periods ------------------------------------------------------------------

    def _figures(self, i: int) -> Table | None:
        """Take the rows of figures under a line that ends in years or quarters."""
        header = self._lines[i].text.split()
        count = 0
        while count < len(header) and _PERIOD.fullmatch(header[-1 - count]):
            count += 1
        if count < 2:
            return None
        rows = [[" ".join(header[:-count]), *header[-count:]]]
        j = i + 1
        while j < len(self._lines) and self._lines[j].blanks <= 1:
            words = _SIGN_GAP.sub(r"\1", self._lines[j].text).split()
            if len(words) <= count or not all(is_figure(word) for word in words[-count:]):
                break
            rows.append([" ".join(words[:-count]), *words[-count:]])
            j += 1
        return Table(j, list(tables(rows, self._count))) if len(rows) > 2 else None

    # -- flattened -----------------------------------------------------------------------------

    def _flattened(self, i: int) -> Table | None:
        header = self._lines[i]
        if not _may_be_header(header):
            return None
        words = header.text.split()
        cue = words[0].casefold() in word_list("table_heads.txt")
        least = 1 if cue else 3
        end = self._row_end(i + 1, least)
        if end - i - 1 < least or (len(words) > _MOST_UNCUED_WORDS and not cue):
            return None
        if self._names is None:
            self._names = Names(self._lines)
        heads = self._names.columns(words)
        if not self._looks_flattened(i + 1, min(end, i + 1 + _SAMPLE), heads, cue):
            return None
        end = self._row_end(i + 1, len(self._lines))
        rows = [line.text.split() for line in self._lines[i + 1 : end]]
        cut = _numeric_rows(rows, heads)
        if cut is not None:
            return Table(end, list(tables([heads or [], *cut], self._count)))
        found = [self._row(row, heads) for row in rows]
        return Table(end, _cells_of(found, heads, words, self._count))

    def _row_end(self, i: int, most: int) -> int:
        """Give the line after the rows from line ``i`` on, ``most`` and a sample at the most."""
        last = min(len(self._lines), i + max(most, _SAMPLE))
        end = i
        while end < last and _may_be_row(self._lines[end]):
            end += 1
        return end

    def _looks_flattened(self, start: int, end: int, heads: list[str] | None, cue: bool) -> bool:
        """Tell from the first rows whether lines under a header are the rows of a table."""
        lines = self._lines[start:end]
        rows = [line.text.split() for line in lines]
        if _numeric_rows(rows, heads) is not None:
            return True
        if heads is not None and len(heads) < 3:
            return False
        found = [self._row(row, heads) for row in rows]
        if cue:
            fitting = sum(1 for row in found if row.first and row.cuts)
            return fitting >= 0.5 * len(found)
        finished = sum(1 for line in lines if is_finished(line.text))
        clear = sum(1 for row in found if row.is_clear(heads))
        return clear >= 0.6 * len(found) and finished <= 0.7 * len(found)

    def _row(self, words: list[str], heads: list[str] | None) -> _Row:
        assert self._names is not None
        first = _first_cell(words, heads, self._names)
        return _Row(words, first, self._names.cuts(words, first) if first else [])


def _cells(line: Line, separator: re.Pattern[str]) -> list[str]:
    raw = line.raw.strip("\r\n ") if separator is _TAB else line.text
    if separator is _BAR:
        raw = raw.strip("| ")
        if "|" not in line.text:
            return []
    return [cell.strip() for cell in separator.split(raw)]


def _may_be_header(line: Line) -> bool:
    words = line.text.split()
    if not 2 <= len(words) <= _MOST_HEADER_WORDS or line.marker or line.text[-1] in ".:;,?!":
        return False
    return all(w[0].isupper() or w[0].isdigit() or w.casefold() in CONNECTORS for w in words)


def _may_be_row(line: Line) -> bool:
    first = line.text[:1]
    return not line.blanks and not line.marker and (first.isupper() or first.isdigit())


def _numeric_rows(rows: list[list[str]], heads: list[str] | None) -> list[list[str]] | None:
    """Cut rows whose cells are single figures: "Revenue 1,240 1,180"."""
    if heads is None or len(heads) < 2:
        return None
    count = len(heads) - 1
    out = []
    for words in rows:
        if len(words) <= count or not all(is_figure(word) for word in words[-count:]):
            return None
        out.append([" ".join(words[:-count]), *words[-count:]])
    return out


def _first_cell(words: list[str], heads: list[str] | None, names: Names) -> int | None:
    """Find where the row's header ends: after its run of capitalised words.

    The run's last word begins the first cell ("Market Risks | Regulatory risk"), unless a column's
    own name stands in the run ("Software | Acme's suite").
    """
    run = 0
    while run < len(words) and run <= _LONGEST_ROW_HEADER + 1:
        word = words[run]
        if not (word[0].isupper() or word[0].isdigit() or word.casefold() in CONNECTORS):
            break
        run += 1
        if word[-1] in ",;.":
            break
    own = {head.split()[0] for head in (heads or [])[1:]}
    for i in range(1, run):
        if stem_of(words[i]) in own:
            return i
    last = run - 1
    while last > 0 and (words[last].casefold() in CONNECTORS or names.is_name(words[last])):
        last -= 1
    while last > 1 and words[last - 1] in ("/", "&", "+"):
        last -= 2  # "GPU / AI compute" begins with its first part
    return last if 0 < last <= _LONGEST_ROW_HEADER else None


def _cells_of(
    found: list[_Row],
    heads: list[str] | None,
    header: list[str],
    table: int,
) -> list[Piece]:
    """Make the cells: header, then each row cut into columns, or whole where that is unsure."""
    names = heads or [" ".join(header)]
    shares = _shares(found, heads)
    pieces = [
        Piece("table_cell", name, table=table, row=0, column=i if heads else None)
        for i, name in enumerate(names)
    ]
    for number, row in enumerate(found, start=1):
        bounds = _bounds(row, heads, shares)
        label = " ".join(row.words[: row.first]) if row.first else None
        if bounds is None or heads is None:
            whole = " ".join(row.words[row.first or 0 :])
            if label:
                pieces.append(Piece("table_cell", label, table=table, row=number, column=0))
            pieces.append(Piece("table_cell", whole, table=table, row=number, row_header=label))
            continue
        starts = [0, *bounds, len(row.words)]
        cells = [" ".join(row.words[a:b]) for a, b in pairwise(starts)]
        for column, text in enumerate(cells):
            head = heads[column] if column < len(heads) else None
            pieces.append(
                Piece(
                    "table_cell",
                    text,
                    table=table,
                    row=number,
                    column=column,
                    row_header=label if column else None,
                    column_header=head,
                )
            )
    return pieces


def _bounds(
    row: _Row, heads: list[str] | None, shares: tuple[float, float] | None
) -> list[int] | None:
    """Decide a row's cuts: the first word of each cell but the row's header, or None."""
    if row.first is None or heads is None or len(heads) < 2:
        return None
    if len(row.cuts) == len(heads) - 2:
        return [row.first, *row.cuts]
    if shares is None:
        return None
    # Two cells, several places: take the one that divides the row as the clear rows are divided.
    fitting = [cut for cut in row.cuts if shares[0] <= row.share(cut) <= shares[1]]
    return [row.first, fitting[0]] if len(fitting) == 1 else None


def _shares(found: list[_Row], heads: list[str] | None) -> tuple[float, float] | None:
    """Give the range of the first cell's share in the rows that are clear, if they are enough."""
    if heads is None or len(heads) != 3:
        return None
    shares = [row.share(row.cuts[0]) for row in found if row.is_clear(heads)]
    if len(shares) < _ENOUGH_CLEAR:
        return None
    return min(shares) - _SHARE_MARGIN, max(shares) + _SHARE_MARGIN
