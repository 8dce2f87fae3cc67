r"""Let a teacher practise on real claims and say what it makes of every row: advice for a student.

    python -m claimtable.models.tuning.advise corpus/labelled/*.jsonl \
        --as-real corpus/labelled/as-printed/*.jsonl \
        --candidates candidates.jsonl --start a.pt -o advice.npz

A teacher from `teacher.py` knows the corpus alone. Here its upper layers learn, once, what readers
said of real claims; the lower ones stay, which is three times as fast on a processor. It is no
better than a practised student, but errs elsewhere, and the mean of the two is better than either.
`practise.py --advice` lets the student learn from both labels and advice.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch

from claimtable.models.encoder import MAX_TOKENS
from claimtable.models.tuning.advice import write_advice
from claimtable.models.tuning.network import MPNET, Classifier
from claimtable.models.tuning.practise import (
    DROP,
    Course,
    Exercises,
    drawn,
    of_units,
    real_rows,
    together,
)
from claimtable.models.tuning.readings import Shares, read_readings
from claimtable.models.tuning.rows import (
    Pair,
    batch_of,
    batches,
    cross_entropy,
    device,
    half_precision,
    judge,
    lengths_of,
    load_halved,
    optimiser,
    pairs_of,
    read_candidates,
    step,
    tokenizer,
)
from claimtable.models.tuning.variants import Text

LAYER_DECAY = 0.93
"""Rate of a layer against that of the layer above."""
HEAD_FASTER = 10
"""Rate of the last linear layer against that of the uppermost other."""
WARM = 60
LEAST = 0.02


def start(path: Path, layers: int, where: str) -> Classifier:
    """Read a tuned teacher of which only the uppermost layers go on learning."""
    model = Classifier(MPNET, drop=DROP)
    model.load_state_dict(load_halved(path))
    model.network.drop = 0.0  # that of the embeddings
    for parameter in model.network.parameters():
        parameter.requires_grad = False
    for layer in list(model.network.layers)[-layers:]:
        for parameter in layer.parameters():
            parameter.requires_grad = True
    for layer in list(model.network.layers)[:-layers]:
        layer.drop = 0.0
    model.to(where)
    return model


def pieces_of(texts: Sequence[Text]) -> list[Pair]:
    """Cut texts into pieces, no longer than the student's."""
    return pairs_of(tokenizer(), texts, MAX_TOKENS - sum(len(part) for part in MPNET.frame))


def learn(model: Classifier, shown: Exercises, layers: int, course: Course, where: str) -> None:
    """Let the teacher learn rows once."""
    pairs, shares = pieces_of(shown.texts), torch.from_numpy(shown.shares)
    dealt = batches(lengths_of(pairs), course.batch, np.random.default_rng(course.seed))
    upper = list(model.network.layers)[-layers:]
    rates = [course.rate * LAYER_DECAY**i for i in reversed(range(layers))]
    parts = [model.classify, *upper]
    head = HEAD_FASTER * course.rate
    adam, schedule = optimiser(parts, [head, *rates], len(dealt), WARM, LEAST)
    model.train()
    for rows in dealt:
        with half_precision(where):
            scores, _ = model(batch_of([pairs[r] for r in rows], MPNET, where))
        step(cross_entropy(shares[rows].to(where), scores), model, adam, schedule)


def say(model: Classifier, texts: Sequence[Text], where: str) -> Shares:
    """Give a teacher's probabilities, shape (rows, 5)."""
    return np.exp(judge(model, pieces_of(texts), where).scores)


def main() -> None:
    """Read arguments, let the teacher learn, write its advice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument(
        "--as-real", nargs="+", type=Path, default=[], metavar="FILE", help="units learnt whole"
    )
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--readings", type=Path, help="by default those of the package")
    parser.add_argument("--start", type=Path, required=True, help="a tuned teacher")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .npz file")
    parser.add_argument("--layers", type=int, default=5, help="uppermost layers that learn")
    parser.add_argument("--units", type=int, default=5000, help="units of the corpus learnt too")
    parser.add_argument("--rate", type=float, default=4e-5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--device", help="cuda or cpu")
    parser.add_argument("--limit", type=int, help="units, to try the script")
    a = parser.parse_args()
    where = device(a.device)
    torch.manual_seed(a.seed)
    real, _ = real_rows(read_candidates(a.candidates, a.limit), read_readings(a.readings))
    if a.as_real:
        real = together(real, of_units(a.as_real, a.limit))
    own = of_units(a.data, a.limit)
    some = drawn(len(own.texts), min(a.units, len(own.texts)), np.random.default_rng(a.seed))
    learnt = together(real, Exercises([own.texts[i] for i in some], own.shares[some]))
    model = start(a.start, a.layers, where)
    learn(model, learnt, a.layers, Course(1, a.rate, a.batch, 1, a.seed), where)
    texts = [*real.texts, *own.texts]
    write_advice(a.output, texts, say(model, texts, where))


if __name__ == "__main__":
    main()
