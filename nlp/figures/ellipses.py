"""Bare numbers that take their unit from a neighbour: "$2m from 1.9 million", "61%, against 55"."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import WORDS
from claimtable.nlp.figures.number import tidy
from claimtable.nlp.figures.quantity import Quantity
from claimtable.nlp.figures.sharing import between, ended, lent, scaling, shares_scale

_AGAINST = frozenset(tuple(phrase.split("_")) for phrase in WORDS["against"])
_MOVED = WORDS["moved"]
_LEVEL = WORDS["level"]
_AGO = WORDS["ago"]
_PART = frozenset(".;:?!")
_FAR = 8
"""Words between a figure and the one it is held against, at most."""
_ALIKE = Decimal(4)
"""A bare number is of the neighbour's kind if neither is more than so many times the other."""


def lend(lex: Lexemes, found: list[Quantity]) -> None:
    """Lend units to bare numbers, in place.

    Args:
        lex: The stretch.
        found: Its quantities, in reading order, ranges joined.
    """
    for i in range(len(found) - 1, 0, -1):
        a, b = found[i - 1], found[i]
        if b.known and not a.known and _lends_back(lex, a, b):
            found[i - 1] = lent(a, b)
        elif a.before and b.before and between(lex, a, b) == ["or"] and _alternative(a, b):
            found[i - 1] = replace(a, value=tidy(a.value * scaling(b)))
    for i in range(1, len(found)):
        b = found[i]
        if b.known or b.high is not None or b.number.implied or b.number.yearlike:
            continue
        dated = _dated(lex, found, i)
        a = found[i - 2] if dated or _converted(lex, found, i) else found[i - 1]
        if a.known:
            found[i] = _lent_on(lex, a, b, dated=dated) or b


def _alternative(a: Quantity, b: Quantity) -> bool:
    """Tell whether the scale word of "$5 or $6 million" counts for both."""
    single = a.high is None and b.high is None
    return single and a.currency == b.currency and b.scaled and shares_scale(a, b)


def _lends_back(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    gap = between(lex, a, b)
    if a.number.implied or a.number.yearlike or a.number.vague or a.negative:
        return False
    if gap == ["or"]:
        return True
    if gap == ["to"] and not b.before:
        return True
    if b.unit is not None:
        return False
    if gap == ["and"] and not b.before and not a.number.yearlike:
        return b.number.digits == a.number.digits
    scaled = a.scaled
    of = len(gap) == 2 and gap[0] == "of" and gap[1] in ("the", "a", "its", "their", "that", "this")
    return scaled and of


def _dated(lex: Lexemes, found: list[Quantity], i: int) -> bool:
    """Tell whether a year alone stands between: "$45m (2023: 39m)"."""
    if i < 2 or not found[i - 1].number.yearlike:
        return False
    year = found[i - 1]
    return between(lex, found[i - 2], year) == ["("] and between(lex, year, found[i]) == [":"]


def _converted(lex: Lexemes, found: list[Quantity], i: int) -> bool:
    """Tell whether a conversion in brackets stands between: "€18m ($21m), against 17 million"."""
    if i < 2 or not found[i - 2].known or lex.low[found[i - 1].last] != ")":
        return False
    return between(lex, found[i - 2], found[i - 1]) == ["("]


def _lent_on(lex: Lexemes, a: Quantity, b: Quantity, *, dated: bool) -> Quantity | None:
    """Give ``b`` the unit of ``a``, if it is held against it; else None."""
    if not dated and not _held_against(lex, a, b):
        return None
    if not ended(lex, b) and not _ago(lex, b):
        return None
    if a.unit is not None:
        if b.scaled or b.number.vague or not b.number.digits or not _alike(a.value, b.value):
            return None
        return replace(b, unit=a.unit)
    if b.number.vague:
        return None
    value = tidy(b.number.value * b.scale * a.factor)
    if not b.scaled:
        shared = tidy(value * scaling(a))
        if not b.number.digits or not _alike(a.value, shared):
            return None
        value = shared
    return replace(b, value=value, currency=a.currency, factor=a.factor)


def _alike(a: Decimal, b: Decimal) -> bool:
    low, high = sorted((abs(a), abs(b)))
    return high <= low * _ALIKE


def _held_against(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    """Tell whether the words between set one figure against another of its kind."""
    gap = between(lex, a, b)
    if ")" in gap:
        gap = gap[gap.index(")") + 1 :]
    if gap == [","]:
        return _ago(lex, b)
    if not gap or len(gap) > _FAR or not _PART.isdisjoint(gap[:-1]):
        return False
    if gap in (["to"], ["from"]) or gap[-2:] == [",", "from"]:
        decimals = gap == ["from"] and b.number.grouped
        return b.scaled or decimals or _is_level(lex, a, gap[-1])
    for n in (3, 2, 1):
        if n <= len(gap) and tuple(gap[-n:]) in _AGAINST:
            return n == len(gap) or gap[-n - 1] in (",", "(") or n > 1 or b.scaled
    return False


def _is_level(lex: Lexemes, a: Quantity, word: str) -> bool:
    """Tell whether a figure is what something came to, not by how much it moved."""
    before = lex.low[a.first - 1]
    return before in _MOVED if word == "to" else before in _LEVEL


def _ago(lex: Lexemes, b: Quantity) -> bool:
    """Tell whether an earlier time follows: "a year ago", "last year", "previously"."""
    j = b.last
    if lex.low[j] in ("a", "one", "the"):
        j += 1
    return lex.low[j] in _AGO
