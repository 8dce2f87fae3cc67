"""Fit a head: grouped cross-validation, temperature, learning curve, the frozen test part."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimtable.models import metrics
from claimtable.models.calibration import Floats, fit_temperature, softmax
from claimtable.models.classes import CLASSES
from claimtable.models.encoder import Encoder, fingerprint
from claimtable.models.features import FeatureMaker
from claimtable.models.head import (
    FORMAT,
    Head,
    Linear,
    Settings,
    class_weights,
    fit_linear,
    pool,
    truth,
)
from claimtable.models.units import Units, part_of
from claimtable.models.vectors import encode_cached

FOLDS = 4
CURVE = (0.1, 0.25, 0.5)
"""Shares of the training units that the learning curve is drawn from, before the whole."""

STEPS = 3 + FOLDS + len(CURVE)
"""How many steps training with an encoder reports."""

Progress = Callable[[str], None]
Rows = NDArray[np.intp]


def quiet(step: str) -> None:
    """Report nothing."""


@dataclass(frozen=True, slots=True)
class Trained:
    """What training gives.

    Attributes:
        head: Fitted on the training part, temperature set.
        cross_validation: Metrics of out-of-fold predictions, see `metrics.evaluate`.
        curve: (training units, macro-F1 on the held-out fold) pairs.
        out_of_fold: Out-of-fold probabilities of the training units, as the corpus has it: without
            what `Settings` adds for real articles. With an encoder those of units that it was tuned
            on are too good to be true.
        training: The units trained on.
    """

    head: Head
    cross_validation: dict[str, Any]
    curve: list[tuple[int, float]]
    out_of_fold: Floats
    training: Units


def parts(units: Units) -> tuple[Units, Units]:
    """Split units into those that a head may be fitted on and the frozen test part.

    Returns:
        Training units, test units.
    """
    test = [bool(c.article) and part_of(c.article) == "test" for c in units.contexts]
    return (
        units.take(i for i, held in enumerate(test) if not held),
        units.take(i for i, held in enumerate(test) if held),
    )


def tuned_on(encoder: Encoder | None) -> frozenset[str]:
    """Name the articles that an encoder was tuned on."""
    if encoder is None:
        return frozenset()
    path = encoder.folder / "articles.txt"
    return frozenset(path.read_text("utf-8").split("\n")) if path.is_file() else frozenset()


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


def train(
    units: Units,
    encoder: Encoder | None,
    settings: Settings | None = None,
    progress: Progress = quiet,
) -> Trained:
    """Fit a head on units, none of which may be in the test part.

    Args:
        units: Labelled claims.
        encoder: The encoder to read, or None for a head without one.
        settings: Of the head.
        progress: Called with a line before each step.

    Returns:
        The head, with what cross-validation and the learning curve say of it.

    Raises:
        ValueError: Too few units or labels.
    """
    chosen = settings or Settings()
    progress("words")
    features, work = _prepare(units, chosen)
    progress("vectors")
    vectors = None if encoder is None else encode_cached(encoder, units.contexts)
    scores = work.out_of_fold(work.columns, chosen.inverse_penalty, progress)
    curve = work.curve(scores, progress)
    text = work.fit(work.columns, work.all_rows(), chosen.inverse_penalty)
    judged, vector = work.all_rows(), None
    if vectors is not None:
        progress("encoder")
        penalty = chosen.vector_inverse_penalty
        scores = pool(scores, work.out_of_fold(vectors, penalty, quiet), replace(chosen, caution=0))
        vector = work.fit(vectors, work.all_rows(), penalty)
        judged = _fresh(units, encoder)
    head = Head(chosen, features, text, vector)
    y = work.y[judged]
    weights = class_weights(y, chosen.prior) * work.weights[judged]
    fitted = fit_temperature(scores[judged], y, weights)
    head.temperature = fitted * chosen.stretch
    probabilities = softmax(scores / fitted)
    registers = [units.registers[i] for i in judged]
    report = metrics.evaluate(y, probabilities[judged], registers)
    return Trained(head, report, curve, probabilities, units)


def out_of_fold_scores(
    units: Units, settings: Settings | None = None, progress: Progress = quiet
) -> Floats:
    """Score every unit by a regression over words that has not seen its article.

    Args:
        units: Labelled claims.
        settings: Of the head.
        progress: Called with a line before each step.

    Returns:
        Uncalibrated scores of shape (units, 5).
    """
    chosen = settings or Settings()
    _, work = _prepare(units, chosen)
    return work.out_of_fold(work.columns, chosen.inverse_penalty, progress)


def _prepare(units: Units, settings: Settings) -> tuple[FeatureMaker, _Work]:
    """Compute once what all fits share.

    Raises:
        ValueError: Too few units.
    """
    if len(units) < 20:
        raise ValueError(f"training needs at least 20 labelled units, there are {len(units)}")
    features = FeatureMaker(settings.scales).fit(units.contexts)
    work = _Work(
        features.transform(units.contexts),
        truth(units.labels),
        np.array(units.weights),
        folds([c.article for c in units.contexts], seed=settings.seed),
        settings,
    )
    return features, work


@dataclass(frozen=True, slots=True)
class _Work:
    """What all fits of one training share.

    Attributes:
        columns: Features of all units.
        y: Class index of each.
        weights: Weight of each, before the weighting to the prior.
        folds: Rows of each fold.
        settings: Of the head.
    """

    columns: Any
    y: Rows
    weights: Floats
    folds: list[Rows]
    settings: Settings

    def all_rows(self) -> Rows:
        """Number every row."""
        return np.arange(len(self.y), dtype=np.intp)

    def fit(self, columns: Any, rows: Rows, inverse_penalty: float) -> Linear:
        """Fit one regression on some rows."""
        y = self.y[rows]
        weights = class_weights(y, self.settings.prior) * self.weights[rows]
        return fit_linear(columns[rows], y, weights, inverse_penalty)

    def out_of_fold(self, columns: Any, inverse_penalty: float, progress: Progress) -> Floats:
        """Score every row with a regression that has not seen its article."""
        scores = np.zeros((len(self.y), len(CLASSES)))
        for k, held in enumerate(self.folds):
            progress(f"fold {k + 1} of {len(self.folds)}")
            inside = np.setdiff1d(self.all_rows(), held)
            scores[held] = self.fit(columns, inside, inverse_penalty).scores(columns[held])
        return scores

    def curve(self, whole: Floats, progress: Progress) -> list[tuple[int, float]]:
        """Fit the regression over words on growing parts and test it on the first fold.

        Args:
            whole: Out-of-fold scores of that regression; they give the last point.
            progress: Called with a line before each step.

        Returns:
            (training units, macro-F1) pairs.
        """
        held = self.folds[0]
        inside = np.setdiff1d(self.all_rows(), held)
        shuffled = np.random.default_rng(self.settings.seed).permutation(inside)
        points = []
        for share in CURVE:
            progress(f"learning curve {share:.0%}")
            some = np.sort(shuffled[: max(int(len(inside) * share), 10)])
            if len(set(self.y[some].tolist())) > 1:
                fitted = self.fit(self.columns, some, self.settings.inverse_penalty)
                predicted = fitted.scores(self.columns[held]).argmax(axis=1)
                points.append((len(some), metrics.macro_f1(self.y[held], predicted)))
        points.append((len(inside), metrics.macro_f1(self.y[held], whole[held].argmax(axis=1))))
        return points


def _fresh(units: Units, encoder: Encoder | None) -> Rows:
    """Number the units that the encoder has not been tuned on; all if there are none."""
    known = tuned_on(encoder)
    fresh = [i for i, c in enumerate(units.contexts) if c.article not in known]
    return np.array(fresh or range(len(units)), dtype=np.intp)


def save(
    trained: Trained,
    folder: Path,
    data: Sequence[Path],
    encoder: Encoder | None,
    evaluation: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """Write a version folder: the head and its manifest.

    Args:
        trained: What `train` gave.
        folder: Made if need be; its name is the version's.
        data: The labelled files, for their hashes.
        encoder: The encoder that the head reads.
        evaluation: Metrics on the test part and the gate's verdict.

    Returns:
        The manifest.
    """
    folder.mkdir(parents=True, exist_ok=True)
    trained.head.save(folder / "head.skops")
    libraries = ("numpy", "scikit-learn", "scipy", "skops", "onnxruntime", "tokenizers")
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "name": folder.name,
        "claimtable": version("claimtable"),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in libraries},
        "encoder": None if encoder is None else fingerprint(encoder.folder),
        "settings": asdict(trained.head.settings),
        "temperature": trained.head.temperature,
        "data": {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in data},
        "training_units": len(trained.training),
        "cross_validation": trained.cross_validation,
        "learning_curve": trained.curve,
        **(evaluation or {}),
    }
    text = json.dumps(manifest, indent=1, ensure_ascii=False)
    (folder / "manifest.json").write_text(text + "\n", "utf-8")
    return manifest
