"""Read numbers in digits: grouped by spaces, with fractions, pulled apart, on price tags."""

from __future__ import annotations

import re
from decimal import Decimal

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import NUMERALS
from claimtable.nlp.figures.number import Number, parse_digits

_TAG = 12
_DENOMINATORS = frozenset({"2", "3", "4", "5", "6", "8", "10", "16", "20", "32", "64", "100"})
_TICKS = frozenset({"2", "4", "8", "16", "32", "64"})
_SIGNS = frozenset("$€£¥₹")
_HYPHENS = frozenset("-‐‑")


def read_digits(lex: Lexemes, i: int) -> Number | None:
    """Read the number in digits that starts at a lexeme, None if the digits make none."""
    text = lex.text[i]
    value = parse_digits(text)
    if value is None or (text[:2] == "00" and text.isdecimal()):
        return None  # "$000s" heads a column of thousands
    number = Number(i, i + 1, value, value, digits=True, written=text)
    number.grouped = not text.isdecimal()
    for extend in (_spaced_groups, _spaced_decimals, _price_tag, _slash_fraction, _sign_fraction):
        if extend(lex, number):
            break
    return number


def _spaced_groups(lex: Lexemes, number: Number) -> bool:
    """Read on over "1 234 567,50"."""
    i = number.first
    if len(number.written) > 3 or not number.written.isdecimal() or number.written.startswith("0"):
        return False
    parts, j = [number.written], i + 1
    while lex.start[j] == lex.end[j - 1] + 1 and re.match(r"\d{3}(?:[.,]\d{1,2})?$", lex.text[j]):
        parts.append(lex.text[j])
        j += 1
        if not parts[-1].isdecimal():
            break
    if len(parts) == 1:
        return False
    number.value = number.bare = Decimal("".join(parts).replace(",", "."))
    number.last, number.grouped, number.written = j, True, ""
    return True


def _spaced_decimals(lex: Lexemes, number: Number) -> bool:
    """Read on over the "4 . 8" of tokenised text."""
    i = number.first
    part = lex.text[i + 2] if lex.text[i + 1] == "." else ""
    apart = not lex.glued(i + 1) and not lex.glued(i + 2)
    if not (part.isdecimal() and apart and number.written.isdecimal() and len(number.written) <= 3):
        return False
    number.value = number.bare = Decimal(f"{number.written}.{part}")
    number.last, number.grouped = i + 3, True
    return True


def _price_tag(lex: Lexemes, number: Number) -> bool:
    """Read on over the "249, 50" at the start of a price tag."""
    i = number.first
    part = lex.text[i + 2] if lex.text[i + 1] == "," and lex.glued(i + 1) else ""
    if lex.start[i] != 0 or len(part) != 2 or not part.isdecimal() or lex.start[i + 2] > _TAG:
        return False
    whole = parse_digits(number.written, dotted=True)
    if whole is None or whole != whole.to_integral_value():
        return False
    number.value = number.bare = whole + Decimal(part) / 100
    number.last, number.grouped, number.written = i + 3, True, ""
    return True


def _slash_fraction(lex: Lexemes, number: Number) -> bool:
    """Read on over "1/2", "7 3/4" and "7-3/4"."""
    i = number.first
    j = i + 2 if lex.text[i + 1] in _HYPHENS and lex.glued(i + 1) and lex.glued(i + 2) else i + 1
    if not number.written.isdecimal():
        return False
    fraction = _fraction(lex, i)
    if fraction is not None and lex.glued(i + 1):
        number.value = number.bare = fraction
        number.last = i + 3
        return True
    if lex.low[j] == "and":
        j += 1  # "3 and 1/2"
    fraction = _fraction(lex, j)
    if fraction is None:
        return False
    number.value = number.bare = number.value + fraction
    number.last, number.grouped = j + 3, True
    return True


def _fraction(lex: Lexemes, i: int) -> Decimal | None:
    over, slash = lex.text[i], lex.text[i + 1] if i + 1 < len(lex) else ""
    if lex.glued(i) and lex.text[i - 1] in _SIGNS and lex.text[i + 2] not in _TICKS:
        return None  # "€5/6" is two prices
    under = lex.text[i + 2] if slash in ("/", "⁄") and i + 2 < len(lex) else ""
    if under not in _DENOMINATORS or not over.isdecimal() or not 0 < len(over) <= 2:
        return None
    return Decimal(over) / Decimal(under) if int(over) < int(under) else None


def _sign_fraction(lex: Lexemes, number: Number) -> bool:
    """Read on over "2½"."""
    numeral = NUMERALS.get(lex.text[number.last])
    if numeral is None or numeral.kind != "sign":
        return False
    number.value = number.bare = number.value + numeral.value
    number.last, number.grouped = number.last + 1, True
    return True
