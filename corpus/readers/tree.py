"""A tree of HTML elements to pieces.

Used on what trafilatura leaves of a page, on rendered Markdown and, where trafilatura finds
nothing, on the page itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from claimtable.corpus.readers.canonical import Piece, header_rows, tables
from claimtable.corpus.readers.lines import (
    is_finished,
    is_label,
    is_running,
    is_title_case,
    is_title_like,
    word_list,
)
from claimtable.nlp.types import BlockKind

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset({"li", "dd", "dt"})
_LISTS = frozenset({"ul", "ol", "dl", "menu"})
_BLOCKS = word_list("block_tags.txt")
_SKIPPED = word_list("skipped_tags.txt")
_TYPED_BULLET = re.compile(r"(?:^|\s)\s*[•●▪■◦○‣∙·➢➤►✓✔✗✘✅❌👉]\s*(?=\S)")
_LINK_SHARE = 0.9
"""Share of a block's letters inside links from which on it is nothing but a link."""
_LINK_LABEL = 12
"""Letters that may stand outside the link in a line that is half a link ("Source: …")."""
_LONG_HEADING_WORDS = 8
"""Words from which on a heading with a full stop is a sentence."""
_MOST_COLUMNS = 100
"""Columns of a table that are read: spans in a broken page multiply."""
_SHORTEST_BODY = 50
"""Characters of text that a line without a heading's mark must stand over to be one."""


def parse(text: str) -> Any:
    """Parse a page or a piece of one; None where there is nothing to parse.

    Comments and processing instructions are left out.
    """
    parser = html.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    # lxml takes no str with an XML declaration, and no lone surrogates.
    data = _DECLARATION.sub("", text).encode("utf-8", "replace")
    try:
        return html.document_fromstring(data, parser=parser)
    except (etree.ParserError, ValueError):
        return None


def tree_pieces(root: Any) -> list[Piece]:
    """Walk over an element and everything below it.

    Args:
        root: An lxml element with the tags of HTML; comments have been taken out.

    Returns:
        The pieces in document order, furniture still among them.
    """
    walker = _Walker()
    walker.walk(root)
    return list(promote(walker.pieces))


