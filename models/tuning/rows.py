"""What teacher and student share: batches, targets, the schedule, a figure on held-out articles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from claimtable.models import metrics
from claimtable.models.classes import CLASSES
from claimtable.models.head import truth
from claimtable.models.units import Units, part_of, read

BATCH = 32
SMOOTHING = 0.05
"""Share of each target that is spread over all classes."""


def learn_and_held(paths: Sequence[Path]) -> tuple[Units, Units]:
    """Read the corpus: what the encoder may learn, and what tells how well it did.

    Articles written to avoid cue words (weight below one) do not transfer and are left out.

    Raises:
        SystemExit: A row is broken.
    """
    units, problems = read(list(paths))
    if problems:
        raise SystemExit(f"broken data: {problems[0]}")
    parts = [part_of(c.article) for c in units.contexts]
    natural = [weight >= 1 for weight in units.weights]
    learn = units.take(i for i, part in enumerate(parts) if part == "encoder" and natural[i])
    return learn, units.take(i for i, part in enumerate(parts) if part == "head")


def batches(lengths: Sequence[int], rng: np.random.Generator) -> list[list[int]]:
    """Deal rows into batches of like length, in random order."""
    rows = rng.permutation(len(lengths)).tolist()
    out = []
    for i in range(0, len(rows), BATCH * 20):
        block = sorted(rows[i : i + BATCH * 20], key=lengths.__getitem__)
        out += [block[j : j + BATCH] for j in range(0, len(block), BATCH)]
    return [out[i] for i in rng.permutation(len(out))]


def in_order(lengths: Sequence[int], size: int = 64) -> list[list[int]]:
    """Cut rows, by rising length, into batches to be read only."""
    rows = sorted(range(len(lengths)), key=lengths.__getitem__)
    return [rows[i : i + size] for i in range(0, len(rows), size)]


def targets(units: Units) -> NDArray[np.float32]:
    """Half a share to each reader's label, smoothed a little: shape (units, 5)."""
    out = np.full((len(units), len(CLASSES)), SMOOTHING / len(CLASSES), dtype=np.float32)
    for i, (label, second) in enumerate(zip(units.labels, units.second, strict=True)):
        for one in (label, second or label):
            out[i, CLASSES.index(one)] += (1 - SMOOTHING) / 2
    return out


def optimiser(
    parts: Sequence[Any], rates: Sequence[float], steps: int, warm: float
) -> tuple[Any, Any]:
    """AdamW with a rate for each part, rising over ``warm`` of the steps, then falling."""
    groups = [{"params": list(p.parameters()), "lr": r} for p, r in zip(parts, rates, strict=True)]
    adam = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda s: min(1.0, (s + 1) / (warm * steps)) * max(0.02, (steps - s) / steps)
    )
    return adam, schedule


def step(loss: Any, parts: Sequence[Any], adam: Any, schedule: Any) -> None:
    """Go one step down the gradient, its length cut to one."""
    loss.backward()
    torch.nn.utils.clip_grad_norm_([p for part in parts for p in part.parameters()], 1.0)
    adam.step()
    adam.zero_grad()
    schedule.step()


def tell(name: str, held: Units, scores: NDArray[np.float32]) -> None:
    """Print macro-F1 of the four labels on held-out articles."""
    figure = metrics.macro_f1(truth(held.labels), scores.argmax(axis=1))
    print(f"{name}: macro-F1 {figure:.3f} on {len(held)} held-out units", flush=True)
