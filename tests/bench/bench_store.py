"""How long a store of a million claims takes to answer.

python -m tests.bench.bench_store [ROWS]
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from pathlib import Path

import pyarrow as pa

from claimtable.corpus.api import _default_pipeline
from claimtable.corpus.articles import Article
from claimtable.corpus.engine.core import claims_of
from claimtable.corpus.readers.text import read_text
from claimtable.corpus.store import Store
from claimtable.corpus.table import articles_table
from tests.bench.commands import compiled, timed
from tests.bench.corpus import articles

ARTICLES_A_PART = 512
CLAIMS_AN_ARTICLE = 12

QUERIES = {
    "first claims": [],
    "label": ["--label", "risk"],
    "two filters, counted by label": ["--kind", "monetary", "--currency", "USD", "--by", "label"],
    "amount, counted by entity": ["--min-amount", "1bn", "--by", "entity"],
    "text": ["--search", "supply"],
    "entity": ["--entity", "Northern", "--sort", "confidence"],
    "all, counted by source": ["--by", "source"],
}


def big_store(path: Path, rows: int, sample: int = 40) -> Store:
    """Make a store of many claims by repeating those of some articles under other ids.

    Args:
        path: Where to.
        rows: How many claims, more or less.
        sample: How many articles are really read.
    """
    texts = [read_text(text, f"a{i}.txt") for i, text in enumerate(articles(sample))]
    claims = claims_of(texts, _default_pipeline())
    store = Store.open(path, create=True)
    made = 0
    with store.writing() as writer:
        while made < rows:
            batch = _repeat(claims, ARTICLES_A_PART * CLAIMS_AN_ARTICLE, made)
            keys = batch.column("article_id").unique().to_pylist()
            writer.commit(
                articles_table(Article("x", (), _source(key), id=key) for key in keys), batch
            )
            made += batch.num_rows
    return store


def _repeat(claims: pa.Table, count: int, first: int) -> pa.Table:
    """So many rows, with ids and sources of their own."""
    index = pa.array([(first * 7 + i) % claims.num_rows for i in range(count)])
    table = claims.take(index)
    keys = [_hex(f"a{first + i // CLAIMS_AN_ARTICLE}") for i in range(count)]
    columns = {
        "claim_id": [_hex(f"c{first + i}") for i in range(count)],
        "article_id": keys,
        "source": [_source(key) for key in keys],
    }
    for name, values in columns.items():
        at = table.schema.get_field_index(name)
        table = table.set_column(at, table.schema.field(at), pa.array(values))
    return table


def _hex(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _source(key: str) -> str:
    return f"news/{key[:2]}/{key}.html"


def report(rows: int = 1_000_000) -> str:
    """Measure, and write the figures as a Markdown section."""
    with tempfile.TemporaryDirectory() as folder, compiled() as env:
        path = Path(folder) / "store"
        store = big_store(path, rows)
        size = sum(file.stat().st_size for file in path.rglob("*.parquet"))
        count = sum(part.claims.rows for part in store.parts)
        lines = [
            "## A large store",
            "",
            f"`claimtable show` on a store of {count:,} claims in {len(store.parts)} parts "
            f"({size / 1e6:,.0f} MB), start of the program included:",
            "",
            "| question | seconds | CPU seconds |",
            "|---|---|---|",
        ]
        for name, options in QUERIES.items():
            wall, cpu = timed(env, "show", path, *options)
            lines.append(f"| {name} (`{' '.join(options)}`) | {wall:.2f} | {cpu:.2f} |")
        return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(report(*map(int, sys.argv[1:2])))
