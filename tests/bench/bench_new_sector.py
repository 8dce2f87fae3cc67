"""What correcting 200 claims of text that training has not seen is worth there.

    python -m tests.bench.bench_new_sector [SEEDS [GROUP…]]

A group is left out of training: a sector that nothing here has ever learnt, written for this
(``corpus/labelled/new-sector/``), sectors of the labelled corpus (``data/sectors.toml``), or, as
``as-printed``, the articles that were written without a thought of labels and that the encoder
was not tuned on. Half of its articles, drawn by seed, give 200 units as corrections, either any or
only such as came out wrong; the other half measures. Of the corpus's sectors the encoder has seen
some articles, which makes figures too good on both sides. The vocabulary of the words is learnt
from all articles, the labels of a group are not seen. Takes minutes.
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
from claimtable.models.last_layer import LastLayer, last_layer
from claimtable.models.units import USER_WEIGHT, Units, part_of, read, shipped_corpus
from claimtable.models.vectors import encode_cached

SECTORS = Path(__file__).with_name("data") / "sectors.toml"
LABELLED = Path(__file__).parents[2] / "corpus" / "labelled"
CORRECTIONS = 200
KINDS = ("any", "wrong ones")
WAYS = ("words alone", "with the encoder")


@dataclass(frozen=True)
class Bench:
    """What all fits share: units, their features and vectors, the settings of the head."""

    units: Units
    features: FeatureMaker
    columns: Any
    vectors: Any
    layer: LastLayer
    y: Any
    settings: Settings

    def head(self, rows: Any, weights: Any, start: Head | None = None) -> Head:
        """Fit a head on some rows."""

        def fit(columns: Any, penalty: float, near: Linear | None) -> Linear:
            weighed = class_weights(self.y[rows], self.settings.prior) * weights
            return fit_linear(columns[rows], self.y[rows], weighed, penalty, near, 2e-4)

        text = fit(self.columns, self.settings.inverse_penalty, start.text if start else None)
        penalty = self.settings.vector_inverse_penalty
        beside = self.layer.beside(self.vectors)
        vector = self.layer.folded(fit(beside, penalty, None))
        head = Head(self.settings, self.features, text, vector)
        own = rows[weights > 1]
        if len(own):
            head.remember(self.columns[own], self.y[own], self.vectors[own])
        return head

    def labels(self, head: Head, rows: Any) -> list[Any]:
        """Label some rows by a head, once for each of `WAYS`."""
        contexts = [self.units.contexts[i] for i in rows]
        alone = Head(head.settings, head.features, head.text, None)
        alone.memory = head.memory
        words, all_of_it = alone.scores(contexts), head.scores(contexts, self.vectors[rows])
        return [words.argmax(axis=1), all_of_it.argmax(axis=1)]

    def right(self, head: Head, rows: Any, measure: Callable[[Any, Any], float]) -> list[float]:
        """Measure a head on some rows, once for each of `WAYS`."""
        return [measure(self.y[rows], found) for found in self.labels(head, rows)]


def prepare() -> Bench:
    """Read the corpus and what training leaves out, their features and vectors."""
    units, encoder = shipped_corpus() + as_printed(), labeller.shipped_encoder()
    for sector in new_sectors().values():
        units += sector
    assert encoder is not None
    settings = Settings()
    features = FeatureMaker(settings.scales)
    columns = features.fit_transform(units.contexts)
    vectors = encode_cached(encoder, units.contexts)
    layer = last_layer(encoder)
    assert layer is not None
    return Bench(units, features, columns, vectors, layer, truth(units.labels), settings)


def as_printed() -> Units:
    """Read the articles written without a thought of labels that the encoder has not learnt."""
    units, problems = read(sorted((LABELLED / "as-printed").glob("*.jsonl")))
    assert not problems
    return units.take(i for i, c in enumerate(units.contexts) if part_of(c.article) != "encoder")


def new_sectors() -> dict[str, Units]:
    """Read the sectors that were written to be left out, by name."""
    out = {}
    for path in sorted((LABELLED / "new-sector").glob("*.jsonl")):
        out[path.stem], problems = read([path])
        assert not problems
    return out


def of_group(units: Units, words: Sequence[str]) -> Any:
    """Which units are of a sector with one of these words in its name."""
    named = [set(re.findall(r"[a-z]+", sector.lower())) for sector in units.sectors]
    return np.array([bool(name & set(words)) for name in named])


def one_group(bench: Bench, inside: Any, others: Any, seeds: int) -> Any:
    """Leave a group out, correct some of it, and measure on the rest of it.

    Args:
        bench: What all fits share.
        inside: Which units are of the group.
        others: Which units are learnt beside the corrections.
        seeds: How often to draw articles and corrections.

    Returns:
        Shape (seeds, 2 ways, 2 kinds of corrections, 4): macro-F1 on the other half before and
        after, then the share of its claims that come out right before and after.
    """
    articles = np.array([c.article for c in bench.units.contexts])
    own_weights = np.array(bench.units.weights)
    base = np.flatnonzero(others)
    before = bench.head(base, own_weights[base])
    out = []
    for seed in range(seeds):
        random = np.random.default_rng(seed)
        names = random.permutation(np.unique(articles[inside]))
        mine = np.flatnonzero(inside & np.isin(articles, names[: len(names) // 2]))
        held = np.setdiff1d(np.flatnonzero(inside), mine)
        wrong = mine[bench.labels(before, mine)[-1] != bench.y[mine]]
        kinds = []
        for pool in (mine, wrong):
            fixed = random.permutation(pool)[:CORRECTIONS]
            rows = np.concatenate([base, fixed])
            weights = np.concatenate([own_weights[base], np.full(len(fixed), USER_WEIGHT)])
            after = bench.head(rows, weights, before)
            figures = [bench.right(head, held, metrics.macro_f1) for head in (before, after)]
            figures += [bench.right(head, held, _accuracy) for head in (before, after)]
            kinds.append(np.array(figures).T)
        out.append(np.stack(kinds, axis=1))
    return np.array(out)


def _accuracy(y: Any, predicted: Any) -> float:
    return float((y == predicted).mean())


def report(seeds: int = 5, names: Sequence[str] = ()) -> str:
    """Measure, and write the figures as a Markdown section."""
    bench = prepare()
    articles = [c.article for c in bench.units.contexts]

    def among(units: Units) -> Any:
        return np.isin(articles, [c.article for c in units.contexts])

    groups = {name: among(units) for name, units in new_sectors().items()}
    groups["as-printed"] = among(as_printed())
    unlearnt = np.any(list(groups.values()), axis=0)
    for name, words in tomllib.loads(SECTORS.read_text("utf-8")).items():
        groups[name] = of_group(bench.units, words) & ~unlearnt
    lines = [
        "## Correcting 200 claims of a new kind of text",
        "",
        "| left out | corrected | labelled by | macro-F1 on its other articles | right there |",
        "|---|---|---|---|---|",
    ]
    for name, inside in groups.items():
        if names and name not in names:
            continue
        figures = one_group(bench, inside, ~inside & ~unlearnt, seeds)
        for i, way in enumerate(WAYS):
            for j, kind in enumerate(KINDS):
                f0, f1, a0, a1 = figures[:, i, j].mean(axis=0)
                spread = (figures[:, i, j, 1] - figures[:, i, j, 0]).std()
                gain = f"{f0:.3f} → {f1:.3f} (gain ± {spread:.3f})"
                lines.append(f"| {name} | {kind} | {way} | {gain} | {a0:.3f} → {a1:.3f} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if sys.argv[1:] else 5, sys.argv[2:]))
