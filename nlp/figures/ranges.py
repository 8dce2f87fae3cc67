"""Join quantities: ranges, shared scale words and units, dollars with their cents."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from claimtable.nlp.figures.ellipses import lend
from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import CHANGES, RATE_NOUNS, WORDS
from claimtable.nlp.figures.number import tidy
from claimtable.nlp.figures.quantity import ONE, Quantity
from claimtable.nlp.figures.sharing import between, ended, lent, scaling, shares_scale

_DASHES = frozenset("-‐‑–—−~～")
_RANGE_WORDS = WORDS["ranging"]
_LOOKBACK = 7
_TWICE_AND_HALF = Decimal("2.5")


def join(lex: Lexemes, found: list[Quantity]) -> list[Quantity]:
    """Join what belongs together and drop the numbers that got no unit.

    Args:
        lex: The stretch.
        found: Its quantities, in reading order.

    Returns:
        Quantities with units, in reading order, without overlap.
    """
    found = _pass(lex, found, _hundredths)
    found = _pass(lex, found, _tolerance)
    found = _pass(lex, found, _dash)
    found = _words(lex, found)
    lend(lex, found)
    return [q for q in found if q.known]


_Rule = Callable[[Lexemes, Quantity, Quantity], Quantity | None]


def _pass(lex: Lexemes, found: list[Quantity], rule: _Rule) -> list[Quantity]:
    """Fold a rule over neighbours: it gives the joined quantity, or None."""
    out: list[Quantity] = []
    for q in found:
        joined = rule(lex, out[-1], q) if out else None
        if joined is None:
            out.append(q)
        else:
            out[-1] = joined
    return out


# --- dollars and cents ----------------------------------------------------------------------------


def _hundredths(lex: Lexemes, a: Quantity, b: Quantity) -> Quantity | None:
    """Join "eight dollars | and five cents", "15 dollars | 50", "£5 | 20p"."""
    if a.currency is None or a.factor != ONE or a.value != a.value.to_integral_value():
        return None
    gap = between(lex, a, b)
    if gap not in ([], ["and"], [","]) or a.high is not None:
        return None
    if b.currency is not None:
        part = b.value
        if b.factor >= ONE or not _hundredth_of(a.currency, b.currency) or part >= 1:
            return None
    else:
        if gap == [","] or not _bare_hundredths(lex, a, b):
            return None
        part = b.number.value / 100
    q = replace(a, last=b.last, value=tidy(a.value + part))
    if b.currency is not None and a.currency.startswith("*") and b.currency[0] != "*":
        q.currency = b.currency
    return q


def _hundredth_of(major: str, minor: str) -> bool:
    if minor in ("*cent", "*penny"):
        return True
    return minor == major or minor.startswith("*") or major.startswith("*")


def _bare_hundredths(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    n = b.number
    two = len(n.written) == 2 if n.digits else not n.scaled and not n.implied
    if b.unit is not None or not two or not 0 < n.value < 100 or (a.number.amount and n.digits):
        return False
    if (a.number.scaled and a.number.digits) or a.scale != ONE:
        return False
    follows = lex.low[b.last]
    if lex.glued(b.first) and lex.text[b.first - 1].isdecimal():
        return False
    free = not follows[:1].isalnum() and follows not in ("%", "-", "/", "$")
    return free or follows in ("more", "each", "per", "only", "and")


def _tolerance(lex: Lexemes, a: Quantity, b: Quantity) -> Quantity | None:
    """Join "12.5 ± 0.3%": one figure with its tolerance, of the first value."""
    if lex.text[a.last] == "±" and a.last + 1 == b.first and b.known and _same_unit(a, b):
        return replace(lent(a, b) if not a.known else a, last=b.last)
    return None


# --- ranges ---------------------------------------------------------------------------------------


def _dash(lex: Lexemes, a: Quantity, b: Quantity) -> Quantity | None:
    """Join "5-7%", "$10-$15m", "3-to-5 percent"."""
    gap = between(lex, a, b)
    if len(gap) == 3 and gap[0] in _DASHES and gap[2] in _DASHES and gap[1] in ("to", "or"):
        return _range(a, b) if gap[1] == "to" else None
    if len(gap) == 0 and b.negative and lex.text[b.first] in _DASHES and lex.glued(b.first):
        return _range(a, _positive(b, b.first + 1))
    if len(gap) != 1 or gap[0] not in _DASHES:
        return None
    tight = lex.glued(a.last) and lex.glued(b.first)
    if not tight and (
        (a.number.yearlike and not a.known) or lex.glued(a.last) != lex.glued(b.first)
    ):
        return None
    if not tight and not a.known and b.before:
        return None
    return _range(a, b)


def _positive(q: Quantity, first: int) -> Quantity:
    return replace(q, first=first, negative=False, value=-q.value)


def _words(lex: Lexemes, found: list[Quantity]) -> list[Quantity]:
    """Join "4 to 5 million", "between 4 and 5"; a chain "160 to 180 to 200" stays apart."""
    out: list[Quantity] = []
    i = 0
    while i < len(found):
        a = found[i]
        b = found[i + 1] if i + 1 < len(found) else None
        joined = None
        if b is not None and a.high is None and b.high is None:
            chained = i + 2 < len(found) and _to(lex, b, found[i + 2]) and b.known
            whole = chained and a.known and found[i + 2].known
            if not (whole and _to(lex, a, b)):
                joined = _word_range(lex, a, b, chained=chained)
            else:
                out.append(a)  # a chain of known figures: each for itself
                while i + 1 < len(found) and _to(lex, found[i], found[i + 1]):
                    i += 1
                    out.append(found[i])
                i += 1
                continue
        if joined is None:
            out.append(a)
            i += 1
        else:
            out.append(joined)
            i += 2
    return out


def _to(lex: Lexemes, a: Quantity, b: Quantity) -> bool:
    return between(lex, a, b) == ["to"]


def _word_range(lex: Lexemes, a: Quantity, b: Quantity, *, chained: bool) -> Quantity | None:
    gap = between(lex, a, b)
    rate = 0
    if len(gap) > 2 and gap[0] in ("a", "per") and gap[1] in RATE_NOUNS and a.currency:
        gap, rate = gap[2:], 2
    if gap[:1] == ["-"] and lex.glued(a.last):
        gap = gap[1:]  # "five- to ten-dollar"
    back = lex.low[max(0, a.first - _LOOKBACK) : a.first]
    if back[-2:] == ["and", "from"] and "to" in back:  # "rose from 4% to 5% and from 6% to 7%"
        back = lex.low[max(0, a.first - 2 * _LOOKBACK) : a.first]
    lead = back[-1] if back else ""
    if lead in WORDS["approximation"]:
        lead = back[-2] if len(back) > 1 else ""
    ranging = not _RANGE_WORDS.isdisjoint(back)
    if gap in (["and"], ["&"]):
        year = a.number.yearlike and not a.known
        return _range(a, b, ordered=False) if lead == "between" and not year else None
    if gap not in (["to"], ["up", "to"], ["through"]) or (rate and not ranging):
        return None
    if not ranging and not chained and _moved(back, lead, a, b):
        return None
    if a.known and not b.known and not (b.scaled or ended(lex, b)):
        return None
    if not a.known and a.number.yearlike:
        return None
    return _range(a, b)


def _moved(back: list[str], lead: str, a: Quantity, b: Quantity) -> bool:
    """Tell whether "A to B" is a movement: "rose from A to B", "rose $2 to $40"."""
    if lead == "from":
        return not CHANGES.isdisjoint(back)
    if CHANGES.isdisjoint(back[-3:]) or not a.known:
        return False
    low, high = _ends(a, b)
    return high > low * _TWICE_AND_HALF or high <= low


def _same_unit(a: Quantity, b: Quantity) -> bool:
    if not (a.known and b.known):
        return a.known or b.known
    if a.unit is not None or b.unit is not None:
        return a.unit == b.unit
    assert a.currency is not None
    assert b.currency is not None
    pair = {a.currency, b.currency}
    return len(pair) == 1 or (
        len(pair) == 2 and bool(pair & {"*cent", "*dollar"}) and _dollarish(pair)
    )


def _dollarish(pair: set[str]) -> bool:
    return all(c in ("*cent", "*dollar", "EUR") or c.endswith("D") for c in pair)


def _ends(a: Quantity, b: Quantity) -> tuple[Decimal, Decimal]:
    """Values of the two ends, unit and scale shared out."""
    low, high = a.value, b.value
    if not a.known:
        low = lent(a, b).value
    elif not b.known:
        high = tidy(b.number.value * b.scale * a.factor)
        if not b.scaled and a.scaled and a.number.bare < b.number.bare:
            high = tidy(high * scaling(a))
    if shares_scale(a, b):
        low = tidy(a.value * scaling(b))  # "$10 to $15 billion"
    return low, high


def _range(a: Quantity, b: Quantity, *, ordered: bool = True) -> Quantity | None:
    """Make one quantity of two ends, or None if they make no range."""
    if not _same_unit(a, b) or a.high is not None or b.high is not None or a.number.implied:
        return None
    if a.number.vague and not b.number.vague:
        return None
    if (a.unit or b.unit) and (a.scaled or b.scaled):
        return None  # "up 14% to 6.1 million"
    low, high = _ends(a, b)
    if low > high and not ordered:
        low, high = high, low
    if low >= high:
        return None
    unit = b if b.known else a
    if a.currency is not None and a.currency[0] != "*":
        unit = replace(unit, currency=a.currency)
    number = replace(b.number, first=a.number.first, couple=a.number.couple)
    return replace(
        b,
        first=a.first,
        value=low,
        high=high,
        number=number,
        currency=unit.currency,
        unit=unit.unit,
        factor=unit.factor,
        before=a.before,
    )
