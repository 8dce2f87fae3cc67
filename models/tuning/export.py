r"""Export a student to ONNX with 8-bit weights, for `claimtable.models.encoder`.

    python -m claimtable.models.tuning.export student.pt corpus/labelled/*.jsonl \
        -o models/shipped/encoder

The claim's pieces look at the surroundings up to one layer only; above it, the claim is read alone.
That is half the work on claims with surroundings. The vectors of the written file are compared
with those of torch.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from claimtable.models.context import ClaimContext
from claimtable.models.encoder import MAX_TOKENS, Encoder
from claimtable.models.last_layer import FILE as LAST_LAYER
from claimtable.models.tuning.network import MINILM, Classifier, Layer
from claimtable.models.tuning.rows import (
    TOKENIZER,
    batch_of,
    learn_and_held,
    load_student,
    pairs_of,
    texts_of,
    tokenizer,
)

INPUTS = ["input_ids", "token_type_ids"]
COMPARED = 100
"""Held-out claims whose vectors are compared."""
LEAST_ALIKE = 0.98
"""Least mean cosine of 8-bit vectors with those of torch."""

Vectors = NDArray[np.float32]


class Exported(nn.Module):  # type: ignore[misc]
    """One claim in, a vector of length one out; written so that ONNX gets a plain graph."""

    def __init__(self, student: Classifier, cut: int) -> None:
        """Wrap a student.

        Args:
            student: Its weights are shared.
            cut: The last layer, counted from 1, in which the claim sees its surroundings. With the
                number of layers, vectors are those of the student.

        Raises:
            ValueError: There is no such layer.
        """
        super().__init__()
        self.network, self.classify, self.cut = student.network, student.classify, cut
        if not 1 <= cut <= len(self.network.layers):
            raise ValueError(f"there is no layer {cut}")

    def forward(self, input_ids: Any, token_type_ids: Any) -> Any:
        """Vectors of shape (1, 384) from pieces of shape (1, pieces), claim first, unpadded."""
        states = self.network.embed(input_ids, token_type_ids)
        claim = (1 - token_type_ids).sum()
        for number, layer in enumerate(self.network.layers, 1):
            around = states
            if number == self.cut:
                states = states[:, :claim]
            states = self._through(layer, states, around)
        return functional.normalize(states.mean(1), dim=1)

    @staticmethod
    def _through(layer: Layer, states: Any, around: Any) -> Any:
        """Let states look at what is around them, themselves included."""
        width, heads = MINILM.width, layer.heads
        size = width // heads
        weight, bias = layer.attend.weight, layer.attend.bias
        if around is states:
            # One product and one transposition where three would do: a twentieth of the time.
            all_three = functional.linear(states, weight, bias).view(-1, 3 * heads, size)
            asked, offered, given = all_three.transpose(0, 1).split(heads)
        else:
            parts = []
            for i, source in enumerate((states, around, around)):
                # Slices become constants of the graph, and only constants get 8 bits.
                rows = slice(i * width, (i + 1) * width)
                part = functional.linear(source, weight[rows], bias[rows])
                parts.append(part.view(-1, heads, size).transpose(0, 1))
            asked, offered, given = parts
        looked = (asked @ offered.transpose(1, 2) * size**-0.5).softmax(-1) @ given
        return layer.rest(states, looked.transpose(0, 1).reshape(1, -1, width))


def write(model: Exported, folder: Path) -> None:
    """Write ``encoder.onnx`` with 8-bit weights, ``tokenizer.json`` and the last layer."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    folder.mkdir(parents=True, exist_ok=True)
    layer = model.classify.state_dict()
    np.savez(folder / LAST_LAYER, weights=layer["weight"].numpy(), bias=layer["bias"].numpy())
    full = folder / "full.onnx"
    ids = torch.randint(1000, 2000, (1, 12))
    kinds = torch.zeros_like(ids)
    kinds[:, 8:] = 1
    torch.onnx.export(
        model,
        (ids, kinds),
        str(full),
        input_names=INPUTS,
        output_names=["vectors"],
        dynamic_axes={name: {1: "pieces"} for name in INPUTS},
        opset_version=17,
        dynamo=False,
    )
    quantize_dynamic(
        str(full),
        str(folder / "encoder.onnx"),
        weight_type=QuantType.QInt8,
        per_channel=True,
        extra_options={"MatMulConstBOnly": True},
    )
    full.unlink()
    target = folder / "tokenizer.json"
    if target.resolve() != TOKENIZER.resolve():
        shutil.copy(TOKENIZER, target)


def torch_vectors(model: Exported, contexts: Sequence[ClaimContext]) -> tuple[Vectors, Vectors]:
    """Read claims in torch: vectors as exported, and those of the whole student; length one."""
    cut, whole = [], []
    with torch.no_grad():
        for pair in pairs_of(tokenizer(), texts_of(contexts)):
            batch = batch_of([pair], MINILM, "cpu")
            pieces = int(batch.mask.sum())
            cut.append(model(batch.ids[:, :pieces], batch.kinds[:, :pieces])[0].numpy())
            whole.append(functional.normalize(model.network(batch), dim=1)[0].numpy())
    return np.stack(cut), np.stack(whole)


def compare(model: Exported, folder: Path, contexts: Sequence[ClaimContext]) -> None:
    """Print how alike vectors of the written files, of torch and of the whole student are.

    Raises:
        SystemExit: Those written are not those of torch.
    """
    cut, whole = torch_vectors(model, contexts)
    written = Encoder(folder).encode(contexts)
    written /= np.linalg.norm(written, axis=1, keepdims=True)
    for name, alike in (("written", (written * cut).sum(1)), ("uncut", (whole * cut).sum(1))):
        print(f"torch with {name}: mean cosine {alike.mean():.4f}, least {alike.min():.4f}")
    if (written * cut).sum(1).mean() < LEAST_ALIKE:
        raise SystemExit("the written encoder is not the student")


def main() -> None:
    """Read arguments, export, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("student", type=Path)
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument("-o", "--output", type=Path, required=True, help="a folder")
    parser.add_argument("--cut", type=int, default=1)
    a = parser.parse_args()
    learn, held = learn_and_held(a.data)
    model = Exported(load_student(a.student), a.cut).eval()
    write(model, a.output)
    articles = sorted({c.article for c in learn.contexts})
    (a.output / "articles.txt").write_text("\n".join(articles) + "\n", "utf-8")
    pairs = pairs_of(tokenizer(), texts_of(held.contexts))
    sizes = [len(own) + len(around) + 3 for own, around in pairs]
    whole = [c for c, size in zip(held.contexts, sizes, strict=True) if size <= MAX_TOKENS]
    compare(model, a.output, whole[:COMPARED])


if __name__ == "__main__":
    main()
