"""Gather outcomes until they are worth a part of a store."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from claimtable.corpus.engine.held import signals_held
from claimtable.corpus.engine.plan import Known
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Closing, Outcome, join
from claimtable.corpus.store.writer import Writer

COMMIT_ARTICLES = 512
COMMIT_BYTES = 32 << 20
COMMIT_SECONDS = 30.0
"""A part is written at the first of these: what a kill can cost, against how many files a store
of a million articles has."""


@dataclass(slots=True)
class Gatherer:
    """Takes outcomes in the order of the inputs and commits them.

    Attributes:
        writer: The store.
        summary: Filled in as articles are committed.
        made_with: Versions and settings, kept with every part.
        redo: Whether articles that the store has are replaced.
    """

    writer: Writer
    summary: Summary
    made_with: dict[str, str]
    redo: bool
    _taken: set[str] = field(default_factory=set)
    _waiting: list[Outcome] = field(default_factory=list)
    _articles: int = 0
    _bytes: int = 0
    _inputs: dict[str, str] = field(default_factory=dict)
    _drop: set[str] = field(default_factory=set)
    _rename: dict[str, str] = field(default_factory=dict)
    _twins: dict[str, str | None] = field(default_factory=dict)
    _noted: set[str] = field(default_factory=set)
    _failed: set[str] = field(default_factory=set)
    _since: float = field(default_factory=time.monotonic)
    _by_source: dict[str, set[str]] | None = None

    def take(self, outcome: Outcome) -> None:
        """Take the next outcome; commits when enough has gathered.

        Raises:
            StoreError: The store cannot be written.
        """
        with signals_held():
            self._take(outcome)

    def _take(self, outcome: Outcome) -> None:
        for failure in outcome.failures:
            self.summary.fail(failure)
            self._failed |= {failure.source, base_of(failure.source)}
        ids = outcome.articles.column("article_id").to_pylist()
        known = self._taken if self.redo else _Either(self._taken, self.writer)
        articles, claims, twins = fresh(outcome, known)
        for key, source in twins:
            self.twin(key, source)
        self._taken.update(articles.column("article_id").to_pylist())
        self._waiting.append(Outcome(outcome.work, articles, claims))
        self._articles += articles.num_rows
        self._bytes += articles.nbytes + claims.nbytes
        for closing in outcome.work.closes:
            self._close(closing, set(ids))
        if (
            self._articles >= COMMIT_ARTICLES
            or self._bytes >= COMMIT_BYTES
            or time.monotonic() - self._since >= COMMIT_SECONDS
        ):
            self.commit()

    def twin(self, article_id: str, source: str) -> None:
        """Note an article that was done before; under another source, both are remembered."""
        self.summary.done_articles += 1
        if article_id in self._taken or not self.writer.has(article_id, source):
            self._twins[source] = article_id
            self._noted.add(source)

    def commit(self) -> None:
        """Write what has gathered as one part.

        Raises:
            StoreError: The store cannot be written; it is as it was before.
        """
        with signals_held():
            self._commit()

    def _commit(self) -> None:
        waiting = self._waiting if self._articles else []
        inputs, drop = self._inputs, self._drop
        rename, twins = self._rename, self._twins
        # Emptied first: whatever breaks off below, nothing gathered is ever written twice.
        self._waiting, self._articles, self._bytes = [], 0, 0
        self._inputs, self._drop, self._rename, self._twins = {}, set(), {}, {}
        self._since = time.monotonic()
        if waiting or inputs or drop or rename or twins:
            articles, claims = join(waiting)
            self.writer.commit(
                articles,
                claims,
                inputs=inputs,
                drop=drop,
                rename=rename,
                twins=twins,
                made_with=self.made_with,
            )
            self.summary.count(articles.num_rows, claims)
            self.summary.replaced += len(drop)

    def _close(self, closing: Closing, made: set[str]) -> None:
        """Note that an input is done; what a changed one no longer holds leaves the store."""
        if closing.source in self._failed:
            return
        self._inputs[closing.source] = closing.sha256
        if not closing.changed:
            return
        twins = self.writer.store.state.twins | self._twins
        for source in twins:
            if base_of(source) == closing.source and source not in self._noted:
                self._twins[source] = None
        for key in self._of(closing.source) - closing.kept - made - self._taken:
            heirs = [
                source
                for source, twin in twins.items()
                if twin == key and base_of(source) != closing.source
            ]
            if heirs:
                self._rename[key] = heirs[0]
                self._twins[heirs[0]] = None
            else:
                self._drop.add(key)

    def _of(self, source: str) -> set[str]:
        """Ids of the articles in the store that came from an input."""
        if self._by_source is None:
            self._by_source = {}
            for key, name in self.writer.store.sources():
                self._by_source.setdefault(base_of(name), set()).add(key)
        return self._by_source.get(source, set())


def base_of(source: str) -> str:
    """The file behind a source: ``news.csv`` for ``news.csv#12``."""
    base, mark, number = source.rpartition("#")
    return base if mark and number.isdecimal() else source


@dataclass(frozen=True, slots=True)
class _Either:
    """Membership in one or the other."""

    first: set[str]
    second: Writer

    def __contains__(self, key: str) -> bool:
        return key in self.first or key in self.second


def fresh(outcome: Outcome, known: Known) -> tuple[pa.Table, pa.Table, list[tuple[str, str]]]:
    """Drop the articles that are known, and repeats within the outcome.

    Returns:
        Articles, claims, and the id and the source of each article that was dropped.
    """
    names = (outcome.articles.column(name).to_pylist() for name in ("article_id", "source"))
    pairs = list(zip(*names, strict=True))
    first: set[str] = set()
    keep = []
    for key, _ in pairs:
        keep.append(key not in known and key not in first)
        first.add(key)
    if all(keep):
        return outcome.articles, outcome.claims, []
    articles = outcome.articles.filter(pa.array(keep, pa.bool_()))
    ids = articles.column("article_id").combine_chunks()
    claims = outcome.claims.filter(pc.is_in(outcome.claims.column("article_id"), value_set=ids))
    dropped = [pair for pair, kept in zip(pairs, keep, strict=True) if not kept]
    # A repeat within the outcome has the same ids: its claims stand among those that stay.
    return articles, claims if len(first) == len(pairs) else _first_rows(claims), dropped


def _first_rows(claims: pa.Table) -> pa.Table:
    """The first row of each claim id, in order."""
    seen: set[str] = set()
    keep = []
    for key in claims.column("claim_id").to_pylist():
        keep.append(key not in seen)
        seen.add(key)
    return claims.filter(pa.array(keep, pa.bool_()))
