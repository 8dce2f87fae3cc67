"""What a report carries of a store, as compact JSON that a browser can slice.

Offsets are in UTF-16 units here, as JavaScript counts them.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from claimtable.corpus.articles import Article
from claimtable.corpus.inspector import marks
from claimtable.corpus.inspector.leaves import kind_bits
from claimtable.nlp.types import BLOCK_KINDS, LABELS

Row = dict[str, Any]
MARKS = ("money", "percentage", "comparison", "subject", "object", "aspect", "degree", "cue",
         "entity", "date")  # fmt: skip
"""Kinds of marks; the report names them by their place here."""


def units(text: str) -> Callable[[int], int]:
    """Make a function from an offset in characters to one in UTF-16 units."""
    if text.isascii() or max(text) < "\U00010000":
        return lambda offset: offset
    wide = [i for i, character in enumerate(text) if character >= "\U00010000"]
    return lambda offset: offset + bisect_left(wide, offset)


def record(article: Article, claims: Sequence[Row], names: dict[str, int]) -> list[Any]:
    """One article with its claims.

    Args:
        article: The article.
        claims: Rows of the claims table with the labels that hold.
        names: Number of each entity; new ones are added.

    Returns:
        ``[source, title, published, text, blocks, claims]``. A block is ``[start, end, kind,
        level, row]``, row -1 outside tables. A claim is ``[start, end, label, percentage
        of confidence, kinds as bits, 1 if by a person, entities, marks, values]``; marks are
        triples ``start, end, kind`` in one list, start and end counted from the claim's start.
    """
    at = units(article.text)
    blocks = [
        [at(b.start), at(b.end), BLOCK_KINDS.index(b.kind), b.level, _row(b.table, b.row)]
        for b in article.blocks
    ]
    published = None if article.published is None else article.published.isoformat()[:10]
    rows = [_claim(c, article.text, at, names) for c in claims]
    return [article.source, article.title, published, article.text, blocks, rows]


def _row(table: int | None, row: int | None) -> int:
    return -1 if table is None or row is None else table * 10_000 + row


def _claim(claim: Row, text: str, at: Callable[[int], int], names: dict[str, int]) -> list[Any]:
    start = at(claim["start"])
    flat: list[int] = []
    found = marks.marks_of(claim, text)
    for mark in sorted(found, key=lambda m: (m.start, m.end, m.kind)):
        if claim["start"] <= mark.start and mark.end <= claim["end"]:
            flat += [at(mark.start) - start, at(mark.end) - start, MARKS.index(mark.kind)]
    entities = dict.fromkeys(
        names.setdefault(e["canonical"], len(names))
        for e in claim["entities"]
        if e["label"] not in marks.NUMBERS
    )
    values = [marks.money_text(m) for m in claim["money"]]
    values += [marks.percentage_text(p) for p in claim["percentages"]]
    values += [marks.sides_text(c) for c in claim["comparisons"]]
    return [
        start,
        at(claim["end"]),
        LABELS.index(claim["label"]),
        100 if claim["human"] else min(99, round(claim["label_confidence"] * 100)),
        kind_bits(claim["kinds"]),
        int(claim["human"]),
        list(entities),
        flat,
        values,
    ]


def script_json(value: Any) -> str:
    """JSON that may stand in a ``<script>`` element: nothing in it ends the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text.encode("utf-8", "replace").decode()


def pack(records: Iterable[list[Any]], names: dict[str, int]) -> str:
    """All that the report's script reads."""
    articles = list(records)
    return script_json({"names": list(names), "articles": articles})
