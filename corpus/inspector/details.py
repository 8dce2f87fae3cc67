"""Whole claims and articles for the reader, read from the store's own files."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from claimtable.corpus.articles import Article
from claimtable.corpus.store import Store

Row = dict[str, Any]

_CLAIMS = (
    "SELECT claim_id, row, label, confidence, human FROM claims WHERE article = ? "
    "ORDER BY start, end"
)


class Details:
    """Articles with their claims; the last ones read are remembered."""

    def __init__(self, store: Store) -> None:
        """Read from a store."""
        self._store = store
        self._read = lru_cache(maxsize=64)(self._read_article)

    def forget(self) -> None:
        """Forget what was remembered; call when the store has changed."""
        self._read.cache_clear()

    def article(self, base: sqlite3.Connection, number: int) -> tuple[Article, list[Row]] | None:
        """Read an article and its claims, with the labels that hold now.

        Args:
            base: A connection from `Index.reading`.
            number: Number of the article in the index.

        Returns:
            The article, and rows of the claims table by start; None if it has left the store.
        """
        rows = base.execute(
            _CLAIMS,
            (number,),
        ).fetchall()
        place = base.execute(
            "SELECT a.article_id, p.name FROM articles AS a JOIN parts AS p USING (part) "
            "WHERE a.article = ?",
            (number,),
        ).fetchone()
        if place is None or not rows:
            return None
        numbers = [row["row"] for row in rows]
        try:
            found = self._read(place["article_id"], place["name"], min(numbers), max(numbers) + 1)
        except (OSError, ValueError):  # a run has replaced the part since
            return None
        if found is None:
            return None
        article, stored = found
        claims = [stored[row["claim_id"]] | _now(row) for row in rows if row["claim_id"] in stored]
        return article, claims

    def _read_article(
        self, article_id: str, part: str, first: int, last: int
    ) -> tuple[Article, dict[str, Row]] | None:
        article = self._store.article(article_id)
        if article is None:
            return None
        rows = read_rows(self._store, part, first, last).to_pylist()
        return article, {row["claim_id"]: row for row in rows if row["article_id"] == article_id}


def read_all(
    store: Store, base: sqlite3.Connection, numbers: Sequence[int]
) -> Iterator[tuple[Article, list[Row]]]:
    """Read many articles with their claims, each part of the store once.

    Args:
        store: The store.
        base: A connection from `Index.reading`.
        numbers: Numbers of articles in the index, in the order in which they lie in the store.
    """
    wanted = set(numbers)
    places = base.execute("SELECT article, article_id, p.name FROM articles JOIN parts AS p "
                          "USING (part) ORDER BY article")  # fmt: skip
    parts: dict[str, dict[str, int]] = {}
    for number, article_id, part in places:
        if number in wanted:
            parts.setdefault(part, {})[article_id] = number
    for part in store.parts:
        mine = parts.get(part.name)
        if not mine:
            continue
        with pq.ParquetFile(store.claims_file(part)) as file:
            claims = file.read()
        for article in store.articles([part]):
            if article.id not in mine:
                continue
            rows = base.execute(_CLAIMS, (mine[article.id],)).fetchall()
            at = [row["row"] for row in rows]
            stored = claims.take(pa.array(at)).to_pylist()
            yield article, [s | _now(row) for s, row in zip(stored, rows, strict=True)]


def _now(row: sqlite3.Row) -> Row:
    return {
        "label": row["label"],
        "label_confidence": row["confidence"],
        "human": bool(row["human"]),
    }


def read_rows(store: Store, part: str, first: int, last: int) -> pa.Table:
    """Read some rows of a part, touching only the row groups they are in."""
    with pq.ParquetFile(store.claims_file(part)) as file:
        groups: list[int] = []
        at = begin = 0
        for group in range(file.num_row_groups):
            size = file.metadata.row_group(group).num_rows
            if at < last and at + size > first:
                begin = at if not groups else begin
                groups.append(group)
            at += size
        return file.read_row_groups(groups).slice(first - begin, last - first)
