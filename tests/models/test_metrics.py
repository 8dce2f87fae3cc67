import numpy as np
import pytest
from sklearn.metrics import f1_score

from claimtable.models import metrics


def test_macro_f1_agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(1)
    truth, said = rng.integers(0, 5, 300), rng.integers(0, 5, 300)
    expected = f1_score(truth, said, labels=[0, 1, 2, 3], average="macro")
    assert metrics.macro_f1(truth, said) == pytest.approx(expected)


def test_a_better_model_wins_the_bootstrap() -> None:
    rng = np.random.default_rng(2)
    truth = rng.integers(0, 4, 400)
    groups = [f"a{i // 10}" for i in range(400)]
    good = np.where(rng.random(400) < 0.9, truth, rng.integers(0, 4, 400))
    bad = np.where(rng.random(400) < 0.5, truth, rng.integers(0, 4, 400))
    result = metrics.paired_bootstrap(truth, good, bad, groups, resamples=200)
    assert result.low > 0
    assert result.worse == 0
    reverse = metrics.paired_bootstrap(truth, bad, good, groups, resamples=200)
    assert reverse.difference == pytest.approx(-result.difference)
    assert reverse.worse == 1


def test_a_model_against_itself_is_even() -> None:
    truth = np.arange(40) % 4
    result = metrics.paired_bootstrap(truth, truth, truth, [str(i) for i in range(40)], 50)
    assert (result.difference, result.low, result.high, result.worse) == (0, 0, 0, 0)


def test_evaluation_counts_every_unit_once() -> None:
    truth = np.array([0, 1, 2, 3, 4, 3])
    p = np.eye(5)[[0, 1, 3, 3, 4, 0]]
    record = metrics.evaluate(truth, p, ["news"] * 3 + ["filing"] * 3)
    assert np.sum(record["confusion"]) == 6
    assert record["accuracy"] == pytest.approx(4 / 6)
    assert {k: v["units"] for k, v in record["by_register"].items()} == {"filing": 3, "news": 3}
