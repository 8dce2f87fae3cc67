"""The local engine: worker processes under supervision.

Notes for a newcomer: `Pool` is a generator around one loop. It deals errands to workers, waits
for whatever comes first (an answer, a death, a deadline) and yields outcomes in the order of the
errands. Workers are spawned, not forked, so it is the same on Linux, macOS and Windows, and load
the pipeline once. A worker that dies or hangs is replaced; the items of its errand are then tried
one by one, each alone, and one that brings its worker down again is listed as failed. At most
`Crew.window` errands are under way, so memory stays the same however large the corpus is.
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from claimtable.corpus.engine.serve import OUT_OF_MEMORY, serve
from claimtable.corpus.engine.work import Limits, Outcome, Setup, Work, join, name_of
from claimtable.corpus.readers.outcome import Failure

_AHEAD = 8
_MAX_BAD_STARTS = 3
_ONE_THREAD = {
    name: "1"
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
}


class EngineError(Exception):
    """No worker can be had; the message is one line that says why."""


def pool(
    setup: Setup, works: Iterator[Work], workers: int, limits: Limits | None = None
) -> Iterator[Outcome]:
    """Do errands in worker processes.

    Args:
        setup: How each worker makes its pipeline.
        works: The errands; drawn as workers become free.
        workers: How many processes at most; fewer are started when there is less to do.
        limits: Time and memory that a worker may use.

    Yields:
        Outcomes, in the order of the errands.

    Raises:
        EngineError: The pipeline cannot be loaded.
    """
    crew = Crew(setup, max(1, workers), limits or Limits())
    try:
        yield from crew.run(works)
    finally:
        crew.close()


@dataclass(slots=True)
class _Job:
    """An errand, or one item of an errand that brought a worker down."""

    number: int
    place: int
    work: Work
    alone: bool = False


@dataclass(slots=True)
class _Errand:
    """An errand under way and the outcomes of its pieces, by place."""

    work: Work
    missing: int = 1
    pieces: dict[int, Outcome] = field(default_factory=dict)

    def outcome(self) -> Outcome:
        pieces = [self.pieces[place] for place in sorted(self.pieces)]
        if len(pieces) == 1:
            return replace(pieces[0], work=self.work)
        articles, claims = join(pieces)
        failures = [failure for piece in pieces for failure in piece.failures]
        return Outcome(self.work, articles, claims, failures)


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    line: Connection
    deadline: float
    ready: bool = False
    job: _Job | None = None


@dataclass(slots=True)
class Crew:
    """Worker processes that stay from one `run` to the next, until they are closed.

    Attributes:
        setup: How each worker makes its pipeline.
        size: How many there are at most.
        limits: Time and memory that a worker may use.
    """

    setup: Setup
    size: int
    limits: Limits
    workers: list[_Worker] = field(default_factory=list)
    jobs: deque[_Job] = field(default_factory=deque)
    errands: dict[int, _Errand] = field(default_factory=dict)
    bad_starts: int = 0

    @property
    def window(self) -> int:
        """How many errands may be under way or wait for an earlier one to be done."""
        return 4 * self.size + _AHEAD

    def run(self, works: Iterator[Work]) -> Iterator[Outcome]:
        """Do errands; yields their outcomes in order.

        Raises:
            EngineError: The pipeline cannot be loaded.
        """
        drawn = given = 0
        more = True
        while True:
            while more and len(self.jobs) < self.size and drawn - given < self.window:
                work = next(works, None)
                if work is None:
                    more = False
                else:
                    self._take(drawn, work)
                    drawn += 1
            self._deal()
            while given in self.errands and not self.errands[given].missing:
                yield self.errands.pop(given).outcome()
                given += 1
            if not more and given == drawn:
                return
            if any(worker.job or not worker.ready for worker in self.workers):
                self._listen()

    def close(self) -> None:
        """End all workers at once; what they were at is lost."""
        for worker in self.workers:
            worker.line.close()
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.process.close()
        self.workers.clear()

    def _take(self, number: int, work: Work) -> None:
        if work.items:
            self.errands[number] = _Errand(work)
            self.jobs.append(_Job(number, 0, work))
        else:
            self.errands[number] = _Errand(work, 0, {0: Outcome(work)})

    def _deal(self) -> None:
        """Give jobs to free workers, and start workers for jobs that find none."""
        for worker in [w for w in self.workers if w.ready and w.job is None]:
            if not self.jobs:
                return
            job = self.jobs.popleft()
            worker.job = job
            worker.deadline = time.monotonic() + self.limits.allowed(job.work)
            try:
                worker.line.send((job.work, self.limits.allowed(job.work)))
            except (BrokenPipeError, ConnectionError):
                self._lost(worker, _death(worker.process))
        loading = sum(1 for worker in self.workers if not worker.ready)
        for _ in range(min(len(self.jobs) - loading, self.size - len(self.workers))):
            self._start()

    def _start(self) -> None:
        context = get_context("spawn")
        mine, theirs = context.Pipe()
        process = context.Process(
            target=serve, args=(theirs, self.setup, self.limits.growth), daemon=True
        )
        with _environment(_ONE_THREAD):
            process.start()
        theirs.close()
        deadline = time.monotonic() + self.limits.load_seconds
        self.workers.append(_Worker(process, mine, deadline))

    def _listen(self) -> None:
        """Wait for the first thing that happens, and see to it."""
        waiting = [worker for worker in self.workers if worker.job or not worker.ready]
        left = min(worker.deadline for worker in waiting) - time.monotonic()
        # An idle worker can die as well; its line ends then.
        lines: dict[Any, _Worker] = {worker.line: worker for worker in self.workers}
        for line in wait(list(lines), timeout=max(left, 0)):
            self._hear(lines[line])
        now = time.monotonic()
        for worker in [w for w in self.workers if (w.job or not w.ready) and w.deadline < now]:
            worker.process.kill()
            seconds = self.limits.allowed(worker.job.work) if worker.job else 0
            self._lost(worker, f"took longer than {seconds:.0f} seconds")

    def _hear(self, worker: _Worker) -> None:
        try:
            kind, message = worker.line.recv()
        except (EOFError, OSError):
            self._lost(worker, _death(worker.process))
            return
        if kind == "ready":
            worker.ready = True
            self.bad_starts = 0
        elif kind == "cannot load":
            raise EngineError(message)
        else:
            assert worker.job is not None
            self._done(worker.job, message)
            worker.job = None
            if kind == "done and full":
                self._drop(worker)

    def _done(self, job: _Job, outcome: Outcome) -> None:
        errand = self.errands[job.number]
        errand.pieces[job.place] = outcome
        errand.missing -= 1

    def _lost(self, worker: _Worker, reason: str) -> None:
        """See to what a dead worker was at."""
        self._drop(worker)
        job = worker.job
        if job is None:
            if not worker.ready:
                self.bad_starts += 1
                if self.bad_starts == _MAX_BAD_STARTS:
                    raise EngineError(f"workers die while they load the pipeline: {reason}")
        elif job.alone:
            failure = Failure(name_of(job.work.items[0]), f"given up: the worker {reason}")
            self._done(job, Outcome(job.work, failures=[failure]))
        else:
            count = len(job.work.items)
            share = job.work.weight // count
            self.errands[job.number].missing = count
            self.jobs.extendleft(
                _Job(job.number, place, Work((job.work.items[place],), share), alone=True)
                for place in reversed(range(count))
            )

    def _drop(self, worker: _Worker) -> None:
        self.workers.remove(worker)
        worker.line.close()
        worker.process.join(1)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _death(process: SpawnProcess) -> str:
    """Say how a process ended."""
    process.join(1)
    code = process.exitcode
    if code is None:
        return "fell silent"
    if code == OUT_OF_MEMORY:
        return "ran out of memory"
    if code >= 0:
        return f"ended with status {code}"
    with suppress(ValueError):
        name = signal.Signals(-code).name
        return f"was ended by {name}" + (" (out of memory?)" if name == "SIGKILL" else "")
    return f"was ended by signal {-code}"


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set variables for the processes started inside, unless the user has set them."""
    added = {name: value for name, value in values.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]
