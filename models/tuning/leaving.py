r"""Let a written encoder leave before its last layers where a claim is surely a development.

    python -m claimtable.models.tuning.leaving models/shipped/encoder \
        corpus/labelled/*.jsonl corpus/labelled/as-printed/*.jsonl --candidates candidates.jsonl

More than half of all claims are developments, and for many of them the layers in the middle can
tell. A regression over the mean of the claim's states there says how sure that is. Where it is
sure enough, a linear map of that mean stands for the vector, and the layers above are not run. Both
are fitted on the corpus to what the whole encoder makes of it. The file stays one graph with one
output; the choice is an ``If`` in it, so that whoever calls it need not know.

Early exit with a classifier at an inner layer: Xin et al. 2020, DeeBERT, arXiv:2004.12993.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.encoder import VECTOR_LENGTH, VECTOR_SIZE, Encoder, Matrix
from claimtable.models.last_layer import LastLayer, last_layer
from claimtable.models.tuning.export import INPUTS
from claimtable.models.tuning.network import MINILM
from claimtable.models.tuning.rows import (
    batch_of,
    learn_and_held,
    pairs_of,
    read_candidates,
    texts_of,
    tokenizer,
)

AFTER = 4
"""The layer, counted from 1, after which a claim may leave."""
SURE = 0.94
"""Least probability that the whole encoder would say ``development``."""
INVERSE_PENALTY = 0.03
RIDGE = 1.0
MIDDLE = "middle"
"""Name of the mean of the claim's states after layer `AFTER`, of length one."""
FILE = "encoder.onnx"


@dataclass(frozen=True, slots=True)
class Exit:
    """When to leave, and with which vector.

    Attributes:
        weights: Of the regression, shape (384,), over the middle vector.
        bias: Its intercept, less the log odds of the least probability: above zero is sure.
        matrix: Shape (384, 384): the middle vector times this, plus ``offset``, made length one,
            stands for the encoder's vector.
        offset: Shape (384,).
    """

    weights: Matrix
    bias: float
    matrix: Matrix
    offset: Matrix

    def leaves(self, middle: Matrix) -> NDArray[np.bool_]:
        """Tell which rows leave; ``middle`` has shape (rows, 384)."""
        return middle @ self.weights + self.bias > 0


def fit(middle: Matrix, vectors: Matrix, layer: LastLayer, sure: float = SURE) -> Exit:
    """Fit both parts to what the whole encoder makes of the same rows.

    Args:
        middle: Shape (rows, 384), of length one.
        vectors: Of the whole encoder, shape (rows, 384), of length `VECTOR_LENGTH`.
        layer: Says which label a vector means.
        sure: Least probability of leaving, below 1.

    Raises:
        ValueError: Too few rows would leave to fit a map.
    """
    from sklearn.linear_model import LogisticRegression, Ridge

    scores = vectors @ layer.weights.T + layer.bias
    developments = scores.argmax(1) == CLASSES.index("development")
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=1000)
    model.fit(middle * VECTOR_LENGTH, developments)
    weights = (model.coef_[0] * VECTOR_LENGTH).astype(np.float32)
    bias = float(model.intercept_[0]) - float(np.log(sure / (1 - sure)))
    # The map need only be right for what leaves; rows a little less sure are there to have more.
    near = middle @ weights + bias > -1
    if near.sum() < VECTOR_SIZE:
        raise ValueError(f"{near.sum()} rows are too few to fit a map")
    ridge = Ridge(alpha=RIDGE).fit(middle[near], vectors[near] / VECTOR_LENGTH)
    return Exit(
        weights, bias, ridge.coef_.T.astype(np.float32), ridge.intercept_.astype(np.float32)
    )


def after_layer(graph: Any, number: int) -> str:
    """Name the states after a layer: each ends in its second normalisation, the embeddings in one.

    Raises:
        ValueError: There is no such layer, or none above it.
    """
    ends = [n.output[0] for n in graph.node if n.op_type == "LayerNormalization"][2::2]
    if not 1 <= number < len(ends):
        raise ValueError(f"{len(ends)} layers: there is no leaving after layer {number}")
    return str(ends[number - 1])


def _constant(name: str, value: NDArray[Any]) -> Any:
    return numpy_helper.from_array(value, name)


def _to_length_one(prefix: str, source: str, target: str) -> list[Any]:
    return [
        helper.make_node("ReduceL2", [source], [f"{prefix}.length"], axes=[1], keepdims=1),
        helper.make_node("Div", [source, f"{prefix}.length"], [target]),
    ]


def with_middle(model: Any, number: int) -> Any:
    """Copy a model and give it the output `MIDDLE`, shape (1, 384)."""
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    states = after_layer(copy.graph, number)
    copy.graph.node.append(
        helper.make_node("ReduceMean", [states], [f"{MIDDLE}.mean"], axes=[1], keepdims=0)
    )
    copy.graph.node.extend(_to_length_one(MIDDLE, f"{MIDDLE}.mean", MIDDLE))
    copy.graph.output.append(
        helper.make_tensor_value_info(MIDDLE, TensorProto.FLOAT, [1, VECTOR_SIZE])
    )
    return copy


