"""The record that the readers of figures fill in step by step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.number import Number
from claimtable.nlp.types import Modifier, Unit

ONE = Decimal(1)
HYPHENS = frozenset("-‐‑")


_INSIDE: dict[str, Modifier] = {"+": "at_least", "plus": "at_least", "odd": "about"}


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
        bound: What stands inside it says of it: the "plus" of "20-plus percent".
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
    bound: Modifier | None = None

    @property
    def known(self) -> bool:
        """Tell whether it has a unit."""
        return self.currency is not None or self.unit is not None

    @property
    def scaled(self) -> bool:
        """Tell whether a scale word or abbreviation multiplies the number."""
        return self.number.scaled or self.scale > ONE


def attach_bound(lex: Lexemes, q: Quantity) -> bool:
    """Step over the "+" of "20+%" and the "-odd" of "20-odd dollars"."""
    j = q.last
    if lex.text[j] in HYPHENS and lex.glued(j):
        j += 1
    bound = _INSIDE.get(lex.low[j])
    follows = lex.low[j + 1] in HYPHENS or lex.low[j + 1] == "%" or lex.low[j + 1][:1].isalpha()
    if bound is None or not (lex.glued(j) or bound == "about") or not follows:
        return False
    q.bound, q.last = bound, j + 1
    return True
