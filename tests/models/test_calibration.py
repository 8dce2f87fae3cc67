import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claimtable.models import calibration

SCORES = arrays(np.float64, (6, 5), elements=st.floats(-700, 700))


@given(SCORES)
def test_softmax_rows_add_up_to_one(scores: np.ndarray) -> None:
    p = calibration.softmax(scores)
    assert np.allclose(p.sum(axis=1), 1)
    assert np.allclose(np.exp(calibration.log_softmax(scores)), p)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_made_the_rows_is_found(temperature: float) -> None:
    rng = np.random.default_rng(0)
    scores = rng.normal(0, 3, (4000, 5))
    p = calibration.softmax(scores / temperature)
    truth = np.array([rng.choice(5, p=row) for row in p])
    assert calibration.fit_temperature(scores, truth) == pytest.approx(temperature, rel=0.12)


def test_calibration_error_of_a_boaster_is_the_gap() -> None:
    confidence = np.full(100, 0.95)
    right = np.arange(100) < 60
    assert calibration.expected_calibration_error(confidence, right) == pytest.approx(0.35)
    assert calibration.reliability(confidence, right) == [[pytest.approx(0.95), 0.6, 100]]


def test_no_rows_have_no_error() -> None:
    assert calibration.expected_calibration_error(np.zeros(0), np.zeros(0, dtype=bool)) == 0