class _Walker:
    """Gathers text until a block begins or ends, then makes a piece of it."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []
        self._open: list[str] = []
        self._text: list[str] = []
        self._letters = 0
        self._linked = 0
        self._strong = 0
        self._links = 0
        self._strongs = 0
        self._broken = False
        self._tables = 0
        self._alone = False

    def walk(self, root: Any) -> None:
        """Go through the tree without recursion: pages nest thousands deep."""
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            tag = element.tag
            if event == "end":
                self._end(tag)
                self._add(element.tail if element is not root else None)
            elif tag in _SKIPPED:
                walk.skip_subtree()
            elif tag == "table" and _is_data(element):
                self._flush()
                self._table(element)
                walk.skip_subtree()
            else:
                self._start(tag)
                if tag == "li":
                    self._alone = _may_be_title(element)
                self._add(element.text)
        self._flush()

    def _start(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            self._open.append(tag)
        elif tag == "br":
            if self._broken:  # two in a row part paragraphs
                self._flush()
            self._text.append("\n")
            self._broken = True
        elif tag == "a":
            self._links += 1
        elif tag in ("b", "strong"):
            self._strongs += 1

    def _end(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._flush()
            if self._open and self._open[-1] == tag:
                self._open.pop()
        elif tag == "a":
            self._links -= 1
        elif tag in ("b", "strong"):
            self._strongs -= 1

    def _add(self, text: str | None) -> None:
        if not text:
            return
        self._broken = self._broken and text.isspace()
        # Line feeds in the source are plain white space; a real one comes from <br>.
        self._text.append(text.replace("\n", " "))
        letters = len(text) - text.count(" ")
        self._letters += letters
        self._linked += letters if self._links else 0
        self._strong += letters if self._strongs else 0

    def _flush(self) -> None:
        text = "".join(self._text)
        share = self._linked / max(1, self._letters)
        few = self._letters - self._linked <= _LINK_LABEL
        link = share >= _LINK_SHARE or (share >= 0.5 and few)
        strong = self._strong >= _LINK_SHARE * self._letters
        self._text.clear()
        self._letters = self._linked = self._strong = 0
        self._broken = False
        if text.strip():
            kind, level = self._context()
            self._emit(kind, level, text, link, strong)

    def _emit(self, kind: BlockKind, level: int, text: str, link: bool, strong: bool) -> None:
        first, _, rest = text.strip().partition("\n")
        if rest and is_title_like(first.strip()) and is_running(rest.strip()):
            # A bold title, a line break, then the text under it.
            self.pieces.append(Piece("heading", first, 6))
            text = rest
        if kind == "heading" and is_sentence(text):
            kind, level = "paragraph", 0
        if kind == "paragraph" and _TYPED_BULLET.match(text):
            items = _TYPED_BULLET.split(text)
            self.pieces.extend(Piece("list_item", item, 1) for item in items if item.strip())
            return
        alone = kind == "list_item" and self._alone
        self._alone = False
        self.pieces.append(Piece(kind, text, level, link=link, alone=alone, strong=strong))

    def _context(self) -> tuple[BlockKind, int]:
        """Tell what kind of block the open elements make."""
        for tag in reversed(self._open):
            if tag in _HEADINGS:
                return "heading", _HEADINGS[tag]
            if tag in _ITEMS:
                return "list_item", max(1, sum(1 for t in self._open if t in _LISTS))
            if tag == "blockquote":
                return "quote", 0
        return "paragraph", 0

    def _table(self, table: Any) -> None:
        rows, heads, spanned = _grid(table)
        self.pieces.extend(tables(rows, self._tables, heads, spanned))
        self._tables += 1


def _may_be_title(item: Any) -> bool:
    """Tell an item that may be a title: of its own next paragraph, or of the text after the list.

    Markdown makes a list of one item out of "1. Title" over a paragraph that is not indented.
    """
    parent = item.getparent()
    only = parent is not None and parent.tag == "ol" and len(parent) == 1
    return only or (len(item) > 1 and item[0].tag == "p" and item[1].tag == "p")


def is_sentence(text: str) -> bool:
    """Tell a heading that is really a sentence, such as the summary under a headline."""
    narrow = " ".join(text.split())
    return narrow.endswith(".") and is_finished(narrow) and len(text.split()) >= _LONG_HEADING_WORDS


def _is_data(table: Any) -> bool:
    """Tell a table of data from one that only lays out a page."""
    if table.find(".//table") is not None or table.find(".//h1") is not None:
        return False
    rows = list(table.iter("tr"))
    return len(rows) > 1 and any(len(row.findall("td") + row.findall("th")) > 1 for row in rows)


def _grid(table: Any) -> tuple[list[list[str]], int, set[tuple[int, int]]]:
    """Read a table into rows.

    Returns:
        The rows, in which a cell that reaches across or down stands in its first place, but a
        header in all; how many rows are headers; the places of the cells that reach across.
    """
    spanned: set[tuple[int, int]] = set()
    rows: list[list[str]] = []
    down: dict[int, tuple[str, int]] = {}
    marked = 0
    for number, row in enumerate(table.iter("tr")):
        cells: list[str] = []
        head = True
        for cell in row.iterchildren("td", "th"):
            _fill_down(cells, down)
            text = _cell_text(cell)
            head = head and (cell.tag == "th" or not text)
            across = _span(cell, "colspan")
            if across > 1:
                spanned.add((len(rows), len(cells)))
            for extra in range(min(across, _MOST_COLUMNS - len(cells))):
                below = _span(cell, "rowspan") - 1
                if below > 0:
                    down[len(cells)] = ("" if cells and not head else text, below)
                cells.append(text if extra == 0 or head else "")
        _fill_down(cells, down)
        if cells:
            in_head = row.getparent() is not None and row.getparent().tag == "thead"
            if (head or in_head) and marked == number and any(cells):
                marked += 1
            rows.append(cells)
    return rows, marked if 0 < marked < len(rows) else header_rows(rows), spanned


def _cell_text(cell: Any) -> str:
    """Read a cell; a line feed parts its paragraphs and items, other white space is narrowed."""
    out: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        if element is not cell and element.tag in _BLOCKS:
            out.append("\n")
        elif event == "start" and element.tag == "br":
            out.append(" ")
        text = element.text if event == "start" else element.tail
        if text and not (event == "end" and element is cell):
            out.append(text.replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(out).split("\n"))
    return "\n".join(filter(None, lines))


def _fill_down(cells: list[str], down: dict[int, tuple[str, int]]) -> None:
    """Put in what cells of rows above reach down into this place."""
    while len(cells) in down and len(cells) < _MOST_COLUMNS:
        text, left = down.pop(len(cells))
        if left > 1:
            down[len(cells)] = (text, left - 1)
        cells.append(text)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(int(value), 50) if value.isdecimal() and int(value) > 0 else 1


def promote(pieces: list[Piece]) -> Iterator[Piece]:
    """Turn short title-like paragraphs and numbered titles that stand over text into headings.

    A heading found this way belongs under the last real heading.
    """
    stands = [False] * len(pieces)
    for i in range(len(pieces) - 2, -1, -1):
        stands[i] = _stands_over(pieces[i], pieces[i + 1], stands[i + 1])
    level = 1
    for piece, heads in zip(pieces, stands, strict=True):
        if piece.kind == "heading" and piece.level < 6:
            level = piece.level
            yield piece
        elif piece.kind == "heading" or heads:
            yield Piece("heading", piece.text, min(6, level + 1))
        else:
            yield piece


def _stands_over(piece: Piece, following: Piece, heads: bool) -> bool:
    """Tell a paragraph that heads what follows it: running text, a list, another heading."""
    if piece.link or not (piece.kind == "paragraph" or piece.alone):
        return False
    text = " ".join(piece.text.split())
    if piece.strong and is_title_like(text):
        return True
    if text.endswith("?") or not is_title_like(text):
        return False
    if not is_label(text):
        return False
    if text.endswith(":") and (following.kind != "paragraph" or not is_title_case(text)):
        return False  # it introduces a list
    if (following.kind == "paragraph" or piece.alone) and not heads:
        return len(following.text) >= _SHORTEST_BODY and is_running(following.text)
    return is_title_case(text) and following.kind != "quote"
