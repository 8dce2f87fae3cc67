"""Period expressions against readable cases, and what must hold on any text."""

from __future__ import annotations

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.nlp.periods import calendar
from claimtable.nlp.periods.find import find_periods
from claimtable.nlp.periods.grammar import _ALL
from claimtable.nlp.types import Period

from .claim_cases import params

PUBLISHED = datetime.date(2025, 9, 25)
_PIECES = st.sampled_from(
    [
        *("Q3", "2025", "FY26", "third", "quarter", "of", "fiscal", "last", "month", "year", "a"),
        *(
            "years",
            "ago",
            "earlier",
            "May",
            "Sept.",
            "24",
            ",",
            "-",
            "–",
            "to",
            "March",
            "31",
            "H1",
        ),
        *("the", "past", "three", "999", "decades", "from now", "Tuesday", "end of", "30/02/2025"),
        *(
            "ended",
            "June",
            "29",
            "February",
            "1H",
            "'24",
            "’",
            "0",
            "9999",
            "/",
            "2024/25",
            "1900s",
        ),
    ]
)


def _written(text: str, period: Period) -> str:
    days = [str(day) if day else "?" for day in (period.first, period.last)]
    return f"{text[period.start : period.end]} = {days[0]}..{days[1]} {period.granularity}"


@pytest.mark.parametrize("case", params("periods/absolute.txt") + params("periods/relative.txt"))
def test_case(case: str) -> None:
    text, _, expected = case.partition(" | ")
    found = " ; ".join(_written(text, p) for p in find_periods(text, PUBLISHED))
    assert (found or "-") == expected


def test_without_an_anchor_relative_periods_stay_unplaced() -> None:
    text = "Last month sales fell; in May, on Tuesday and two years ago they rose, also in 2024."
    found = find_periods(text)
    assert [p.first for p in found] == [None, None, None, None, datetime.date(2024, 1, 1)]


def _check(text: str, found: list[Period]) -> None:
    reached = 0
    for period in found:
        assert reached <= period.start < period.end <= len(text)
        assert text[period.start : period.end].strip() == text[period.start : period.end]
        assert (period.first is None) == (period.last is None)
        assert period.first is None or period.first <= period.last  # type: ignore[operator]
        reached = period.end


@given(st.text(max_size=200), st.none() | st.dates())
def test_any_text_gives_ordered_periods(text: str, published: datetime.date | None) -> None:
    _check(text, find_periods(text, published))


@given(st.lists(_PIECES, max_size=14), st.none() | st.dates())
def test_any_mix_of_date_words_gives_ordered_periods(
    pieces: list[str], published: datetime.date | None
) -> None:
    text = " ".join(pieces)
    _check(text, find_periods(text, published))


@given(st.dates(), st.sampled_from(["day", "week", "month", "quarter", "half", "year", "decade"]))
def test_a_day_lies_in_its_own_unit(day: datetime.date, unit: str) -> None:
    try:
        first, last = calendar.around(day, unit)
    except (OverflowError, ValueError):
        assert day.year in (1, 9999) or unit == "decade"
        return
    assert first <= day <= last


def test_shifting_past_the_calendar_is_refused() -> None:
    with pytest.raises(OverflowError, match="outside the calendar"):
        calendar.shift(datetime.date(2025, 1, 1), "decade", -999)


def test_the_31st_becomes_the_last_day_of_a_shorter_month() -> None:
    assert calendar.shift(datetime.date(2024, 1, 31), "month", 1) == datetime.date(2024, 2, 29)


def test_time_grows_with_the_text_only() -> None:
    text = "Sales rose in Q3 2025 and fell a year earlier. " * 400
    found = find_periods(text, PUBLISHED)
    assert len(found) == 800
    assert len({re.sub(r"\s", "", text[p.start : p.end]) for p in found}) == 2


def test_rules_name_every_character_they_may_begin_with() -> None:
    for case in params("periods/absolute.txt") + params("periods/relative.txt"):
        text = case.values[0].partition(" | ")[0]  # type: ignore[attr-defined]
        for period in find_periods(text, PUBLISHED):
            for firsts, (pattern, _) in _ALL:
                match = pattern.match(text, period.start)
                if match and match.end() >= period.end:
                    first = text[period.start].lower()
                    assert ("0" if first.isdigit() else first) in firsts
