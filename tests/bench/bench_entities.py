"""Time of the entity resolver against the base pipeline, on made-up news.

python -m tests.bench.bench_entities
"""

from __future__ import annotations

import time
from collections.abc import Callable

from claimtable.nlp.entities.component import EntityResolver
from claimtable.nlp.pipeline import load_base

TEXT = (
    "Northwind Traders Inc. said on 3 March 2025 that its TB-450 pump sells well in Kenya and "
    "Oslo. Analyst Hannah Walker of Globex expects Northwind to hire. The Ministry of Fisheries "
    "and Ports (MFP) agreed. Shares of Initech, a rival of Northwind, fell by a tenth after the "
    "firm had told its staff that sales of the pump were slow and costs too high for the year.\n"
)


def seconds(run: Callable[[], object]) -> float:
    """CPU time of one run, the best of three."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        run()
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    """Print microseconds a word."""
    nlp = load_base()
    nlp.add_pipe("claimtable_blocks", first=True)
    text = TEXT * 8
    words = len(text.split()) * 40

    base = seconds(lambda: list(nlp.pipe([text] * 40)))
    resolver = EntityResolver()
    docs = list(nlp.pipe([text] * 40))
    resolved = seconds(lambda: [resolver(doc) for doc in docs])
    for name, taken in (("base pipeline", base), ("resolver", resolved)):
        print(f"{name:15} {taken / words * 1e6:6.1f} µs a word, {taken / base:4.0%} of the base")


if __name__ == "__main__":
    main()
