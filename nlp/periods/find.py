"""Find the period expressions of a text and place them on the calendar."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from claimtable.nlp.periods import calendar
from claimtable.nlp.periods.calendar import Range
from claimtable.nlp.periods.grammar import rules_for
from claimtable.nlp.periods.meanings import (
    MONTHS,
    NUMBERS,
    ORDINALS,
    WEEKDAYS,
    WORDS,
    Context,
    Meaning,
    count,
)
from claimtable.nlp.types import Granularity, Period

_UNITS = "day|week|fortnight|month|quarter|half|year|decade"
_NAMES = "|".join((*MONTHS, *WEEKDAYS))
_COUNTS = "|".join((*NUMBERS, *WORDS["vague"]["words"], *ORDINALS))
_FIRST = frozenset(
    {*MONTHS, *WEEKDAYS, *NUMBERS, *ORDINALS, "full", "fy", "fiscal", "financial"}
    | {word.split()[0] for word in WORDS["vague"]["words"]}
    | {"q1", "q2", "q3", "q4", "h1", "h2", "end", "beginning", "start", "middle", "close", "mid"}
    | {"last", "past", "previous", "prior", "preceding", "this", "current", "next", "coming"}
    | {"following", "same", "recent", "earlier", "early", "late", "later", "half", "midyear"}
    | {"today", "yesterday", "tomorrow", "tonight", "ytd", "decades", "year", "years", "quarter"}
    | {"day", "week", "weeks", "fortnight", "month", "months", "decade", "multiyear", "multi"}
    | {"hundreds", "thousands", "tens", "dozens", "scores", "quarters", "days"}
    | {"rest", "remainder", "yearend", "spring", "summer", "autumn", "fall", "winter"}
)
"""Words that a period may begin with, besides digits and "FY26"."""
_WORD = re.compile(r"[^\W_]+")
_NUMBER = (
    # A year, or digits with something of a date behind them; most numbers count other things.
    r"(?:(?:19|20)\d\d(?!\d)|[3-9]0['’]?s\b|\d{1,3},\d{3} (?:day|week|month|year)s"
    r"|\d{4} (?:day|week|month|year)s"
    r"|\d{1,3}(?:st|nd|rd|th)?(?:[ -](?:full |fiscal |financial )?"
    rf"(?:{_UNITS}|{_NAMES})|(?: ?[./–—-] ?| to )\d|[qh]|(?: of)? ?(?:{_NAMES})))"
)
_TRIGGER = re.compile(
    # Not inside a word, a price, a longer number or an address.
    r"(?<![\w$€£¥₹#@/])(?<!\d[.,])(?<!\w-)"
    rf"(?:{_NUMBER}|(?:{_NAMES})\b|[qh][1-4]|fy|fiscal|financial"
    rf"|(?:{_COUNTS}|full)[ -](?:(?:to|or)[ -](?:{_COUNTS})[ -]|and a half |\w+[ -])?"
    rf"(?:full )?(?:{_UNITS})"
    rf"|(?:{'|'.join(ORDINALS)}) (?:{'|'.join(WEEKDAYS)}) (?:of|in) "
    r"|(?:last|past|previous|prior|preceding|recent|this|current|next|coming|following|same)[ -]\w"
    r"|(?:end|beginning|start|middle|close|rest|remainder)(?: of|-)|earlier |early |later? |mid"
    rf"|(?:hundreds|thousands|tens|dozens|scores) (?:of|to|or) |(?:{_UNITS})s ahead"
    rf"|(?:{_UNITS})s?[ -]"
    r"(?:ago|earlier|before|later|from|hence|to|end|ending|through|until|period)"
    r"|today|yesterday|tomorrow|tonight|ytd|decades|half-year|year-?end|multi-?year"
    r"|spring|summer|autumn|fall|winter)",
    re.IGNORECASE,
)
_ENDED = re.compile(
    rf"(?:(?P<num>\d{{1,2}}|{'|'.join(NUMBERS)})[ -])?(?:(?:fiscal|financial|half)[ -])?"
    r"(?P<unit>week|month|quarter|half|year)s?(?:[ -]period)? "
    r"(?P<link>ended|ending|to|through|until)(?: on)?(?: the)? ",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"([^\W\d_]+)[\s(\"“'-]*$")
_FUTURE = re.compile(
    r"\b(?:will|shall|plans?|due|expect(?:s|ed)|scheduled|slated|set|by|until|upcoming|opens|starts"
    r"|begins|ends|closes|expires|effective|deadline|hopes|aims)\b[^.!?,;\n]*$",
    re.IGNORECASE,
)
_SIZE: dict[int, Granularity] = {1: "month", 3: "quarter", 6: "half", 12: "year"}
_SENTENCE_END = re.compile(r"[.!?]\s+[A-Z\"“]|\n")


def find_periods(text: str, published: datetime.date | None = None) -> list[Period]:
    """Find dates and periods, in reading order and without overlap.

    The span holds the expression without the preposition before it: "2030" of "by 2030".

    Args:
        text: Any text; offsets of the result point into it.
        published: The day that "last month" and the like count from; None leaves them unplaced.

    Returns:
        One `Period` an expression. "Third quarter" without a year is the last one that had
        begun by ``published``; a month or day without a year the nearest one; a weekday the
        last one. Fiscal periods, ages of time ("three-year") and dates whose order is unclear
        (03/04/2025) have no first and last day.
    """
    found: list[Period] = []
    place = 0
    for match in _WORD.finditer(text):
        word = match[0]
        if not (word[0].isdigit() or word.lower() in _FIRST or word[:2].lower() == "fy"):
            continue
        at = match.start()
        if at < place or not _TRIGGER.match(text, at):
            continue
        previous, ahead = _previous(text, found, at), _FUTURE.search(text, max(0, at - 48), at)
        context = Context(published, previous, _before(text, at), ahead is not None)
        try:
            best = _read(text, at, context)
        except (OverflowError, ValueError):  # beyond the years 1 to 9999
            best = None
        if best is not None:
            place, (span, granularity) = best
            first, last = span or (None, None)
            found.append(Period(at, place, first, last, granularity))
    return found


def _before(text: str, at: int) -> str:
    match = _BEFORE.search(text[max(0, at - 24) : at])
    return match[1].lower() if match else ""


def _previous(text: str, found: list[Period], at: int) -> Range | None:
    """Give the last placed period of the same sentence, other than a single day."""
    if not found or at - found[-1].end > 250:
        return None
    last = found[-1]
    if last.first is None or last.last is None or _SENTENCE_END.search(text, last.end, at):
        return None
    return last.first, last.last


def _read(text: str, at: int, context: Context) -> tuple[int, Meaning] | None:
    """Read the longest expression at a place: where it ends and what it means."""
    best: tuple[int, Meaning] | None = _read_ended(text, at, context)
    for pattern, reader in rules_for(text[at]):
        match = pattern.match(text, at)
        if match is None or (best is not None and match.end() <= best[0]):
            continue
        meaning = reader(match, context)
        if meaning is not None:
            best = match.end() - (match[0].endswith(" ")), meaning
    return best


def _read_ended(text: str, at: int, context: Context) -> tuple[int, Meaning] | None:
    """Read "six months to 30 June" and "year ended March 31, 2025"."""
    head = _ENDED.match(text, at)
    if head is None:
        return None
    tail = max(_dates(text, head.end(), context), default=None, key=lambda found: found[0])
    if tail is None:
        return None
    end, (span, _) = tail
    number, unit = count(head["num"] or "one") or 1, head["unit"].lower()
    if head[0].lower().startswith("half"):
        unit = "half"
    size = _SIZE.get(number * calendar.MONTHS_IN.get(unit, 0), "duration")
    if unit == "week" and number == 1:
        size = "week"
    if span is None:
        return end, (None, size)
    after = calendar.shift(span[1], "day", 1)
    return end, ((calendar.shift(after, unit, -number), span[1]), size)


def _dates(text: str, at: int, context: Context) -> Iterator[tuple[int, Meaning]]:
    context = Context(context.anchor, context.previous, "to", context.future)
    for pattern, reader in rules_for(text[at : at + 1]):
        match = pattern.match(text, at)
        if match is not None:
            meaning = reader(match, context)
            if meaning is not None and meaning[1] in ("day", "month"):
                yield match.end(), meaning
