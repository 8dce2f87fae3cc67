"""Doc to rows of the claims table, and rows to Arrow."""

from __future__ import annotations

import datetime
import hashlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from decimal import Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from claimtable.corpus.articles import Article
from claimtable.corpus.schema import ARTICLES_SCHEMA, CLAIMS_SCHEMA, DECIMAL
from claimtable.nlp.types import Block

if TYPE_CHECKING:  # spaCy is slow to import, and readers of a store do without it
    from spacy.tokens import Doc, Span

Row = dict[str, Any]

_DIGITS = Context(prec=DECIMAL.precision)
_STEP = Decimal(1).scaleb(-DECIMAL.scale)
CONFIDENCE_PLACES = 4
"""Decimal places of ``label_confidence``."""
_SURROGATES = {code: "\ufffd" for code in range(0xD800, 0xE000)}


def claim_id(article: str, start: int, end: int) -> str:
    """Hash an article's id and a span into the claim's id: 16 hexadecimal digits."""
    return hashlib.sha256(f"{article}:{start}:{end}".encode()).hexdigest()[:16]


def encodable(article: Article) -> Article:
    """Give the article itself, or one whose lone surrogates are U+FFFD, offsets kept.

    A lone surrogate (JSON can carry one) has no UTF-8 form, so neither spaCy nor Arrow takes
    it. The id is that of the new text.
    """
    try:
        for text in (article.text, article.title or "", article.source):
            text.encode()
    except UnicodeEncodeError:
        title = article.title
        return replace(
            article,
            text=article.text.translate(_SURROGATES),
            title=None if title is None else title.translate(_SURROGATES),
            source=article.source.translate(_SURROGATES),
            id="",
        )
    return article


def rows(article: Article, doc: Doc) -> list[Row]:
    """Turn the claims of one Doc into rows with the columns of `CLAIMS_SCHEMA`.

    Args:
        article: The article that the Doc was made from; their texts are equal.
        doc: A Doc that the whole pipeline has read.

    Returns:
        One dict a claim, in reading order.
    """
    from claimtable.nlp import extensions

    blocks = extensions.get_blocks(doc)
    entities = _Inside(doc.ents, _entity)
    money = _Inside(doc.spans.get("money", ()), _money)
    percentages = _Inside(doc.spans.get("percentages", ()), _percentage)
    comparisons = _Inside(doc.spans.get("comparisons", ()), _comparison)
    out = []
    for span in doc.spans.get("claims", ()):
        claim = extensions.get_claim(span)
        if claim is None:
            continue
        start, end = span.start_char, span.end_char
        out.append(
            {
                "claim_id": claim_id(article.id, start, end),
                "article_id": article.id,
                "source": article.source,
                "title": article.title,
                "published": article.published,
                "section": claim.section,
                "block": blocks[claim.block].kind if blocks else "paragraph",
                "start": start,
                "end": end,
                "text": article.text[start:end],
                "kinds": list(claim.kinds),
                "subject": claim.subject,
                "predicate": claim.predicate,
                "object": claim.object,
                "entities": entities.within(start, end),
                "money": money.within(start, end),
                "percentages": percentages.within(start, end),
                "comparisons": comparisons.within(start, end),
                "polarity": claim.polarity,
                "certainty": claim.certainty,
                "attribution": claim.attribution,
                "dates": [
                    {"text": article.text[p.start : p.end], "start": p.start, "end": p.end}
                    for p in claim.periods
                ],
                "label": claim.label or "development",
                "label_confidence": round(claim.label_confidence or 0.0, CONFIDENCE_PLACES),
                "label_source": claim.label_source or "",
            }
        )
    out.sort(key=lambda row: (row["start"], row["end"]))
    return out


def claims_table(claims: Sequence[Row]) -> pa.Table:
    """Put rows from `rows` into an Arrow table with `CLAIMS_SCHEMA`."""
    return pa.Table.from_pylist(list(claims), schema=CLAIMS_SCHEMA)


