"""How values hang on spaCy objects.

Values are stored in ``doc.user_data`` as plain lists, strings and numbers, and are built back
into records by extension getters. So a Doc survives ``DocBin``, ``to_bytes`` and worker
processes, none of which can carry Python objects.

A value is keyed by its span group, the span's offsets and the span's ``id``; the id tells two
comparisons over the same words apart. Give such spans distinct ids before storing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

from spacy.tokens import Doc, Span

from claimtable.nlp.types import Block, Claim, Comparison, Money, Percentage, Period

_BLOCKS = "claimtable.blocks"
_TITLE = "claimtable.title"
_PUBLISHED = "claimtable.published"
_CLAIM_FIELDS = tuple(f.name for f in fields(Claim))
_block_values = attrgetter(*(f.name for f in fields(Block)))
_COMPARISON_PARTS = ("subject", "object", "aspect", "cue", "degree")


def _key(group: str, span: Span) -> str:
    return f"claimtable.{group}:{span.start_char}:{span.end_char}:{span.id}"


def _span(doc: Doc, bounds: Sequence[int] | None) -> Span | None:
    return None if bounds is None else doc[bounds[0] : bounds[1]]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _day(text: str | None) -> datetime.date | None:
    return None if text is None else datetime.date.fromisoformat(text)


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()


def set_money(span: Span, money: Money) -> None:
    """Store what ``span._.money`` gives."""
    m = money
    restates = None if m.restates is None else list(m.restates)
    record = [str(m.value), _text(m.high), m.currency, m.modifier, m.per, restates]
    span.doc.user_data[_key("money", span)] = record


def get_money(span: Span) -> Money | None:
    """Read the `Money` of a span of ``doc.spans["money"]``; None for any other span."""
    r = span.doc.user_data.get(_key("money", span))
    if r is None:
        return None
    restates = None if r[5] is None else (r[5][0], r[5][1])
    return Money(Decimal(r[0]), _decimal(r[1]), r[2], r[3], r[4], restates)


def set_percentage(span: Span, percentage: Percentage) -> None:
    """Store what ``span._.percentage`` gives."""
    p = percentage
    record = [str(p.value), _text(p.high), p.unit, p.modifier, p.direction]
    span.doc.user_data[_key("percentages", span)] = record


def get_percentage(span: Span) -> Percentage | None:
    """Read the `Percentage` of a span of ``doc.spans["percentages"]``; None for any other."""
    r = span.doc.user_data.get(_key("percentages", span))
    return None if r is None else Percentage(Decimal(r[0]), _decimal(r[1]), r[2], r[3], r[4])


def set_comparison(span: Span, comparison: Comparison) -> None:
    """Store what ``span._.comparison`` gives."""
    parts = [getattr(comparison, name) for name in _COMPARISON_PARTS]
    bounds = [None if part is None else [part.start, part.end] for part in parts]
    c = comparison
    record = [*bounds, c.kind, c.scale, c.preference, c.basis]
    span.doc.user_data[_key("comparisons", span)] = record


def get_comparison(span: Span) -> Comparison | None:
    """Read the `Comparison` of a span of ``doc.spans["comparisons"]``; None for any other."""
    r = span.doc.user_data.get(_key("comparisons", span))
    if r is None:
        return None
    subject, object_, aspect, cue, degree = (_span(span.doc, bounds) for bounds in r[:5])
    assert cue is not None
    return Comparison(subject, object_, aspect, cue, r[5], r[6], r[7], r[8], degree)


def set_claim(span: Span, claim: Claim) -> None:
    """Store what ``span._.claim`` gives; storing again replaces it."""
    record: dict[str, Any] = {
        name: getattr(claim, name) for name in _CLAIM_FIELDS if name != "periods"
    }
    record["kinds"] = list(claim.kinds)
    record["probabilities"] = dict(claim.probabilities)
    record["periods"] = [
        [p.start, p.end, _iso(p.first), _iso(p.last), p.granularity] for p in claim.periods
    ]
    span.doc.user_data[_key("claims", span)] = record


def get_claim(span: Span) -> Claim | None:
    """Read the `Claim` of a span of ``doc.spans["claims"]``; None for any other span."""
    r = span.doc.user_data.get(_key("claims", span))
    if r is None:
        return None
    record = dict(r)
    record["kinds"] = tuple(record["kinds"])
    record["periods"] = tuple(
        Period(p[0], p[1], _day(p[2]), _day(p[3]), p[4]) for p in record["periods"]
    )
    return Claim(**record)


def set_blocks(doc: Doc, blocks: Iterable[Block]) -> None:
    """Store the block table of a Doc, in reading order."""
    doc.user_data[_BLOCKS] = [
        [list(value) if isinstance(value, tuple) else value for value in _block_values(block)]
        for block in blocks
    ]


def get_blocks(doc: Doc) -> tuple[Block, ...]:
    """Read the block table; empty when nobody has set one. Read it once a Doc, then index."""
    return tuple(
        Block(r[0], r[1], r[2], tuple(r[3]), *r[4:]) for r in doc.user_data.get(_BLOCKS, ())
    )


def set_context(doc: Doc, title: str | None, published: datetime.date | None) -> None:
    """Store what is known of the article around the text."""
    doc.user_data[_TITLE] = title
    doc.user_data[_PUBLISHED] = None if published is None else published.isoformat()


def get_title(doc: Doc) -> str | None:
    """Title of the article, or None."""
    title: str | None = doc.user_data.get(_TITLE)
    return title


def get_published(doc: Doc) -> datetime.date | None:
    """Day of publication, the anchor of relative dates, or None."""
    return _day(doc.user_data.get(_PUBLISHED))


def _extend(kind: Any, name: str, getter: Callable[[Any], Any]) -> None:
    kind.set_extension(name, getter=getter, force=True)


def register() -> None:
    """Define the extensions ``._.money`` and the like; calling again changes nothing."""
    _extend(Span, "money", get_money)
    _extend(Span, "percentage", get_percentage)
    _extend(Span, "comparison", get_comparison)
    _extend(Span, "claim", get_claim)
    _extend(Doc, "blocks", get_blocks)
    _extend(Doc, "title", get_title)
    _extend(Doc, "published", get_published)
    for name in ("canonical", "entity_id"):
        if not Span.has_extension(name):
            Span.set_extension(name, default=None)


register()
