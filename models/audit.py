"""Label audit: which labelled units look wrong, by what a model says that has not seen them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from claimtable.models.calibration import softmax
from claimtable.models.classes import CLASSES
from claimtable.models.head import Settings, truth
from claimtable.models.training import out_of_fold_scores
from claimtable.models.units import Units


@dataclass(frozen=True, slots=True)
class Suspect:
    """A labelled unit, and how likely its label is.

    Attributes:
        row: Its number among the units.
        label: The label it carries.
        suggested: The label that the model finds likeliest.
        probability: Probability that the model gives the label it carries.
    """

    row: int
    label: str
    suggested: str
    probability: float


def audit(units: Units, settings: Settings | None = None) -> list[Suspect]:
    """Rank units by how unlikely their labels are, unlikeliest first.

    Every unit is judged by a model fitted on other articles: the further the likeliest other
    label stands above the one it carries, the more suspect it is.

    Args:
        units: Labelled claims of several articles.
        settings: Of the judging model.

    Returns:
        Every unit, in the order in which to look at them.

    Raises:
        ValueError: Too few units or labels.
    """
    y = truth(units.labels)
    p = softmax(out_of_fold_scores(units, settings))
    own = p[np.arange(len(y)), y]
    rival = p.copy()
    rival[np.arange(len(y)), y] = 0
    order = np.argsort(own - rival.max(axis=1), kind="stable")
    return [
        Suspect(int(i), units.labels[i], CLASSES[int(p[i].argmax())], float(own[i])) for i in order
    ]
