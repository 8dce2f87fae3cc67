"""Plain text, often pasted from a page or a wire, to Article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import BinaryIO

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.canonical import Metadata, build
from claimtable.corpus.readers.dates import take_dates
from claimtable.corpus.readers.decode import decode
from claimtable.corpus.readers.furniture import without_furniture
from claimtable.corpus.readers.layout import line_pieces
from claimtable.corpus.readers.lines import Line, split_lines
from claimtable.corpus.readers.markdown import is_markdown, read_markdown
from claimtable.corpus.readers.outcome import ReadError
from claimtable.corpus.readers.seams import part_headings

_PAGE = re.compile(r"\s*(?:<!doctype html|<html|<\?xml[^>]*>\s*<(?:!doctype )?html)", re.IGNORECASE)
_BLOCK_ENDS = re.compile(r"</(?:p|div|li|h[1-6]|td)\s*>", re.IGNORECASE)
_RUNNING_HEAD = re.compile(
    r"([^\W\d][^\t]*?)(?: {3,}|\t+| *\| *)(\d{1,4})|(\d{1,4})(?: {3,}|\t+| *\| *)([^\W\d][^\t]*)"
)
"""Words and a number far apart: the head or foot of a printed page."""
_LONGEST_HEAD = 160
_MOST_PAGES = 2
"""Pages from one to the next head of the same words: left and right pages may differ."""
_MENU_LINES = 3
_MENU_WORDS = re.compile(r"[A-Z][\w&'’]*(?: [\w&'’]+){0,2}")


def read(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Read a text file.

    Raises:
        ReadError: The file is empty or no text.
    """
    article = read_text(decode(stream.read(), source), source)
    if not article.blocks:
        raise ReadError(source, "empty: there is no text in it")
    yield article


def read_text(text: str, source: str = "") -> Article:
    """Make an Article of pasted or plain text.

    Text that turns out to be HTML or Markdown is read as such, as far as what that needs is
    installed.

    Args:
        text: The decoded text.
        source: Path or URL as given.

    Returns:
        The article, its blocks recovered from the layout of the text; without blocks where the
        text is blank.
    """
    if _PAGE.match(text):
        page = _as_page(text, source)
        if page is not None:
            return page
    elif is_markdown(text) and not text.lstrip().startswith("<"):
        return read_markdown(text, source)
    elif len(_BLOCK_ENDS.findall(text)) > 1:
        fragment = _as_fragment(text, source)
        if fragment is not None:
            return fragment
    lines = _without_menus(_without_running_heads(split_lines(text)))
    pieces, published = line_pieces(lines)
    return build(part_headings(without_furniture(pieces)), source, Metadata(published=published))


def _as_page(text: str, source: str) -> Article | None:
    try:
        from claimtable.corpus.readers.html import read_html

        return read_html(text, source)
    except (ImportError, ReadError):
        return None


def _as_fragment(text: str, source: str) -> Article | None:
    from claimtable.corpus.readers.tree import parse, tree_pieces

    root = parse(text)
    if root is None:
        return None
    pieces = tree_pieces(root)
    return build(
        part_headings(without_furniture(pieces)), source, Metadata(published=take_dates(pieces))
    )


def _without_running_heads(lines: list[Line]) -> list[Line]:
    """Leave out the heads of printed pages: a line of its own, again and again, with its page."""
    pages: dict[str, list[tuple[int, int]]] = {}
    for i, line in enumerate(lines):
        alone = line.blanks or not i, i + 1 == len(lines) or lines[i + 1].blanks
        head = _RUNNING_HEAD.fullmatch(line.raw.strip()) if len(line.raw) < _LONGEST_HEAD else None
        if head is not None and all(alone):
            words, number = (head[1], head[2]) if head[1] else (head[4], head[3])
            pages.setdefault(words, []).append((i, int(number)))
    heads: set[int] = set()
    for found in pages.values():
        steps = [b[1] - a[1] for a, b in pairwise(found)]
        if steps and all(0 < step <= _MOST_PAGES for step in steps):
            heads.update(i for i, _ in found)
    return [line for i, line in enumerate(lines) if i not in heads]


def _without_menus(lines: list[Line]) -> list[Line]:
    """Leave out the lists of short words at a page's top and bottom that are its menus."""
    start, end = 0, len(lines)
    while start < end and _is_menu(lines[start : _group_end(lines, start)]):
        start = _group_end(lines, start)
    begin = _group_start(lines, end)
    while start < begin and _is_menu(lines[begin:end]):
        end, begin = begin, _group_start(lines, begin)
    return lines[start:end] or lines


def _group_end(lines: list[Line], i: int) -> int:
    j = i + 1
    while j < len(lines) and not lines[j].blanks:
        j += 1
    return j


def _group_start(lines: list[Line], end: int) -> int:
    i = end - 1
    while i > 0 and not lines[i].blanks:
        i -= 1
    return max(i, 0)


def _is_menu(group: list[Line]) -> bool:
    """Tell a menu: at least three lines of at most three words, no signs, no figures."""
    return len(group) >= _MENU_LINES and all(
        not line.marker and len(line.text) <= 30 and _MENU_WORDS.fullmatch(line.text)
        for line in group
    )
