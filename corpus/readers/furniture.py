"""Take page furniture out of an article's pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from claimtable.corpus.readers.canonical import Piece, clean
from claimtable.corpus.readers.lines import is_running

_SHORT = 300
"""Longest block, in characters, that the patterns for whole blocks are tried on."""
_BEGINNING = 600
"""Characters of a block in which the phrases are looked for: text pasted as one block may hold
boilerplate further down and is not dropped for it."""
_SECTION_TITLE = 120
"""Longest line, in characters, that can open a section of furniture."""

_PROSE = 100
"""Shortest paragraph, in characters, that counts as the article going on after a list of links."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    block: re.Pattern[str]
    section: re.Pattern[str]
    links: re.Pattern[str]
    phrases: dict[str, list[list[str]]]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    groups: dict[str, list[str]] = {"block": [], "section": [], "links": [], "phrases": []}
    group = ""
    data = files("claimtable.corpus.readers") / "data" / "furniture.txt"
    for line in data.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1] in groups:
            group = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            groups[group].append(line)
    return _Patterns(
        _any_of(groups["block"]),
        _any_of(groups["section"]),
        _any_of(groups["links"]),
        _by_first(groups["phrases"]),
    )


def _by_first(lines: list[str]) -> dict[str, list[list[str]]]:
    """Group the lines of phrases by their first one, so that it is looked for once."""
    out: dict[str, list[list[str]]] = {}
    for line in lines:
        first, *others = line.split(" & ")
        out.setdefault(first, []).append(others)
    return out


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


def is_furniture(text: str) -> bool:
    """Tell whether a block's whole text is page furniture, such as a sharing link."""
    return _is_short_furniture(text) if len(text) <= _SHORT else _has_phrases(text)


@lru_cache(maxsize=8192)
def _is_short_furniture(text: str) -> bool:
    bare = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    return _patterns().block.fullmatch(bare) is not None or _has_phrases(text)


def _has_phrases(text: str) -> bool:
    low = text[:_BEGINNING].casefold()
    for first, lines in _patterns().phrases.items():
        if first in low and any(all(part in low for part in others) for others in lines):
            return True
    return False


def opens_furniture(text: str) -> bool:
    """Tell whether a heading opens a section of furniture, such as "Leave a Comment"."""
    patterns = _patterns()
    return len(text) <= _SECTION_TITLE and (
        patterns.section.fullmatch(text) is not None or patterns.links.fullmatch(text) is not None
    )


def without_furniture(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Leave out furniture: single blocks, and sections up to the next heading of their level.

    A list of links ("Related") ends where running text begins again: such lists stand in the
    middle of articles too. Table cells stay, and nothing that stands before the article's first
    text opens a section, so that an article cannot lose all of its text.

    Yields:
        The pieces of the article proper.
    """
    hidden: int | None = None
    links = seen = False
    for piece in pieces:
        text = clean(piece.text)
        if hidden is not None and _ends(piece, text, hidden, links):
            hidden = None
        if piece.kind == "heading" and hidden is None and seen and opens_furniture(text):
            hidden = piece.level
            links = _patterns().links.fullmatch(text) is not None
        if hidden is not None:
            continue
        if piece.kind != "table_cell" and (is_furniture(text) or _is_bare_link(piece, text)):
            continue
        seen = seen or piece.kind != "heading"
        yield piece


def _ends(piece: Piece, text: str, level: int, links: bool) -> bool:
    """Tell whether a section of furniture ends before a piece."""
    if piece.kind == "heading":
        return piece.level <= level
    prose = len(text) >= _PROSE and not piece.link and is_running(text)
    return links and piece.kind == "paragraph" and prose


def _is_bare_link(piece: Piece, text: str) -> bool:
    """Tell a block that is nothing but a link to another page: a teaser, a reference, a button."""
    return piece.link and piece.kind != "heading" and not text.endswith(":")
