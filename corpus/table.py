"""Doc to rows of the claims table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Any

from spacy.tokens import Doc, Span

from claimtable.corpus.articles import Article
from claimtable.nlp import extensions

Row = dict[str, Any]


def claim_id(article: str, start: int, end: int) -> str:
    """Hash an article's id and a span into the claim's id: 16 hexadecimal digits."""
    return hashlib.sha256(f"{article}:{start}:{end}".encode()).hexdigest()[:16]


def rows(article: Article, doc: Doc) -> list[Row]:
    """Turn the claims of one Doc into rows with the columns of `CLAIMS_SCHEMA`.

    Args:
        article: The article that the Doc was made from; their texts are equal.
        doc: A Doc that the whole pipeline has read.

    Returns:
        One dict a claim, in reading order.
    """
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
                "label_confidence": claim.label_confidence or 0.0,
                "label_source": claim.label_source or "",
            }
        )
    return out


class _Inside:
    """The records of a kind that lie in a claim, without reading the Doc once a claim."""

    def __init__(self, spans: Iterable[Span], record: Callable[[Span], Row | None]) -> None:
        found = ((s.start_char, s.end_char, record(s)) for s in spans)
        self._records = [(start, end, r) for start, end, r in found if r is not None]

    def within(self, start: int, end: int) -> list[Row]:
        return [r for s, e, r in self._records if start <= s and e <= end]


def _place(span: Span) -> Row:
    return {"text": span.text, "start": span.start_char, "end": span.end_char}


def _entity(span: Span) -> Row:
    place = _place(span)
    name = span._.canonical or span.text
    return {"text": place.pop("text"), "label": span.label_, "canonical": name, **place}


def _money(span: Span) -> Row | None:
    m = extensions.get_money(span)
    if m is None:
        return None
    figures = {"value": m.value, "high": m.high, "currency": m.currency}
    return {**_place(span), **figures, "modifier": m.modifier, "per": m.per}


def _percentage(span: Span) -> Row | None:
    p = extensions.get_percentage(span)
    if p is None:
        return None
    figures = {"value": p.value, "high": p.high, "unit": p.unit}
    return {**_place(span), **figures, "modifier": p.modifier, "direction": p.direction}


def _comparison(span: Span) -> Row | None:
    c = extensions.get_comparison(span)
    if c is None:
        return None
    parts = {
        name: None if part is None else part.text
        for name, part in (
            ("subject", c.subject),
            ("object", c.object),
            ("aspect", c.aspect),
            ("cue", c.cue),
            ("degree", c.degree),
        )
    }
    degree = parts.pop("degree")
    facts = {"kind": c.kind, "scale": c.scale, "preference": c.preference, "basis": c.basis}
    return {**_place(span), **parts, **facts, "degree": degree}
