"""DOCX to Article: headings, paragraphs, lists and tables in the order of the document."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, BinaryIO

import docx
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.canonical import Metadata, Piece, build, header_rows, tables
from claimtable.corpus.readers.dates import take_dates
from claimtable.corpus.readers.furniture import without_furniture
from claimtable.corpus.readers.lines import make_line
from claimtable.corpus.readers.outcome import ReadError
from claimtable.corpus.readers.seams import part_headings
from claimtable.corpus.readers.tree import promote

_HEADING_STYLE = re.compile(r"heading ?(\d)", re.IGNORECASE)


def read(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Read a DOCX file.

    Raises:
        ReadError: The file is empty, broken, no DOCX, or holds no text.
    """
    data = stream.read()
    if not data:
        raise ReadError(source, "empty: the file has no bytes")
    try:
        document = docx.Document(io.BytesIO(data))
        pieces = list(promote(list(_Body(document).pieces())))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError) as error:
        raise ReadError(source, f"no readable DOCX file: {error}") from error
    metadata = Metadata(published=take_dates(pieces))
    article = build(part_headings(without_furniture(pieces)), source, metadata)
    if not article.blocks:
        raise ReadError(source, "empty: there is no text in it")
    yield article


class _Body:
    """Walks the body of a document; knows what its styles mean."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._styles = {style.style_id: style for style in document.styles}
        self._meaning: dict[str, tuple[str, int]] = {}
        self._tables = 0

    def pieces(self) -> Iterator[Piece]:
        for item in self._document.iter_inner_content():
            if isinstance(item, Paragraph):
                yield from self._paragraph(item)
            elif isinstance(item, Table):
                yield from self._table(item)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Piece]:
        text = paragraph.text
        if not text.strip():
            return
        kind, level = self._kind(paragraph)
        if kind == "heading":
            yield Piece("heading", text, level)
        elif kind == "list_item":
            yield Piece("list_item", text, level)
        elif kind == "quote":
            yield Piece("quote", text)
        else:
            yield from _typed(text, _is_bold(paragraph))

    def _kind(self, paragraph: Paragraph) -> tuple[str, int]:
        """Tell what a paragraph is by its own numbering and by its style."""
        properties: Any = paragraph._p.pPr
        style_id = paragraph._p.style or ""
        if style_id not in self._meaning:
            self._meaning[style_id] = _style_meaning(self._styles.get(style_id))
        kind, level = self._meaning[style_id]
        number = None if properties is None else properties.numPr
        if kind != "heading" and number is not None:
            depth = number.ilvl
            return "list_item", 1 if depth is None else int(depth.val) + 1
        return kind, level

    def _table(self, table: Table) -> Iterator[Piece]:
        rows, spanned = _rows(table)
        if not rows:
            return
        if max(len(row) for row in rows) == 1:  # a box around text
            for (text,) in rows:
                yield from (Piece("paragraph", part) for part in text.split("\n"))
            return
        heads = _marked_heads(table) or header_rows(rows)
        yield from tables(rows, self._tables, heads, spanned)
        self._tables += 1


def _style_meaning(style: Any) -> tuple[str, int]:
    """Tell what a style, or one that it is based on, stands for."""
    for _ in range(12):  # a style may be based on itself in a broken file
        if style is None:
            break
        name = (style.name or "").casefold()
        heading = _HEADING_STYLE.match(name)
        if heading:
            return "heading", min(6, max(1, int(heading[1])))
        if name == "title":
            return "heading", 1
        if name == "subtitle":
            return "heading", 2
        if name.startswith("list"):
            return "list_item", int(name[-1]) if name[-1].isdigit() else 1
        if "quote" in name:
            return "quote", 0
        style = style.base_style
    return "paragraph", 0


def _is_bold(paragraph: Paragraph) -> bool:
    runs = [run for run in paragraph.runs if run.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _typed(text: str, bold: bool) -> Iterator[Piece]:
    """Read a paragraph without a telling style: a typed bullet makes it an item."""
    line = make_line(text, 0)
    if line.marker == "bullet":
        yield Piece("list_item", line.body, 1)
    else:
        yield Piece("paragraph", text, strong=bold)


def _rows(table: Table) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """Read a table's rows, and the places of cells that reach over columns.

    Paragraphs of a cell are parted by line feeds.

    A cell that reaches over columns or rows stands once and its other places are blank, except
    in the first column: what heads several rows heads each of them.
    """
    out: list[list[str]] = []
    spanned: set[tuple[int, int]] = set()
    for row in table.rows:
        cells: list[str] = []
        for element in row._tr.tc_lst:
            if element.vMerge is not None and element.vMerge != "restart":
                cells.append(out[-1][0] if out and not cells else "")
            else:
                cells.append(_cell_text(element))
            if element.grid_span > 1:
                spanned.add((len(out), len(cells) - 1))
                cells.extend([""] * (int(element.grid_span) - 1))
        if any(cells):
            out.append(cells)
    return out, spanned


def _cell_text(element: Any) -> str:
    lines = (
        " ".join("".join(node.text or "" for node in paragraph.iter(qn("w:t"))).split())
        for paragraph in element.iter(qn("w:p"))
    )
    return "\n".join(filter(None, lines))


def _marked_heads(table: Table) -> int:
    """Count the rows that the document itself marks as repeating on every page."""
    count = 0
    for row in table.rows:
        properties = row._tr.trPr
        if properties is None or properties.find(qn("w:tblHeader")) is None:
            break
        count += 1
    return count if count < len(table.rows) else 0
