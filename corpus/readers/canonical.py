"""From the pieces that a reader finds to canonical text and its block table.

Notes for a newcomer: every reader turns its format into a list of `Piece` in reading order and
calls `build`. Here alone the text is put together, so offsets cannot go wrong: the text of a
block is its piece with white space narrowed to single spaces, blocks are joined by a line feed,
and nothing else is in the text.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from claimtable.corpus.articles import Article
from claimtable.nlp.types import Block, BlockKind

# Signs without a shape: soft hyphen, zero-width space, word joiner, marks of text direction,
# byte order mark. Zero-width joiners stay, emoji need them.
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_CONTROL = r"\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_DROPPED = re.compile(f"[{_CONTROL}{_INVISIBLE}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST_SECTION = 100
"""Characters of a heading that opens a section."""
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*\s+(?=[\"'“‘(]?[A-Z])")


@dataclass(slots=True)
class Piece:
    """One structural piece before it has a place in the text.

    Attributes:
        kind: What it is.
        text: Its text, white space not yet normalised.
        level: Depth of a heading (1 = title) or list item (1 = outermost).
        table: Which table a cell belongs to, from 0.
        row: Row of a cell in its table, header rows included.
        column: Column of a cell; None for a whole row that cannot be cut.
        row_header: Text of the cell that heads the row.
        column_header: Text of the cell that heads the column.
        link: The whole text is the text of links.
        alone: A list item that may be the title of what follows it: the only one of a numbered
            list, or the first paragraph of an item that has more.
        strong: The whole text is set in bold.
    """

    kind: BlockKind
    text: str
    level: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_header: str | None = None
    column_header: str | None = None
    link: bool = False
    alone: bool = False
    strong: bool = False


@dataclass(slots=True)
class Metadata:
    """What a file says about its article.

    Attributes:
        title: Title, or None to take the first heading of level 1.
        published: Day of publication, or None.
        source: URL that the file gives for itself, or None.
    """

    title: str | None = None
    published: datetime.date | None = None
    source: str | None = None


def clean(text: str) -> str:
    """Narrow white space to single spaces and drop what has no shape.

    Surrogate pairs are joined and lone surrogates become U+FFFD, so that the text can be
    written as UTF-8.
    """
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return " ".join(_DROPPED.sub("", text).split())


def build(pieces: Iterable[Piece], source: str, metadata: Metadata | None = None) -> Article:
    """Put an article together.

    The title's own heading (one that repeats the title, or a first heading of level 1) opens no
    section: a section path that began with the title everywhere would say nothing. Nor does a very
    long one, which is the second line of a headline.

    Args:
        pieces: In reading order; blank ones are left out.
        source: Path or URL as given.
        metadata: What the file says of the article; where that has no title, it is the first
            heading of level 1, or whatever heading the article begins with.

    Returns:
        The article; without blocks where no piece holds text.
    """
    known = metadata or Metadata()
    title = clean(html.unescape(known.title or "")) or None
    layout = _Layout(title)
    for piece in pieces:
        text = clean(piece.text)
        if text:
            layout.add(piece, text)
    return Article(
        "\n".join(layout.texts),
        tuple(layout.blocks),
        known.source or source,
        layout.title or layout.first_heading(),
        known.published,
    )


@dataclass(slots=True)
class _Layout:
    """Places pieces one after the other and keeps the path of headings above them."""

    title: str | None
    texts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    offset: int = 0
    headed: bool = False
    path: list[tuple[int, str]] = field(default_factory=list)
    leads: list[tuple[int, str | None]] = field(default_factory=list)

    def add(self, piece: Piece, text: str) -> None:
        level = piece.level
        if piece.kind == "heading":
            self._leave(level)
        lead_in = self._lead_in(piece, text)
        self.blocks.append(
            Block(
                piece.kind,
                self.offset,
                self.offset + len(text),
                tuple(heading for _, heading in self.path),
                level,
                piece.table,
                piece.row,
                piece.column,
                _clean_header(piece.row_header),
                _clean_header(piece.column_header),
                lead_in,
            )
        )
        self.texts.append(text)
        self.offset += len(text) + 1
        if piece.kind == "heading":
            self._enter(level, text)

    def first_heading(self) -> str | None:
        """Give the heading that the article begins with."""
        return self.texts[0] if self.blocks and self.blocks[0].kind == "heading" else None

    def _leave(self, level: int) -> None:
        while self.path and self.path[-1][0] >= level:
            self.path.pop()

    def _enter(self, level: int, text: str) -> None:
        first, self.headed = not self.headed, True
        if self.title is None and level == 1:
            self.title = text
        titles = (first and level == 1) or _same_title(text, self.title)
        if not titles and len(text) <= _LONGEST_SECTION:
            self.path.append((level, text))

    def _lead_in(self, piece: Piece, text: str) -> str | None:
        """Remember what may introduce a list, and give it to the list's items."""
        if piece.kind != "list_item":
            introduces = piece.kind in ("paragraph", "quote") and text.endswith(":")
            self.leads = [(0, last_sentence(text) if introduces else None)]
            return None
        while self.leads and self.leads[-1][0] >= piece.level:
            self.leads.pop()
        lead = self.leads[-1][1] if self.leads else None
        self.leads.append((piece.level, last_sentence(text) if text.endswith(":") else lead))
        return lead


