"""What neighbouring quantities share: the words between them, a unit, a scale word."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from claimtable.nlp.figures.lexemes import Lexemes
from claimtable.nlp.figures.lexicon import WORDS
from claimtable.nlp.figures.number import tidy
from claimtable.nlp.figures.quantity import ONE, Quantity

_ENDS = WORDS["function"]
_SHARES = Decimal(
    1000
)  # "$1,200 to $2 million" does not share the scale, "$10 to $15 billion" does


def between(lex: Lexemes, a: Quantity, b: Quantity) -> list[str]:
    """The lexemes between two quantities, in lower case."""
    return lex.low[a.last : b.first]


def ended(lex: Lexemes, b: Quantity) -> bool:
    """Tell whether nothing follows a number that it could count."""
    follows = lex.low[b.last]
    return not follows[:1].isalnum() or follows in _ENDS


def lent(a: Quantity, b: Quantity) -> Quantity:
    """Give ``a`` the unit of ``b``, its hundredths and its shared scale."""
    value = a.number.value
    if not a.scaled and a.number.bare < b.number.bare:
        value *= scaling(b)
    elif a.scale > ONE:
        value *= a.scale
    sign = -1 if a.negative else 1
    value = tidy(value * b.factor * sign)
    return replace(a, value=value, currency=b.currency, unit=b.unit, factor=b.factor)


def scaling(q: Quantity) -> Decimal:
    """What the scale words of a quantity multiply by."""
    if q.number.vague or not q.number.bare:
        return q.scale
    return q.scale * (q.number.value / q.number.bare)


def shares_scale(a: Quantity, b: Quantity) -> bool:
    """Tell whether the scale word of ``b`` counts for ``a`` too."""
    alike = a.currency is not None and not a.scaled and a.factor == b.factor
    return alike and 0 < a.number.bare < min(b.number.bare, _SHARES)
