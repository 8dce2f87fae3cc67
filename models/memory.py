"""What people corrected is remembered: the same words again get the label that was given.

A regression bends only a little to a few rows. A correction that the fitted model still gets wrong
therefore also speaks for itself: it lifts the score of its label for claims in nearly the same
words, and for no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from claimtable.models.calibration import Floats
from claimtable.models.classes import CLASSES
from claimtable.models.sparse import SparseRows

ALIKE, SAME = 0.45, 0.7
"""Cosines of words and letter sequences between which a correction's say grows from none to all.
Two claims of unrelated articles reach 0.3."""
MARGIN = 3.0
"""How far a correction lifts its label above the others, in log-odds before the temperature."""
MOST = 2000
"""How many corrections are remembered at most, those first that were furthest from right."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Corrections that a model gets wrong by itself.

    Attributes:
        columns: Words and letter sequences of each, rows of length one: shape (corrections, n).
        labels: Class index of each, shape (corrections,).
        lifts: What each adds to the score of its label, shape (corrections,).
    """

    columns: SparseRows
    labels: Any
    lifts: Any

    def evidence(self, columns: SparseRows) -> Floats:
        """Say what the correction nearest to each claim adds to its scores.

        Args:
            columns: Features of claims; words and letter sequences stand first.

        Returns:
            Shape (claims, 5).
        """
        out = np.zeros((len(columns), len(CLASSES)))
        if len(columns) and len(self.labels):
            alike = columns.first(self.columns.width).of_length_one()
            near = alike.to_scipy() @ self.columns.to_scipy().T
            best = np.asarray(near.argmax(axis=1)).ravel()
            cosine = near.max(axis=1).toarray().ravel()
            say = np.clip((cosine - ALIKE) / (SAME - ALIKE), 0.0, 1.0)
            out[np.arange(len(best)), self.labels[best]] = say * self.lifts[best]
        return out

    def state(self) -> dict[str, Any]:
        """Give the parts as arrays, which a safe file can hold."""
        return {
            "data": self.columns.data.astype(np.float16),
            "indices": self.columns.indices.astype(np.int32),
            "ends": self.columns.indptr.astype(np.int32),
            "width": self.columns.width,
            "labels": self.labels.astype(np.int32),
            "lifts": self.lifts.astype(np.float32),
        }

    @classmethod
    def restored(cls, state: dict[str, Any]) -> Memory:
        """Build a memory from what `state` gave."""
        indices, ends = (state[name].astype(np.intp) for name in ("indices", "ends"))
        columns = SparseRows(state["data"].astype(np.float32), indices, ends, state["width"])
        return cls(columns, state["labels"], state["lifts"])


def remember(columns: SparseRows, width: int, y: Any, readings: list[Floats]) -> Memory:
    """Remember the corrections that a fitted model still gets wrong, or barely right.

    Args:
        columns: Features of the corrections.
        width: How many of the columns are words and letter sequences.
        y: Class index of each correction.
        readings: Scores of the corrections, shape (corrections, 5), by each way in which the model
            may come to a label.

    Returns:
        Those it gets wrong, with what it takes to get them right.
    """
    rows = np.arange(len(y))
    lifts = np.zeros(len(y))
    for scores in readings:
        others = scores.copy()
        others[rows, y] = -np.inf
        lifts = np.maximum(lifts, others.max(axis=1) + MARGIN - scores[rows, y])
    kept = np.argsort(-lifts, kind="stable")[:MOST]
    kept = np.sort(kept[lifts[kept] > 0])
    alike = columns[kept].first(width).of_length_one()
    return Memory(alike, np.asarray(y)[kept], lifts[kept])
