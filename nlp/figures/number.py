"""The record of a number, and its value in digits."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

LIMIT = Decimal(10) ** 28
"""Larger figures are no figures: they would not fit the claims table."""
_QUANTUM = Decimal(1).scaleb(-9)
_LONGEST = 28
_WIDE = Context(prec=80)

_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}")
_DOTTED = re.compile(r"\d{1,3}(?:\.\d{3})+")


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
        plus: A "+" stands before its scale word ("150+ billion").
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
    plus: bool = False

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
    value = value.quantize(_QUANTUM, context=_WIDE).normalize(_WIDE)
    whole = value.to_integral_value(context=_WIDE)
    return whole.quantize(Decimal(1), context=_WIDE) if value == whole else value


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
