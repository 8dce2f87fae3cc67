"""Fit a head: grouped cross-validation, temperature, learning curve, the frozen test part."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from claimtable.models import metrics
from claimtable.models.calibration import Floats, fit_temperature, softmax
from claimtable.models.encoder import Encoder, fingerprint
from claimtable.models.features import FeatureMaker
from claimtable.models.folding import CURVE, FOLDS, Progress, Rows, Work, folds, quiet
from claimtable.models.head import FORMAT, Head, Settings, class_weights, pool, truth
from claimtable.models.last_layer import last_layer
from claimtable.models.sparse import SparseRows
from claimtable.models.units import Units, part_of
from claimtable.models.vectors import encode_cached

STEPS = 2 + len(CURVE) + 2 + FOLDS + 1 + 1
"""How many steps training with an encoder reports: features, vectors; the learning curve, a fit for
each half, for each fold, and on all; the encoder."""


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


def train(
    units: Units,
    encoder: Encoder | None,
    settings: Settings | None = None,
    progress: Progress = quiet,
) -> Trained:
    """Fit a head on units, none of which may be in the test part.

    Args:
        units: Labelled claims. Those of weight above 1, which a user's are, are remembered.
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
    features, columns, work = _prepare(units, chosen)
    progress("vectors")
    vectors = None if encoder is None else encode_cached(encoder, units.contexts)
    words = work.fit(columns, chosen.inverse_penalty, progress)
    scores, text, vector = words.scores, words.whole, None
    judged = work.all_rows()
    if encoder is not None and vectors is not None:
        progress("encoder")
        layer = last_layer(encoder)
        read = work.fit(layer.beside(vectors) if layer else vectors, chosen.vector_inverse_penalty)
        vector = layer.folded(read.whole) if layer else read.whole
        scores = pool(scores, read.scores, replace(chosen, caution=0))
        judged = _fresh(units, encoder)
    head = Head(chosen, features, text, vector)
    y = work.y[judged]
    # Corrections are of claims that came out wrong: weighed up, they would make everything unsure.
    weights = class_weights(y, chosen.prior) * np.minimum(work.weights[judged], 1.0)
    fitted = fit_temperature(scores[judged], y, weights)
    head.temperature = fitted * chosen.stretch
    own = np.flatnonzero(work.weights > 1)
    if len(own):
        head.remember(columns[own], work.y[own], None if vectors is None else vectors[own])
    probabilities = softmax(scores / fitted)
    registers = [units.registers[i] for i in judged]
    report = metrics.evaluate(y, probabilities[judged], registers)
    return Trained(head, report, words.curve, probabilities, units)


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
    _, columns, work = _prepare(units, chosen)
    return work.fit(columns, chosen.inverse_penalty, progress).scores


def _prepare(units: Units, settings: Settings) -> tuple[FeatureMaker, SparseRows, Work]:
    """Compute once what all fits share.

    Raises:
        ValueError: Too few units.
    """
    if len(units) < 20:
        raise ValueError(f"training needs at least 20 labelled units, there are {len(units)}")
    features = FeatureMaker(settings.scales)
    columns = features.fit_transform(units.contexts)
    work = Work(
        truth(units.labels),
        np.array(units.weights),
        folds([c.article for c in units.contexts], seed=settings.seed),
        settings,
    )
    return features, columns, work


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
