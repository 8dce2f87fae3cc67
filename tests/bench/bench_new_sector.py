"""What correcting 200 claims of a sector that training has not seen is worth there.

    python -m tests.bench.bench_new_sector [SEEDS [GROUP…]]

A group of sectors (``data/sectors.toml``) is left out of training. Half of its articles, drawn by
seed, give 200 units as corrections; the other half measures. With the shipped encoder the figures
are too good on both sides: it was tuned on some of those articles. The vocabulary of the words is
learnt from all articles, the labels of the sector are not seen. Takes minutes.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from claimtable.models import labeller, metrics
from claimtable.models.features import FeatureMaker
from claimtable.models.fitting import fit_linear
from claimtable.models.head import Head, Linear, Settings, class_weights, truth
from claimtable.models.units import USER_WEIGHT, Units, shipped_corpus
from claimtable.models.vectors import encode_cached

SECTORS = Path(__file__).with_name("data") / "sectors.toml"
CORRECTIONS = 200
WAYS = ("words alone", "with the encoder")


@dataclass(frozen=True)
class Bench:
    """What all fits share: units, their features and vectors, the settings of the head."""

    units: Units
    features: FeatureMaker
    columns: Any
    vectors: Any
    y: Any
    settings: Settings

    def head(self, rows: Any, weights: Any, start: Head | None = None) -> Head:
        """Fit a head on some rows."""

        def fit(columns: Any, penalty: float, near: Linear | None) -> Linear:
            weighed = class_weights(self.y[rows], self.settings.prior) * weights
            return fit_linear(columns[rows], self.y[rows], weighed, penalty, near, 2e-4)

        text = fit(self.columns, self.settings.inverse_penalty, start.text if start else None)
        penalty = self.settings.vector_inverse_penalty
        vector = fit(self.vectors, penalty, start.vector if start else None)
        head = Head(self.settings, self.features, text, vector)
        own = rows[weights > 1]
        if len(own):
            head.remember(self.columns[own], self.y[own], self.vectors[own])
        return head

    def right(self, head: Head, rows: Any, measure: Callable[[Any, Any], float]) -> list[float]:
        """Measure a head on some rows, once for each of `WAYS`."""
        contexts = [self.units.contexts[i] for i in rows]
        alone = Head(head.settings, head.features, head.text, None)
        alone.memory = head.memory
        predicted = (
            alone.scores(contexts).argmax(axis=1),
            head.scores(contexts, self.vectors[rows]).argmax(axis=1),
        )
        return [measure(self.y[rows], p) for p in predicted]


def prepare() -> Bench:
    """Read the corpus, its features and its vectors."""
    units, encoder = shipped_corpus(), labeller.shipped_encoder()
    assert encoder is not None
    settings = Settings()
    features = FeatureMaker(settings.scales)
    columns = features.fit_transform(units.contexts)
    vectors = encode_cached(encoder, units.contexts)
    return Bench(units, features, columns, vectors, truth(units.labels), settings)


def of_group(units: Units, words: Sequence[str]) -> Any:
    """Which units are of a sector with one of these words in its name."""
    named = [set(re.findall(r"[a-z]+", sector.lower())) for sector in units.sectors]
    return np.array([bool(name & set(words)) for name in named])


def one_group(bench: Bench, inside: Any, seeds: int) -> Any:
    """Leave a group out, correct some of it, and measure on the rest of it.

    Returns:
        Shape (seeds, 2 ways, 4): macro-F1 on the other half before and after, then the share of the
        corrected claims that come out right before and after.
    """
    articles = np.array([c.article for c in bench.units.contexts])
    own_weights = np.array(bench.units.weights)
    base = np.flatnonzero(~inside)
    before = bench.head(base, own_weights[base])
    out = []
    for seed in range(seeds):
        random = np.random.default_rng(seed)
        names = random.permutation(np.unique(articles[inside]))
        mine = inside & np.isin(articles, names[: len(names) // 2])
        held = np.flatnonzero(inside & ~mine)
        fixed = random.permutation(np.flatnonzero(mine))[:CORRECTIONS]
        rows = np.concatenate([base, fixed])
        weights = np.concatenate([own_weights[base], np.full(len(fixed), USER_WEIGHT)])
        after = bench.head(rows, weights, before)
        figures = [bench.right(head, held, metrics.macro_f1) for head in (before, after)]
        figures += [bench.right(head, fixed, _accuracy) for head in (before, after)]
        out.append(np.array(figures).T)
    return np.array(out)


def _accuracy(y: Any, predicted: Any) -> float:
    return float((y == predicted).mean())


def report(seeds: int = 5, names: Sequence[str] = ()) -> str:
    """Measure, and write the figures as a Markdown section."""
    bench = prepare()
    lines = [
        "## Correcting 200 claims of a new sector",
        "",
        "| sector | labelled by | macro-F1 on its other articles | corrected claims right |",
        "|---|---|---|---|",
    ]
    for name, words in tomllib.loads(SECTORS.read_text("utf-8")).items():
        if names and name not in names:
            continue
        figures = one_group(bench, of_group(bench.units, words), seeds)
        for way, (f0, f1, a0, a1) in zip(WAYS, figures.mean(axis=0), strict=True):
            spread = (figures[:, WAYS.index(way), 1] - figures[:, WAYS.index(way), 0]).std()
            gain = f"{f0:.3f} → {f1:.3f} (gain ± {spread:.3f})"
            lines.append(f"| {name} | {way} | {gain} | {a0:.2f} → {a1:.2f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if sys.argv[1:] else 5, sys.argv[2:]))
