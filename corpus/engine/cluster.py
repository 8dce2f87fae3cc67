"""The engine on Ray: the same errands, done by actors on the machines of a cluster.

Notes for a newcomer: errands go out in waves through Ray Data, so that what waits in memory stays
bounded. Each actor keeps a `Crew` of one worker process, so an article that kills or hangs is
dealt with there exactly as on one machine, and Ray never sees it. Machines share the files: paths
must mean the same on all of them. The driver alone writes to the store.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from importlib import import_module
from itertools import islice
from typing import Any

import numpy as np

from claimtable.corpus.engine.pool import Crew, EngineError
from claimtable.corpus.engine.work import Limits, Outcome, Setup, Work

_WAVE = 2_000
"""Errands in a wave: some 100 MB of text."""


def on_ray(
    setup: Setup, works: Iterator[Work], *, workers: int | None, limits: Limits
) -> Iterator[Outcome]:
    """Do errands on Ray.

    Joins the cluster that ``RAY_ADDRESS`` names, or starts Ray on this machine.

    Args:
        setup: How each worker makes its pipeline.
        works: The errands.
        workers: How many actors at most; None takes one a CPU of the cluster.
        limits: Time and memory that a worker may use.

    Yields:
        Outcomes, in the order of the errands.

    Raises:
        EngineError: Ray is not installed, or the pipeline cannot be loaded.
    """
    try:
        ray: Any = import_module("ray")
        data: Any = import_module("ray.data")
    except ImportError as error:
        raise EngineError("--engine ray needs Ray: pip install 'claimtable[ray]'") from error
    if not ray.is_initialized():
        here = {} if "RAY_ADDRESS" in os.environ else {"num_cpus": workers or os.cpu_count()}
        ray.init(include_dashboard=False, log_to_driver=False, logging_level="error", **here)
    data.DataContext.get_current().enable_progress_bars = False
    count = workers or max(1, int(ray.cluster_resources().get("CPU", 1)))
    for wave in _waves(works):
        yield from _wave(data, wave, setup, min(count, len(wave)), limits)


class _Actor:
    """Does errands in a process of its own."""

    def __init__(self, setup: Setup, limits: Limits) -> None:
        self._crew = Crew(setup, 1, limits)

    def __call__(self, batch: dict[str, np.ndarray]) -> dict[str, Any]:
        works = [pickle.loads(data) for data in batch["work"]]  # noqa: S301  (our own bytes)
        try:
            made: list[object] = list(self._crew.run(iter(works)))
        except EngineError as error:
            made = [error] * len(works)
        return {"number": batch["number"], "outcome": [pickle.dumps(each) for each in made]}

    def __del__(self) -> None:
        self._crew.close()


def _waves(works: Iterator[Work]) -> Iterator[list[Work]]:
    while wave := list(islice(works, _WAVE)):
        yield wave


def _wave(
    data: Any, wave: list[Work], setup: Setup, actors: int, limits: Limits
) -> Iterator[Outcome]:
    """Outcomes of a wave, each as soon as all before it are there."""
    rows = [{"number": i, "work": pickle.dumps(work)} for i, work in enumerate(wave)]
    outcomes = data.from_items(rows, override_num_blocks=len(rows)).map_batches(
        _Actor,
        fn_constructor_args=(setup, limits),
        batch_size=1,
        compute=data.ActorPoolStrategy(size=actors),
    )
    early: dict[int, Outcome] = {}
    for row in outcomes.iter_rows():
        made = pickle.loads(row["outcome"])  # noqa: S301  (our own bytes)
        if isinstance(made, EngineError):
            raise made
        early[row["number"]] = made
        while (number := len(wave) - len(rows)) in early:
            yield early.pop(number)
            rows.pop()
