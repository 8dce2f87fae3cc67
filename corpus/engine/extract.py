"""The job behind ``claimtable extract``: choose the engine and the place for the result."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Literal

from claimtable.corpus.engine.inline import inline
from claimtable.corpus.engine.pool import pool
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.run import Engine, run_to_sink, run_to_store
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.versions import settled, versions
from claimtable.corpus.engine.work import Limits, Outcome, Setup, Work
from claimtable.corpus.export import FORMATS, ExportError, open_sink
from claimtable.corpus.export.jsonl import Stream
from claimtable.corpus.store import Store

STANDARD_OUTPUT = "-"

_NOT_WRITTEN = frozenset(
    {".arrow", ".docx", ".feather", ".gz", ".htm", ".html", ".json", ".md", ".ods", ".pdf"}
    | {".tab", ".tsv", ".txt", ".xls", ".xml", ".zip"}
)
"""Suffixes that surely mean a file, not the folder of a store."""


@dataclass(frozen=True, slots=True)
class Options:
    """How to extract.

    Attributes:
        setup: The pipeline.
        redo: Whether what the store has is done again.
        wait: Whether to wait for another run that writes to the store, or be refused.
        workers: Processes to use; 0 does the work in this one, without a guard against articles
            that kill or hang it; None takes one a core.
        engine: Processes of this machine, or Ray.
        limits: What a worker may use.
    """

    setup: Setup
    redo: bool = False
    wait: bool = True
    workers: int | None = None
    engine: Literal["local", "ray"] = "local"
    limits: Limits = field(default_factory=Limits)


def extract_to(
    paths: Sequence[str],
    out: str,
    options: Options,
    summary: Summary,
    progress: Progress,
) -> None:
    """Extract inputs to a store, a file or standard output.

    Args:
        paths: Files, folders, patterns, ``-``.
        out: A store's folder; a file whose suffix tells a format; or ``-``.
        options: How.
        summary: Filled in as the run goes, so that it is true after an interruption, too.
        progress: Told of what is done and of what there is to say.

    Raises:
        StoreError: The store cannot be used.
        ExportError: The file cannot be written.
        OSError, ValueError: The pipeline cannot be loaded.
    """
    if Path(out).suffix.lower() in _NOT_WRITTEN and not Path(out).is_dir():
        known = " ".join(FORMATS)
        raise ExportError(f"{out}: cannot write that format; known are {known}, or a folder")
    options = replace(options, setup=settled(options.setup))
    engine = _engine(options)
    if out == STANDARD_OUTPUT:
        run_to_sink(paths, Stream(sys.stdout.buffer), engine, summary, progress)
    elif Path(out).suffix.lower() in FORMATS:
        with open_sink(out) as sink:
            run_to_sink(paths, sink, engine, summary, progress)
    else:
        run_to_store(
            paths,
            Store.open(out, create=True),
            engine,
            versions(options.setup),
            summary,
            redo=options.redo,
            wait=options.wait,
            progress=progress,
        )


def _engine(options: Options) -> Engine:
    if options.engine == "ray":
        from claimtable.corpus.engine.cluster import on_ray

        return partial(on_ray, options.setup, workers=options.workers, limits=options.limits)

    def local(works: Iterator[Work]) -> Iterator[Outcome]:
        return pool(options.setup, works, _workers(options.workers), options.limits)

    def here(works: Iterator[Work]) -> Iterator[Outcome]:
        return inline(options.setup, works)

    return here if options.workers == 0 else local


def _workers(wanted: int | None) -> int:
    """One a core that this process may use, unless told."""
    if wanted is not None:
        return wanted
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
