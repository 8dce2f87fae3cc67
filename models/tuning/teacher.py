r"""Tune all-mpnet-base-v2 on the labelled corpus: one of the student's teachers.

    python -m claimtable.models.tuning.teacher corpus/labelled/*.jsonl \
        --candidates candidates.jsonl -o a.pt

All twelve layers learn, the lower ones more slowly. A first generation learns the corpus alone.
A second one also learns the candidates, of which the first generation's mean says what they are
(a noisy student, Xie et al. 2019, arXiv:1911.04252). Writes the weights and, beside them with the
ending ``.npz``, what the teacher says of the corpus and of the candidates.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from claimtable.models.tuning.network import MPNET, Classifier
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
    optimiser,
    pairs_of,
    read_candidates,
    step,
    targets,
    tell,
    texts_of,
    tokenizer,
)
from claimtable.models.tuning.variants import Text, Variants
from claimtable.models.tuning.weights import mpnet

DROP = 0.1
HEAD_RATE = 1e-3
LAYER_DECAY = 0.93
"""Rate of a layer against that of the layer above."""
WARM = 0.1
LEAST = 0.02
SOFTENING = 1.3
"""Temperature of the first generation's probabilities of candidates."""
SAID = 0.4
"""Share of a corpus unit's target that is what the first generation says of it."""

Shares = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Course:
    """How a teacher is tuned.

    Attributes:
        epochs: Times it sees each row; may end in the middle of one.
        rate: Learning rate of the uppermost layer.
        varied: Share of rows that are replaced by a variant, drawn anew in each epoch.
        batch: Rows a step.
        seed: Of weights, batches and variants.
    """

    epochs: float
    rate: float
    varied: float
    batch: int
    seed: int


def fresh() -> Classifier:
    """Load the published weights below a random linear layer; its embeddings do not learn."""
    model = Classifier(MPNET, drop=DROP)
    model.network.load_state_dict(mpnet())
    model.network.freeze_embeddings()
    return model


def tune(
    model: Classifier, texts: Sequence[Text], wanted: Shares, course: Course, where: str
) -> None:
    """Let a classifier learn.

    Args:
        model: Who learns, on that device.
        texts: Rows.
        wanted: Share of each class, shape (rows, 5).
        course: How.
        where: Device.
    """
    rng, random = np.random.default_rng(course.seed), Random(course.seed)  # noqa: S311
    pieces = tokenizer()
    vary = Variants(texts)
    steps = int(course.epochs * (len(texts) // course.batch + 1))
    layers = list(model.network.layers)
    rates = [course.rate * LAYER_DECAY**i for i in reversed(range(len(layers)))]
    parts = [model.classify, *layers]
    adam, schedule = optimiser(parts, [HEAD_RATE, *rates], steps, WARM * steps, LEAST)
    model.train()
    done = 0
    while done < steps:
        shown = [vary(t, random) if random.random() < course.varied else t for t in texts]
        pairs = pairs_of(pieces, shown)
        for rows in batches(lengths_of(pairs), course.batch, rng)[: steps - done]:
            with half_precision(where):
                scores, _ = model(batch_of([pairs[r] for r in rows], MPNET, where))
            loss = cross_entropy(torch.from_numpy(wanted[rows]).to(where), scores)
            step(loss, model, adam, schedule)
            done += 1


def soften(paths: Sequence[Path], corpus: Shares, candidates: int) -> Shares:
    """Mix what an earlier generation says into the targets.

    Args:
        paths: What its teachers said, as `main` writes it.
        corpus: Targets of the corpus from its labels, shape (units, 5).
        candidates: How many candidates there are.

    Returns:
        Targets of shape (units + candidates, 5).

    Raises:
        SystemExit: Its teachers were asked about other rows.
    """
    said = [np.load(path) for path in paths]
    for path, one in zip(paths, said, strict=True):
        if (len(one["corpus"]), len(one["candidates"])) != (len(corpus), candidates):
            raise SystemExit(f"{path}: made with another corpus or other candidates")
    own = np.mean([np.exp(one["corpus"]) for one in said], axis=0)
    other = np.mean([np.exp(one["candidates"] / SOFTENING) for one in said], axis=0)
    other /= other.sum(axis=1, keepdims=True)
    mixed = np.concatenate([(1 - SAID) * corpus + SAID * own, other])
    return mixed.astype(np.float32)


def main() -> None:
    """Read arguments, tune, write the weights and what the teacher says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("--soft", nargs="+", type=Path, help=".npz files of an earlier generation")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a .pt file")
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--rate", type=float, default=3e-5)
    parser.add_argument("--varied", type=float, default=0.5)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--device", help="cuda or cpu")
    parser.add_argument("--limit", type=int, help="units and candidates, to try the script")
    a = parser.parse_args()
    where = device(a.device)
    torch.manual_seed(a.seed)
    learn, held = learn_and_held(a.data, a.limit)
    corpus = texts_of(learn.contexts)
    candidates = texts_of(read_candidates(a.candidates, a.limit))
    texts, wanted = corpus, targets(learn)
    if a.soft:
        texts, wanted = corpus + candidates, soften(a.soft, wanted, len(candidates))
    model = fresh().to(where)
    tune(model, texts, wanted, Course(a.epochs, a.rate, a.varied, a.batch, a.seed), where)
    pieces = tokenizer()
    rows = {"corpus": corpus, "candidates": candidates, "held": texts_of(held.contexts)}
    said: dict[str, Any] = {
        name: judge(model, pairs_of(pieces, some), where).scores for name, some in rows.items()
    }
    tell(a.output.stem, held, said["held"])
    np.savez(a.output.with_suffix(".npz"), **said)
    torch.save(halved(model), a.output)


if __name__ == "__main__":
    main()
