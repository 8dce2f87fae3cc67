"""What period expressions mean on the calendar: one reader a form, given its match.

A meaning is the first and last day, both None where the calendar cannot tell ("three-year",
"fiscal 2026": companies end their years when they like), and the size of the unit named. A reader
gives None where the words turn out to be no period at all ("2000 workers").

Two digits stand for the years 2000 to 2099.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from claimtable.nlp.periods import calendar
from claimtable.nlp.periods.calendar import Day, Range
from claimtable.nlp.types import Granularity


@dataclass(frozen=True, slots=True)
class Context:
    """What surrounds an expression.

    Attributes:
        anchor: The day that relative expressions count from, or None.
        previous: Meaning of the last dated expression in the same sentence, or None; "a year
            earlier" counts from it.
        before: The word before the expression, lower case.
        future: Whether the words before it speak of what is to come.
    """

    anchor: Day | None
    previous: Range | None
    before: str
    future: bool = False


Meaning = tuple[Range | None, Granularity]
Reader = Callable[[re.Match[str], Context], Meaning | None]


def _load() -> dict[str, Any]:
    text = files("claimtable.nlp.periods").joinpath("data", "words.toml").read_text("utf-8")
    return tomllib.loads(text)


WORDS = _load()
MONTHS: dict[str, int] = WORDS["months"]
WEEKDAYS: dict[str, int] = WORDS["weekdays"]
NUMBERS: dict[str, int] = WORDS["numbers"]
ORDINALS: dict[str, int] = WORDS["ordinals"]
CUES = frozenset(WORDS["cues"]["before"])
PLURALS = frozenset(WORDS["cues"]["after"])
LASTING = frozenset(WORDS["cues"]["lasting"])


def _year_of(m: re.Match[str], c: Context) -> int | None:
    """Read the year that `_OF_YEAR` matched; None when fiscal or not to be told."""
    g = m.groupdict()
    if _is_fiscal(m):
        return None
    if g.get("year"):
        return int(g["year"])
    if g.get("yy"):
        return 2000 + int(g["yy"])
    if c.anchor is None or not g.get("which"):
        return None
    return c.anchor.year + {"last": -1, "next": 1}.get(g["which"].lower(), 0)


def _stated(m: re.Match[str]) -> bool:
    """Whether a match holds a year or says that it is fiscal."""
    g = m.groupdict()
    return bool(g.get("year") or g.get("yy") or g.get("which")) or _is_fiscal(m)


def _is_fiscal(m: re.Match[str]) -> bool:
    return re.search(r"fiscal|financial|FY", m[0], re.IGNORECASE) is not None


def count(text: str) -> int | None:
    """Read a small number in digits or words, None when it is vague."""
    total = 0
    for piece in text.lower().split("-"):
        if piece.isdigit():
            total += int(piece)
        elif piece in NUMBERS:
            total += NUMBERS[piece]
        else:
            return None
    return total


def month_number(text: str) -> int:
    """Read the name of a month."""
    return MONTHS[text.lower().rstrip(".")]


def _one(day: Day | None) -> Meaning:
    return (None if day is None else (day, day)), "day"


def read_iso(m: re.Match[str], c: Context) -> Meaning | None:
    """Read 2025-09-24."""
    day = calendar.make_day(int(m[1]), int(m[2]), int(m[3]))
    return None if day is None else _one(day)


_PIVOT = 69
"""From this year on, two digits mean the 20th century, as with POSIX strptime."""


def read_numeric(m: re.Match[str], c: Context) -> Meaning | None:
    """Read 24/09/2025: the order is known with dots, or where one number is above 12."""
    a, b, year = int(m[1]), int(m[3]), int(m[4])
    if len(m[4]) < 4:
        year += 1900 if year >= _PIVOT else 2000
    if m[2] == "." or a > 12 or a == b:
        day = calendar.make_day(year, b, a)
    elif b > 12:
        day = calendar.make_day(year, a, b)
    else:
        return None, "day"
    return None if day is None else _one(day)


def read_date(m: re.Match[str], c: Context) -> Meaning | None:
    """Read a day and month, with or without a year, or a run of days in one month."""
    number, first = month_number(m["month"]), _digits(m["day"])
    last = _digits(m["last"]) if m["last"] else first
    if not m["month"][0].isupper():
        return None
    if m["year"]:
        a, b = (calendar.make_day(int(m["year"]), number, d) for d in (first, last))
    elif c.anchor is None:
        return None, "day"
    else:
        a, b = (calendar.likely_day(c.anchor, number, d, c.future) for d in (first, last))
    return None if a is None or b is None or b < a else ((a, b), "day")


def _digits(text: str) -> int:
    return int(re.sub(r"\D", "", text))


def read_month(m: re.Match[str], c: Context) -> Meaning | None:
    """Read a month or a run of months, with or without a year."""
    name = m["month"]
    first = month_number(name)
    last = month_number(m["last"]) if m["last"] else first
    which = (m["which"] or "").lower()
    if not name[0].isupper() or (m["last"] and not m["last"][0].isupper()):
        return None
    whose = (m["whose"] or "").lower()
    told = m["year"] or which or m["last"] or m["part"] or whose
    if not told and not _is_month(name, c):
        return None
    if m["year"]:
        year = int(m["year"])
    elif c.anchor is None:
        return None, "month"
    elif whose:
        year = c.anchor.year + _STEP.get(whose, 0)
    else:
        year = year_of_month(first, which, c)
    return calendar.months(year - (bool(m["year"]) and last < first), first, last), "month"


def _is_month(name: str, c: Context) -> bool:
    """Whether a lone word is a month: "May" and "March" and short forms need a cue."""
    sure = len(name.rstrip(".")) > 4 and name != "March"
    return (sure or name in ("June", "July")) or c.before in CUES


def year_of_month(number: int, which: str, c: Context) -> int:
    """Give the year of a month that is named without one; ``which`` is "last", "next" or ""."""
    anchor = c.anchor or Day.min
    if which == "last":
        return anchor.year - (number >= anchor.month)
    if which == "next":
        return anchor.year + (number <= anchor.month)
    if which == "this" or number == anchor.month:
        return anchor.year
    day = calendar.likely_day(Day(anchor.year, anchor.month, 15), number, 15, c.future)
    return anchor.year if day is None else day.year


def read_part(unit: str) -> Reader:
    """Read the quarter or half that a match numbers."""

    def read(m: re.Match[str], c: Context) -> Meaning | None:
        g = m.groupdict()
        text = g.get("n") or g.get("m") or ""
        number = int(text) if text.isdigit() else ORDINALS[text.lower()]
        if unit == "half" and number > 2:
            number = 2
        make = calendar.quarter if unit == "quarter" else calendar.half
        granularity: Granularity = "quarter" if unit == "quarter" else "half"
        year = _year_of(m, c)
        if year is None:
            if _stated(m) or c.anchor is None:
                return None, granularity
            year = c.anchor.year - (make(c.anchor.year, number)[0] > c.anchor)
        return make(year, number), granularity

    return read


def read_fiscal(m: re.Match[str], c: Context) -> Meaning | None:
    """Read "FY26" and "2024/25"; "2024/05" is no year of accounts."""
    first, _, last = m[0].partition("/")
    if last and _is_year(first) and (int(last) - int(first)) % 100 != 1:
        return None
    return None, "year"


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit()


def read_years(m: re.Match[str], c: Context) -> Meaning | None:
    """Read "2019-2023", "2019-23" and "2019 to 2023"."""
    first = int(m[1])
    last = int(m[2]) if len(m[2]) == 4 else first // 100 * 100 + int(m[2])
    if last <= first or (" and " in m[0] and c.before != "between"):
        return None
    return (calendar.year(first)[0], calendar.year(last)[1]), "year"


def read_decade(m: re.Match[str], c: Context) -> Meaning:
    """Read "the 1990s"."""
    return calendar.decade(int(m["decade"])), "decade"


def read_short_decade(m: re.Match[str], c: Context) -> Meaning | None:
    """Read "the 70s"; without the article it may be an age or a price."""
    if c.before != "the":
        return None
    return calendar.decade(1900 + int(m["tens"])), "decade"


def read_year(m: re.Match[str], c: Context) -> Meaning | None:
    """Read a bare year, unless the digits count something: "2000 workers"."""
    follows = (m["plural"] or "").strip().lower()
    if not m["part"] and c.before not in CUES and follows and follows not in PLURALS:
        return None
    return calendar.year(int(m["year"])), "year"


def read_near_day(m: re.Match[str], c: Context) -> Meaning:
    """Read "today", "yesterday" and "tomorrow"."""
    word = m[0].lower()
    step = {"yesterday": -1, "tomorrow": 1}.get(word, 0)
    return _one(None if c.anchor is None else calendar.shift(c.anchor, "day", step))


def read_weekday(m: re.Match[str], c: Context) -> Meaning | None:
    """Read a weekday: the last one up to the anchor, unless "next" or "this" says otherwise."""
    if not m["weekday"][0].isupper():
        return None
    if c.anchor is None:
        return _one(None)
    which = (m["which"] or "").lower()
    gap = WEEKDAYS[m["weekday"].lower()] - c.anchor.weekday()
    if which == "this":
        step = gap
    elif which in ("next", "coming"):
        step = gap % 7 or 7
    elif which:
        step = -(-gap % 7 or 7)
    else:
        step = -(-gap % 7)
    return _one(calendar.shift(c.anchor, "day", step))


_STEP = {"last": -1, "previous": -1, "prior": -1, "preceding": -1, "next": 1, "following": 1}


_GRANULARITIES: dict[str, Granularity] = {
    "day": "day",
    "week": "week",
    "fortnight": "week",
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "half-year": "half",
    "half year": "half",
    "year": "year",
    "decade": "decade",
}


def _unit(m: re.Match[str]) -> Granularity:
    return _GRANULARITIES[m["unit"].lower()]


def read_calendar_unit(m: re.Match[str], c: Context) -> Meaning:
    """Read "last month", "this quarter", "next year", "the end of the year"."""
    granularity = _unit(m)
    which = (m["which"] or "").lower()
    if c.anchor is None or m["fiscal"] or which in ("same", "comparable", "corresponding"):
        return None, granularity
    if which in ("past", "coming"):
        return _rolling_range(c.anchor, granularity, 1, which), granularity
    start = c.anchor
    if which in ("previous", "prior", "preceding", "following") and c.previous is not None:
        start = c.previous[0]
    day = calendar.shift(calendar.around(start, granularity)[0], granularity, _STEP.get(which, 0))
    return calendar.around(day, granularity), granularity


def _rolling_range(anchor: Day, unit: str, number: int, which: str) -> Range:
    if which in ("next", "coming", "following"):
        return calendar.shift(anchor, "day", 1), calendar.shift(anchor, unit, number)
    return calendar.shift(calendar.shift(anchor, unit, -number), "day", 1), anchor


def read_rolling(m: re.Match[str], c: Context) -> Meaning:
    """Read "the past three years" and "the next 12 months"."""
    number = count(m["num"])
    if c.anchor is None or number is None:
        return None, "duration"
    return _rolling_range(c.anchor, m["unit"].lower(), number, m["which"].lower()), "duration"


def read_ago(m: re.Match[str], c: Context) -> Meaning:
    """Read "two years ago" (from the anchor) and "a year earlier" (from the period before it)."""
    granularity = _unit(m)
    number = count(m["num"] or "one")
    direction = m["direction"].lower()
    from_anchor = direction in ("ago", "from now", "hence")
    start = c.anchor if from_anchor or c.previous is None else c.previous[0]
    if start is None or number is None:
        return None, granularity
    sign = 1 if direction in ("from now", "hence", "later", "after") else -1
    if not from_anchor and c.previous is not None:
        first, last = (calendar.shift(d, m["unit"].lower(), sign * number) for d in c.previous)
        if last.month == 2 or c.previous[1] == calendar.around(c.previous[1], "month")[1]:
            last = calendar.around(last, "month")[1]
        return (first, last), granularity
    day = calendar.shift(start, m["unit"].lower(), sign * number)
    return calendar.around(day, granularity), granularity


def read_to_date(m: re.Match[str], c: Context) -> Meaning:
    """Read "year to date": from the first of January to the anchor."""
    return (None if c.anchor is None else (Day(c.anchor.year, 1, 1), c.anchor)), "year"


def read_year_end(m: re.Match[str], c: Context) -> Meaning:
    """Read "year-end" as the year that ends."""
    return (None if c.anchor is None else calendar.year(c.anchor.year)), "year"


def read_opening(m: re.Match[str], c: Context) -> Meaning:
    """Read "the first nine months of 2025"."""
    number, unit, year = count(m["num"]) or 0, m["unit"].lower(), _year_of(m, c)
    if year is None and not _stated(m) and c.anchor is not None:
        year = c.anchor.year
    if year is None or number == 0:
        return None, "duration"
    start = Day(year, 1, 1)
    return (start, calendar.shift(calendar.shift(start, unit, number), "day", -1)), "duration"


def read_duration(m: re.Match[str], c: Context) -> Meaning | None:
    """Read "three-year"; "a year" after anything but a preposition is a rate ("$3 a year")."""
    number = (m.groupdict().get("num") or "").lower()
    if m[0].endswith("quarter") and m.string.startswith(" of ", m.end()):
        return None  # "a quarter of the catch"
    if number in ("a", "an") and c.before not in LASTING and m["unit"] != "decade":
        return None
    return None, "duration"


def read_long(m: re.Match[str], c: Context) -> Meaning:
    """Read a length of time that no calendar places: "1,000 years", "the months ahead"."""
    return None, "duration"


def read_season(m: re.Match[str], c: Context) -> Meaning:
    """Read "next spring"; where in the year it falls depends on the hemisphere."""
    return None, "quarter"
