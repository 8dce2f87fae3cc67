"""Days of publication as files state them."""

from __future__ import annotations

import datetime
import re

from claimtable.corpus.readers.canonical import Piece

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(rf"(?<!\w){form}(?!\w)", re.IGNORECASE)
    for form in (
        rf"{_YEAR}[-/.](?P<month>\d{{1,2}})[-/.]{_DAY}(?=T|\b)",
        rf"{_YEAR}(?P<month>\d\d)(?P<day>\d\d)",
        rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}",
        rf"(?P<first>\d{{1,2}})[/.](?P<second>\d{{1,2}})[/.]{_YEAR}",
    )
)
_TOP = 8
"""Pieces at the top of an article among which a date line or a dateline is looked for."""
_ISO_TIME = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)[T ]")


def parse_date(text: str) -> datetime.date | None:
    """Read the first full date in a text; None where there is none or it is ambiguous.

    The time and zone behind a day are left alone: the day is the one that is written.
    ``03/04/2025`` is no date here, because it is two; ``25/03/2025`` is one.
    """
    iso = _ISO_TIME.match(text)
    if iso:
        return _date(*map(int, iso.groups()))
    for form in _FORMS:
        match = form.search(text)
        if match:
            return _read(match.groupdict())
    return None


def as_date(value: object) -> datetime.date | None:
    """Read a date out of whatever a metadata field holds: date, datetime or text."""
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    return parse_date(value) if isinstance(value, str) else None


def _read(part: dict[str, str | None]) -> datetime.date | None:
    year = int(part["year"] or 0)
    if part.get("first"):
        first, second = int(part["first"] or 0), int(part["second"] or 0)
        if first != second and first <= 12 and second <= 12:
            return None
        month, day = (first, second) if first <= 12 else (second, first)
        return _date(year, month, day)
    month_text = (part["month"] or "").casefold()
    month = int(month_text) if month_text.isdigit() else _MONTHS.index(month_text[:3]) + 1
    return _date(year, month, int(part["day"] or 0))


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


_MONTH_NAME = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATED = (
    rf"(?:{_MONTH_NAME}\s+\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\s+{_MONTH_NAME})\.?(?:,?\s+\d{{4}})?"
)
MONTH_AND_DAY = rf"\b{_MONTH_NAME}\s+\d{{1,2}}\b"
"""As datelines have it."""
_CAPITALISED = r"[A-ZÀ-Þ][\w.'’]*"
_PARTICLE = "de|del|di|do|da|la|le|el|al|es|of|upon|am|sur|en"
_PLACE = rf"{_CAPITALISED}(?:[ /-](?:{_CAPITALISED}|{_PARTICLE})){{0,4}}"
_PLACES = rf"{_PLACE}(?:\s?,\s?{_PLACE}){{0,3}}"
_AGENCY = r"(?:\([A-Z][^()]{1,60}\)|/[^/]{2,60}/)"
_DASH = r"(?:\s*--+\s*|\s+[-–—]+\s+|\s*[–—]\s*)"
DATELINE = re.compile(
    rf"""(?:
      {_PLACES}(?:,\s*|\s+|{_DASH})(?:{_DATED}|\({_DATED}\)),?(?:{_DASH})?\s*
        (?:{_AGENCY}(?:{_DASH}|\s*-+\s*|:\s+)|(?<=\s)/[^/]{{2,60}}/\s*)
    | {_PLACES}(?:,\s*|\s+|{_DASH})(?:{_DATED}|\({_DATED}\)),?{_DASH}
    | {_PLACES}(?:{_DASH}|\s*-*\s*){_AGENCY}(?:{_DASH}|\s*-+\s*)(?:{_DATED}{_DASH})?
    )(?=\S|$)""",
    re.VERBOSE,
)
"""A wire dateline at the start of a paragraph: "DRESDEN, March 4, 2025 (Wire) -- "."""


def cut_dateline(text: str) -> tuple[str, datetime.date | None]:
    """Take a wire dateline off a paragraph.

    Args:
        text: The paragraph.

    Returns:
        The paragraph without it, and its day: None where it gives no year or there is none.
    """
    match = DATELINE.match(text[:300])
    if match is None:
        return text, None
    return text[match.end() :], parse_date(match[0])


_AROUND = re.compile(
    r"\b(?:published|posted|updated|released|dated?|last|first|modified|on|at|by|am|pm|a\.m\.|p\.m\.|e[sd]?t"
    r"|p[sd]?t|gmt|utc|bst|cet|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"by\s+[A-ZÀ-Þ][\w.'’-]+(?:\s+[A-ZÀ-Þ][\w.'’-]+){0,3}", re.IGNORECASE)


def date_line(text: str) -> datetime.date | None:
    """Read the day out of a line that says little else ("Published: 4 March 2025, 10:12 GMT")."""
    if len(text) > 100:
        return None
    for form in _FORMS:
        match = form.search(text)
        if match:
            rest = text[: match.start()] + " " + text[match.end() :]
            rest = _AROUND.sub(" ", _BYLINE.sub(" ", rest))
            return parse_date(text) if sum(c.isalpha() for c in rest) <= 3 else None
    return None


def take_dates(pieces: list[Piece]) -> datetime.date | None:
    """Take date lines and a wire dateline off the top of an article.

    Args:
        pieces: In reading order; their texts are changed in place.

    Returns:
        The day of publication if one of them states it.
    """
    found: datetime.date | None = None
    for piece in pieces[:_TOP]:
        if piece.kind == "paragraph" or (piece.kind == "heading" and piece.level > 1):
            text = " ".join(piece.text.split())
            day = date_line(text)
            piece.text, of_dateline = ("", day) if day else cut_dateline(text)
            found = found or of_dateline
    return found
