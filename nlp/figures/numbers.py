"""Read numbers in digits and in words out of lexemes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import NUMERALS

LIMIT = Decimal(10) ** 28
"""Larger figures are no figures: they would not fit the claims table."""
_QUANTUM = Decimal(1).scaleb(-9)
_LONGEST = 28
_TAG = 12
_ONE, _TEN, _HUNDRED, _TWELVE = Decimal(1), Decimal(10), Decimal(100), Decimal(12)

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")
_DENOMINATORS = frozenset({"2", "3", "4", "5", "6", "8", "10", "16", "20", "32", "64", "100"})
_TICKS = frozenset({"2", "4", "8", "16", "32", "64"})
_SIGNS = frozenset("$€£¥₹")
_HYPHENS = frozenset("-‐‑")


@dataclass(slots=True)
class Number:
    """A number as read, before it is known what it counts.

    Attributes:
        first: Its first lexeme.
        last: One past its last lexeme.
        value: What it says, scale words included.
        bare: Its value before the scale words.
        scaled: It has a scale word.
        grouped: It is written with decimals or grouped thousands.
        digits: It is written in digits.
        vague: "tens of thousands": the value is only the lower bound.
        couple: "a couple of million": the value is meant loosely.
        implied: Nothing stands before its scale word ("million-dollar").
        written: The digits as written, "" for words.
    """

    first: int
    last: int
    value: Decimal
    bare: Decimal
    scaled: bool = False
    grouped: bool = False
    digits: bool = False
    vague: bool = False
    couple: bool = False
    implied: bool = False
    written: str = ""

    @property
    def amount(self) -> bool:
        """Tell whether it looks like a sum of money: scaled, decimal or grouped."""
        return self.scaled or self.grouped

    @property
    def yearlike(self) -> bool:
        """Tell whether it may be a year: four plain digits, 1900 to 2100."""
        return len(self.written) == 4 and self.written.isdecimal() and 1900 <= self.value <= 2100


def tidy(value: Decimal) -> Decimal:
    """Cut to nine decimals and drop trailing zeros: "1.40E+9" becomes 1400000000."""
    value = value.quantize(_QUANTUM) if value.as_tuple().exponent < -9 else value  # type: ignore[operator]
    value = value.normalize()
    return value.quantize(_ONE) if value == value.to_integral_value() else value


def parse_digits(text: str, *, dotted: bool = False) -> Decimal | None:
    """Read digits with separators.

    Args:
        text: Digits with ``,``, ``.`` or ``'`` among them, as in "1,234.50", "1.234,50",
            "1,00,000", "3'990".
        dotted: Read a single dot before three digits as a thousands separator ("1.234 €").

    Returns:
        The number, or None if the separators make no number.
    """
    text = text.replace("'", "").replace("’", "")
    if len(text) > _LONGEST:
        return None
    comma, dot = text.rfind(","), text.rfind(".")
    if comma >= 0 and dot >= 0:
        mark = max(comma, dot)
        whole, part = text[:mark], text[mark + 1 :]
        groups = _THOUSANDS if mark == dot else _DOTTED
        if not groups.fullmatch(whole):
            return None
        whole = whole.replace(",", "").replace(".", "")
        return Decimal(f"{whole}.{part}")
    if comma >= 0:
        if _THOUSANDS.fullmatch(text) and not text.startswith("0"):
            return Decimal(text.replace(",", ""))
        return Decimal(text.replace(",", ".")) if text.count(",") == 1 else None
    if text.count(".") > 1 or (dotted and not text.startswith("0")):
        if _DOTTED.fullmatch(text):
            return Decimal(text.replace(".", ""))
        return None if text.count(".") > 1 else Decimal(text)
    return Decimal(text)


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
        number = _digits(lex, i)
    else:
        number = _words(lex, i)
    return number if number is not None and number.value < LIMIT else None


# --- digits ---------------------------------------------------------------------------------------


def _digits(lex: Lexemes, i: int) -> Number | None:
    text = lex.text[i]
    value = parse_digits(text)
    if value is None or (text[:2] == "00" and text.isdecimal()):
        return None  # "$000s" heads a column of thousands
    number = Number(i, i + 1, value, value, digits=True, written=text)
    number.grouped = not text.isdecimal()
    for extend in (_spaced_groups, _spaced_decimals, _price_tag, _slash_fraction, _sign_fraction):
        if extend(lex, number):
            break
    return _scale_words(lex, _and_part(lex, number))


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
    """Read on over the "118, 99" at the start of a price tag."""
    i = number.first
    part = lex.text[i + 2] if lex.text[i + 1] == "," and lex.glued(i + 1) else ""
    if lex.start[i] != 0 or len(part) != 2 or not part.isdecimal() or lex.start[i + 2] > _TAG:
        return False
    whole = parse_digits(number.written, dotted=True)
    if whole is None or whole != whole.to_integral_value():
        return False
    number.value = number.bare = whole + Decimal(part) / _HUNDRED
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


# --- words ----------------------------------------------------------------------------------------


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
