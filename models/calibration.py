"""One temperature that makes probabilities honest, and how honest they are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]


def log_softmax(scores: Floats) -> Floats:
    """Turn scores of shape (rows, classes) into log-probabilities, safely for large scores."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    out: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return out


def softmax(scores: Floats) -> Floats:
    """Turn scores of shape (rows, classes) into probabilities, safely for large scores."""
    shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
    out: Floats = shifted / shifted.sum(axis=1, keepdims=True)
    return out


def fit_temperature(scores: Floats, truth: Integers, weights: Floats | None = None) -> float:
    """Find the temperature that makes held-out rows most likely.

    Args:
        scores: Scores of shape (rows, classes) of rows that the model was not fitted on.
        truth: Index of the right class of each row.
        weights: Weight of each row, or None for equal weights.

    Returns:
        A number between 0.25 and 8; scores are divided by it.
    """
    w = np.ones(len(truth)) if weights is None else weights
    rows = np.arange(len(truth))

    def loss(log_temperature: float) -> float:
        p = softmax(scores / np.exp(log_temperature))[rows, truth]
        return float(-(w * np.log(np.clip(p, 1e-12, None))).sum() / w.sum())

    # The loss has one minimum in 1/temperature, so a golden-section search finds it.
    low, high = np.log(0.25), np.log(8.0)
    ratio = (np.sqrt(5) - 1) / 2
    while high - low > 1e-3:
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        low, high = (low, b) if loss(a) < loss(b) else (a, high)
    return float(np.exp((low + high) / 2))


def reliability(confidence: Floats, right: NDArray[np.bool_], bins: int = 10) -> list[list[float]]:
    """Group predictions by confidence.

    Args:
        confidence: Probability of the predicted class, each row.
        right: Whether the prediction is right, each row.
        bins: Number of equal slices of 0 to 1.

    Returns:
        For every slice that holds a row: mean confidence, share right, number of rows.
    """
    which = np.clip((confidence * bins).astype(int), 0, bins - 1)
    out = []
    for k in range(bins):
        inside = which == k
        if inside.any():
            out.append(
                [float(confidence[inside].mean()), float(right[inside].mean()), float(inside.sum())]
            )
    return out


def expected_calibration_error(
    confidence: Floats, right: NDArray[np.bool_], bins: int = 10
) -> float:
    """Mean gap between confidence and share right over the slices, weighed by their size."""
    if not len(confidence):
        return 0.0
    slices = reliability(confidence, right, bins)
    return sum(abs(c - r) * n for c, r, n in slices) / len(confidence)
