"""Why a claim got its label: the words and features that moved it, from the model itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from claimtable.models.calibration import Floats
from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.encoder import Matrix
from claimtable.models.head import Head
from claimtable.models.labeller import Labeller
from claimtable.nlp.types import NONE_LABEL

_SMALLEST = 0.01


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why one claim got its label.

    Attributes:
        label: The class with the highest probability.
        probability: Its calibrated probability.
        rival: The class that came second.
        reasons: (feature, weight) pairs, strongest first. A weight above nought spoke for the
            label, one below against it; weights are in units of the calibrated score and are
            measured against the mean of the other classes. ``encoder`` sums up what the encoder
            said.
    """

    label: str
    probability: float
    rival: str
    reasons: tuple[tuple[str, float], ...]


def explain(labeller: Labeller, context: ClaimContext, most: int = 12) -> Explanation:
    """Take a decision apart.

    Args:
        labeller: The model.
        context: The claim in its surroundings.
        most: How many reasons to give at most.

    Returns:
        The label and its reasons. Between labels all is linear: these are shares, not guesses.
    """
    head = labeller.head
    columns = head.features.transform([context])
    p = labeller.probabilities([context])[0]
    rival, chosen = (int(k) for k in p.argsort()[-2:])
    vectors = None if head.words_decide([context])[0] else labeller.encode([context])
    softening = head.softening(by_words=vectors is None)
    text_share, vector_share = 1.0, 0.0
    reasons: list[tuple[str, float]] = []
    if head.vector is not None and vectors is not None:
        text_share, vector_share = _shares(head, {CLASSES[chosen], CLASSES[rival]})
        told = _contrast(head.vector.weights, chosen, rival) @ vectors[0].astype(np.float64)
        reasons.append(("encoder", float(told * vector_share / softening)))
    if head.memory is not None:
        recalled = head.memory.evidence(columns)[0]
        told = recalled[chosen] - recalled[rival]
        reasons.append(("correction of nearly the same words", float(told / softening)))
    row = _contrast(head.text.weights, chosen, rival) * text_share / softening
    names = head.features.names()
    for j, value in zip(columns.indices, columns.data, strict=True):
        reasons.append((names[j], float(row[j] * value)))
    reasons = [r for r in reasons if abs(r[1]) >= _SMALLEST]
    reasons.sort(key=lambda r: -abs(r[1]))
    return Explanation(CLASSES[chosen], float(p[chosen]), CLASSES[rival], tuple(reasons[:most]))


def _contrast(weights: Matrix, chosen: int, rival: int) -> Floats:
    """Weights of one class less those of another: shape (features,)."""
    row: Floats = weights[chosen].astype(np.float64) - weights[rival]
    return row


def _shares(head: Head, pair: set[str]) -> tuple[float, float]:
    """Shares of words and of the encoder in a decision between two classes."""
    s = head.settings
    share = s.vector_share_none if NONE_LABEL in pair else s.vector_share
    return 1 - share, share
