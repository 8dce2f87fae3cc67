"""The engine without processes of its own: the work is done where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator

from claimtable.corpus.engine.work import Outcome, Setup, Work
from claimtable.corpus.engine.worker import pipeline, process


def inline(setup: Setup, works: Iterator[Work]) -> Iterator[Outcome]:
    """Do errands one after the other in this process.

    Nothing guards against an article that kills or hangs the process; the pool does.

    Args:
        setup: How to make the pipeline; it is loaded when the first errand comes.
        works: The errands.

    Yields:
        Their outcomes, in order.
    """
    nlp = None
    for work in works:
        if work.items and nlp is None:
            nlp = pipeline(setup)
        yield Outcome(work) if nlp is None else process(work, nlp)
