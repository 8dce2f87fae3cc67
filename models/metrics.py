"""How good predictions are: per class, confusion, calibration, by register."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimtable.models.calibration import Floats, Integers, expected_calibration_error, reliability
from claimtable.models.classes import CLASSES
from claimtable.nlp.types import LABELS


@dataclass(frozen=True, slots=True)
class ClassScore:
    """Quality on one class.

    Attributes:
        precision: Share of what was called so that is so.
        recall: Share of what is so that was called so.
        f1: Harmonic mean of the two.
        support: How many units are so.
    """

    precision: float
    recall: float
    f1: float
    support: int


def confusion(truth: Integers, predicted: Integers) -> NDArray[np.int64]:
    """Count (true class, predicted class) pairs: shape (5, 5), in the order of `CLASSES`."""
    out = np.zeros((len(CLASSES), len(CLASSES)), dtype=np.int64)
    np.add.at(out, (truth, predicted), 1)
    return out


def class_scores(table: NDArray[np.int64]) -> dict[str, ClassScore]:
    """Score every class from a confusion table."""
    out = {}
    for k, name in enumerate(CLASSES):
        hit, called, real = int(table[k, k]), int(table[:, k].sum()), int(table[k].sum())
        precision = hit / called if called else 0.0
        recall = hit / real if real else 0.0
        f1 = 2 * hit / (called + real) if called + real else 0.0
        out[name] = ClassScore(precision, recall, f1, real)
    return out


def macro_f1(truth: Integers, predicted: Integers) -> float:
    """Mean F1 of those of the four labels that occur in the truth; ``none`` is not counted."""
    scores = class_scores(confusion(truth, predicted))
    present = [scores[label].f1 for label in LABELS if scores[label].support]
    return sum(present) / len(present) if present else 0.0


def evaluate(
    truth: Integers, probabilities: Floats, registers: Sequence[str] = ()
) -> dict[str, Any]:
    """Measure predictions against the truth.

    Args:
        truth: Index of the right class of each row.
        probabilities: Shape (rows, 5).
        registers: Kind of text of each row; empty for no breakdown.

    Returns:
        A record fit for JSON: ``units``, ``macro_f1``, ``accuracy``, ``classes``, ``confusion``,
        ``calibration_error``, ``reliability``, ``by_register``.
    """
    predicted = probabilities.argmax(axis=1)
    confidence = probabilities.max(axis=1)
    right = predicted == truth
    table = confusion(truth, predicted)
    return {
        "units": len(truth),
        "macro_f1": macro_f1(truth, predicted),
        "accuracy": float(right.mean()) if len(truth) else 0.0,
        "classes": {
            name: {"precision": s.precision, "recall": s.recall, "f1": s.f1, "support": s.support}
            for name, s in class_scores(table).items()
        },
        "confusion": table.tolist(),
        "calibration_error": expected_calibration_error(confidence, right),
        "reliability": reliability(confidence, right),
        "by_register": _by_register(truth, predicted, registers),
    }


def _by_register(
    truth: Integers, predicted: Integers, registers: Sequence[str]
) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    names = np.array(registers, dtype=object)
    for name in sorted({r for r in registers if r}):
        rows = names == name
        out[name] = {
            "units": int(rows.sum()),
            "macro_f1": macro_f1(truth[rows], predicted[rows]),
            "accuracy": float((truth[rows] == predicted[rows]).mean()),
        }
    return out


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new model against an old one on the same articles.

    Attributes:
        difference: Macro-F1 of the new one less that of the old one.
        low: Lower end of the 95 % interval of the difference.
        high: Upper end.
        worse: Share of resamples in which the new one is worse.
    """

    difference: float
    low: float
    high: float
    worse: float


def paired_bootstrap(
    truth: Integers,
    new: Integers,
    old: Integers,
    groups: Sequence[str],
    resamples: int = 1000,
    seed: int = 0,
) -> Comparison:
    """Compare two models by drawing whole articles with replacement.

    Args:
        truth: Index of the right class of each row.
        new: Prediction of the new model, each row.
        old: Prediction of the old model, each row.
        groups: Article of each row.
        resamples: How many draws.
        seed: Of the draws.

    Returns:
        The difference in macro-F1 with its interval.
    """
    names = {name: k for k, name in enumerate(dict.fromkeys(groups))}
    which = np.array([names[g] for g in groups])
    tables = np.zeros((2, len(names), len(CLASSES), len(CLASSES)), dtype=np.int64)
    for table, predicted in zip(tables, (new, old), strict=True):
        np.add.at(table, (which, truth, predicted), 1)
    draws = np.random.default_rng(seed).multinomial(
        len(names), np.full(len(names), 1 / len(names)), size=resamples
    )
    drawn = np.einsum("rg,mgij->mrij", draws, tables)
    gains = _macro(drawn[0]) - _macro(drawn[1])
    low, high = np.quantile(gains, [0.025, 0.975])
    difference = macro_f1(truth, new) - macro_f1(truth, old)
    return Comparison(difference, float(low), float(high), float((gains < 0).mean()))


def _macro(tables: NDArray[np.int64]) -> Floats:
    """Macro-F1 of many confusion tables at once: (n, 5, 5) to (n,)."""
    labels = len(LABELS)
    hits = np.einsum("nii->ni", tables)[:, :labels]
    real = tables.sum(axis=2)[:, :labels]
    total = real + tables.sum(axis=1)[:, :labels]
    f1 = np.where(total > 0, 2 * hits / np.maximum(total, 1), 0.0)
    present = real > 0
    out: Floats = (f1 * present).sum(axis=1) / np.maximum(present.sum(axis=1), 1)
    return out
