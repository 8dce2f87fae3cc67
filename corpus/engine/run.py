"""One run: inputs through an engine into a store or a file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

import pyarrow as pa

from claimtable.corpus.engine.gather import Gatherer, fresh
from claimtable.corpus.engine.plan import Planner
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.versions import change
from claimtable.corpus.engine.work import Outcome, Work
from claimtable.corpus.store import Store, StoreError

Engine = Callable[[Iterator[Work]], Iterator[Outcome]]
"""Does errands; yields their outcomes in the order of the errands."""


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
    progress: Progress,
    *,
    redo: bool = False,
    wait: bool = True,
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
        progress: Told of what is done and of what there is to say.

    Raises:
        StoreError: The store cannot be written; what was written before stays good.
        KeyboardInterrupt: After Ctrl-C; what was done by then is in the store.
    """
    with store.writing(wait=wait, on_wait=progress.tell) as writer:
        for line in writer.mended:
            progress.tell(line)
        _tell_change(store, made_with, redo, progress)
        run = Gatherer(writer, summary, made_with, redo)
        planner = Planner(
            writer, dict(store.state.inputs), redo, summary, progress.advance, run.twin
        )
        try:
            for outcome in engine(planner.plan(paths)):
                progress.advance(outcome.work.weight, outcome.articles.num_rows)
                run.take(outcome)
        except StoreError:
            raise
        except BaseException:
            run.commit()
            raise
        run.commit()


def _tell_change(store: Store, made_with: dict[str, str], redo: bool, progress: Progress) -> None:
    """Say so where the store holds claims that other versions or settings made."""
    others = [part for part in store.parts if part.made_with != made_with]
    if others and not redo:
        count = sum(part.articles.rows for part in others)
        what = change(others[-1].made_with, made_with)
        progress.tell(
            f"{count:,} articles in the store were made otherwise ({what}); --redo renews them"
        )


def run_to_sink(
    paths: Sequence[str],
    sink: Sink,
    engine: Engine,
    summary: Summary,
    progress: Progress,
) -> None:
    """Extract inputs into a table alone, in the order of the inputs.

    Args:
        paths: Files, folders, patterns, ``-``.
        sink: Takes the rows.
        engine: What does the work.
        summary: Filled in as the run goes.
        progress: Told of what is done.
    """
    seen: set[str] = set()

    def twin(article_id: str, source: str) -> None:
        summary.done_articles += 1

    planner = Planner(seen, {}, False, summary, progress.advance, twin)
    for outcome in engine(planner.plan(paths)):
        for failure in outcome.failures:
            summary.fail(failure)
        articles, claims, twins = fresh(outcome, seen)
        seen.update(articles.column("article_id").to_pylist())
        summary.done_articles += len(twins)
        summary.count(articles.num_rows, claims)
        sink.write(claims)
        progress.advance(outcome.work.weight, articles.num_rows)
