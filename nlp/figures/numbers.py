"""Read numbers in words, and scale words behind numbers in digits."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from claimtable.nlp.figures.digits import read_digits
from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import NUMERALS
from claimtable.nlp.figures.number import LIMIT, Number

_ONE, _TEN, _HUNDRED = Decimal(1), Decimal(10), Decimal(100)
_HYPHENS = frozenset("-‐‑")


def read_number(lex: Lexemes, i: int) -> Number | None:
    """Read the longest number that starts at a lexeme.

    Args:
        lex: The stretch.
        i: A lexeme of it.

    Returns:
        The number, or None if none starts there.
    """
    first = lex.low[i][:1]
    if first.isdecimal() or (first == "." and len(lex.low[i]) > 1):
        number = read_digits(lex, i)
        number = number and _scale_words(lex, _and_part(lex, number))
    else:
        number = _words(lex, i)
    return number if number is not None and number.value < LIMIT else None


def _words(lex: Lexemes, i: int) -> Number | None:
    word = lex.low[i]
    numeral = NUMERALS.get(word)
    if word in ("a", "an"):
        return _article(lex, i)
    if word in ("few", "several", "couple"):
        return _loose(lex, i, i + 1)
    if word == "point" and _kind(lex, i + 1) == "one":
        return _decimals(lex, Number(i, i, Decimal(0), Decimal(0)))
    if numeral is None:
        return None
    if numeral.kind not in ("one", "ten"):
        return _uncounted(lex, i, numeral.kind)
    number = _small(lex, i)
    parts = _joined(lex, number.last)
    if _kind(lex, parts) == "part" and number.value < _TEN:
        return _part(lex, i, parts, number.value)
    number = _decimals(lex, number)
    return _scale_words(lex, _and_part(lex, number))


def _uncounted(lex: Lexemes, i: int, kind: str) -> Number | None:
    """Read a numeral that nothing counts: "millions of", "half a", "½", "hundred"."""
    if kind == "vague":
        return _vague(lex, i)
    if kind == "scale":
        return _scale_words(lex, Number(i, i, _ONE, _ONE, implied=True))
    if kind == "part" and lex.low[i] not in ("half", "quarter"):
        return None
    number = _part(lex, i, i)
    if number is not None and number.last == i + 1:
        number.implied = kind == "part"
    return number


def _kind(lex: Lexemes, i: int) -> str:
    numeral = NUMERALS.get(lex.low[i]) if i < len(lex) else None
    return numeral.kind if numeral is not None else ""


def _joined(lex: Lexemes, i: int) -> int:
    """Step over a hyphen that glues two words."""
    if i + 1 < len(lex) and lex.text[i] in _HYPHENS and lex.glued(i) and lex.glued(i + 1):
        return i + 1
    return i


def _small(lex: Lexemes, i: int) -> Number:
    """Read a number under one hundred: "seven", "twenty-five"."""
    value, last = NUMERALS[lex.low[i]].value, i + 1
    if NUMERALS[lex.low[i]].kind == "ten":
        j = _joined(lex, last)
        unit = NUMERALS.get(lex.low[j])
        if unit is not None and unit.kind == "one" and 0 < unit.value < _TEN:
            value, last = value + unit.value, j + 1
    return Number(i, last, value, value)


def _decimals(lex: Lexemes, number: Number) -> Number:
    """Read on over "… point two five"."""
    if lex.low[number.last] != "point" or _kind(lex, number.last + 1) != "one":
        return number
    digits, j = "", number.last + 1
    while _kind(lex, j) == "one" and NUMERALS[lex.low[j]].value < _TEN and len(digits) < 9:
        digits += str(NUMERALS[lex.low[j]].value)
        j += 1
    if not digits:
        return number
    value = number.value + Decimal(f"0.{digits}")
    return replace(number, last=j, value=value, bare=value, grouped=True)


def _and_part(lex: Lexemes, number: Number) -> Number:
    """Read on over "… and a half", "… and three quarters"."""
    j = _joined(lex, number.last)
    if lex.low[j] != "and":
        return number
    j = _joined(lex, j + 1)
    over = _ONE
    if lex.low[j] in ("a", "one"):
        j = _joined(lex, j + 1)
    elif _kind(lex, j) == "one":
        over, j = NUMERALS[lex.low[j]].value, _joined(lex, j + 1)
    if _kind(lex, j) != "part":
        return number
    value = number.value + over * NUMERALS[lex.low[j]].value
    return replace(number, last=j + 1, value=value, bare=value, grouped=True)


def _article(lex: Lexemes, i: int) -> Number | None:
    """Read "a million", "a quarter of a million", "a few hundred", "a" itself."""
    j = i + 1
    kind = _kind(lex, j)
    if kind == "scale":
        number = _scale_words(lex, Number(i, j, _ONE, _ONE))
        return number
    if kind == "part":
        return _part(lex, i, j)
    if lex.low[j] in ("few", "couple"):
        return _loose(lex, i, j + 1)
    return Number(i, j, _ONE, _ONE, implied=True)


def _loose(lex: Lexemes, i: int, j: int) -> Number | None:
    """Read "several million", "a couple of hundred", "a couple of"."""
    couple = lex.low[j - 1] == "couple"
    if couple and lex.low[j] == "of":
        j += 1
    one = Decimal(2) if couple else _ONE
    number = _scale_words(lex, Number(i, j, one, one))
    number.couple, number.vague = couple, not couple
    return number if couple or number.scaled else None


def _vague(lex: Lexemes, i: int) -> Number | None:
    """Read "tens of millions of"."""
    value, j = NUMERALS[lex.low[i]].value, i + 1
    while lex.low[j] == "of" and _kind(lex, j + 1) in ("vague", "scale"):
        value *= NUMERALS[lex.low[j + 1]].value
        j += 2
    if lex.low[j] == "of":
        j += 1
    return Number(i, j, value, _ONE, scaled=True, vague=True)


def _part(lex: Lexemes, first: int, i: int, over: Decimal = _ONE) -> Number | None:
    """Read "half a million", "three quarters of a", "½", with ``over`` read before it."""
    value = over * NUMERALS[lex.low[i]].value
    j = i + 1
    if lex.low[j] == "of":
        j += 1
    k = _joined(lex, j)
    if lex.low[k] in ("a", "an", "one", "1"):
        k += 1
    elif lex.low[j - 1] == "of":
        return None
    number = Number(first, k, value, value, grouped=True)
    return _scale_words(lex, number)


def _scale_words(lex: Lexemes, number: Number) -> Number:
    """Read on over scale words and the smaller numbers behind them.

    "two | hundred and fifty thousand", "10 | thousand million", "five | million three hundred".
    """
    total, current, last = Decimal(0), number.value, number.last
    open_number = True  # something stands that a scale word can multiply
    while True:
        j = _joined(lex, last)
        if lex.text[j] == "+" and lex.glued(j) and number.digits and _kind(lex, j + 1) == "scale":
            number.plus, j = True, j + 1  # "150+ billion"
        kind = _kind(lex, j)
        if kind == "scale":
            scale = NUMERALS[lex.low[j]].value
            if scale <= _HUNDRED:
                if not open_number or current >= _HUNDRED:
                    break
                current *= scale
            elif open_number:
                larger = Decimal(0) < total < scale
                total = (total + current) * scale if larger else total + current * scale
                current, open_number = Decimal(0), False
            else:
                total *= scale
            number.scaled = True
            last = j + 1
            continue
        following = _following(lex, j, number, current)
        if following is None:
            break
        current += following.value
        open_number, last = True, following.last
    number.value, number.last = total + current, last
    return _and_half_of_scale(lex, number) if number.scaled and not open_number else number


def _and_half_of_scale(lex: Lexemes, number: Number) -> Number:
    """Read on over "a million | and a half"."""
    scale = NUMERALS[lex.low[number.last - 1]].value
    j = number.last + 2
    if (
        lex.low[number.last] != "and"
        or lex.low[j - 1] != "a"
        or lex.low[j] not in ("half", "quarter")
    ):
        return number
    number.value += scale * NUMERALS[lex.low[j]].value
    number.last = j + 1
    return number


def _following(lex: Lexemes, j: int, number: Number, current: Decimal) -> Number | None:
    """Read the "and fifty" of "two hundred and fifty"."""
    if number.digits or not number.scaled:
        return None
    k = j + 1 if lex.low[j] == "and" else j
    if _kind(lex, k) not in ("one", "ten"):
        return None
    part = _small(lex, k)
    after = NUMERALS.get(lex.low[_joined(lex, part.last)])
    if after is not None and after.kind == "part":
        return None
    hundreds = after is not None and after.kind == "scale" and after.value == _HUNDRED
    if current % _HUNDRED or (hundreds and current):
        return None
    return part
