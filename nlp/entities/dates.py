"""Calendar dates: days, months, quarters, years and weekdays that a text names.

Durations ("three years") and dates told from today ("last week") are not names; the grammar of
periods in ``claimtable.nlp.periods`` reads those for the claims.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[5-9]|20)\d\d"
_DATE = re.compile(
    rf"""(?<![\w/.$€£-])(?:
      (?:{_WEEKDAY},?\s+(?:the\s+)?)?{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?
    | (?:{_WEEKDAY},?\s+)?{_MONTH}\s+{_DAY}(?![\w%])(?:,?\s+{_YEAR})?
    | {_MONTH}\s+(?:of\s+)?{_YEAR}
    | {_YEAR}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])
    | (?:0?\d|[12]\d|3[01])/(?:0?\d|[12]\d|3[01])/(?:{_YEAR}|\d\d)
    | (?:Q[1-4]|[HF][12])\s+(?:of\s+)?(?:FY\s?)?{_YEAR}
    | (?:first|second|third|fourth)[\s-](?:quarter|half)\s+of\s+{_YEAR}
    | (?:fiscal(?:\s+year)?|FY)\s?{_YEAR}(?:[-–/]\d\d(?:\d\d)?)?
    )(?![\w/-])""",
    re.VERBOSE,
)
_LOOSE = re.compile(
    rf"(?<![\w/.,$€£-])(?:{_WEEKDAY}|{_MONTH}|{_YEAR}(?:[-–/](?:{_YEAR}|\d\d))?s?)(?![\w/-]|[.,]\d)"
)
_BEFORE_YEAR = re.compile(
    r"\b(?:in|since|by|of|until|till|during|from|between|and|to|before|after|early|late|mid|fiscal"
    r"|year|the|through|around|ending|ended|for|season|summer|winter|spring|autumn|fall)[\s(-]+$",
    re.IGNORECASE,
)
_BEFORE_MONTH = re.compile(
    r"\b(?:in|since|by|of|until|till|during|from|between|before|after|early|late|mid|last|next"
    r"|this|to|and|through|ending|ended|for|every|each|on)[\s-]+$",
    re.IGNORECASE,
)
_DOUBTFUL_MONTH = frozenset({"May", "March", "August", "Mar", "Jan", "Dec"})
_CONTEXT = 12  # characters that the patterns in front of a date look back


def find_dates(text: str, seen: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Find the calendar dates of a text.

    Args:
        text: The document.
        seen: Spans, in reading order, that the recogniser takes for dates; they decide on a bare
            year or month that the words in front of it leave open.

    Returns:
        Spans in reading order, without overlap.
    """
    sure = [match.span() for match in _DATE.finditer(text)]
    loose = [
        match.span()
        for match in _LOOSE.finditer(text)
        if not _covered(match.start(), match.end(), sure) and _means_date(text, match, seen)
    ]
    return sorted(sure + loose)


def _means_date(text: str, match: re.Match[str], seen: Sequence[tuple[int, int]]) -> bool:
    """Tell a bare year, month or weekday from a number, a verb or a name."""
    word = match.group()
    before = text[max(0, match.start() - _CONTEXT) : match.start()]
    if word[0].isdigit():
        known = _BEFORE_YEAR.search(before) is not None
    elif word in _DOUBTFUL_MONTH or word.endswith("."):
        known = _BEFORE_MONTH.search(before) is not None
    else:
        return True
    return known or _covered(match.start(), match.end(), seen)


def _covered(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Tell whether ``[start, end)`` overlaps one of some spans in reading order."""
    i = bisect_right(spans, (start, end))
    return any(s < end and start < e for s, e in spans[max(0, i - 1) : i + 1])
