"""Blocks are boundaries: no sentence crosses one."""

import datetime

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from claimtable.nlp.blocks import paragraphs
from claimtable.nlp.pipeline import load, make_doc
from claimtable.nlp.types import Block

HEADING_AND_TEXT = "Outlook for Acme\nSales rose and orders fell\n\n  Costs were flat"


BLOCKS = spacy.blank("en")
BLOCKS.add_pipe("claimtable_blocks")


@pytest.fixture(scope="module")
def blank():
    return BLOCKS


def test_bare_text_is_cut_into_lines(blank):
    doc = blank(HEADING_AND_TEXT)
    assert [doc.text[b.start : b.end] for b in doc._.blocks] == [
        "Outlook for Acme",
        "Sales rose and orders fell",
        "Costs were flat",
    ]
    assert [t.text for t in doc if t.is_sent_start] == ["Outlook", "Sales", "Costs"]


def test_the_parser_keeps_the_boundaries():
    doc = load()(HEADING_AND_TEXT)
    starts = {sent.start_char for sent in doc.sents if sent.text.strip()}
    assert {block.start for block in doc._.blocks} <= starts


def test_blocks_of_a_reader_are_kept_and_survive_bytes(blank):
    text = "Risks\nFew."
    blocks = (
        Block("heading", 0, 5, level=1),
        Block("table_cell", 6, 10, ("Risks",), 0, 0, 1, 2, "Row", "Column", "Lead-in:"),
    )
    doc = blank(make_doc(blank, text, blocks, "Title", datetime.date(2025, 3, 1)))
    again = Doc(blank.vocab).from_bytes(doc.to_bytes())
    assert again._.blocks == blocks
    assert again._.title == "Title"
    assert again._.published == datetime.date(2025, 3, 1)


@given(st.text())
def test_any_text(text):
    doc = BLOCKS(text)
    assert doc._.blocks == paragraphs(text)
    assert all(text[b.start : b.end].strip() for b in doc._.blocks)