def with_exit(model: Any, number: int, leaving: Exit) -> Any:
    """Copy a model whose layers above one are run only where a claim does not leave.

    Args:
        model: An encoder with the one output ``vectors``, as `export` writes it.
        number: The layer after which a claim may leave.
        leaving: When, and with which vector.
    """
    copy = with_middle(model, number)
    graph = copy.graph
    del graph.output[1:]
    output = graph.output[0]
    below = _needed(graph, MIDDLE)
    lower = [n for i, n in enumerate(graph.node) if i in below]
    upper = [n for i, n in enumerate(graph.node) if i not in below]
    read_below = {name for node in lower for name in node.input}
    constants = {c.name: c for c in graph.initializer}
    own = [c for name, c in constants.items() if name not in read_below]
    stays = helper.make_graph(
        upper,
        "stay",
        [],
        [helper.make_tensor_value_info(output.name, TensorProto.FLOAT, None)],
        own,
    )
    leave = helper.make_graph(
        [
            helper.make_node("MatMul", [MIDDLE, "exit.matrix"], ["exit.product"]),
            helper.make_node("Add", ["exit.product", "exit.offset"], ["exit.sum"]),
            *_to_length_one("exit", "exit.sum", "exit.vectors"),
        ],
        "leave",
        [],
        [helper.make_tensor_value_info("exit.vectors", TensorProto.FLOAT, None)],
        [_constant("exit.matrix", leaving.matrix), _constant("exit.offset", leaving.offset)],
    )
    choice = [
        helper.make_node("MatMul", [MIDDLE, "exit.weights"], ["exit.score"]),
        helper.make_node("Greater", ["exit.score", "exit.least"], ["exit.sure"]),
        helper.make_node("If", ["exit.sure"], ["vectors"], then_branch=leave, else_branch=stays),
    ]
    kept = [c for name, c in constants.items() if name in read_below]
    kept.append(_constant("exit.weights", leaving.weights[:, None]))
    kept.append(_constant("exit.least", np.array(-leaving.bias, dtype=np.float32)))
    del graph.node[:], graph.initializer[:]
    graph.node.extend([*lower, *choice])
    graph.initializer.extend(kept)
    onnx.checker.check_model(copy)
    return copy


def _needed(graph: Any, name: str) -> set[int]:
    """Number the nodes that a tensor is computed from."""
    maker = {output: i for i, node in enumerate(graph.node) for output in node.output}
    found: set[int] = set()
    open_names = [name]
    while open_names:
        at = maker.get(open_names.pop())
        if at is not None and at not in found:
            found.add(at)
            open_names.extend(graph.node[at].input)
    return found


def read_both(folder: Path, contexts: Sequence[ClaimContext]) -> tuple[Matrix, Matrix]:
    """Run an encoder that does not leave: middle vectors, and its own, shapes (rows, 384).

    Raises:
        SystemExit: It leaves already.
    """
    import onnxruntime

    model = onnx.load(folder / FILE)
    if any(node.op_type == "If" for node in model.graph.node):
        raise SystemExit(f"{folder / FILE} leaves already: export it anew")
    session = onnxruntime.InferenceSession(
        with_middle(model, AFTER).SerializeToString(), providers=["CPUExecutionProvider"]
    )
    found = []
    for pair in pairs_of(tokenizer(), texts_of(contexts)):
        batch = batch_of([pair], MINILM, "cpu")
        pieces = int(batch.mask.sum())
        inputs = (batch.ids[:, :pieces].numpy(), batch.kinds[:, :pieces].numpy())
        found.append(session.run([MIDDLE, "vectors"], dict(zip(INPUTS, inputs, strict=True))))
    middle, vectors = (np.concatenate(part) for part in zip(*found, strict=True))
    return middle, vectors * VECTOR_LENGTH


def tell(leaving: Exit, middle: Matrix, vectors: Matrix, layer: LastLayer) -> None:
    """Print how many rows leave, and how many of them keep their label."""
    leaves = leaving.leaves(middle)
    instead = middle[leaves] @ leaving.matrix + leaving.offset
    instead *= VECTOR_LENGTH / np.linalg.norm(instead, axis=1, keepdims=True)
    labels = [(v @ layer.weights.T + layer.bias).argmax(1) for v in (instead, vectors[leaves])]
    same = np.mean(labels[0] == labels[1]) if leaves.any() else np.nan
    print(f"held out: {leaves.mean():.3f} of {len(leaves)} leave, {same:.3f} keep their label")


def main() -> None:
    """Read arguments, fit, rewrite the encoder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="an encoder written by export")
    parser.add_argument("data", nargs="+", type=Path, help="labelled corpus")
    parser.add_argument("--candidates", type=Path, help="claims of real articles")
    parser.add_argument("--rows", type=int, default=12_000, help="to fit on")
    parser.add_argument("--sure", type=float, default=SURE)
    parser.add_argument("--limit", type=int, help="units, to try the script")
    a = parser.parse_args()
    layer = last_layer(Encoder(a.folder))
    if layer is None:
        raise SystemExit(f"{a.folder} has no last layer: export writes it")
    learn, held = learn_and_held(a.data, a.limit)
    claims = list(learn.contexts)
    if a.candidates:
        claims += read_candidates(a.candidates, a.limit)
    taken = np.random.default_rng(0).permutation(len(claims))[: a.rows]
    leaving = fit(*read_both(a.folder, [claims[i] for i in taken]), layer, a.sure)
    tell(leaving, *read_both(a.folder, held.contexts[: a.rows // 4]), layer)
    model = onnx.load(a.folder / FILE)
    onnx.save(with_exit(model, AFTER, leaving), a.folder / FILE)


if __name__ == "__main__":
    main()
