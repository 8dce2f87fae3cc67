"""PDF to Article.

Notes for a newcomer: pdfium gives the lines of a page with their places and type sizes; pdfplumber
is asked for tables, on pages that have ruling lines alone. Running headers and footers are
dropped, then gaps, sizes and tables are written into `Line` records and the reader of plain text
makes paragraphs, lists and headings of them.
"""

from __future__ import annotations

import ctypes
import io
import itertools
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median
from typing import Any, BinaryIO

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.canonical import Metadata, build
from claimtable.corpus.readers.furniture import without_furniture
from claimtable.corpus.readers.layout import line_pieces
from claimtable.corpus.readers.lines import Line, is_title_like, make_line
from claimtable.corpus.readers.outcome import ReadError
from claimtable.corpus.readers.seams import part_headings

logging.getLogger("pdfminer").setLevel(logging.ERROR)  # warns about fonts on every other file

_LARGER = 1.12
"""Type this much larger than the body's makes a heading."""
_BOLD = 600
"""Font weight from which on type is bold."""
_GAP = 1.35
"""Distance between lines, in units of the usual one, from which on a new paragraph begins."""
_LEADING = 1.2
"""Distance between lines that type is usually set with, in units of its size."""
_EDGE_LINES = 2
"""Lines at the top and at the bottom of a page that may be a running header or footer."""
_FEW_RULES = 3
"""Lines over each other that make a table of two rows."""
_SHORTEST_RULE = 30
"""Points."""
# pdfium puts U+0002 or U+FFFE for a hyphen that ends a line, and no line end after it.
_LINE = re.compile(r"[^\r\n\x02\ufffe]*[^\s\x02\ufffe][^\r\n\x02\ufffe]*[\x02\ufffe]?")
_MANY_RULES = 1500
"""A page with so many is a drawing or a map, on which the search for tables takes minutes."""
_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "\x02": "-", "\ufffe": "-"}
)


@dataclass(slots=True)
class _PageLine:
    """A line on a page: points from the page's lower left corner."""

    text: str
    left: float
    bottom: float
    top: float
    size: float
    bold: bool


@dataclass(slots=True)
class _Page:
    lines: list[_PageLine]
    tables: list[tuple[float, float, list[list[str]]]] = field(default_factory=list)


def read(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Read a PDF file.

    Raises:
        ReadError: The file is empty, broken, locked, or holds no text.
    """
    data = stream.read()
    if not data:
        raise ReadError(source, "empty: the file has no bytes")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).casefold():
            raise ReadError(source, "locked PDF file: it needs a password") from error
        raise ReadError(source, f"no readable PDF file: {error}") from error
    try:
        pages = [_page(document, number) for number in range(len(document))]
        ruled = [n for n in range(len(document)) if _is_ruled(document, n)]
    except pdfium.PdfiumError as error:
        raise ReadError(source, f"broken PDF file: {error}") from error
    finally:
        document.close()
    _find_tables(data, pages, ruled)
    _drop_running(pages)
    lines = _lines(pages)
    pieces, published = line_pieces(lines, wrapped=True)
    article = build(part_headings(without_furniture(pieces)), source, Metadata(published=published))
    if not article.blocks:
        raise ReadError(source, "no text in it: its pages may be pictures")
    yield article


def _page(document: Any, number: int) -> _Page:
    page = document[number]
    text_page = page.get_textpage()
    try:
        return _Page(list(_page_lines(text_page)))
    finally:
        text_page.close()
        page.close()


def _page_lines(text_page: Any) -> Iterator[_PageLine]:
    """Cut a page's characters into lines and measure each by its first and last sign."""
    text = text_page.get_text_range(errors="replace") if text_page.count_chars() else ""
    if len(text) != text_page.count_chars():
        # Signs outside the basic plane count twice; give each place one sign.
        text = "".join(chr(_code(text_page, i)) for i in range(text_page.count_chars()))
    for match in _LINE.finditer(text):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        left, bottom, right, top = text_page.get_charbox(start, loose=True)
        size = pdfium_c.FPDFText_GetFontSize(text_page, start) or (top - bottom)
        weight = pdfium_c.FPDFText_GetFontWeight(text_page, start)
        name = _font_name(text_page, start)
        scale = top - bottom
        del right
        yield _PageLine(
            match[0].strip().translate(_LIGATURES),
            left,
            bottom,
            top,
            max(scale, 0.0) if size <= 1.5 else size,
            weight >= _BOLD or "bold" in name,
        )


def _code(text_page: Any, index: int) -> int:
    code = pdfium_c.FPDFText_GetUnicode(text_page, index)
    return code if code < 0x110000 and not 0xD800 <= code < 0xE000 else 0xFFFD


def _font_name(text_page: Any, index: int) -> str:
    buffer = ctypes.create_string_buffer(128)
    flags = ctypes.c_int()
    pdfium_c.FPDFText_GetFontInfo(text_page, index, buffer, len(buffer), flags)
    return buffer.value.decode("utf-8", "replace").casefold()


# -- tables ------------------------------------------------------------------------------------


def _is_ruled(document: Any, number: int) -> bool:
    """Tell a page on which lines or boxes of the same left and right end stand over each other.

    pdfplumber takes a fifth of a second for a page, more than all the rest, so only such pages
    are given to it.
    """
    page = document[number]
    try:
        paths = page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_PATH,), max_depth=2)
        bounds = [path.get_bounds() for path in itertools.islice(paths, _MANY_RULES)]
    finally:
        page.close()
    ends = Counter(
        (round(left / 3), round(right / 3))
        for left, _, right, _ in bounds
        if right - left >= _SHORTEST_RULE
    )
    return len(bounds) < _MANY_RULES and max(ends.values(), default=0) >= _FEW_RULES


