"""The life of a worker process."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path

from claimtable.corpus.articles import Article
from claimtable.corpus.engine.work import Setup, Work
from claimtable.corpus.lean import arrow_without_pandas

OUT_OF_MEMORY = 86
"""Exit status of a worker that could not get memory."""

_GRACE_SECONDS = 10.0
_WARMUP = "Sales rose 5% to $3 million, more than last year."
"""Makes every component load what it loads late, before the first errand's time runs."""


def serve(line: Connection, setup: Setup, growth: int) -> None:
    """Load the pipeline, then do errands until the line ends.

    Args:
        line: To the pool. It brings a `Work` and the seconds allowed for it, and takes a kind of
            message with an `Outcome` or a text.
        setup: How to make the pipeline.
        growth: Bytes by which the process may grow after its first errand; it retires then, and
            the pool starts another.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pool, which ends the workers
    os.dup2(2, 1)  # standard output is for results
    from claimtable.corpus.engine.worker import pipeline, process

    arrow_without_pandas()
    try:
        nlp = pipeline(setup)
        process(Work((Article(_WARMUP),)), nlp)
    except Exception as error:
        line.send(("cannot load", " ".join(str(error).split()) or repr(error)))
        return
    try:
        line.send(("ready", None))
        first = None
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123  (os.devnull is no path)
            while True:
                work, seconds = line.recv()
                # The pool keeps the time; this is for the case that the pool is dead, and holds
                # even where C code does not give Python a turn.
                faulthandler.dump_traceback_later(seconds + _GRACE_SECONDS, exit=True, file=nowhere)
                # What an errand adds to the vocabulary goes with it; otherwise a worker would
                # grow with every new word of the corpus.
                with nlp.memory_zone():
                    outcome = process(work, nlp)
                faulthandler.cancel_dump_traceback_later()
                size = _memory()
                first = size if first is None else first
                outcome.work = Work(())  # the pool has it already
                line.send(("done and full" if size > first + growth else "done", outcome))
                del outcome
                if size > first + growth:
                    return
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (EOFError, BrokenPipeError, ConnectionError):
        return  # the pool has gone


def _memory() -> int:
    """Bytes of memory that this process holds; its peak where the system tells no more."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if sys.platform == "win32":
        return 0
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
