"""What claims cost beside the base pipeline, and where the time goes.

    python -m tests.bench.bench_claims [ARTICLES]

The goal: under 8 % of the base pipeline's time, growing with the text and no faster.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
import time
from collections.abc import Callable

from spacy.tokens import Doc

from claimtable.nlp.claims.component import ClaimFinder
from claimtable.nlp.periods.find import find_periods
from claimtable.nlp.pipeline import load_base
from tests.bench.corpus import articles

ROUNDS = 5


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """CPU seconds of the quickest of several calls."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    return min(spent)


def main(limit: int) -> None:
    """Print the shares."""
    nlp = load_base()
    nlp.add_pipe("claimtable_blocks", first=True)
    texts = articles(limit)
    docs: list[Doc] = list(nlp.pipe(texts))
    finder = ClaimFinder()
    words = sum(len(text.split()) for text in texts)
    base = best(lambda: list(nlp.pipe(texts)), 3)
    claims = best(lambda: [finder(doc) for doc in docs])
    periods = best(lambda: [find_periods(text) for text in texts])
    print(f"{words} words, {sum(len(doc.spans['claims']) for doc in docs)} claims")
    print(f"base pipeline  {1e6 * base / words:6.1f} µs a word")
    print(f"claims         {1e6 * claims / words:6.1f} µs a word, {100 * claims / base:.1f} %")
    print(f"  of it periods {1e6 * periods / words:5.1f} µs a word")
    long = nlp("\n".join(texts[: limit // 2]))
    share = best(lambda: finder(long)) / claims
    print(f"half of the text as one Doc takes {100 * share:.0f} % of the time of all")
    profile = cProfile.Profile()
    profile.runcall(lambda: [finder(doc) for doc in docs])
    pstats.Stats(profile).sort_stats("tottime").print_stats(14)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