def _find_tables(data: bytes, pages: list[_Page], ruled: list[int]) -> None:
    """Let pdfplumber cut the ruled tables, and take their lines off the pages."""
    if not ruled:
        return
    try:
        with pdfplumber.open(io.BytesIO(data), pages=[n + 1 for n in ruled]) as plumber:
            for number, page in zip(ruled, plumber.pages, strict=True):
                for table in page.find_tables():
                    rows = [[_cell(cell) for cell in row] for row in table.extract()]
                    rows = [row for row in rows if any(row)]
                    if len(rows) > 1 and max(map(len, rows)) > 1:
                        _, top, _, bottom = table.bbox
                        height = float(page.height)
                        _take_table(pages[number], height - bottom, height - top, rows)
                page.close()
    except Exception as error:  # whatever it meets in a broken file: the lines stay as they are
        logging.getLogger(__name__).debug("no tables: %s", error)


def _cell(text: str | None) -> str:
    return " ".join((text or "").translate(_LIGATURES).split())


def _take_table(page: _Page, bottom: float, top: float, rows: list[list[str]]) -> None:
    page.lines = [line for line in page.lines if not bottom <= (line.bottom + line.top) / 2 <= top]
    page.tables.append((bottom, top, rows))


# -- running headers and footers -------------------------------------------------------------


def _drop_running(pages: list[_Page]) -> None:
    """Drop lines at the edges of pages that come again on others, page numbers left aside."""
    if len(pages) < 2:
        return
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(line.text) for line in _edges(page)})
    least = max(2, len(pages) // 3)
    running = {shape for shape, count in counts.items() if count >= least}
    for page in pages:
        drop = {id(line) for line in _edges(page) if _shape(line.text) in running}
        page.lines = [line for line in page.lines if id(line) not in drop]


def _edges(page: _Page) -> list[_PageLine]:
    by_height = sorted(page.lines, key=lambda line: -line.top)
    return by_height[:_EDGE_LINES] + by_height[-_EDGE_LINES:]


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", " ".join(text.split()).casefold())


# -- lines -------------------------------------------------------------------------------------


def _lines(pages: list[_Page]) -> list[Line]:
    """Write gaps, sizes and tables of all pages into lines."""
    everything = [line for page in pages for line in page.lines]
    body = _body_size(everything)
    sizes = sorted({round(line.size, 1) for line in everything if line.size > _LARGER * body})
    step = _usual_step(pages)
    out: list[Line] = []
    for page in pages:
        above: _PageLine | None = None
        tables = sorted(page.tables, key=lambda table: -table[1])
        for line in page.lines:
            while tables and tables[0][0] >= line.bottom:
                out.append(_table_line(tables.pop(0)[2]))
                above = None
            made = make_line(line.text, _blanks(above, line, step))
            made.level = _level(line, body, sizes)
            if not _goes_on(out, above, made, line):
                out.append(made)
            above = line
        out.extend(_table_line(table[2]) for table in tables)
    return out


def _goes_on(out: list[Line], above: _PageLine | None, made: Line, line: _PageLine) -> bool:
    """Put the second line of a heading behind its first."""
    if not out or above is None or not out[-1].level or made.blanks:
        return False
    if round(above.size, 1) != round(line.size, 1) or above.bold != line.bold:
        return False
    joined = make_line(f"{out[-1].text} {made.text}", out[-1].blanks)
    joined.level = out[-1].level
    out[-1] = joined
    return True


def _table_line(rows: list[list[str]]) -> Line:
    return Line("", 0, 1, table=rows)


def _body_size(lines: list[_PageLine]) -> float:
    """Give the type size that most of the text is set in."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size, 1)] += len(line.text)
    return weights.most_common(1)[0][0] if weights else 0.0


def _usual_step(pages: list[_Page]) -> float:
    """Give the usual distance from one line to the next."""
    steps = [
        above.bottom - line.bottom
        for page in pages
        for above, line in zip(page.lines, page.lines[1:], strict=False)
        if 0 < above.bottom - line.bottom < 4 * max(line.size, 1.0)
    ]
    return median(steps) if steps else 0.0


def _blanks(above: _PageLine | None, line: _PageLine, step: float) -> int:
    """Tell the blank lines that a gap stands for; a new page or column counts as one."""
    if above is None:
        return 1
    distance = above.bottom - line.bottom
    if distance < -step or (step and distance > _GAP * max(step, _LEADING * line.size)):
        return 1
    if abs(above.size - line.size) > 1.0 or above.bold != line.bold:
        return 1 if is_title_like(above.text) or is_title_like(line.text) else 0
    return 0


def _level(line: _PageLine, body: float, sizes: list[float]) -> int:
    """Tell a heading by its size; bold lines in the body's size are of the lowest level."""
    if not is_title_like(line.text):
        return 0
    if line.size > _LARGER * body:
        larger = sum(1 for size in sizes if size > round(line.size, 1))
        return min(5, 1 + larger)
    return 6 if line.bold and len(line.text) < 90 else 0
