"""Arithmetic on calendar periods; a range is its first and last day, both inclusive."""

from __future__ import annotations

import datetime
from calendar import monthrange

Day = datetime.date
Range = tuple[Day, Day]

MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
DAYS_IN = {"day": 1, "week": 7, "fortnight": 14}


def month(year: int, number: int) -> Range:
    """Give a month, 1 to 12, of a year."""
    return Day(year, number, 1), Day(year, number, monthrange(year, number)[1])


def months(year: int, first: int, last: int) -> Range:
    """Give a run of months; a last month before the first lies in the next year."""
    return Day(year, first, 1), month(year + (last < first), last)[1]


def quarter(year: int, number: int) -> Range:
    """Give a calendar quarter, 1 to 4."""
    return months(year, 3 * number - 2, 3 * number)


def half(year: int, number: int) -> Range:
    """Give a half year, 1 or 2."""
    return months(year, 6 * number - 5, 6 * number)


def year(number: int) -> Range:
    """Give a calendar year."""
    return Day(number, 1, 1), Day(number, 12, 31)


def decade(number: int) -> Range:
    """Give the ten years that begin with ``number``."""
    return Day(number, 1, 1), Day(number + 9, 12, 31)


def week(day: Day) -> Range:
    """Give the week, Monday to Sunday, of a day."""
    monday = day - datetime.timedelta(days=day.weekday())
    return monday, monday + datetime.timedelta(days=6)


def shift(day: Day, unit: str, count: int) -> Day:
    """Move a day by whole units; the 31st becomes the last day of a shorter month.

    Args:
        day: Where to start.
        unit: A key of `MONTHS_IN` or `DAYS_IN`.
        count: How many units, negative for the past.

    Raises:
        OverflowError: The result lies outside the years 1 to 9999.
    """
    if unit in DAYS_IN:
        return day + datetime.timedelta(days=DAYS_IN[unit] * count)
    index = day.year * 12 + day.month - 1 + MONTHS_IN[unit] * count
    if not 12 <= index < 120_000:
        raise OverflowError(f"{count} {unit}s from {day} is outside the calendar")
    last = monthrange(index // 12, index % 12 + 1)[1]
    return Day(index // 12, index % 12 + 1, min(day.day, last))


def around(day: Day, unit: str) -> Range:
    """Give the whole unit (day, week, month, quarter, half, year, decade) that holds a day."""
    if unit in DAYS_IN:
        return week(day) if unit != "day" else (day, day)
    if unit == "month":
        return month(day.year, day.month)
    if unit == "quarter":
        return quarter(day.year, (day.month + 2) // 3)
    if unit == "half":
        return half(day.year, 1 + (day.month > 6))
    if unit == "year":
        return year(day.year)
    return decade(day.year // 10 * 10)


def likely_day(anchor: Day, month_: int, day: int, future: bool) -> Day | None:
    """Choose the year of a day that is given without one.

    Args:
        anchor: The day the text was published.
        month_: Month, 1 to 12.
        day: Day of the month.
        future: Whether the text speaks of what is to come.

    Returns:
        The nearest such day, where a day ahead counts as three times as far, or a day behind
        does if the text looks ahead; None if the calendar has none.
    """
    found = [d for y in (-1, 0, 1) if (d := make_day(anchor.year + y, month_, day))]

    def distance(d: Day) -> int:
        gap = (d - anchor).days
        return abs(gap) * (3 if (gap < 0) == future else 1)

    return min(found, key=distance, default=None)


def make_day(year_: int, month_: int, day: int) -> Day | None:
    """Give a date, or None where the calendar has none such."""
    try:
        return Day(year_, month_, day)
    except ValueError:
        return None
