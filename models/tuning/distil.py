r"""Teach MiniLM what the teachers say of a pool of variants.

    python -m claimtable.models.tuning.distil corpus/labelled/*.jsonl --pools pool?.npz \
        -o student.pt

The student learns the teachers' probabilities, softened (Hinton et al. 2015, arXiv:1503.02531),
the direction of a teacher's vectors, and now and then labels of the corpus.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from claimtable.models.tuning.label import Pool
from claimtable.models.tuning.network import MINILM, MPNET, Classifier, keep_layers
from claimtable.models.tuning.rows import (
    batch_of,
    batches,
    cross_entropy,
    device,
    half_precision,
    halved,
    judge,
    learn_and_held,
    lengths_of,
    load_halved,
    optimiser,
    pairs_of,
    step,
    targets,
    tell,
    texts_of,
    tokenizer,
)
from claimtable.models.tuning.weights import minilm
from claimtable.models.units import Units

HEAD_RATE = 2e-3
WARM = 400
LEAST = 0.01
LABELS_EVERY = 4
"""Of so many steps, one also learns labels of the corpus."""
REPORTS = 4


@dataclass(frozen=True, slots=True)
class Course:
    """How a student is taught.

    Attributes:
        steps: How many steps.
        rate: Learning rate of the layers.
        batch: Variants a step; half as many corpus units.
        softening: Temperature of the probabilities.
        vector: Weight of the vectors' direction.
        labels: Weight of the corpus's labels.
        seed: Of weights and batches.
    """

    steps: int
    rate: float
    batch: int
    softening: float
    vector: float
    labels: float
    seed: int


def fresh(layers: list[int], start: Path | None) -> Classifier:
    """Make a student of some layers of MiniLM; its embeddings do not learn.

    Args:
        layers: Which to keep, from 0.
        start: An earlier student whose weights to start from; the published ones by default.
    """
    model = Classifier(MINILM, len(layers))
    weights = minilm()
    if start:
        prefix = "network."
        found = load_halved(start)
        weights = {k[len(prefix) :]: v for k, v in found.items() if k.startswith(prefix)}
    model.network.load_state_dict(keep_layers(weights, layers))
    model.network.freeze_embeddings()
    return model


class Lessons:
    """What a student is shown: the pool, and the labels of the corpus."""

    def __init__(self, pool: Pool, learn: Units, course: Course, where: str) -> None:
        """Soften the pool's probabilities, cut the corpus into pieces."""
        scores = torch.from_numpy(pool.scores.astype(np.float32))
        self.pool, self.course, self.where = pool, course, where
        self.said = (scores / course.softening).softmax(dim=1)
        self.corpus = pairs_of(tokenizer(), texts_of(learn.contexts))
        self.labels = torch.from_numpy(targets(learn))
        self.towards_teacher = nn.Linear(MINILM.width, MPNET.width).to(where)

    def of_pool(self, model: Classifier, rows: Any) -> Any:
        """Loss of some variants: probabilities and direction."""
        softening = self.course.softening
        with half_precision(self.where):
            pairs = [self.pool.pairs[r] for r in rows]
            scores, vectors = model(batch_of(pairs, MINILM, self.where))
        said = self.said[rows].to(self.where)
        directions = torch.from_numpy(self.pool.vectors[rows]).to(self.where).float()
        turned = self.towards_teacher(vectors.float())
        apart = 1 - functional.cosine_similarity(turned, directions)
        # Softening divides the gradient by its square (Hinton et al. 2015, section 2.1).
        soft = cross_entropy(said, scores.float() / softening) * softening**2
        return soft + self.course.vector * apart.mean()

    def of_corpus(self, model: Classifier, rows: Any) -> Any:
        """Loss of some corpus units: labels."""
        with half_precision(self.where):
            pairs = [self.corpus[r] for r in rows]
            scores, _ = model(batch_of(pairs, MINILM, self.where))
        return self.course.labels * cross_entropy(self.labels[rows].to(self.where), scores)


def teach(model: Classifier, lessons: Lessons, held: Units) -> None:
    """Let a student learn; say four times how well it does."""
    course, where = lessons.course, lessons.where
    rng = np.random.default_rng(course.seed)
    held_pairs = pairs_of(tokenizer(), texts_of(held.contexts))
    parts = [model.classify, lessons.towards_teacher, *model.network.layers]
    rates = [HEAD_RATE, HEAD_RATE, *(course.rate for _ in model.network.layers)]
    adam, schedule = optimiser(parts, rates, course.steps, WARM, LEAST)
    lengths = lengths_of(lessons.pool.pairs)
    report = max(1, course.steps // REPORTS)
    done = 0
    while done < course.steps:
        for rows in batches(lengths, course.batch, rng)[: course.steps - done]:
            model.train()
            loss = lessons.of_pool(model, rows)
            if course.labels and done % LABELS_EVERY == 0:
                some = rng.integers(0, len(lessons.corpus), course.batch // 2)
                loss = loss + lessons.of_corpus(model, some)
            step(loss, model, adam, schedule)
            done += 1
            if done % report == 0:
                tell(f"step {done}", held, judge(model, held_pairs, where).scores)


def main() -> None:
    """Read arguments, teach, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument("--pools", nargs="+", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .pt file")
    parser.add_argument("--layers", type=int, nargs="+", default=list(range(MINILM.layers)))
    parser.add_argument("--start", type=Path, help="a student to start from")
    parser.add_argument("--steps", type=int, default=12_000)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--softening", type=float, default=1.5)
    parser.add_argument("--vector", type=float, default=1.0)
    parser.add_argument("--labels", type=float, default=0.15)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", help="cuda or cpu")
    parser.add_argument("--limit", type=int, help="units, to try the script")
    a = parser.parse_args()
    where = device(a.device)
    torch.manual_seed(a.seed)
    learn, held = learn_and_held(a.data, a.limit)
    course = Course(a.steps, a.rate, a.batch, a.softening, a.vector, a.labels, a.seed)
    model = fresh(a.layers, a.start).to(where)
    teach(model, Lessons(Pool.read(a.pools), learn, course, where), held)
    torch.save(halved(model), a.output)


if __name__ == "__main__":
    main()
