"""What the stages share: rows and their pieces, batches, targets, the schedule, a figure."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from claimtable.models import metrics
from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.head import truth
from claimtable.models.tuning.network import MINILM, Batch, Classifier, Shape
from claimtable.models.tuning.variants import Text
from claimtable.models.units import Units, part_of, read
from claimtable.models.versions import shipped_folder

TOKENIZER = shipped_folder() / "encoder" / "tokenizer.json"
"""BERT's vocabulary; MPNet's is the same behind four pieces of its own."""
SMOOTHING = 0.05
"""Share of each target that is spread over all classes."""
LONGEST = 108
"""Pieces of claim and surroundings that are learnt from; at work, fewer are read."""
READ_AT_ONCE = 256
SORTED_AT_ONCE = 30
"""Batches whose rows are sorted by length together."""
PIECES_A_STEP = 8
"""Batches are as wide as a multiple of this, so that few widths occur."""

Pieces = NDArray[np.integer[Any]]
Pair = tuple[Pieces, Pieces]
"""The pieces of both, as BERT's vocabulary numbers them, without the frame."""


class Judged(NamedTuple):
    """What a classifier says of rows.

    Attributes:
        scores: Log-probabilities, shape (rows, 5).
        vectors: Shape (rows, width), of half precision.
    """

    scores: NDArray[np.float32]
    vectors: NDArray[np.float16]


def device(name: str | None = None) -> str:
    """Give the device of that name, or CUDA where there is one, else the processor."""
    return name or ("cuda" if torch.cuda.is_available() else "cpu")


def learn_and_held(paths: Sequence[Path], limit: int | None = None) -> tuple[Units, Units]:
    """Read the corpus: what the encoder may learn, and what tells how well it did.

    Articles written to avoid cue words (weight below one) do not transfer and are left out.

    Args:
        paths: Labelled files.
        limit: How many units of each to take, to try a script.

    Raises:
        SystemExit: A row is broken.
    """
    units, problems = read(list(paths))
    if problems:
        raise SystemExit(f"broken data: {problems[0]}")
    parts = [part_of(c.article) for c in units.contexts]
    natural = [weight >= 1 for weight in units.weights]
    learn = [i for i, part in enumerate(parts) if part == "encoder" and natural[i]]
    held = [i for i, part in enumerate(parts) if part == "head" and natural[i]]
    return units.take(learn[:limit]), units.take(held[:limit])


def read_candidates(path: Path, limit: int | None = None) -> list[ClaimContext]:
    """Read what `claimtable.corpus.labelled.candidates` wrote."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [
        ClaimContext(r["text"], r["before"], r["section"], r.get("article", ""))
        for r in rows[:limit]
    ]


def texts_of(contexts: Sequence[ClaimContext]) -> list[Text]:
    """Give claims and their surroundings as text."""
    return [(c.text, c.surroundings) for c in contexts]


def tokenizer() -> Any:
    """Load the shipped tokenizer, which cuts nothing: the two models share BERT's vocabulary."""
    from tokenizers import Tokenizer

    found = Tokenizer.from_file(str(TOKENIZER))
    found.no_truncation()
    found.no_padding()
    return found


def pairs_of(tokenizer: Any, texts: Sequence[Text], longest: int = LONGEST) -> list[Pair]:
    """Cut texts into pieces; the longer part loses its end first.

    Args:
        tokenizer: Cuts nothing itself.
        texts: Claims and their surroundings.
        longest: Pieces of a row, the frame not counted.
    """
    sides = [
        tokenizer.encode_batch([text[side] for text in texts], add_special_tokens=False)
        for side in (0, 1)
    ]
    out: list[Pair] = []
    for claim, around in zip(*sides, strict=True):
        a, b = len(claim.ids), len(around.ids)
        if a + b > longest:
            half = longest // 2
            a, b = (min(a, max(half, longest - b)), min(b, max(longest - half, longest - a)))
        out.append((np.array(claim.ids[:a], np.uint16), np.array(around.ids[:b], np.uint16)))
    return out


