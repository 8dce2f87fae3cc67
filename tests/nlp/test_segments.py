"""Texts of any length are read in pieces, and come out whole."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.nlp import segments
from claimtable.nlp.blocks import paragraphs
from claimtable.nlp.pipeline import load
from claimtable.nlp.segments import Input, read_all

PARAGRAPH = "Acme's revenue rose 12% to €1.4bn, more than Globex made. Orders fell."
texts = st.lists(st.text(alphabet="ab .\n", max_size=60) | st.just("x" * 90), max_size=12).map(
    "\n".join
)


@pytest.fixture(scope="module")
def nlp():
    return load()


@given(texts)
def test_segments_tile_the_text(text):
    original = segments.BATCH
    segments.BATCH = 20
    try:
        found = segments.segments(text, paragraphs(text))
    finally:
        segments.BATCH = original
    assert "".join(text[a:b] for a, b in found) == text
    assert all(b - a <= 40 for a, b in found)


def test_a_long_article_gives_the_claims_of_its_paragraphs(nlp, monkeypatch):
    monkeypatch.setattr(segments, "LONG", 500)
    monkeypatch.setattr(segments, "BATCH", 200)
    text = "\n".join([PARAGRAPH] * 20)
    (long,) = read_all(nlp, [Input(text, paragraphs(text))])
    assert long.text == text
    assert len(long.spans["money"]) == 20
    assert len(long.spans["percentages"]) == 20
    assert {s.text for s in long.spans["claims"]} <= {
        "Acme's revenue rose 12% to €1.4bn, more than Globex made.",
        "Orders fell.",
    }


@pytest.mark.slow
def test_a_text_beyond_spacys_limit_is_read(nlp):
    text = "word " * (nlp.max_length // 4)
    (doc,) = read_all(nlp, [Input(text, paragraphs(text))])
    assert len(doc.text) > nlp.max_length


def test_order_and_batches_do_not_matter(nlp):
    inputs = [Input(PARAGRAPH * n) for n in (1, 700, 2, 3)]
    alone = [doc for item in inputs for doc in read_all(nlp, [item])]
    together = list(read_all(nlp, inputs))
    assert [d.text for d in together] == [item.text for item in inputs]
    for a, b in zip(alone, together, strict=True):
        assert [s.text for s in a.spans["claims"]] == [s.text for s in b.spans["claims"]]
