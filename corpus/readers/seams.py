"""Headings that copying glued to the sentence below: "Outlook For 2025Prices are likely to rise".

Where a page marks its headings by type alone, copied text often loses the line break behind them.
Such a heading shows as words in title case, then a small letter or digit with a capital right
behind it, where a sentence begins.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache

from claimtable.corpus.readers.canonical import Piece
from claimtable.corpus.readers.dates import MONTH_AND_DAY
from claimtable.corpus.readers.lines import is_finished, is_title_case, word_list

_SEAM = re.compile(r"(?<![^\W\d_]\.)(?<=[a-z\d])(?=[A-Z][a-z])|(?<=[a-z\d])(?=A [a-z])")
_LEFT = re.compile(r"[\w’'-]+$")
_RIGHT = re.compile(r"[\w’'-]+")
_ABOUT = re.compile(r"About (?P<name>.{2,60}?)(?=(?P=name)\b)")
"""Heads the note on a company, which begins with the name again."""
_NO_TITLE = re.compile(rf"[.!?;]\s|[\[#@|<>]| / |{MONTH_AND_DAY}")
_CAMEL = re.compile(r"[a-z][A-Z]")
_LONGEST = 120
"""Characters of a heading."""
_SHORTEST_SENTENCE = 5
"""Words of what follows it."""


def part_headings(pieces: Iterable[Piece]) -> list[Piece]:
    """Part the paragraphs of an article from headings glued to them.

    Args:
        pieces: In reading order; texts of paragraphs with a heading are cut in place.

    Returns:
        The pieces with a heading more before each such paragraph, as deep as the heading before.
    """
    given = list(pieces)
    words = cache(lambda: count_words("\n".join(piece.text for piece in given)))
    level, out = 2, []
    for piece in given:
        if piece.kind == "heading":
            level = max(piece.level, 2)
        elif piece.kind == "paragraph":
            heading, rest = split_heading(piece.text, words)
            if heading is not None:
                out.append(Piece("heading", heading, level))
                piece.text = rest
        out.append(piece)
    return out


def split_heading(text: str, counts: Callable[[], Counter[str]]) -> tuple[str | None, str]:
    """Part a paragraph from a heading that is glued to its front.

    Args:
        text: The paragraph.
        counts: Gives the words of the whole article as written, with how often each occurs; asked
            only where it matters.

    Returns:
        The heading or None, and the paragraph. Together they are the text: nothing is lost.
    """
    about = _ABOUT.match(text)
    if about and _is_sentence(text[about.end() :]):
        return text[: about.end()], text[about.end() :]
    for seam in _SEAM.finditer(text, 0, _LONGEST):
        heading, rest = text[: seam.start()], text[seam.start() :]
        if _is_heading(heading) and _is_sentence(rest) and _are_two(heading, rest, counts()):
            return heading, rest
    return None, text


def count_words(text: str) -> Counter[str]:
    """Count the words of an article as `split_heading` reads them."""
    return Counter(_RIGHT.findall(text))


def _is_heading(text: str) -> bool:
    if " " not in text:
        return text.casefold() in word_list("lone_headings.txt")
    if not text[0].isupper() or _NO_TITLE.search(text):
        return False
    minor = word_list("minor_words.txt")
    telling = [word for word in text.split() if word.casefold() not in minor]
    return len(telling) > 1 and is_title_case(text)


def _is_sentence(text: str) -> bool:
    words = text.split()
    return len(words) >= _SHORTEST_SENTENCE and is_finished(text) and not is_title_case(text)


def _are_two(heading: str, rest: str, counts: Counter[str]) -> bool:
    """Whether the word at the seam is two words and no name such as "PayPal"."""
    left, right = _LEFT.search(heading), _RIGHT.match(rest)
    if left is None or right is None or _CAMEL.search(left[0]):
        return False
    apart = counts[right[0]] > 0 or counts[right[0].lower()] > 0
    if not apart or not (left[0].isdigit() or len(left[0]) > 2):
        return False
    joined = (left[0] + right[0]).casefold()
    return sum(n for word, n in counts.items() if word.casefold().startswith(joined)) < 2
