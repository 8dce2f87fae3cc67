"""The grammar of period expressions: the patterns, each with the reader of its meaning.

A rule is tried where a period may begin. The longest match wins; among equals the earlier rule.
"""

from __future__ import annotations

import re
from typing import Any

from claimtable.nlp.periods import meanings, within_month
from claimtable.nlp.periods.meanings import MONTHS, NUMBERS, ORDINALS, WEEKDAYS, WORDS, Reader

Rule = tuple[re.Pattern[str], Reader]


def _any(words: Any) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


_FULL = [name for name in MONTHS if len(name) > 4 or name in ("may", "june", "july")]
_MONTH = rf"(?:(?:{_any(_FULL)})\b|(?:{_any(set(MONTHS) - set(_FULL))})\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?!\d)(?:st|nd|rd|th)?\b(?![.,]\d|%)"
_YEAR = r"(?:19|20)\d\d\b(?![.,]\d|-\d\d-)"
_WEEKDAY = rf"(?:{_any(WEEKDAYS)})\b"
_NUM = rf"(?:\d{{1,3}}|(?:twenty|thirty|forty|fifty|sixty)-(?:{_any(NUMBERS)})|{_any(NUMBERS)})"
_VAGUE = rf"(?:{_any(WORDS['vague']['words'])})"
_UNIT = r"(?P<unit>day|week|fortnight|month|quarter|year|decade)"
_PART = (
    r"(?P<part>(?:end|beginning|start|middle|close)(?: of |-)(?:the )?|earlier |early(?: in)?[ -]"
    r"|later?(?: in)?[ -]|mid[ -]?)"
)
_DASH = r"\s?(?:[-–—]|\bto\b|\bthrough\b)\s?"
_FISCAL = r"(?:fiscal(?: year)?|financial(?: year)?|FY)"
_OF_YEAR = (
    rf"(?:,? (?:of |in )?(?:the )?(?:(?P<fiscal>{_FISCAL})[ -]?)?(?P<year>{_YEAR})"
    rf"|,? (?:of )?(?P<fy>{_FISCAL})[ -]?['’]?\d\d\b"
    r"|(?: ?['’]|(?<=[QH]))(?P<yy>\d\d)\b"
    r"|,? of (?P<which>this|last|next|the|the current|the fiscal|the financial) year\b)"
)
_KIND = r"(?:(?:full|business|working|trading|calendar|consecutive|straight) )?"
_WHICH = r"(?P<which>last|past|previous|prior|preceding|this|current|next|coming|following|same)"


def _rule(firsts: str, pattern: str, reader: Reader) -> tuple[str, Rule]:
    """Note a rule and the characters that its expressions begin with, "0" for any digit."""
    return firsts, (re.compile(pattern, re.IGNORECASE), reader)


