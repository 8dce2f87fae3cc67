"""Weeks and weekdays counted within a month: "second week of May", "last Friday of June 2026"."""

from __future__ import annotations

import datetime
import re

from claimtable.nlp.periods import calendar
from claimtable.nlp.periods.meanings import (
    ORDINALS,
    WEEKDAYS,
    Context,
    Meaning,
    month_number,
    year_of_month,
)

_LAST = frozenset({"last", "final", "closing"})
_DAYS = {"week": 7, "fortnight": 14}


def _month_of(m: re.Match[str], c: Context) -> calendar.Range | None:
    """Give the first and last day of the month named, or None if its year cannot be told."""
    number = month_number(m["month"])
    if m["year"]:
        return calendar.month(int(m["year"]), number)
    return None if c.anchor is None else calendar.month(year_of_month(number, "", c), number)


def _number(m: re.Match[str]) -> int:
    """Give the number of a match's ordinal, -1 for the last."""
    word = m["n"].lower()
    return -1 if word in _LAST else ORDINALS[word]


def read_week(m: re.Match[str], c: Context) -> Meaning | None:
    """Read the nth seven or fourteen days of a month; what is left over goes to the last."""
    if not m["month"][0].isupper():
        return None
    found, length = _month_of(m, c), datetime.timedelta(days=_DAYS[m["unit"].lower()])
    if found is None:
        return None, "week"
    first, last, number = *found, _number(m)
    start = last - length if number < 0 else first + (number - 1) * length
    day = datetime.timedelta(days=1)
    if number < 0:
        return (start + day, last), "week"
    return ((start, min(start + length - day, last)), "week") if start <= last else None


def read_weekday(m: re.Match[str], c: Context) -> Meaning | None:
    """Read the nth weekday of a month, counted from its end where it is the last."""
    if not m["month"][0].isupper():
        return None
    found = _month_of(m, c)
    if found is None:
        return None, "day"
    first, last, number = *found, _number(m)
    wanted = WEEKDAYS[m["weekday"].lower()]
    if number < 0:
        day = last - datetime.timedelta(days=(last.weekday() - wanted) % 7)
    else:
        ahead = (wanted - first.weekday()) % 7 + 7 * (number - 1)
        day = first + datetime.timedelta(days=ahead)
    return ((day, day), "day") if first <= day <= last else None
