"""Fit regressions fold by fold, in the order that makes each start near its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from claimtable.models import metrics
from claimtable.models.calibration import Floats
from claimtable.models.classes import CLASSES
from claimtable.models.features import Matrix
from claimtable.models.fitting import fit_linear
from claimtable.models.head import Linear, Settings, class_weights
from claimtable.models.sparse import SparseRows

FOLDS = 4
CURVE = (0.15, 0.4)
"""Shares of half the training units that the learning curve begins with."""

_CLOSE = 2e-4
"""Tolerance of the fit that is kept; those that only measure need not be as close."""

Curve = list[tuple[int, float]]
Progress = Callable[[str], None]
Rows = NDArray[np.intp]


def quiet(step: str) -> None:
    """Report nothing."""


def folds(groups: Sequence[str], count: int = FOLDS, seed: int = 0) -> list[Rows]:
    """Deal articles into folds of like size; units without an article stand alone.

    Returns:
        Row numbers of each fold.
    """
    names: dict[str, list[int]] = {}
    for i, group in enumerate(groups):
        names.setdefault(group or f"\0{i}", []).append(i)
    order = list(names)
    np.random.default_rng(seed).shuffle(order)
    out: list[list[int]] = [[] for _ in range(count)]
    for name in sorted(order, key=lambda n: -len(names[n])):
        min(out, key=len).extend(names[name])
    return [np.array(sorted(rows), dtype=np.intp) for rows in out if rows]


@dataclass(frozen=True, slots=True)
class Fits:
    """What fitting over folds gives.

    Attributes:
        scores: Of every row by a regression that has not seen its article, shape (rows, 5).
        whole: The regression fitted on all rows.
        curve: (rows fitted on, macro-F1 on the first fold) pairs.
    """

    scores: Floats
    whole: Linear
    curve: Curve


@dataclass(frozen=True, slots=True)
class Work:
    """Labelled rows, for regressions over one set of columns or another.

    Attributes:
        y: Class index of each.
        weights: Weight of each, before the weighting to the prior.
        folds: Rows of each fold.
        settings: Of the head.
    """

    y: Rows
    weights: Floats
    folds: list[Rows]
    settings: Settings

    def all_rows(self) -> Rows:
        """Number every row."""
        return np.arange(len(self.y), dtype=np.intp)

    def fit(
        self, columns: SparseRows | Matrix, inverse_penalty: float, progress: Progress = quiet
    ) -> Fits:
        """Fit a regression for every fold, and one on all rows.

        The folds are dealt into two halves, a thread each. What is fitted on one half is where the
        fits that hold out a fold of the other start from: it has not seen that fold either.

        Args:
            columns: Features of all rows.
            inverse_penalty: ``C``.
            progress: Called with a line before each step.
        """
        lock = Lock()

        def tell(rows: int) -> None:
            with lock:
                progress(f"{rows:,} units")

        half = max(len(self.folds) // 2, 1)
        sides = [(self.folds[:half], self.folds[half:]), (self.folds[half:], self.folds[:half])]
        scores = np.zeros((len(self.y), len(CLASSES)))
        curve: Curve = []

        def add(fitted: Linear, size: int) -> None:
            held = self.folds[0]
            predicted = fitted.scores(columns[held]).argmax(axis=1)
            curve.append((size, metrics.macro_f1(self.y[held], predicted)))

        def hold_out(side: int) -> list[Linear]:
            held_out, others = sides[side]
            start, fits = None, []
            for rows in self._growing(others, (1.0,) if side else (*CURVE, 1.0)):
                tell(len(rows))
                start = self._fit(columns, rows, inverse_penalty, start)
                if not side:
                    add(start, len(rows))
            for held in held_out:
                inside = np.setdiff1d(self.all_rows(), held)
                tell(len(inside))
                fits.append(self._fit(columns, inside, inverse_penalty, start))
                scores[held] = fits[-1].scores(columns[held])
            return fits

        with ThreadPoolExecutor(len(sides)) as threads:
            fits = [fit for fits in threads.map(hold_out, range(len(sides))) for fit in fits]
        add(fits[0], len(self.y) - len(self.folds[0]))
        tell(len(self.y))
        start = Linear(
            np.mean([fit.weights for fit in fits], axis=0), np.mean([f.bias for f in fits], axis=0)
        )
        whole = self._fit(columns, self.all_rows(), inverse_penalty, start, _CLOSE)
        return Fits(scores, whole, curve)

    def _growing(self, folds: Sequence[Rows], shares: Sequence[float]) -> list[Rows]:
        """Take growing shares of some folds, those with too few labels to fit left out."""
        if not folds:
            return []
        rows = np.random.default_rng(self.settings.seed).permutation(np.concatenate(folds))
        parts = [np.sort(rows[: int(len(rows) * share)]) for share in shares]
        return [part for part in parts if len(np.unique(self.y[part])) > 1]

    def _fit(
        self,
        columns: SparseRows | Matrix,
        rows: Rows,
        inverse_penalty: float,
        start: Linear | None,
        tolerance: float = 1e-3,
    ) -> Linear:
        y = self.y[rows]
        weights = class_weights(y, self.settings.prior) * self.weights[rows]
        return fit_linear(columns[rows], y, weights, inverse_penalty, start, tolerance)
