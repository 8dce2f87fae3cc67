"""How a run grows: over workers, over articles, in memory, and what a corpus would cost.

    python -m tests.bench.bench_scale [ARTICLES…]

Wall time is measured from the first outcome to the last, so that loading the pipeline, which
happens once a worker, does not blur the rate; it is given apart.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from claimtable.corpus.engine.pool import pool
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.run import run_to_store
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Outcome, Setup, Work, name_of
from claimtable.corpus.lean import arrow_without_pandas
from claimtable.corpus.store import Store
from tests.bench.corpus import articles

SIZES = (100, 1_000, 10_000)
_SAMPLE_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took.

    Attributes:
        workers: Processes.
        articles: Articles done.
        words: Words of those after the first errand.
        start: Seconds until the first outcome.
        seconds: Wall seconds from the first outcome to the last.
        cpu: CPU seconds of the workers and of the parent.
        parent: CPU seconds of the parent alone: finding and hashing files, dealing out, writing.
        memory: Largest resident bytes of a worker.
        stored: Bytes of the store that it wrote.
    """

    workers: int
    articles: int
    words: int
    start: float
    seconds: float
    cpu: float
    parent: float
    memory: int
    stored: int

    @property
    def rate(self) -> float:
        """Words a wall second, without the first errand."""
        return self.words / self.seconds if self.seconds else 0.0


def corpus(folder: Path, count: int) -> dict[str, int]:
    """Write so many different articles: those of the labelled corpus, with a line of their own.

    Returns:
        The words of each, by its path.
    """
    texts = articles()
    words: dict[str, int] = {}
    for number in range(count):
        text = f"{texts[number % len(texts)]}\n\nDispatch {number} from our desk no{number:x}."
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        words[str(path)] = len(text.split())
    return words


def measure(count: int, workers: int, setup: Setup | None = None) -> Run:
    """Extract so many articles into a store with so many workers."""
    me = psutil.Process()
    read = memory = done = 0
    first = last = sampled = 0.0
    children: dict[int, float] = {}
    arrow_without_pandas()
    with tempfile.TemporaryDirectory() as place:
        news, path = Path(place) / "news", Path(place) / "store"
        news.mkdir()
        words = corpus(news, count)

        def engine(works: Iterator[Work]) -> Iterator[Outcome]:
            nonlocal read, memory, done, first, last, sampled
            for outcome in pool(setup or Setup(), works, workers):
                last = time.perf_counter()
                if first:
                    read += sum(words[name_of(item)] for item in outcome.work.items)
                first = first or last
                done += len(outcome.work.items)
                if last - sampled > _SAMPLE_SECONDS:
                    sampled = last
                    memory = max(memory, _look(me, children))
                yield outcome

        store = Store.open(path, create=True)
        progress = Progress(lambda weight, articles: None, print)
        before, begin = time.process_time(), time.perf_counter()
        run_to_store([str(news)], store, engine, {"bench": "1"}, Summary(), progress)
        parent = time.process_time() - before
        stored = sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    cpu = parent + sum(children.values())
    return Run(workers, done, read, first - begin, last - first, cpu, parent, memory, stored)


def _look(me: psutil.Process, children: dict[int, float]) -> int:
    """Note the CPU seconds of the workers; returns the resident bytes of the largest."""
    largest = 0
    for child in me.children():
        try:
            times = child.cpu_times()
            children[child.pid] = times.user + times.system
            largest = max(largest, child.memory_info().rss)
        except psutil.NoSuchProcess:
            continue
    return largest


def report(sizes: tuple[int, ...] = SIZES, workers: tuple[int, ...] = (1, 2)) -> str:
    """Measure, and write the figures as a Markdown section."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    middle = sizes[len(sizes) // 2]
    by_workers = [measure(middle, count) for count in workers]
    by_size = [measure(size, 1) if size != middle else by_workers[0] for size in sizes]
    lines = [
        "## Over workers and articles",
        "",
        f"On a machine with {cores} cores; {middle:,} articles:",
        "",
        "| workers | words a second | over one worker | parent's share of CPU | ready after |",
        "|---|---|---|---|---|",
        *(
            f"| {run.workers} | {run.rate:,.0f} | {run.rate / by_workers[0].rate:.2f} "
            f"| {run.parent / run.cpu:.1%} | {run.start:.1f} s |"
            for run in by_workers
        ),
        "",
        "| articles | words a second | largest worker | store |",
        "|---|---|---|---|",
        *(
            f"| {run.articles:,} | {run.rate:,.0f} | {run.memory / 1e6:,.0f} MB "
            f"| {run.stored / 1e6:,.1f} MB |"
            for run in by_size
        ),
        "",
        scale_model(by_size[-1], by_workers[-1]),
    ]
    return "\n".join(lines)


def scale_model(single: Run, several: Run) -> str:
    """What a corpus would cost, from the rates of a run.

    Core-hours grow with the articles; wall time is core-hours over cores at the efficiency of
    the run with several workers, plus the start. The parent hands out and writes alone, so no
    run is faster than its share of the time allows; that bound is where the machines of the
    Ray engine stop helping, and where a corpus should be cut into several stores.
    """
    cpu = single.cpu / single.articles
    parent = single.parent / single.articles
    fit = min(1.0, several.rate / single.rate / several.workers) if single.rate else 1.0
    stored = single.stored / single.articles
    lines = [
        "## What a corpus would cost",
        "",
        f"Fitted to the runs above: {cpu * 1000:.0f} core-milliseconds an article of "
        f"{single.words / max(1, single.articles):.0f} words, {parent * 1000:.1f} of them in the "
        f"one process that writes; {fit:.0%} efficiency with {several.workers} workers; "
        f"{stored / 1000:.1f} kB of store an article; {single.memory / 1e6:,.0f} MB a worker. "
        "Machines have 16 cores. An entry in brackets is bound by the one writer; cut such a "
        "corpus into as many stores as the figure in brackets says.",
        "",
        "| articles | core-hours | store | 1 machine | 10 machines | 100 | 1,000 |",
        "|---|---|---|---|---|---|---|",
    ]
    for power in range(4, 9):
        count = 10**power
        hours = count * cpu / 3600
        cells = [
            _wall(hours, count * parent / 3600, machines, fit) for machines in (1, 10, 100, 1000)
        ]
        size = count * stored / 1e9
        lines.append(f"| 10^{power} | {hours:,.1f} | {size:,.2f} GB | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _wall(hours: float, writer: float, machines: int, fit: float) -> str:
    """Wall time on so many machines; stores needed in brackets where one writer is too slow."""
    wall = hours / (16 * machines * fit)
    stores = -(-writer // wall) if wall else 1
    text = f"{wall:,.1f} h" if wall >= 1 else f"{wall * 60:,.1f} min"
    return text if stores <= 1 else f"{text} ({stores:,.0f})"


if __name__ == "__main__":
    print(report(tuple(map(int, sys.argv[1:])) or SIZES))
