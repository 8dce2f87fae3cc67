"""Find numbers and the currency or percent sign that belongs to each."""

from __future__ import annotations

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import NUMERALS
from claimtable.nlp.figures.number import Number, tidy
from claimtable.nlp.figures.numbers import read_number
from claimtable.nlp.figures.percent import attach_percent
from claimtable.nlp.figures.quantity import HYPHENS, Quantity, attach_bound
from claimtable.nlp.figures.units import MINUS, attach_after, attach_before

_OPENERS = frozenset(NUMERALS) | {"a", "an", "few", "several", "couple", "point"}
# A number may touch a letter on its left only if that is its currency; these signs part it.
_FREE_LEFT = frozenset("([{\"'“‘=:;,/|*<>~≈∼≃≤≥±+-−–—…•·$£€¥&@^")
_RANGE_LEFT = frozenset({"a", "to", "and", "of", "m", "bn", "k"})
_BEFORE_MINUS = frozenset("([=:/|~≈∼\n")


def read_quantities(lex: Lexemes) -> list[Quantity]:
    """Read all numbers of a stretch, with the units they have.

    Args:
        lex: The stretch.

    Returns:
        Quantities in reading order, without overlap; those without a unit too, since a range
        may lend them one.
    """
    out: list[Quantity] = []
    i, floor, end = 1, 1, len(lex) - 1
    while i < end:
        low = lex.low[i]
        if not (low in _OPENERS or low[0].isdecimal() or (low[0] == "." and len(low) > 1)):
            i += 1
            continue
        number = None if low in ("a", "an") and _hyphened(lex, i) else read_number(lex, i)
        quantity = None if number is None else _quantity(lex, number, floor)
        if number is None or quantity is None or (number.implied and not quantity.known):
            i += 1
            continue
        out.append(quantity)
        i = floor = max(quantity.last, i + 1)
    return out


def _hyphened(lex: Lexemes, i: int) -> bool:
    """Tell whether a word hangs on a hyphen: the "a" of "15-cent-a-share"."""
    return lex.glued(i) and lex.text[i - 1] in HYPHENS


def _quantity(lex: Lexemes, number: Number, floor: int) -> Quantity | None:
    """Attach sign, currency or percent unit to a number."""
    q = Quantity(number.first, number.last, number, number.value)
    q.bound = "at_least" if number.plus else None
    percent = attach_percent(lex, q)
    counted = not number.vague and (number.digits or not number.implied)
    found = counted and not percent and attach_before(lex, q, floor)
    if number.digits and not found and not _free(lex, number.first):
        return None
    if not percent and not found:
        percent = attach_bound(lex, q) and attach_percent(lex, q)
    if not percent:
        attach_after(lex, q)
    if _heading(lex, q):
        return None
    _drop_article(lex, q)
    _minus(lex, q, floor)
    q.value = tidy(number.value * q.scale * q.factor * (-1 if q.negative else 1))
    return q


def _heading(lex: Lexemes, q: Quantity) -> bool:
    """Tell the unit of a rate or a table: "per million dollars", "(in millions of dollars)"."""
    lead = lex.low[q.first - 1]
    if q.number.implied:
        return lead == "per"
    return q.number.vague and lead == "in" and lex.text[q.first - 2] in ("(", "[", "\n", "")


def _free(lex: Lexemes, i: int) -> bool:
    """Tell whether nothing is stuck to the left of a number that makes it part of a name."""
    if not lex.glued(i):
        return True
    left = lex.text[i - 1]
    if left in HYPHENS and lex.glued(i - 1):
        before = lex.low[i - 2]
        return not before[-1:].isalpha() or before in _RANGE_LEFT
    if left == ":" and lex.glued(i - 1) and lex.text[i - 2].isdecimal():
        return False  # "9:01"
    return left[-1:] in _FREE_LEFT


def _drop_article(lex: Lexemes, q: Quantity) -> None:
    """Leave out the article of "a million dollar house": it belongs to the house."""
    if not q.number.scaled or lex.low[q.first] not in ("a", "an") or q.first != q.number.first:
        return
    if lex.low[q.last - 1] == "dollar" and lex.text[q.last][:1].isalpha():
        q.first += 1


def _minus(lex: Lexemes, q: Quantity, floor: int) -> None:
    """Take a minus before number and currency: "-1.3%", "-$5m", "minus five"."""
    p = q.first - 1
    if p < floor or q.negative:
        return
    if lex.low[p] in ("minus", "negative"):
        q.negative, q.first = True, p
        return
    alone = not lex.glued(p) or lex.text[p - 1] in _BEFORE_MINUS
    if alone and lex.glued(q.first) and (lex.text[p] in MINUS or lex.text[p] == "+"):
        q.negative, q.first = lex.text[p] != "+", p
