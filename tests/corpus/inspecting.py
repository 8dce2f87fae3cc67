"""A small store with something of everything, for the tests of the inspector and the report."""

from __future__ import annotations

import datetime
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from claimtable.corpus.articles import Article
from claimtable.corpus.store import Store
from claimtable.corpus.table import articles_table, claims_table
from claimtable.nlp.types import Block
from tests.corpus.helpers import article, claim

TOKEN = "token-of-the-tests"
HEADERS = {"x-claimtable-token": TOKEN}
CASES = Path(__file__).parents[1] / "cases" / "inspector"

WORKS = article(
    "Harbour Works doubled its orders.\n"
    "Revenue rose 12% to €1.4bn, ahead of Dock Union.\n"
    "The yard depends on one crane.\n"
    "A second crane could open the Baltic trade.",
    "news/works.txt",
    title="Harbour Works",
    published=datetime.date(2025, 3, 14),
)
UNION = article(
    "Dock Union lost two ferries.\nAnalysts expect Dock Union to pay about $30m.",
    "news/union.txt",
    title="Dock Union",
    published=datetime.date(2025, 5, 2),
)
SCRIPTS = tomllib.loads((CASES / "hostile.toml").read_text("utf-8"))["text"]
HOSTILE = article(
    "\n".join(SCRIPTS),
    'evil/"><script>pwned=1</script>.html',
    title="<script>pwned=1</script>\u202egnp.exe",
)


def place(owner: Article, words: str, **more: Any) -> dict[str, Any]:
    """A record of the words' place in an article."""
    at = owner.text.index(words)
    return {"text": words, "start": at, "end": at + len(words)} | more


def entity(owner: Article, words: str, label: str = "ORG") -> dict[str, Any]:
    return place(owner, words, label=label, canonical=words)


def rows() -> list[dict[str, Any]]:
    """The claims of all articles; one a line."""
    found = []
    for owner in (WORKS, UNION, HOSTILE):
        for at, block in enumerate(owner.blocks):
            found.append(claim(owner, block.start, block.end, label_confidence=0.95 - at / 100))
    works, union = found[:4], found[4:6]
    works[0] |= {"label": "strength", "entities": [entity(WORKS, "Harbour Works")]}
    works[1] |= {
        "kinds": ["monetary", "percentage", "comparative"],
        "entities": [entity(WORKS, "Dock Union")],
        "money": [place(WORKS, "€1.4bn", value=Decimal("1.4e9"), currency="EUR")],
        "percentages": [
            place(WORKS, "12%", value=Decimal(12), unit="percent", direction="up", modifier=None)
        ],
        "comparisons": [
            place(
                WORKS,
                "ahead of Dock Union",
                subject="Revenue",
                object="Dock Union",
                aspect=None,
                cue="ahead of",
                kind="nonequal",
                scale="more",
                preference="better",
                basis="peer",
                degree=None,
            )
        ],
    }
    works[2] |= {"label": "risk", "label_confidence": 0.55}
    works[3] |= {"label": "opportunity", "certainty": "hedged"}
    union[0] |= {"label": "risk", "entities": [entity(UNION, "Dock Union")]}
    amount = place(UNION, "$30m", value=Decimal("3e7"), currency="USD", modifier="about")
    union[1] |= {
        "kinds": ["monetary"],
        "money": [amount],
        "certainty": "planned",
        "attribution": "Analysts",
    }
    for row in found:
        for record in row["money"]:
            for name in ("high", "modifier", "per"):
                record.setdefault(name, None)
        for record in row["percentages"]:
            record.setdefault("high", None)
    return found


def fill(path: Path) -> Store:
    """A store of the three articles."""
    store = Store.open(path, create=True)
    with store.writing() as writer:
        writer.commit(articles_table([WORKS, UNION, HOSTILE]), claims_table(rows()))
    return store


def correct(client: Any, row: dict[str, Any], label: str | None, **more: Any) -> Any:
    """Correct a claim's label as the page does; gives the answer."""
    body = {"id": row["claim_id"], "label": label, **more}
    return client.post("/label", json=body, headers=HEADERS)


def blocks(text: str) -> tuple[Block, ...]:
    """One block for a whole text."""
    return (Block("paragraph", 0, len(text)),)
