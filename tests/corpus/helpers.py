"""Small claims tables and a cheap pipeline, so that the tests of the store and the engines need
no language model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from claimtable.corpus.articles import Article
from claimtable.corpus.store import Store
from claimtable.corpus.table import articles_table, claim_id, claims_table
from claimtable.models.component import ClaimLabeller
from claimtable.nlp.types import Block

BASES = Path(__file__).parent / "bases"


def prepare_cheap(patch: pytest.MonkeyPatch) -> str:
    """Make the base model ``cheapbase`` importable; what it changes is undone with the patch."""
    patch.syspath_prepend(BASES)
    patch.setattr(ClaimLabeller, "_load", ClaimLabeller._load)
    return "cheapbase"


def article(text: str, source: str = "a.txt", **more: Any) -> Article:
    """An article of one paragraph a line."""
    blocks, at = [], 0
    for line in text.split("\n"):
        blocks.append(Block("paragraph", at, at + len(line)))
        at += len(line) + 1
    return Article(text, tuple(blocks), source, **more)


def claim(owner: Article, start: int, end: int, **more: Any) -> dict[str, Any]:
    """A row of the claims table with nothing in it but what is given."""
    row: dict[str, Any] = {
        "claim_id": claim_id(owner.id, start, end),
        "article_id": owner.id,
        "source": owner.source,
        "title": owner.title,
        "published": owner.published,
        "section": None,
        "block": "paragraph",
        "start": start,
        "end": end,
        "text": owner.text[start:end],
        "kinds": ["qualitative"],
        "subject": None,
        "predicate": None,
        "object": None,
        "entities": [],
        "money": [],
        "percentages": [],
        "comparisons": [],
        "polarity": "affirmed",
        "certainty": "asserted",
        "attribution": None,
        "dates": [],
        "label": "development",
        "label_confidence": 0.5,
        "label_source": "model:test",
    }
    return row | more


def lines(owner: Article, **more: Any) -> list[dict[str, Any]]:
    """One claim a line of the article."""
    return [claim(owner, block.start, block.end, **more) for block in owner.blocks]


def tables(*articles: Article, **more: Any) -> tuple[pa.Table, pa.Table]:
    """Articles and one claim a line of each."""
    rows = [row for each in articles for row in lines(each, **more)]
    return articles_table(articles), claims_table(rows)


def fill(path: Any, *batches: Sequence[Article]) -> Store:
    """A store with one part a batch."""
    store = Store.open(path, create=True)
    with store.writing() as writer:
        for batch in batches:
            writer.commit(*tables(*batch))
    return store
