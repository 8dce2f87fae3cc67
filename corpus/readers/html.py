"""HTML pages to Article.

trafilatura finds the article in the page; the blocks that it chose are then read from the page
itself by `tree`. Its text output is not used: it glues words at markup and has no offsets. Where
it finds nothing, the page's article element, main element or body is walked instead, without
menus and the like.
"""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

import trafilatura

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.canonical import Metadata, Piece, build, words
from claimtable.corpus.readers.dates import parse_date, take_dates
from claimtable.corpus.readers.decode import decode
from claimtable.corpus.readers.furniture import without_furniture
from claimtable.corpus.readers.lines import word_list
from claimtable.corpus.readers.outcome import ReadError
from claimtable.corpus.readers.seams import part_headings
from claimtable.corpus.readers.tree import parse, tree_pieces

_FEW_WORDS = 60
"""Below this many words a page's own article element is tried as well."""
_LOOK_AHEAD = 12
"""Chosen blocks that one of the page may skip: furniture, captions, blocks cut otherwise."""
_PROSE = 60
"""Characters of a chosen block that is kept even where the page has it in another place."""
_SHORTEST_PART = 20
"""Letters and digits of a block that may be found inside another."""
_MOST_KEPT = 0.95
"""Share of the chosen words that must be found again on the page."""
_OWN_SHARE = 0.7
"""On such a short page trafilatura often returns all text in one lump; ours has blocks."""
_TAGS = {
    "item": "li",
    "quote": "blockquote",
    "ref": "a",
    "lb": "br",
    "row": "tr",
    "code": "pre",
    "graphic": "img",
    "del": "span",
    "hi": "strong",
}
"""trafilatura's tags in the words of HTML."""
_DATE_NAMES = (
    "article:published_time",
    "datepublished",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
_TITLE_NAMES = ("og:title", "twitter:title", "dc.title", "title")


def read(stream: BinaryIO, source: str) -> Iterator[Article]:
    """Read an HTML file.

    Raises:
        ReadError: The file is empty, no text, or no article was found in it.
    """
    yield read_html(decode(stream.read(), source), source)


def read_html(text: str, source: str = "") -> Article:
    """Make an Article of a page.

    Args:
        text: The decoded page.
        source: Path or URL as given.

    Raises:
        ReadError: There is no article in the page.
    """
    root = parse(text)
    if root is None:
        raise ReadError(source, "empty: there is no HTML in it")
    metadata = _metadata(root)
    found = _extract(text) or _extract(text, favor_recall=True)
    pieces = list(without_furniture(_as_on_page(found, root)))
    if words(pieces) < _FEW_WORDS:
        own = list(without_furniture(_walk_page(root)))
        if words(own) > _OWN_SHARE * words(pieces):
            pieces = own
    day = take_dates(pieces)
    metadata.published = metadata.published or day
    article = build(part_headings(pieces), source, metadata)
    if not article.blocks:
        raise ReadError(source, "no article text was found in the page")
    return article


def _extract(text: str, *, favor_recall: bool = False) -> list[Piece]:
    """Let trafilatura find the article and walk what it leaves."""
    page = parse(text)
    for cell in page.iter("td", "th"):
        # trafilatura fills spans up with empty cells, which takes minutes in a broken page.
        cell.attrib.pop("colspan", None)
        cell.attrib.pop("rowspan", None)
    found = trafilatura.bare_extraction(
        page,
        include_comments=False,
        include_links=True,
        include_tables=True,
        favor_recall=favor_recall,
        with_metadata=False,
    )
    body = getattr(found, "body", None)
    if body is None:
        return []
    for element in body.iter():
        _to_html(element)
    return tree_pieces(body)


def _as_on_page(found: list[Piece], root: Any) -> list[Piece]:
    """Take the blocks that trafilatura chose from the page itself.

    trafilatura leaves out bold, spans of cells and double line breaks, all of which tell
    structure. Each block of the page that comes next in what was chosen is taken; where too much
    is lost on the way, the choice stands as it is.
    """
    page = tree_pieces(root)
    met = _meet(page, [_key(piece) for piece in found])
    whole = _chosen_tables(page, met)
    out: list[Piece] = []
    past = 0  # the first chosen block of which nothing has been met yet
    for piece, j in zip(page, met, strict=True):
        if j is not None:
            out.extend(_passed_over(found[past:j]))
            past = max(past, j + 1)
        if j is not None or piece.table in whole:
            out.append(piece)
    out.extend(_passed_over(found[past:]))
    return out if words(out) >= _MOST_KEPT * words(found) else found


def _meet(page: list[Piece], keys: list[str]) -> list[int | None]:
    """Find for each block of the page the chosen block that it is, or is a part of."""
    out: list[int | None] = []
    at = 0
    for piece in page:
        key = _key(piece)
        ahead = range(at, min(at + _LOOK_AHEAD, len(keys)))
        j = next((j for j in ahead if _is_same(key, keys[j])), None)
        if j is not None:
            at = j + 1 if len(key) >= len(keys[j]) else j
        out.append(j)
    return out


def _chosen_tables(page: list[Piece], met: list[int | None]) -> set[int | None]:
    """Give the tables of which most was chosen: trafilatura loses lists inside cells."""
    cells = Counter(piece.table for piece in page if piece.table is not None)
    chosen = Counter(
        piece.table
        for piece, j in zip(page, met, strict=True)
        if j is not None and piece.table is not None
    )
    return {table for table, count in cells.items() if chosen[table] >= 0.5 * count}


def _passed_over(found: list[Piece]) -> list[Piece]:
    """Give the prose among blocks that were not met in their place on the page."""
    return [
        piece
        for piece in found
        if piece.kind in ("paragraph", "list_item", "quote") and len(piece.text) >= _PROSE
    ]


def _key(piece: Piece) -> str:
    return "".join(filter(str.isalnum, piece.text))


def _is_same(key: str, chosen: str) -> bool:
    """Tell whether two blocks are one, or one of them a part of the other."""
    if key == chosen:
        return True
    return min(len(key), len(chosen)) >= _SHORTEST_PART and (key in chosen or chosen in key)


def _to_html(element: Any) -> None:
    tag = element.tag
    if tag == "head":
        level = (element.get("rend") or "h2")[1:]
        element.tag = f"h{level}" if level in "123456" else "h2"
    elif tag == "cell":
        element.tag = "th" if element.get("role") == "head" else "td"
        if element.get("span"):
            element.set("colspan", element.get("span"))
    elif tag == "list":
        element.tag = "ol" if element.get("rend") == "ol" else "ul"
    elif tag in _TAGS:
        element.tag = _TAGS[tag]


def _walk_page(root: Any) -> list[Piece]:
    """Walk the page's own article, main or body element without what is no part of an article."""
    top = _main_element(root)
    if top is None:
        return []
    for element in list(top.iterdescendants()):
        if _is_page_part(element):
            element.drop_tree()
    return tree_pieces(top)


def _main_element(root: Any) -> Any:
    for path in (".//article", ".//main", ".//*[@role='main']", ".//body"):
        found = root.findall(path)
        if len(found) == 1:
            return found[0]
        if found:
            return max(found, key=lambda element: len("".join(element.itertext())))
    return root


@lru_cache(maxsize=4096)
def _names_page_part(names: str) -> bool:
    return not word_list("page_parts.txt").isdisjoint(re.split(r"[\s_-]+", names.casefold()))


def _is_page_part(element: Any) -> bool:
    if element.tag in ("nav", "footer", "aside", "form"):
        return True
    if element.getparent() is None:
        return False  # dropped already, with what it stood in
    names = " ".join(filter(None, (element.get("class"), element.get("id"), element.get("role"))))
    return (
        bool(names) and element.tag not in ("article", "main", "body") and _names_page_part(names)
    )


# -- metadata ----------------------------------------------------------------------------------


def _metadata(root: Any) -> Metadata:
    """Read title and day from JSON-LD, meta elements, time elements and the page's title."""
    known = Metadata()
    for data in _json_ld(root):
        known.title = known.title or _text_of(data.get("headline"))
        known.published = known.published or _day_of(data.get("datePublished"))
    meta = _meta(root)
    for name in _TITLE_NAMES:
        known.title = known.title or meta.get(name)
    for name in _DATE_NAMES:
        known.published = known.published or _day_of(meta.get(name))
    known.published = known.published or _time_element(root)
    if known.title is None:
        heading = root.find(".//h1")
        title = heading if heading is not None else root.find(".//title")
        known.title = "".join(title.itertext()) if title is not None else None
    return known


def _json_ld(root: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects of a page's JSON-LD, those of articles only."""
    for script in root.iter("script"):
        if (script.get("type") or "").casefold() != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        todo = [data]
        while todo:
            item = todo.pop()
            if isinstance(item, list):
                todo.extend(reversed(item))
            elif isinstance(item, dict):
                if "datePublished" in item or "headline" in item:
                    yield item
                todo.append(item.get("@graph"))


def _meta(root: Any) -> dict[str, str]:
    out: dict[str, str] = {}
    for element in root.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content")
        if name and content and content.strip():
            out.setdefault(name.casefold(), content)
    return out


def _time_element(root: Any) -> datetime.date | None:
    """Read the first time element that says it is the day of publication, or the article's first.

    Others may belong to a list of links, so they are no evidence.
    """
    times = [e for e in root.iter("time") if e.get("datetime")]
    marked = [e for e in times if e.get("pubdate") is not None or "publish" in _names(e)]
    own = [e for article in root.findall(".//article")[:1] for e in article.iter("time")]
    for element in [*marked, *own[:1]]:
        day = _day_of(element.get("datetime"))
        if day is not None:
            return day
    return None


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}".casefold()


def _day_of(value: object) -> datetime.date | None:
    return parse_date(value) if isinstance(value, str) else None


def _text_of(value: object) -> str | None:
    return value if isinstance(value, str) and value.strip() else None
