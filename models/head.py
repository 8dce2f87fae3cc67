"""The head: logistic regression over the features, with a temperature.

It is fitted in seconds, and saved with skops, which never runs code from a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from claimtable.models.calibration import Floats, softmax
from claimtable.models.classes import CLASSES, PRIOR
from claimtable.models.context import ClaimContext
from claimtable.models.features import Encoded, FeatureMaker, Scales

FORMAT = 1
"""Number of the file format; raised when older files need another reading."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be chosen about a head.

    Attributes:
        inverse_penalty: ``C`` of the logistic regression: larger fits the rows more closely.
        scales: Weight of each block of features.
        prior: Share of each class that training rows are weighted to.
        seed: Of the solver.
    """

    inverse_penalty: float = 1.0
    scales: Scales = field(default_factory=Scales)
    prior: dict[str, float] = field(default_factory=lambda: dict(PRIOR))
    seed: int = 0


def class_weights(labels: Sequence[str], prior: dict[str, float]) -> Floats:
    """Weigh rows so that the classes that occur add up to their shares in ``prior``.

    Returns:
        One weight a row; their mean is one.
    """
    counts = {name: labels.count(name) for name in set(labels)}
    weights = np.array([prior[label] / counts[label] for label in labels])
    scaled: Floats = weights / weights.mean()
    return scaled


class Head:
    """Features, logistic regression, temperature."""

    def __init__(self, settings: Settings | None = None, *, with_encoder: bool = True) -> None:
        """Choose settings and whether the encoder's output is read."""
        self.settings = settings or Settings()
        self.with_encoder = with_encoder
        self.features = FeatureMaker(self.settings.scales, with_encoder=with_encoder)
        self.temperature = 1.0
        self._regression: Any = None

    def fit(
        self,
        contexts: Sequence[ClaimContext],
        labels: Sequence[str],
        encoded: Encoded | None = None,
        weights: Floats | None = None,
    ) -> Head:
        """Fit on labelled claims.

        Args:
            contexts: Claims in their surroundings.
            labels: A class of `CLASSES` each.
            encoded: The encoder's view of them, if this head reads it.
            weights: Extra weight of each row, on top of the weighting to the prior.

        Raises:
            ValueError: Fewer than two classes occur.
        """
        if len(set(labels)) < 2:
            raise ValueError(f"training needs at least two labels, the rows have {set(labels)}")
        w = class_weights(labels, self.settings.prior)
        if weights is not None:
            w = w * weights
        columns = self.features.fit(contexts).transform(contexts, encoded)
        regression = LogisticRegression(
            C=self.settings.inverse_penalty, max_iter=300, random_state=self.settings.seed
        )
        self._regression = regression.fit(columns, np.array(labels), sample_weight=w)
        return self

    def scores(self, contexts: Sequence[ClaimContext], encoded: Encoded | None = None) -> Floats:
        """Give uncalibrated scores of shape (claims, 5); a class never seen gets -30."""
        columns = self.features.transform(contexts, encoded)
        return self._spread(self._linear(columns))

    def probabilities(
        self, contexts: Sequence[ClaimContext], encoded: Encoded | None = None
    ) -> Floats:
        """Give calibrated probabilities of shape (claims, 5), columns as `CLASSES`."""
        if not len(contexts):
            return np.zeros((0, len(CLASSES)))
        return softmax(self.scores(contexts, encoded) / self.temperature)

    def coefficients(self) -> Floats:
        """Give the weight of every feature for every class: shape (5, features)."""
        regression = self._regression
        coefficients = regression.coef_
        if len(regression.classes_) == 2:
            coefficients = np.vstack([-coefficients[0], coefficients[0]])
        out = np.zeros((len(CLASSES), coefficients.shape[1]))
        for row, name in zip(coefficients, regression.classes_, strict=True):
            out[CLASSES.index(name)] = row
        return out

    def _linear(self, columns: sparse.csr_matrix) -> Floats:
        raw: Floats = np.asarray(self._regression.decision_function(columns), dtype=np.float64)
        return np.column_stack([-raw, raw]) if raw.ndim == 1 else raw

    def _spread(self, scores: Floats) -> Floats:
        out = np.full((len(scores), len(CLASSES)), -30.0)
        for column, name in enumerate(self._regression.classes_):
            out[:, CLASSES.index(name)] = scores[:, column]
        return out

    def save(self, path: Path) -> None:
        """Write the head to one skops file."""
        import skops.io

        r = self._regression
        state = {
            "format": FORMAT,
            "settings": asdict(self.settings),
            "with_encoder": self.with_encoder,
            "temperature": self.temperature,
            "vocabularies": self.features.state(),
            "coefficients": r.coef_.astype(np.float16),
            "intercept": r.intercept_,
            "classes": [str(c) for c in r.classes_],
        }
        skops.io.dump(state, path, compression=8, compresslevel=6)

    @classmethod
    def load(cls, path: Path) -> Head:
        """Read a head back.

        Raises:
            ValueError: The file is of a newer format.
        """
        import skops.io

        state = skops.io.load(path, trusted=[])
        if state["format"] > FORMAT:
            raise ValueError(
                f"{path}: format {state['format']} is newer than this version of claimtable reads "
                f"({FORMAT}); update claimtable"
            )
        chosen = dict(state["settings"])
        settings = Settings(**{**chosen, "scales": Scales(**chosen["scales"])})
        head = cls(settings, with_encoder=state["with_encoder"])
        head.temperature = float(state["temperature"])
        head.features.restore(state["vocabularies"])
        regression = LogisticRegression()
        regression.coef_ = state["coefficients"].astype(np.float32)
        regression.intercept_ = state["intercept"]
        regression.classes_ = np.array(state["classes"])
        head._regression = regression
        return head


def truth(labels: Sequence[str]) -> NDArray[np.intp]:
    """Give the index in `CLASSES` of each label."""
    return np.array([CLASSES.index(label) for label in labels], dtype=np.intp)
