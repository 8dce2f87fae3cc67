"""Markdown to Article: front matter, then the rendered page walked by `tree`."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.canonical import Metadata, Piece, build
from claimtable.corpus.readers.dates import parse_date, take_dates
from claimtable.corpus.readers.decode import decode
from claimtable.corpus.readers.furniture import without_furniture
from claimtable.corpus.readers.outcome import ReadError
from claimtable.corpus.readers.seams import part_headings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_FRONT_MATTER = re.compile(
    r"\A\ufeff?\s*(---|\+\+\+)[ \t]*\r?\n(.*?)\r?\n\1[ \t]*(?:\r?\n|\Z)", re.S
)
_FOLDED = re.compile(r"\r?\n[ \t]+(?![ \t]*(?:-\s|[\w-]+:))")
"""Where a value of YAML goes on in the next line."""
_FIELD = re.compile(r"([A-Za-z_-]+)\s*[:=]\s*(.*)")
_NOTE = re.compile(r"^\[\^[^\]\s]{1,60}\]:.*(?:\n(?:[ \t]{2,}\S.*|[ \t]*(?=\n[ \t]{2,}\S)))*", re.M)
"""A footnote: "[^1]: ..." and the indented lines that go on with it."""
_NOTE_MARK = re.compile(r"\[\^[^\]\s]{1,60}\]")
_SHORTCODE = re.compile(r"\{\{[<%][^{}]{0,1000}[>%]\}\}|\{%[^{}]{0,1000}%\}")
_LIQUID = re.compile(r"\{\{[^{}\n]{0,200}\}\}|\{[:#.][^{}\n]{0,200}\}")
_MARKS = re.compile(r"^#{1,6} \S|\*\*\S[^*\n]*\*\*|\]\((?:https?:|/|#)\S*\)|^\|[ :|-]+\|\s*$", re.M)
_DATE_FIELDS = ("date", "published", "publishdate", "pubdate", "published_at", "created")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt  # plain text is tried here too and seldom needs it

    # Code blocks by indent are off: press releases indent their paragraphs.
    return (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("code")
    )


def read(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Read a Markdown file.

    Raises:
        ReadError: The file is empty or no text.
    """
    article = read_markdown(decode(stream.read(), source), source)
    if not article.blocks:
        raise ReadError(source, "empty: there is no text in it")
    yield article


def is_markdown(text: str) -> bool:
    """Tell whether a text uses Markdown: front matter, headings with ``#``, links, bold."""
    return _FRONT_MATTER.match(text[:20000]) is not None or len(_MARKS.findall(text[:20000])) > 1


def read_markdown(text: str, source: str = "") -> Article:
    """Make an Article of Markdown; links become their text; images, footnotes, shortcodes go."""
    metadata, body = _front_matter(text)
    body = _NOTE_MARK.sub("", _NOTE.sub("", _SHORTCODE.sub("", body)))
    pieces = _pieces(_LIQUID.sub("", body))
    day = take_dates(pieces)
    metadata.published = metadata.published or day
    return build(part_headings(without_furniture(pieces)), source, metadata)


def _pieces(body: str) -> list[Piece]:
    from claimtable.corpus.readers.tree import parse, tree_pieces

    root = parse(f"<html><body>{_parser().render(body)}</body></html>")
    return [] if root is None else tree_pieces(root)


def _front_matter(text: str) -> tuple[Metadata, str]:
    """Take the fields that matter out of YAML or TOML front matter, without parsing all of it."""
    match = _FRONT_MATTER.match(text)
    if match is None:
        return Metadata(), text
    fields: dict[str, str] = {}
    for line in _FOLDED.sub(" ", match[2]).splitlines():
        field = _FIELD.match(line)
        if field:
            fields.setdefault(field[1].casefold(), _unquote(field[2]))
    published: datetime.date | None = None
    for name in _DATE_FIELDS:
        published = published or parse_date(fields.get(name, ""))
    return Metadata(fields.get("title") or None, published), text[match.end() :]


def _unquote(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        quote = value[0]
        value = value[1:-1].replace("''" if quote == "'" else '\\"', quote)
    return html.unescape(value).strip()