def _clean_header(text: str | None) -> str | None:
    return None if text is None else clean(text) or None


def _same_title(heading: str, title: str | None) -> bool:
    """Tell the title's own heading; a page's title often has the site's name behind it."""
    if title is None:
        return False
    short, long = sorted((heading.casefold(), title.casefold()), key=len)
    return short == long or (len(short) > 20 and long.startswith(short))


def last_sentence(text: str) -> str:
    """Give the last sentence of a paragraph."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        start = match.end()
    return text[start:]


def words(pieces: Iterable[Piece]) -> int:
    """Count the words of pieces, headings left out."""
    return sum(len(piece.text.split()) for piece in pieces if piece.kind != "heading")


def tables(
    rows: list[list[str]],
    table: int,
    header_rows: int = 1,
    spanned: Container[tuple[int, int]] = frozenset(),
) -> Iterator[Piece]:
    """Turn a table into cells with their headers.

    The cell that heads a row is one of its own (its text is a name, seldom a claim). A table
    of one column has no row headers; spanned cells must have been repeated or left blank.

    Args:
        rows: Cell texts, header rows first. A line feed parts the paragraphs or items of a cell,
            each of which becomes a block of its own.
        table: Which table of the article this is, from 0.
        header_rows: How many rows head the columns; 0 where the table has no header.
        spanned: Places (row, column) of cells that stand for several columns; they are given no
            column of their own.

    Yields:
        One cell a filled place, row by row.
    """
    heads: dict[int, str] = {}
    for row in rows[:header_rows]:
        for column, text in enumerate(row):
            if text.strip():
                heads[column] = f"{heads[column]} {text}" if column in heads else text
    for number, row in enumerate(rows):
        head = number < header_rows
        first = row[0] if row and row[0].strip() and len(row) > 1 else None
        for column, text in enumerate(row):
            if not text.strip():
                continue
            wide = not head and (number, column) in spanned
            for part in [text] if head or not column else text.split("\n"):
                yield Piece(
                    "table_cell",
                    part,
                    table=table,
                    row=number,
                    column=None if wide else column,
                    row_header=None if head or not column else first,
                    column_header=None if wide or head else heads.get(column),
                )


def header_rows(rows: list[list[str]]) -> int:
    """Tell whether a first row heads the columns: short, no sentence, fewer figures than below.

    Returns:
        1 or 0.
    """
    if len(rows) < 2 or len(rows[0]) < 2:
        return 0
    first, second = rows[0], rows[1]
    if any(len(cell) > 60 or cell.endswith((".", ";")) for cell in first):
        return 0
    figures = [
        sum(1 for cell in row[1:] if is_figure(cell) and not _YEAR.fullmatch(cell))
        for row in (first, second)
    ]
    return 1 if figures[0] == 0 or figures[1] > figures[0] or not first[0] else 0


_YEAR = re.compile(r"(?:19|20)\d\d[EFAe]?")
_FIGURE = re.compile(
    r"[(+−–-]?(?:[A-Z]{0,3}[$€£¥₹])?[+−–-]?\d[\d.,]*(?:%|x|[a-z]{1,3}|[MBKT])?\)?[*†]*|n/?[am]\.?|[-–—]",
    re.IGNORECASE,
)


def is_figure(cell: str) -> bool:
    """Tell a cell that holds one figure ("$1,240", "(3.4)", "12%", "n/a") and no words."""
    return bool(cell) and _FIGURE.fullmatch("".join(cell.split())) is not None
