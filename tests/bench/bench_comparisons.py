"""What finding comparisons costs beside the parse it reads, and how it grows with length.

python -m tests.bench.bench_comparisons [ARTICLES]
"""

from __future__ import annotations

import sys
import time

import spacy
from spacy.tokens import Doc

from claimtable.nlp.comparisons.component import ComparisonFinder
from claimtable.nlp.pipeline import load_base
from tests.bench.corpus import articles

ROUNDS = 3
LIMIT = 0.15
"""Most of the parse's time that the component may cost."""
LENGTHS = (2_000, 4_000, 8_000, 16_000)
_DENSE = [
    "revenue",
    "rose",
    "from",
    "4",
    "to",
    "5",
    "while",
    "it",
    "is",
    "faster",
    "and",
    "cheaper",
    "than",
    "the",
    "best",
    "rivals",
    ",",
]


def share(texts: list[str]) -> float:
    """CPU time of the component over that of the parse on the same texts."""
    nlp = load_base()
    finder = ComparisonFinder()
    parsing, finding = [], []
    for _ in range(ROUNDS):
        start = time.process_time()
        docs = list(nlp.pipe(texts))
        parsing.append(time.process_time() - start)
        start = time.process_time()
        for doc in docs:
            finder(doc)
        finding.append(time.process_time() - start)
    return min(finding) / min(parsing)


def one_sentence(length: int, flat: bool) -> Doc:
    """One sentence without end, every clause of it a comparison.

    Args:
        length: Tokens.
        flat: Hang all tokens on the first; else each on the one before.
    """
    words = (_DENSE * (length // len(_DENSE) + 1))[:length]
    tags = ["JJR" if word.endswith("er") else "NN" for word in words]
    heads = [0 if flat else max(0, i - 1) for i in range(length)]
    deps = ["ROOT", *("conj" for _ in range(length - 1))]
    vocab = spacy.blank("en").vocab
    return Doc(vocab, words=words, tags=tags, heads=heads, deps=deps)


def growth(flat: bool) -> list[float]:
    """Microseconds a token for each of `LENGTHS`; level where the work is linear."""
    finder = ComparisonFinder()
    costs = []
    for length in LENGTHS:
        doc = one_sentence(length, flat)
        start = time.process_time()
        finder(doc)
        costs.append(1e6 * (time.process_time() - start) / length)
    return costs


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    found = share(articles(count))
    print(f"comparisons over parse: {found:.3f} (limit {LIMIT})")
    for flat in (True, False):
        costs = "  ".join(
            f"{length}: {cost:.1f}" for length, cost in zip(LENGTHS, growth(flat), strict=True)
        )
        print(f"microseconds a token by sentence length, {'flat' if flat else 'chain'}: {costs}")
    sys.exit(found > LIMIT)
