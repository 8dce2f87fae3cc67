"""Fit a head: grouped cross-validation, temperature, learning curve, the frozen test part."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from claimtable.models import metrics, versions
from claimtable.models.calibration import Floats, fit_temperature, softmax
from claimtable.models.classes import CLASSES
from claimtable.models.encoder import Encoder, fingerprint
from claimtable.models.features import Encoded
from claimtable.models.head import FORMAT, Head, Settings, class_weights, truth
from claimtable.models.units import Units, part_of
from claimtable.models.vectors import encode_cached

FOLDS = 4
CURVE = (0.1, 0.25, 0.5, 1.0)
"""Shares of the training articles that the learning curve is drawn from."""

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
        out_of_fold: Calibrated out-of-fold probabilities of the training units.
        training: The units trained on.
    """

    head: Head
    cross_validation: dict[str, Any]
    curve: list[tuple[int, float]]
    out_of_fold: Floats
    training: Units


def parts(units: Units, encoder: Encoder | None) -> tuple[Units, Units]:
    """Split units into those the head may be fitted on and the frozen test part.

    With an encoder, articles that it was tuned on are left out of both: it knows them by heart,
    and a head fitted on them would trust it too much.

    Returns:
        Training units, test units.
    """
    known = tuned_on(encoder)
    role = ["none" if c.article in known else part_of(c.article) for c in units.contexts]
    test = units.take(i for i, r in enumerate(role) if r == "test" and units.contexts[i].article)
    train = units.take(
        i
        for i, r in enumerate(role)
        if r in ("head", "encoder") or (r == "test" and not units.contexts[i].article)
    )
    return train, test


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
    if len(units) < 20:
        raise ValueError(f"training needs at least 20 labelled units, there are {len(units)}")
    progress("vectors")
    encoded = None if encoder is None else encode_cached(encoder, units.contexts)
    held = folds([c.article for c in units.contexts])
    scores = np.zeros((len(units), len(CLASSES)))
    curve: list[tuple[int, float]] = []
    y = truth(units.labels)
    for k, out in enumerate(held):
        progress(f"fold {k + 1} of {len(held)}")
        inside = np.setdiff1d(np.arange(len(units)), out)
        head = _fit(units, encoded, inside, settings, encoder is not None)
        scores[out] = _scores(head, units, encoded, out)
    inside = np.setdiff1d(np.arange(len(units)), held[0])
    for share in CURVE[:-1]:
        progress(f"learning curve {share:.0%}")
        some = _share(units, inside, share)
        if len({units.labels[i] for i in some}) < 2:
            continue
        head = _fit(units, encoded, some, settings, encoder is not None)
        predicted = _scores(head, units, encoded, held[0]).argmax(axis=1)
        curve.append((len(some), metrics.macro_f1(y[held[0]], predicted)))
    curve.append((len(inside), metrics.macro_f1(y[held[0]], scores[held[0]].argmax(axis=1))))
    progress("final fit")
    final = _fit(units, encoded, np.arange(len(units)), settings, encoder is not None)
    weights = class_weights(units.labels, final.settings.prior)
    final.temperature = fit_temperature(scores, y, weights)
    probabilities = softmax(scores / final.temperature)
    report = metrics.evaluate(y, probabilities, units.registers)
    return Trained(final, report, curve, probabilities, units)


def _fit(
    units: Units, encoded: Encoded | None, rows: Rows, settings: Settings | None, wide: bool
) -> Head:
    part = units.take(rows)
    view = None if encoded is None else encoded.take(rows)
    return Head(settings, with_encoder=wide).fit(part.contexts, part.labels, view)


def _scores(head: Head, units: Units, encoded: Encoded | None, rows: Rows) -> Floats:
    view = None if encoded is None else encoded.take(rows)
    return head.scores([units.contexts[i] for i in rows], view)


def _share(units: Units, rows: Rows, share: float) -> Rows:
    """Take the first articles that make up a share of the rows."""
    wanted = int(len(rows) * share)
    last = units.contexts[rows[max(wanted - 1, 0)]].article
    end = wanted
    while end < len(rows) and last and units.contexts[rows[end]].article == last:
        end += 1
    return rows[:end]


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


def load_settings(folder: Path) -> Settings:
    """Read the settings that a version was trained with."""
    from claimtable.models.features import Scales

    stored = dict(versions.read_manifest(folder)["settings"])
    return Settings(**{**stored, "scales": Scales(**stored["scales"])})
