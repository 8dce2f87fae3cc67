"""The record that the readers of figures fill in step by step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from claimtable.nlp.figures.numbers import Number
from claimtable.nlp.types import Unit

ONE = Decimal(1)
HYPHENS = frozenset("-‐‑")


@dataclass(slots=True)
class Quantity:
    """A number with its unit, over a run of lexemes.

    Attributes:
        first: First lexeme of number and unit.
        last: One past the last.
        number: The number as read.
        value: Signed value, scale words and hundredths counted in.
        high: Upper end of a range, or None.
        factor: Units of the currency that one of its unit is.
        currency: ISO code or ``*key``; None for a percentage or a bare number.
        unit: Unit of a percentage, else None.
        before: The currency stands before the number.
        scale: What an abbreviated scale word multiplied by.
        negative: It carries a minus sign, or accounting brackets.
    """

    first: int
    last: int
    number: Number
    value: Decimal
    high: Decimal | None = None
    factor: Decimal = ONE
    currency: str | None = None
    unit: Unit | None = None
    before: bool = False
    scale: Decimal = ONE
    negative: bool = False

    @property
    def known(self) -> bool:
        """Tell whether it has a unit."""
        return self.currency is not None or self.unit is not None

    @property
    def scaled(self) -> bool:
        """Tell whether a scale word or abbreviation multiplies the number."""
        return self.number.scaled or self.scale > ONE
