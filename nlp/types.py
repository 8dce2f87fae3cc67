"""The values that the pipeline reads out of text, as small immutable records.

Everything here is plain data: no spaCy, pandas or scikit-learn. ``nlp``, ``models`` and
``corpus`` all speak in these names; they follow the project's contract.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from spacy.tokens import Span

Label = Literal["strength", "risk", "opportunity", "development"]
LABELS: tuple[Label, ...] = ("strength", "risk", "opportunity", "development")
NONE_LABEL = "none"
"""What labelled data calls a unit that is not a claim."""

Kind = Literal["monetary", "percentage", "comparative", "qualitative"]
KINDS: tuple[Kind, ...] = ("monetary", "percentage", "comparative", "qualitative")

BlockKind = Literal["heading", "paragraph", "list_item", "table_cell", "quote"]
BLOCK_KINDS: tuple[BlockKind, ...] = ("heading", "paragraph", "list_item", "table_cell", "quote")

Modifier = Literal["about", "over", "under", "at_least", "at_most"]
Unit = Literal["percent", "percentage_point", "basis_point"]
Direction = Literal["up", "down"]
ComparisonKind = Literal["nonequal", "equative", "superlative", "difference"]
Scale = Literal["more", "less", "equal", "different"]
Preference = Literal["better", "worse", "equal", "different"]
Basis = Literal["peer", "past", "expectation", "set", "other"]
Polarity = Literal["affirmed", "negated"]
Certainty = Literal["asserted", "planned", "hedged", "conditional"]
Granularity = Literal["day", "week", "month", "quarter", "half", "year", "decade", "duration"]


@dataclass(frozen=True, slots=True)
class Block:
    """One structural piece of an article's canonical text.

    Attributes:
        kind: What the piece is.
        start: First character, an offset into the article's text.
        end: One past the last character (half-open).
        section: Heading path above the block, outermost first; a heading's own path leaves
            itself out.
        level: Depth of a heading (1 = title) or of a list item (1 = outermost); 0 otherwise.
        table: Which table of the article a cell belongs to, from 0; None outside tables.
        row: Row of a cell within its table, from 0, header rows included; None outside tables.
        column: Column of a cell, from 0; None when the cut between columns is unknown (the
            block is then one whole row) or outside tables.
        row_header: Text of the cell that heads the row ("Strengths"), or None.
        column_header: Text of the cell that heads the column ("Nvidia"), or None.
        lead_in: The sentence that introduces the list the item stands in, or None.
    """

    kind: BlockKind
    start: int
    end: int
    section: tuple[str, ...] = ()
    level: int = 0
    table: int | None = None
    row: int | None = None
    column: int | None = None
    row_header: str | None = None
    column_header: str | None = None
    lead_in: str | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money.

    Attributes:
        value: Amount in units of the currency; the lower end of a range.
        high: Upper end of a range, else None.
        currency: ISO 4217 code, or None when it cannot be told.
        modifier: How the text bounds or blurs the amount.
        per: What the amount is for one of ("share", "year", "barrel"), or None.
        restates: Offsets ``(start, end)`` of the amount that this one converts into another
            currency ("RMB 380 billion (US$53 billion)"), or None.
    """

    value: Decimal
    high: Decimal | None = None
    currency: str | None = None
    modifier: Modifier | None = None
    per: str | None = None
    restates: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Percentage:
    """A percentage, percentage points or basis points.

    Attributes:
        value: As written: ``Decimal("72")`` for "72%"; the lower end of a range.
        high: Upper end of a range, else None.
        unit: What the number counts.
        modifier: How the text bounds or blurs the figure.
        direction: Which way the text says the quantity moved, or None.
    """

    value: Decimal
    high: Decimal | None = None
    unit: Unit = "percent"
    modifier: Modifier | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison taken apart; the parts are Spans of the same Doc.

    Attributes:
        subject: What is placed on the scale, or None.
        object: What it is placed against; for a superlative the set; or None.
        aspect: The property compared, or None.
        cue: The comparing word(s) that carry the direction.
        kind: Form of the comparison.
        scale: Order on the named scale as worded, negation resolved.
        preference: How the text makes the subject's side look, or None.
        basis: What kind of thing it is compared with.
        degree: By how much, or None.
    """

    subject: Span | None
    object: Span | None
    aspect: Span | None
    cue: Span
    kind: ComparisonKind
    scale: Scale
    preference: Preference | None
    basis: Basis
    degree: Span | None


@dataclass(frozen=True, slots=True)
class Period:
    """A date or period expression, normalised.

    Attributes:
        start: First character in the Doc's text.
        end: One past the last character.
        first: First day of the period, or None where no calendar anchor exists ("three-year").
        last: Last day, inclusive, or None.
        granularity: Size of the unit the text names.
    """

    start: int
    end: int
    first: datetime.date | None
    last: datetime.date | None
    granularity: Granularity


@dataclass(frozen=True, slots=True)
class Claim:
    """What the pipeline knows of one claim; the span itself gives text and offsets.

    Attributes:
        kinds: Sorted in the order of `KINDS`; ``("qualitative",)`` when it carries none.
        label: One of `LABELS`; None before the classifier has run.
        label_confidence: Calibrated probability of ``label``, 0 to 1; None before.
        label_source: ``model:<version>`` or ``human``; None before.
        probabilities: Probability of every class by name, ``none`` included; empty before.
        subject: Who or what, canonical where it is a known entity.
        predicate: Lemma of the main verb.
        object: To what.
        polarity: Whether the main assertion is denied.
        certainty: How sure the text is.
        attribution: Who is said to say it, or None.
        periods: Date and period expressions inside the claim.
        block: Index into the Doc's blocks.
        section: Heading path, " > " between levels, with row and column header for a cell.
    """

    kinds: tuple[Kind, ...] = ("qualitative",)
    label: Label | None = None
    label_confidence: float | None = None
    label_source: str | None = None
    probabilities: dict[str, float] = field(default_factory=dict)
    subject: str | None = None
    predicate: str | None = None
    object: str | None = None
    polarity: Polarity = "affirmed"
    certainty: Certainty = "asserted"
    attribution: str | None = None
    periods: tuple[Period, ...] = ()
    block: int = 0
    section: str | None = None