def articles_table(articles: Iterable[Article]) -> pa.Table:
    """Put articles into an Arrow table with `ARTICLES_SCHEMA`."""
    return pa.Table.from_pylist([_article_row(a) for a in articles], schema=ARTICLES_SCHEMA)


def article_of(row: Row) -> Article:
    """Build an article back from a row of `ARTICLES_SCHEMA`."""
    blocks = tuple(
        Block(**{**block, "section": tuple(block["section"])}) for block in row["blocks"]
    )
    return Article(
        row["text"], blocks, row["source"], row["title"], row["published"], row["article_id"]
    )


def plain(value: Decimal) -> Decimal:
    """Drop the zeros that a fixed scale adds: 12.500000000 is 12.5, and 4E+2 is 400."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if value == whole else _DIGITS.normalize(value)


def figure(value: Decimal | None) -> Decimal | None:
    """Fit an amount into the table's decimal column, rounded to nine places.

    Raises:
        InvalidOperation: It has more than 29 digits before the point, or is no number.
    """
    if value is None:
        return None
    if not value.is_finite():
        raise InvalidOperation(f"{value} is no amount")
    return value.quantize(_STEP, context=_DIGITS)


class _Inside:
    """The records of a kind that lie in a claim, without reading the Doc once a claim."""

    def __init__(self, spans: Iterable[Span], record: Callable[[Span], Row | None]) -> None:
        found = [(s.start_char, s.end_char, record(s)) for s in spans]
        self._records = sorted(
            ((start, end, r) for start, end, r in found if r is not None), key=lambda x: x[:2]
        )
        self._starts = [start for start, _, _ in self._records]

    def within(self, start: int, end: int) -> list[Row]:
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end)
        return [r for _, e, r in self._records[first:last] if e <= end]


def _article_row(article: Article) -> Row:
    blocks = [
        {f.name: getattr(block, f.name) for f in fields(Block)} | {"section": list(block.section)}
        for block in article.blocks
    ]
    return {
        "article_id": article.id,
        "source": article.source,
        "title": article.title,
        "published": _day(article.published),
        "text": article.text,
        "blocks": blocks,
    }


def _day(published: datetime.date | None) -> datetime.date | None:
    return published.date() if isinstance(published, datetime.datetime) else published


def _place(span: Span) -> Row:
    return {"text": span.text, "start": span.start_char, "end": span.end_char}


def _figures(value: Decimal, high: Decimal | None) -> Row | None:
    """Both figures as the table can hold them; None where it cannot."""
    try:
        return {"value": figure(value), "high": figure(high)}
    except InvalidOperation:
        return None


def _entity(span: Span) -> Row:
    place = _place(span)
    name = span._.canonical or span.text
    return {"text": place.pop("text"), "label": span.label_, "canonical": name, **place}


def _money(span: Span) -> Row | None:
    m = span._.money
    figures = None if m is None else _figures(m.value, m.high)
    if figures is None:
        return None
    units = {"currency": m.currency, "modifier": m.modifier, "per": m.per}
    return {**_place(span), **figures, **units}


def _percentage(span: Span) -> Row | None:
    p = span._.percentage
    figures = None if p is None else _figures(p.value, p.high)
    if figures is None:
        return None
    units = {"unit": p.unit, "modifier": p.modifier, "direction": p.direction}
    return {**_place(span), **figures, **units}


def _comparison(span: Span) -> Row | None:
    c = span._.comparison
    if c is None:
        return None
    parts = {
        name: None if part is None else part.text
        for name, part in (
            ("subject", c.subject),
            ("object", c.object),
            ("aspect", c.aspect),
            ("cue", c.cue),
        )
    }
    degree = None if c.degree is None else c.degree.text
    facts = {"kind": c.kind, "scale": c.scale, "preference": c.preference, "basis": c.basis}
    return {**_place(span), **parts, **facts, "degree": degree}
