"""Text in which names are marked: ``[ORG Kestrel Foods] opened in [PLACE Lyon].``."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

NAME_LABELS = ("ORG", "PRODUCT", "PERSON", "PLACE")
HELD_OUT = 10
"""One article in so many is not learnt from."""
_OPENING = re.compile(rf"\[({'|'.join(NAME_LABELS)}) (?=\S)")

Name = tuple[int, int, str]
"""First character, one past the last, and one of `NAME_LABELS`."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or a few.

    Attributes:
        article: Id of the article that it is from.
        text: Without the marks.
        names: In reading order, without overlap.
    """

    article: str
    text: str
    names: tuple[Name, ...]

    @property
    def is_held_out(self) -> bool:
        """Whether the article tells how good a model is, and is not learnt from."""
        return (
            int(hashlib.md5(self.article.encode(), usedforsecurity=False).hexdigest(), 16)
            % (HELD_OUT)
            == 0
        )


def read_passages(paths: Iterable[Path]) -> list[Passage]:
    """Read files of one passage a line: id of the article, a tab, the marked text.

    Raises:
        ValueError: A line has another form; the message names file and line.
    """
    passages = []
    for path in paths:
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            article, tab, marked = line.partition("\t")
            try:
                if not tab:
                    raise ValueError("no tab after the article's id")
                passages.append(Passage(article, *parse(marked)))
            except ValueError as error:
                raise ValueError(f"{path.name}, line {number}: {error}") from None
    return passages


def parse(marked: str) -> tuple[str, tuple[Name, ...]]:
    """Take the marks out of a text.

    A name may hold brackets of its own if they are balanced.

    Raises:
        ValueError: A mark is not closed, or stands inside another.
    """
    text = ""
    names: list[Name] = []
    at = 0
    while opening := _OPENING.search(marked, at):
        text += marked[at : opening.start()]
        end = _closing(marked, opening.end())
        name = marked[opening.end() : end]
        if _OPENING.search(name):
            raise ValueError(f"a mark inside a mark: {name!r}")
        names.append((len(text), len(text) + len(name), opening[1]))
        text += name
        at = end + 1
    return text + marked[at:], tuple(names)


def mark(text: str, names: Iterable[Name]) -> str:
    """Put the marks into a text: what `parse` undoes."""
    out = ""
    at = 0
    for start, end, label in names:
        out += f"{text[at:start]}[{label} {text[start:end]}]"
        at = end
    return out + text[at:]


def _closing(marked: str, start: int) -> int:
    depth = 1
    for at in range(start, len(marked)):
        depth += (marked[at] == "[") - (marked[at] == "]")
        if depth == 0:
            return at
    raise ValueError(f"no bracket closes {marked[start - 8 : start + 30]!r}")
