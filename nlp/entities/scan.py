"""Pieces of the patterns, and a scan that looks back from a telling word.

A pattern that begins with "some capitalised words" is tried at every capital of a text. Most of
them end in a telling word, which is rare: `before` looks for that first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

WORD = r"[A-ZÀ-ÖØ-Þ](?:[\w&-]|[’'.](?=\w)){0,40}"
"""A capitalised word."""
LINK = r"(?:of|for|and|the|in|on|&|de|to)"
"""A small word inside a name."""
REACH = 100
"""Characters that `before` looks back."""


def before(
    text: str, telling: re.Pattern[str], left: re.Pattern[str]
) -> Iterator[tuple[re.Match[str], re.Match[str]]]:
    """Find what stands right before a telling word.

    Args:
        text: The document.
        telling: The rare part.
        left: What has to stand before it; ends in ``$``.

    Yields:
        The match of ``left`` and that of ``telling``.
    """
    for match in telling.finditer(text):
        found = left.search(text, max(0, match.start() - REACH), match.start())
        if found:
            yield found, match
