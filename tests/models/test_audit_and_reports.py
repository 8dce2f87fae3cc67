import numpy as np
import pytest

from claimtable.models import audit, metrics, plots, reports, units
from claimtable.models.classes import CLASSES


@pytest.mark.slow
def test_the_audit_finds_flipped_labels_early() -> None:
    whole = units.shipped_corpus()
    part = whole.take([i for i, weight in enumerate(whole.weights) if weight >= 1][:2000])
    rng = np.random.default_rng(0)
    flipped = set(rng.choice(len(part), len(part) // 10, replace=False).tolist())
    labels = [
        str(rng.choice([c for c in CLASSES if c != label])) if i in flipped else label
        for i, label in enumerate(part.labels)
    ]
    part.labels[:] = labels
    suspects = audit.audit(part)
    assert sorted(s.row for s in suspects) == list(range(len(part)))
    first = {s.row for s in suspects[: len(part) // 5]}
    assert len(first & flipped) >= 0.7 * len(flipped)


def evaluation() -> dict[str, object]:
    truth = np.array([0, 1, 2, 3, 4, 3, 3])
    p = np.eye(5)[[0, 1, 3, 3, 4, 0, 3]] * 0.8 + 0.04
    record = metrics.evaluate(truth, p, ["news & <views>"] * 7)
    record["against"] = metrics.evaluate(truth, p)
    record["learning_curve"] = [(10, 0.3), (40, 0.5)]
    return record


def test_the_page_is_whole_and_escaped() -> None:
    page = reports.as_html(evaluation(), "a <b>")
    assert page.count("<svg") == page.count("</svg>") == 3
    assert "a &lt;b&gt;" in page
    assert "news &amp; &lt;views&gt;" in page
    assert "<script" not in page


def test_the_text_has_every_class_and_the_curve() -> None:
    text = reports.as_text(evaluation())
    assert all(name in text for name in CLASSES)
    assert "40 units" in text


def test_plots_of_nothing_are_plots() -> None:
    assert plots.reliability_plot([]).startswith("<svg")
    assert plots.curve_plot([]).startswith("<svg")
