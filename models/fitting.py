"""Fit one regression, by scikit-learn; a fitted one works without it."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression

from claimtable.models.calibration import Floats
from claimtable.models.classes import CLASSES
from claimtable.models.features import Matrix
from claimtable.models.head import UNSEEN, Linear, Rows
from claimtable.models.sparse import SparseRows


def fit_linear(
    columns: SparseRows | Matrix,
    y: Rows,
    weights: Floats,
    inverse_penalty: float,
    start: Linear | None = None,
    tolerance: float = 1e-3,
) -> Linear:
    """Fit one multinomial logistic regression.

    Args:
        columns: Shape (rows, features).
        y: Class index of each row.
        weights: Weight of each row.
        inverse_penalty: ``C``.
        start: A fit of some of the same rows to start from, which saves half the time; the result
            is the same but for the tolerance.
        tolerance: The fit ends where no slope of the mean loss is steeper. Starting from a fit that
            has not seen a few of the rows needs a smaller one, or they are not learnt.

    Returns:
        The fit.

    Raises:
        ValueError: Fewer than two classes occur.
    """
    classes = np.unique(y)
    if len(classes) < 2:
        raise ValueError("training needs units of at least two labels")
    # Newton's method converges here in the time that lbfgs takes to come half as near.
    regression = LogisticRegression(
        C=inverse_penalty,
        max_iter=100,
        tol=tolerance,
        solver="newton-cg",
        warm_start=start is not None,
    )
    if start is not None and len(classes) > 2:
        regression.coef_ = start.weights[classes]
        regression.intercept_ = np.where(start.bias > UNSEEN, start.bias, 0.0)[classes]
    rows = columns.to_scipy() if isinstance(columns, SparseRows) else columns
    regression.fit(rows, y, sample_weight=weights)
    raw, intercept = regression.coef_, regression.intercept_
    if len(regression.classes_) == 2:
        raw, intercept = np.vstack([-raw / 2, raw / 2]), np.array([-intercept[0], intercept[0]]) / 2
    out = np.zeros((len(CLASSES), raw.shape[1]), dtype=np.float32)
    bias = np.full(len(CLASSES), UNSEEN)
    out[regression.classes_], bias[regression.classes_] = raw, intercept
    return Linear(out, bias)
