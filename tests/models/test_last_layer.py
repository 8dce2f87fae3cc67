"""The encoder's last layer beside its vectors, and folded away again."""

import numpy as np
import pytest

from claimtable.models.encoder import Encoder
from claimtable.models.fitting import fit_linear
from claimtable.models.labeller import shipped_encoder
from claimtable.models.last_layer import FILE, LastLayer, last_layer


def random_layer(rng, width=6):
    weights = rng.normal(size=(5, width)).astype(np.float32)
    return LastLayer(weights, rng.normal(size=5).astype(np.float32))


def test_a_folded_regression_scores_as_the_one_beside_does():
    rng = np.random.default_rng(1)
    layer = random_layer(rng)
    vectors = rng.normal(size=(200, 6)).astype(np.float32)
    y = (vectors @ layer.weights.T + layer.bias).argmax(axis=1)
    beside = layer.beside(vectors)
    fitted = fit_linear(beside, y, np.ones(len(y)), 0.01)
    folded = layer.folded(fitted)
    assert folded.weights.shape == (5, 6)
    assert folded.scores(vectors) == pytest.approx(fitted.scores(beside), abs=1e-3)


def test_few_rows_do_not_make_it_forget_the_layer():
    rng = np.random.default_rng(2)
    layer = random_layer(rng, width=300)
    seen, unseen = (rng.normal(size=(n, 300)).astype(np.float32) for n in (60, 500))
    says = [(x @ layer.weights.T + layer.bias).argmax(axis=1) for x in (seen, unseen)]
    alone = fit_linear(seen, says[0], np.ones(60), 0.001)
    beside = layer.folded(fit_linear(layer.beside(seen), says[0], np.ones(60), 0.001))
    right = [np.mean(m.scores(unseen).argmax(axis=1) == says[1]) for m in (alone, beside)]
    assert right[1] > right[0] + 0.2


def test_the_shipped_encoder_has_one_that_fits_its_vectors():
    layer = last_layer(shipped_encoder())
    assert layer.weights.shape == (5, 384)
    assert layer.bias.shape == (5,)


def test_an_encoder_without_one_is_read_alone(tmp_path):
    assert last_layer(Encoder(tmp_path)) is None


def test_a_file_that_would_run_code_is_refused(tmp_path):
    np.savez(tmp_path / FILE, weights=np.array([{}], dtype=object), bias=np.zeros(5))
    with pytest.raises(ValueError, match="allow_pickle"):
        last_layer(Encoder(tmp_path))
