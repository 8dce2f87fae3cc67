r"""Make a pool of variants of candidates and corpus, and let the teachers say what each is.

    python -m claimtable.models.tuning.label corpus/labelled/*.jsonl --candidates candidates.jsonl \
        --teachers g2.pt g3.pt c.pt -o pool1.npz --seed 1

The first teacher also gives its vectors.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from numpy.typing import NDArray
from torch.nn import functional

from claimtable.models.classes import CLASSES
from claimtable.models.tuning.network import MPNET, Classifier
from claimtable.models.tuning.rows import (
    Pair,
    device,
    judge,
    learn_and_held,
    load_halved,
    pairs_of,
    read_candidates,
    texts_of,
    tokenizer,
)
from claimtable.models.tuning.variants import Text, Variants, word_lists
from claimtable.models.tuning.weights import mpnet

CANDIDATES = 0.62
"""Share of the pool that is made from candidates; the rest from the corpus."""
VARIED = 0.88
"""Share of the pool that is a variant; the rest is as it was."""
NEAR_WORDS = 10
CHUNK = 5000
"""Variants that one process makes in one go."""
WORDS_AT_ONCE = 2048
LEAST = 1e-8
"""Keeps the logarithm of a probability finite."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Variants and what the teachers say of them.

    Attributes:
        pairs: Their pieces.
        scores: Log of the teachers' mean probability, shape (variants, 5).
        vectors: The first teacher's vectors, shape (variants, 768).
    """

    pairs: list[Pair]
    scores: NDArray[np.float16]
    vectors: NDArray[np.float16]

    def write(self, path: Path) -> None:
        """Write a .npz file."""
        columns: dict[str, Any] = {"scores": self.scores, "vectors": self.vectors}
        for name, side in (("claims", 0), ("surroundings", 1)):
            columns[name] = np.concatenate([pair[side] for pair in self.pairs])
            columns[f"{name}_sizes"] = np.array([len(pair[side]) for pair in self.pairs], np.int32)
        np.savez(path, **columns)

    @classmethod
    def read(cls, paths: Sequence[Path]) -> Pool:
        """Read .npz files into one pool."""
        pairs: list[Pair] = []
        files = [np.load(path) for path in paths]
        for file in files:
            claims, around = (
                np.split(file[name], np.cumsum(file[f"{name}_sizes"])[:-1])
                for name in ("claims", "surroundings")
            )
            pairs += zip(claims, around, strict=True)
        scores, vectors = (
            np.concatenate([f[name] for f in files]) for name in ("scores", "vectors")
        )
        return cls(pairs, scores, vectors)


def near_words(texts: Sequence[str], where: str) -> dict[str, list[str]]:
    """Find, for each word that is one piece, those nearest in MPNet's table of pieces.

    Args:
        texts: Words of these are taken, in lower case.
        where: Device.

    Returns:
        `NEAR_WORDS` words a word, the nearest first.
    """
    numbers = tokenizer().get_vocab()
    seen = Counter(w for text in texts for w in re.findall(r"[a-z]{3,}", text.lower()))
    never = set(word_lists()["never_replaced"])
    words = [word for word in seen if word in numbers and word not in never]
    table = mpnet()["piece.weight"].to(where)
    rows = table[[numbers[word] + MPNET.offset for word in words]] - table.mean(dim=0)
    rows = functional.normalize(rows, dim=1)
    out = {}
    for i in range(0, len(words), WORDS_AT_ONCE):
        nearness = rows[i : i + WORDS_AT_ONCE] @ rows.T
        count = min(NEAR_WORDS + 1, len(words))
        nearest = nearness.topk(count, dim=1).indices.cpu().tolist()
        for word, found in zip(words[i : i + WORDS_AT_ONCE], nearest, strict=True):
            out[word] = [words[j] for j in found[1:]]
    return {word: near for word, near in out.items() if near}


class Maker:
    """Makes variants in a worker process.

    Attributes:
        corpus: Units of the labelled corpus.
        candidates: Claims of real articles.
        near: Words that may stand for a word.
    """

    def __init__(
        self, corpus: list[Text], candidates: list[Text], near: dict[str, list[str]]
    ) -> None:
        """Keep what variants are made of."""
        self.corpus, self.candidates = corpus, candidates
        self.vary = Variants([*corpus, *candidates], near)
        self.pieces = tokenizer()

    def make(self, seed: int, count: int) -> list[Pair]:
        """Make some variants."""
        random = Random(seed)  # noqa: S311
        texts = []
        for i in range(count):
            source = self.candidates if i < int(count * CANDIDATES) else self.corpus
            text = random.choice(source)
            texts.append(self.vary(text, random) if random.random() < VARIED else text)
        return pairs_of(self.pieces, texts)


_maker: Maker | None = None


def _start(corpus: list[Text], candidates: list[Text], near: dict[str, list[str]]) -> None:
    global _maker
    _maker = Maker(corpus, candidates, near)


def _make(seed: int, count: int) -> list[Pair]:
    assert _maker is not None
    return _maker.make(seed, count)


def make_all(
    corpus: list[Text], candidates: list[Text], near: dict[str, list[str]], a: argparse.Namespace
) -> list[Pair]:
    """Make a pool's variants: the same ones whatever the number of processes."""
    counts = [min(CHUNK, a.size - start) for start in range(0, a.size, CHUNK)]
    seeds = [a.seed * 1000 + i for i in range(len(counts))]
    with ProcessPoolExecutor(
        a.processes, multiprocessing.get_context("spawn"), _start, (corpus, candidates, near)
    ) as workers:
        return [pair for some in workers.map(_make, seeds, counts) for pair in some]


def ask(teachers: Sequence[Path], pairs: list[Pair], where: str) -> Pool:
    """Take the mean of what teachers say, and the first one's vectors."""
    mean = np.zeros((len(pairs), len(CLASSES)), np.float32)
    vectors = None
    for path in teachers:
        model = Classifier(MPNET)
        model.load_state_dict(load_halved(path))
        said = judge(model.to(where), pairs, where)
        mean += np.exp(said.scores) / len(teachers)
        vectors = said.vectors if vectors is None else vectors
    assert vectors is not None
    return Pool(pairs, np.log(mean + LEAST).astype(np.float16), vectors)


def main() -> None:
    """Read arguments, make variants, ask the teachers, write the pool."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--teachers", nargs="+", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .npz file")
    parser.add_argument("--size", type=int, default=260_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--device", help="cuda or cpu")
    parser.add_argument("--limit", type=int, help="units and candidates, to try the script")
    a = parser.parse_args()
    where = device(a.device)
    corpus = texts_of(learn_and_held(a.data, a.limit)[0].contexts)
    candidates = texts_of(read_candidates(a.candidates, a.limit))
    near = near_words([text for text, _ in [*corpus, *candidates]], where)
    pool = ask(a.teachers, make_all(corpus, candidates, near, a), where)
    pool.write(a.output)
    counts = np.bincount(pool.scores.argmax(axis=1), minlength=len(CLASSES)).tolist()
    print(f"{a.output.stem}: {dict(zip(CLASSES, counts, strict=True))}", flush=True)


if __name__ == "__main__":
    main()
