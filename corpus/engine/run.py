"""One run: inputs through an engine into a store or a file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import pyarrow as pa
import pyarrow.compute as pc

from claimtable.corpus.engine.plan import Planner
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Closing, Outcome, Work, join
from claimtable.corpus.store import Store, StoreError
from claimtable.corpus.store.writer import Writer

Engine = Callable[[Iterator[Work]], Iterator[Outcome]]
"""Does errands; yields their outcomes in the order of the errands."""

Progress = Callable[[Work], None]

COMMIT_ARTICLES = 512
COMMIT_BYTES = 32 << 20
COMMIT_SECONDS = 30.0
"""A part is written at the first of these: what a kill can cost, against how many files a store
of a million articles has."""


class Sink(Protocol):
    """Where a table alone goes."""

    def write(self, claims: pa.Table) -> None:
        """Add rows."""


def run_to_store(
    paths: Sequence[str],
    store: Store,
    engine: Engine,
    made_with: dict[str, str],
    summary: Summary,
    *,
    redo: bool = False,
    wait: bool = True,
    tell: Callable[[str], None] = print,
    progress: Progress = lambda work: None,
) -> None:
    """Extract inputs into a store; what is done already is left out.

    Args:
        paths: Files, folders, patterns, ``-``.
        store: Where to.
        engine: What does the work.
        made_with: Versions and settings, kept with every part.
        summary: Filled in as the run goes.
        redo: True does again what is done.
        wait: What to do while another run writes to the store: wait or be refused.
        tell: Called with lines to show at once.
        progress: Called with each errand that is done.

    Raises:
        StoreError: The store cannot be written; what was written before stays good.
        KeyboardInterrupt: After Ctrl-C; what was done by then is in the store.
    """
    with store.writing(wait=wait, on_wait=tell) as writer:
        for line in writer.mended:
            tell(line)
        planner = Planner(writer, dict(store.state.inputs), redo, summary)
        run = _StoreRun(writer, summary, made_with, redo)
        try:
            for outcome in engine(planner.plan(paths)):
                run.take(outcome)
                progress(outcome.work)
        except StoreError:
            raise
        except BaseException:
            run.commit()
            raise
        run.commit()


def run_to_sink(
    paths: Sequence[str],
    sink: Sink,
    engine: Engine,
    summary: Summary,
    *,
    progress: Progress = lambda work: None,
) -> None:
    """Extract inputs into a table alone, in the order of the inputs.

    Args:
        paths: Files, folders, patterns, ``-``.
        sink: Takes the rows.
        engine: What does the work.
        summary: Filled in as the run goes.
        progress: Called with each errand that is done.
    """
    seen: set[str] = set()
    planner = Planner(seen, {}, False, summary)
    for outcome in engine(planner.plan(paths)):
        for failure in outcome.failures:
            summary.fail(failure)
        articles, claims, dropped = _fresh(outcome, seen)
        seen.update(articles.column("article_id").to_pylist())
        summary.done_articles += dropped
        summary.count(articles.num_rows, claims)
        sink.write(claims)
        progress(outcome.work)


@dataclass(slots=True)
class _StoreRun:
    """Gathers outcomes until they are worth a part."""

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
    _failed: set[str] = field(default_factory=set)
    _since: float = field(default_factory=time.monotonic)
    _by_source: dict[str, set[str]] | None = None

    def take(self, outcome: Outcome) -> None:
        for failure in outcome.failures:
            self.summary.fail(failure)
            self._failed.add(failure.source.rpartition("#")[0] or failure.source)
            self._failed.add(failure.source)
        made = set(outcome.articles.column("article_id").to_pylist())
        known = self._taken if self.redo else _Either(self._taken, self.writer)
        articles, claims, dropped = _fresh(outcome, known)
        self._taken.update(articles.column("article_id").to_pylist())
        self.summary.done_articles += dropped
        self._waiting.append(Outcome(outcome.work, articles, claims))
        self._articles += articles.num_rows
        self._bytes += articles.nbytes + claims.nbytes
        for closing in outcome.work.closes:
            self._close(closing, made)
        if (
            self._articles >= COMMIT_ARTICLES
            or self._bytes >= COMMIT_BYTES
            or time.monotonic() - self._since >= COMMIT_SECONDS
        ):
            self.commit()

    def commit(self) -> None:
        """Write what has gathered as one part."""
        if self._articles or self._inputs or self._drop:
            articles, claims = join(self._waiting)
            self.writer.commit(
                articles, claims, inputs=self._inputs, drop=self._drop, made_with=self.made_with
            )
            self.summary.count(articles.num_rows, claims)
            self.summary.replaced += len(self._drop)
        self._waiting, self._articles, self._bytes = [], 0, 0
        self._inputs, self._drop = {}, set()
        self._since = time.monotonic()

    def _close(self, closing: Closing, made: set[str]) -> None:
        """Note that an input is done; what a changed one no longer holds leaves the store."""
        if closing.source in self._failed:
            return
        self._inputs[closing.source] = closing.sha256
        if closing.changed:
            self._drop |= self._of(closing.source) - closing.kept - made - self._taken

    def _of(self, source: str) -> set[str]:
        """Ids of the articles in the store that came from an input."""
        if self._by_source is None:
            self._by_source = {}
            for key, name in self.writer.store.sources():
                base = name.rpartition("#")[0] or name
                for each in {name, base}:
                    self._by_source.setdefault(each, set()).add(key)
        return self._by_source.get(source, set())


@dataclass(frozen=True, slots=True)
class _Either:
    """Membership in one or the other."""

    first: set[str]
    second: Writer

    def __contains__(self, key: object) -> bool:
        return key in self.first or (isinstance(key, str) and key in self.second)


def _fresh(outcome: Outcome, known: set[str] | _Either) -> tuple[pa.Table, pa.Table, int]:
    """Drop the articles that are known, and repeats within the outcome.

    Returns:
        Articles, claims, and how many articles were dropped.
    """
    ids = outcome.articles.column("article_id").to_pylist()
    first: set[str] = set()
    keep = []
    for key in ids:
        keep.append(key not in known and key not in first)
        first.add(key)
    if all(keep):
        return outcome.articles, outcome.claims, 0
    articles = outcome.articles.filter(pa.array(keep, pa.bool_()))
    kept_ids = articles.column("article_id").combine_chunks()
    # The claims of a repeat within the outcome stand next to those of its first: same ids.
    mask = pc.is_in(outcome.claims.column("article_id"), value_set=kept_ids)
    claims = outcome.claims.filter(mask)
    return articles, _first_rows(claims) if len(ids) != len(first) else claims, keep.count(False)


def _first_rows(claims: pa.Table) -> pa.Table:
    """The first row of each claim id, in order."""
    seen: set[str] = set()
    keep = []
    for key in claims.column("claim_id").to_pylist():
        keep.append(key not in seen)
        seen.add(key)
    return claims.filter(pa.array(keep, pa.bool_()))