def batch_of(pairs: Sequence[Pair], shape: Shape, where: str) -> Batch:
    """Frame pieces and fill them up to one width.

    MiniLM's vector is the mean of all pieces of the first kind, frame included, as at work;
    MPNet's is that of the claim's pieces alone.
    """
    before, between, after = shape.frame
    frame = len(before) + len(between) + len(after)
    width = max(len(a) + len(b) for a, b in pairs) + frame
    width = -(-width // PIECES_A_STEP) * PIECES_A_STEP
    ids = np.full((len(pairs), width), shape.padding, np.int64)
    mask, own = np.zeros(ids.shape, np.float32), np.zeros(ids.shape, np.float32)
    kinds = np.zeros(ids.shape, np.int64)
    for i, (a, b) in enumerate(pairs):
        claim, around = a.astype(np.int64) + shape.offset, b.astype(np.int64) + shape.offset
        row = np.concatenate([before, claim, between, around, after])
        ids[i, : len(row)], mask[i, : len(row)] = row, 1
        first = len(before) + len(a)
        if shape.kinds:
            kinds[i, first + len(between) : len(row)] = 1
            own[i, : first + len(between)] = 1
        else:
            own[i, len(before) : first] = 1
    return Batch(*(torch.from_numpy(x).to(where) for x in (ids, mask, kinds, own)))


def lengths_of(pairs: Sequence[Pair]) -> NDArray[np.int64]:
    """Count the pieces of each row."""
    return np.array([len(a) + len(b) for a, b in pairs], np.int64)


def batches(
    lengths: NDArray[np.int64], size: int, rng: np.random.Generator
) -> list[NDArray[np.int64]]:
    """Deal rows into batches of like length, in random order."""
    rows = rng.permutation(len(lengths))
    out = []
    for i in range(0, len(rows), size * SORTED_AT_ONCE):
        block = rows[i : i + size * SORTED_AT_ONCE]
        block = block[np.argsort(lengths[block], kind="stable")]
        out += [block[j : j + size] for j in range(0, len(block), size)]
    return [out[i] for i in rng.permutation(len(out))]


def half_precision(where: str) -> Any:
    """Compute in bfloat16 inside this context."""
    return torch.autocast(where, dtype=torch.bfloat16)


def judge(model: Classifier, pairs: Sequence[Pair], where: str) -> Judged:
    """Ask a classifier about rows; it is left in evaluation mode."""
    model.eval()
    shape = model.network.shape
    scores = np.zeros((len(pairs), len(CLASSES)), np.float32)
    vectors = np.zeros((len(pairs), shape.width), np.float16)
    order = np.argsort(lengths_of(pairs), kind="stable")
    with torch.no_grad(), half_precision(where):
        for i in range(0, len(order), READ_AT_ONCE):
            rows = order[i : i + READ_AT_ONCE]
            said, found = model(batch_of([pairs[r] for r in rows], shape, where))
            scores[rows] = said.float().log_softmax(dim=1).cpu().numpy()
            vectors[rows] = found.half().cpu().numpy()
    return Judged(scores, vectors)


def targets(units: Units) -> NDArray[np.float32]:
    """Half a share to each reader's label, smoothed a little: shape (units, 5)."""
    out = np.full((len(units), len(CLASSES)), SMOOTHING / len(CLASSES), dtype=np.float32)
    for i, (label, second) in enumerate(zip(units.labels, units.second, strict=True)):
        for one in (label, second or label):
            out[i, CLASSES.index(one)] += (1 - SMOOTHING) / 2
    return out


def cross_entropy(wanted: Any, scores: Any) -> Any:
    """Mean cross-entropy of scores against shares, both of shape (rows, 5)."""
    return -(wanted * scores.float().log_softmax(dim=1)).sum(dim=1).mean()


def optimiser(
    parts: Sequence[nn.Module], rates: Sequence[float], steps: int, warm: float, least: float
) -> tuple[Any, Any]:
    """AdamW with a rate for each part and a schedule for all.

    Args:
        parts: What learns.
        rates: Highest rate of each.
        steps: How many steps there will be.
        warm: Over how many of them the rate rises; from the first on it also falls towards 0.
        least: Share of the rate that is left at the end.
    """
    groups = [{"params": list(p.parameters()), "lr": r} for p, r in zip(parts, rates, strict=True)]
    fused = next(parts[0].parameters()).is_cuda
    adam = torch.optim.AdamW(groups, weight_decay=0.01, fused=fused)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        adam, lambda s: min(1.0, (s + 1) / warm) * max(least, (steps - s) / steps)
    )
    return adam, schedule


def step(loss: Any, model: nn.Module, adam: Any, schedule: Any) -> None:
    """Go one step down the gradient; the model's is cut to length one."""
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    adam.step()
    adam.zero_grad()
    schedule.step()


def halved(model: nn.Module) -> dict[str, Any]:
    """Give a model's weights in half precision, on the processor."""
    return {name: weight.half().cpu() for name, weight in model.state_dict().items()}


def load_halved(path: Path) -> dict[str, Any]:
    """Read what `halved` gave, in full precision."""
    found = torch.load(path, weights_only=True, map_location="cpu")
    return {name: weight.float() for name, weight in found.items()}


def load_student(path: Path, drop: float = 0.0) -> Classifier:
    """Read a student that a stage wrote, in evaluation mode.

    Args:
        path: The file.
        drop: Share of numbers that its layers drop when it learns on.
    """
    weights = load_halved(path)
    layers = {name.split(".")[2] for name in weights if name.startswith("network.layers.")}
    model = Classifier(MINILM, len(layers), drop)
    model.load_state_dict(weights)
    model.eval()
    return model


def tell(name: str, held: Units, scores: NDArray[np.float32]) -> None:
    """Print macro-F1 of the four labels on held-out articles."""
    figure = metrics.macro_f1(truth(held.labels), scores.argmax(axis=1))
    print(f"{name}: macro-F1 {figure:.3f} on {len(held)} held-out units", flush=True)
