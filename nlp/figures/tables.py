"""Read the word lists that stand beside a component as tab-separated files."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from importlib.resources import files


def rows(package: str, name: str, width: int) -> Iterator[list[str]]:
    """Read one table of a package's ``data`` folder.

    Args:
        package: The package, e.g. ``claimtable.nlp.money``.
        name: File name in its ``data`` folder.
        width: Number of columns; short lines are filled up with empty strings.

    Yields:
        The cells of each line, comments and blank lines left out.
    """
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield cells + [""] * (width - len(cells))


def decimal(text: str) -> Decimal:
    """Read "0.25" or "1/3"."""
    over, _, under = text.partition("/")
    return Decimal(over) / Decimal(under) if under else Decimal(over)


def cases(word: str) -> set[str]:
    """The ways a word is written at the start of a sentence, in running text and in capitals."""
    return {word, word.lower(), word.capitalize(), word.title(), word.upper()}
