"""One scan of a text for all its figures, shared by the money and percentage components.

The way of a figure: the text is cut (`lexemes`), the stretches around currency and percent signs
are read for numbers (`numbers`) with their units (`quantities`), neighbours are joined to ranges
(`ranges`), and what stands around them is read (`context`). Each step looks at a bounded number of
lexemes from where it stands, so the time is linear in the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from weakref import WeakKeyDictionary

from spacy.tokens import Doc

from claimtable.nlp.figures import context
from claimtable.nlp.figures.lexemes import Lexemes, cut, stretches
from claimtable.nlp.figures.number import LIMIT
from claimtable.nlp.figures.quantities import read_quantities
from claimtable.nlp.figures.quantity import Quantity
from claimtable.nlp.figures.ranges import join
from claimtable.nlp.types import Direction, Modifier, Unit


@dataclass(slots=True)
class Figure:
    """An amount of money or a percentage, at character offsets.

    Attributes:
        start: First character.
        end: One past the last.
        value: Value, the lower end of a range.
        high: Upper end of a range, or None.
        currency: For money an ISO 4217 code or a ``*key`` of ``cues.tsv``; else None.
        unit: For percentages the unit; else None.
        factor: Units of the currency in one of the unit as written (0.01 for cents).
        modifier: How the text bounds or blurs it.
        per: For money what it is for one of.
        direction: For percentages which way the text says it moved.
        restates: Offsets of the amount that it converts.
    """

    start: int
    end: int
    value: Decimal
    high: Decimal | None = None
    currency: str | None = None
    unit: Unit | None = None
    factor: Decimal = Decimal(1)
    modifier: Modifier | None = None
    per: str | None = None
    direction: Direction | None = None
    restates: tuple[int, int] | None = None


@dataclass(slots=True, weakref_slot=True)
class Scan:
    """What one scan of a text found.

    Attributes:
        pieces: The text, cut; cues are counted in them.
        money: Amounts of money, in reading order, without overlap.
        percentages: Percentages likewise.
    """

    pieces: list[str]
    money: list[Figure]
    percentages: list[Figure]


def scan(text: str) -> Scan:
    """Find all figures of a text.

    Args:
        text: Any text.

    Returns:
        The figures; currencies that depend on the document are still open (``*key``).
    """
    out = Scan(cut(text), [], [])
    for lex in stretches(out.pieces):
        previous: tuple[Quantity, Figure] | None = None
        moved: tuple[Quantity, Figure] | None = None
        for q in join(lex, read_quantities(lex)):
            figure = _figure(lex, q)
            if max(abs(figure.value), abs(figure.high or Decimal(0))) >= LIMIT:
                continue
            if figure.unit is not None:
                _share_direction(lex, moved, (q, figure))
                out.percentages.append(figure)
                moved = q, figure
                continue
            if previous is not None:
                figure.restates = _restated(lex, *previous, q)
                _share_rate(lex, previous, (q, figure))
            out.money.append(figure)
            previous = q, figure
    return out


_LIKE = 10
"""Amounts for one of the same are not more than so many times each other."""
_RATE_WITHIN = 3
"""Lexemes between the two amounts of "from $5,000 a month to $5"."""
_RATE_SHARED = (["or"], ["and"], ["to"], [","], ["-"], ["–"])


def _share_rate(lex: Lexemes, one: tuple[Quantity, Figure], other: tuple[Quantity, Figure]) -> None:
    """Let two amounts told together be for one of the same: "$4.11 or $4.12 a gallon"."""
    (a, first), (b, second) = one, other
    if first.currency != second.currency:
        return
    low, high = sorted((abs(first.value), abs(second.value)))
    gap = lex.low[a.last : b.first]
    if first.per is None and second.per is not None and gap in _RATE_SHARED:
        # Not "a loss of $1.3 million or $0.08 a share".
        first.per = second.per if high <= low * _LIKE else None
    elif second.per is None and first.per is not None and gap[-1:] == ["to"]:
        moved = lex.low[a.first - 1] == "from" and len(gap) <= _RATE_WITHIN
        second.per = first.per if moved else None


def _share_direction(
    lex: Lexemes, one: tuple[Quantity, Figure] | None, other: tuple[Quantity, Figure]
) -> None:
    """Let one of two percentages told together take the direction of the other."""
    if one is None:
        return
    (a, first), (b, second) = one, other
    together = context.goes_on(lex, a, b) or context.both(lex, a, b)
    if second.direction is None and together:
        second.direction = first.direction or context.moved_from(lex, a)
    elif first.direction is None and context.shared_behind(lex, a, b):
        first.direction = second.direction


def _restated(lex: Lexemes, a: Quantity, figure: Figure, b: Quantity) -> tuple[int, int] | None:
    """Give the place of the amount that ``b`` converts: ``a``, or what ``a`` itself converts."""
    if context.restates(lex, a, b):
        return figure.start, figure.end
    listed = lex.low[a.last : b.first] in ([";"], [","], ["/"], ["or"])
    return figure.restates if listed and a.currency != b.currency else None


def _figure(lex: Lexemes, q: Quantity) -> Figure:
    figure = Figure(lex.start[q.first], lex.end[q.last - 1], q.value, q.high, q.currency, q.unit)
    figure.modifier = context.modifier(lex, q)
    if q.number.vague and figure.high is None:
        figure.value, figure.high = sorted((figure.value, figure.value * 10))
    if q.unit is not None:
        figure.direction = context.direction(lex, q)
        return figure
    figure.factor = q.factor
    figure.per = context.rate(lex, q)
    if context.accounting(lex, q):
        figure.value = -abs(figure.value)
        figure.start, figure.end = lex.start[q.first - 1], lex.end[q.last]
    return figure


_scans: WeakKeyDictionary[Doc, Scan] = WeakKeyDictionary()
"""Scans of the Docs that are alive and were seen by one of the two components only."""


def scan_doc(doc: Doc) -> Scan:
    """Scan a Doc once for both components: the second one to ask gets what the first one read.

    Args:
        doc: A tokenised text.

    Returns:
        Its figures.
    """
    found = _scans.pop(doc, None)
    if found is None:
        found = scan(doc.text)
        _scans[doc] = found
    return found
