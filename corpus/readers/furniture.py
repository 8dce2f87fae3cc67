"""Take page furniture out of an article's pieces."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from claimtable.corpus.readers.canonical import Piece, clean

_SHORT = 300
"""Longest block, in characters, that the patterns for whole blocks are tried on."""
_SECTION_TITLE = 120
"""Longest line, in characters, that can open a section of furniture."""


@dataclass(frozen=True, slots=True)
class _Patterns:
    block: re.Pattern[str]
    section: re.Pattern[str]
    phrases: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    groups: dict[str, list[str]] = {"block": [], "section": [], "phrases": []}
    group = ""
    data = files("claimtable.corpus.readers") / "data" / "furniture.txt"
    for line in data.read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]") and line[1:-1] in groups:
            group = line[1:-1]
        elif line.strip() and not line.startswith("#"):
            groups[group].append(line)
    return _Patterns(
        re.compile("|".join(f"(?:{p})" for p in groups["block"]), re.IGNORECASE),
        re.compile("|".join(f"(?:{p})" for p in groups["section"]), re.IGNORECASE),
        tuple(tuple(phrase.split(" & ")) for phrase in groups["phrases"]),
    )


def is_furniture(text: str) -> bool:
    """Tell whether a block's whole text is page furniture, such as a sharing link."""
    patterns = _patterns()
    if len(text) <= _SHORT and patterns.block.fullmatch(text):
        return True
    low = text.casefold()
    return any(all(part in low for part in phrase) for phrase in patterns.phrases)


def opens_furniture(text: str) -> bool:
    """Tell whether a heading opens a section of furniture, such as "Leave a Comment"."""
    return len(text) <= _SECTION_TITLE and _patterns().section.fullmatch(text) is not None


def without_furniture(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Leave out furniture: single blocks, and sections up to the next heading of their level.

    Table cells stay, and so do headings that only look like furniture at the very top of an
    article, which must not lose all of its text.

    Yields:
        The pieces of the article proper.
    """
    hidden: int | None = None
    seen = False
    for piece in pieces:
        text = clean(piece.text)
        if piece.kind == "heading":
            if hidden is not None and piece.level <= hidden:
                hidden = None
            if hidden is None and seen and opens_furniture(text):
                hidden = piece.level
        if hidden is not None:
            continue
        if piece.kind != "table_cell" and (is_furniture(text) or _is_bare_link(piece, text)):
            continue
        seen = seen or piece.kind != "heading"
        yield piece


def _is_bare_link(piece: Piece, text: str) -> bool:
    """Tell a line that is nothing but a link to another page."""
    return piece.link and piece.kind != "heading" and not text.endswith((".", "!", ":"))