_ALL: tuple[tuple[str, Rule], ...] = (
    _rule("0", r"((?:19|20)\d\d)-(0[1-9]|1[0-2])-(\d\d)\b", meanings.read_iso),
    _rule("0", r"(\d{1,2})([/.])(\d{1,2})\2((?:19|20)\d\d)\b", meanings.read_numeric),
    _rule("0", r"(\d{1,2})(/)(\d{1,2})/(\d\d)\b(?!/)", meanings.read_numeric),
    _rule(
        "fstolc0",
        rf"(?P<n>{_any([*ORDINALS, 'last', 'closing'])}) (?:full )?"
        rf"(?P<unit>week|fortnight) (?:of|in) (?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?",
        within_month.read_week,
    ),
    _rule(
        "fstolc0",
        rf"(?P<n>{_any([*ORDINALS, 'last'])}) (?P<weekday>{_WEEKDAY}) (?:of|in) "
        rf"(?P<month>{_MONTH})(?:,? (?P<year>{_YEAR}))?",
        within_month.read_weekday,
    ),
    _rule(
        "0mtwfs",
        rf"(?:{_WEEKDAY},? (?:the )?)?(?P<day>{_DAY})(?:{_DASH}(?P<last>{_DAY}))?"
        rf"(?: of|-)? ?(?P<month>{_MONTH})(?:,?[ -](?P<year>{_YEAR}))?",
        meanings.read_date,
    ),
    _rule(
        "jfmasondtw",
        rf"(?:{_WEEKDAY},? )?(?P<month>{_MONTH}) (?:the )?(?P<day>{_DAY})"
        rf"(?:{_DASH}(?P<last>{_DAY}))?(?:,? (?P<year>{_YEAR}))?",
        meanings.read_date,
    ),
    _rule(
        "ebsmcltnjfaod",
        rf"{_PART}?(?:(?P<which>last|this|next) )?(?P<month>{_MONTH})"
        rf"(?:{_DASH}(?P<last>{_MONTH}))?(?:(?:,| of)? (?P<year>{_YEAR})"
        r"|,? of (?:the )?(?P<whose>last|previous|prior|preceding|this|same|current|next|following)"
        r" year\b)?",
        meanings.read_month,
    ),
    _rule(
        "fq0",
        rf"(?:{_FISCAL} )?(?:Q(?P<n>[1-4])|(?P<m>[1-4])Q)(?:{_OF_YEAR}|\b)",
        meanings.read_part("quarter"),
    ),
    _rule("h0", rf"(?:H(?P<n>[12])|(?P<m>[12])H)(?:{_OF_YEAR}|\b)", meanings.read_part("half")),
    _rule(
        "fstol0",
        rf"(?:{_FISCAL} )?(?P<n>{_any(ORDINALS)})[ -](?:(?:fiscal|financial)[ -])?quarter\b"
        r"(?! (?:since|in a row|in (?:\w+ ){1,2}(?:years|quarters)|to show|running)\b)"
        rf"(?:{_OF_YEAR})?",
        meanings.read_part("quarter"),
    ),
    _rule(
        "fslo0",
        rf"(?:{_FISCAL} )?(?P<n>first|second|latter|1st|2nd|opening)[ -]half\b"
        rf"(?! since\b)(?:{_OF_YEAR})?",
        meanings.read_part("half"),
    ),
    _rule(
        "f0",
        rf"{_FISCAL}[ -]?(?:['’]?\d\d(?:[/–-]\d\d)?|{_YEAR}(?:[/–-]\d{{2,4}})?)\b"
        rf"|{_YEAR}/\d\d(?:\d\d)?\b",
        meanings.read_fiscal,
    ),
    _rule(
        "0",
        rf"({_YEAR})(?:{_DASH}| and )((?:19|20)\d\d|\d\d)\b(?![-.,]?\d| ?%| per ?cent\b)",
        meanings.read_years,
    ),
    _rule("0ebsmcl", rf"{_PART}?(?P<decade>(?:19|20)\d0)['’]?s\b", meanings.read_decade),
    _rule("0'’", r"['’]?(?P<tens>[3-9]0)['’]?s\b", meanings.read_short_decade),
    _rule(
        "0ebsmcl",
        rf"{_PART}?(?P<year>{_YEAR})(?![-–]\w)(?=(?P<plural> [a-z]+s\b)?)",
        meanings.read_year,
    ),
    _rule("ty", r"(?:today|yesterday|tomorrow|tonight)\b", meanings.read_near_day),
    _rule(
        "lptncmwfs",
        rf"(?:(?P<which>last|past|previous|this|next|coming) )?(?P<weekday>{_WEEKDAY})",
        meanings.read_weekday,
    ),
    _rule(
        "ebsmclpnft",
        rf"{_PART}?{_WHICH}[ -](?:full )?(?P<fiscal>(?:fiscal|financial)[ -])?"
        r"(?P<unit>week|fortnight|month|quarter|half-year|half year|half|year|decade)\b(?!-)",
        meanings.read_calendar_unit,
    ),
    _rule(
        "ebsmclr",
        r"(?:(?:end|beginning|start|middle|close|rest|remainder) of |later |early |late )(?:in )?"
        r"the (?P<which>)(?P<fiscal>(?:fiscal|financial) )?"
        r"(?P<unit>week|month|quarter|year|decade)\b",
        meanings.read_calendar_unit,
    ),
    _rule(
        "lpncf",
        rf"(?P<which>last|past|previous|next|coming|following) (?P<num>{_NUM}|{_VAGUE}) "
        rf"{_UNIT}s?\b",
        meanings.read_rolling,
    ),
    _rule("f", rf"first (?P<num>{_NUM})[ -]{_UNIT}s(?:{_OF_YEAR})?\b", meanings.read_opening),
    _rule(
        "0aotfsenhcmdwqy",
        rf"(?:(?P<num>{_NUM}|{_VAGUE})[ -])?(?:full )?{_UNIT}s?"
        r"[ -](?P<direction>ago|earlier|before|later|from now|hence)\b"
        r"(?:[ -](?:quarter|period|half|month)\b)?",
        meanings.read_ago,
    ),
    _rule("y", r"year[- ]to[- ]date\b|YTD\b", meanings.read_to_date),
    _rule(
        "0aotfsenhcm",
        rf"(?P<num>(?:(?:\d{{1,3}}|{_any(NUMBERS)})(?: to | or |[-–]))?{_NUM}|{_VAGUE})"
        rf"(?: and a half)?[ -]?{_KIND}"
        rf"(?:{_UNIT}|half[- ]year)s?\b(?![ -]olds?\b)",
        meanings.read_duration,
    ),
    _rule("0", r"(?:\d{1,3},\d{3}|\d{4}) (?:day|week|month|year)s\b", meanings.read_long),
    _rule(
        "htds",
        r"(?:hundreds|thousands|tens|dozens|scores)(?: (?:to|or) (?:hundreds|thousands))? of "
        r"(?:day|week|month|year|decade)s\b",
        meanings.read_long,
    ),
    _rule(
        "ao", r"(?:a|one) (?:day|week|month|year|decade) or (?:two|so|more)\b", meanings.read_long
    ),
    _rule("dwmqy", r"(?:day|week|month|quarter|year)s ahead\b", meanings.read_long),
    _rule(
        "lpncr",
        r"(?:last|past|next|coming|recent|previous) (?:few )?"
        r"(?:day|week|month|quarter|year|decade)s\b(?: and (?:months|years|decades)\b)?",
        meanings.read_duration,
    ),
    _rule("lpnc", rf"(?:last|past|next|coming) {_NUM} hours\b|past day\b", meanings.read_duration),
    _rule("dhm", r"decades\b|half-year\b|multi-?year\b", meanings.read_duration),
    _rule("y", r"year-?end\b", meanings.read_year_end),
    _rule(
        "ebsmcltnafw",
        rf"{_PART}?(?:last |this |next )?(?:spring|summer|autumn|fall|winter)(?: of)? {_YEAR}"
        r"|(?:last|this|next) (?:spring|summer|autumn|fall|winter)\b",
        meanings.read_season,
    ),
)

_FIRSTS = {first for firsts, _ in _ALL for first in firsts}
_RULES: dict[str, tuple[Rule, ...]] = {
    first: tuple(rule for firsts, rule in _ALL if first in firsts) for first in _FIRSTS
}


def rules_for(first: str) -> tuple[Rule, ...]:
    """Give the rules whose expressions may begin with a character, in order."""
    return _RULES.get("0" if first.isdigit() else first.lower(), ())
