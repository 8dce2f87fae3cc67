"""What must hold of claims on any text, and how the component fits into spaCy."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from claimtable.nlp import extensions
from claimtable.nlp.blocks import paragraphs
from claimtable.nlp.claims.units import cut
from claimtable.nlp.claims.view import View
from claimtable.nlp.pipeline import make_doc
from claimtable.nlp.types import BLOCK_KINDS, Block

from .claim_cases import pipeline

_MARKS = st.sampled_from(
    [
        *(".", "!", "?", "…", ";", ":", ",", "(", ")", "[", "]", '"', "“", "”", "'", "’", "–", "•"),
        *(
            "U.S.",
            "Inc.",
            "No.",
            "Fig.",
            "e.g.",
            "1.",
            "a)",
            "\n",
            "\n\n",
            "\u00a0",
            "😀",
            "ﬁ",
            "中文",
        ),
        *(
            "Acme",
            "said",
            "it",
            "will",
            "not",
            "rise",
            "5%",
            "in",
            "May",
            "2025",
            "if",
            "and",
            "The",
        ),
        *("according", "to", "claimed", "expects", "no", "which", "shares", "fell", "its", "they"),
        *("could", "if", "If", "unless", "going", "used", "says", "will", "due", "most", "from"),
    ]
)
_TEXTS = st.lists(_MARKS, max_size=40).map(" ".join)


@cache
def _blank() -> Language:
    nlp = spacy.blank("en")
    nlp.add_pipe("claimtable_claims")
    return nlp


def _check(doc: Doc, blocks: tuple[Block, ...]) -> None:
    reached = 0
    for span in doc.spans["claims"]:
        claim = extensions.get_claim(span)
        assert claim is not None
        block = blocks[claim.block]
        assert reached <= span.start_char < span.end_char
        assert block.start <= span.start_char
        assert span.end_char <= block.end
        assert block.kind != "heading"
        assert span.text == doc.text[span.start_char : span.end_char]
        assert span.text == span.text.strip()
        for period in claim.periods:
            assert span.start_char <= period.start < period.end <= span.end_char
        reached = span.end_char


@settings(max_examples=60, deadline=None)
@given(_TEXTS)
def test_claims_are_ordered_stretches_of_their_blocks(text: str) -> None:
    doc = pipeline()(text)
    _check(doc, extensions.get_blocks(doc))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read(text: str) -> None:
    doc = pipeline()(text)
    _check(doc, extensions.get_blocks(doc))


@settings(max_examples=60, deadline=None)
@given(_TEXTS, st.lists(st.integers(0, 200), max_size=8), st.sampled_from(BLOCK_KINDS))
def test_blocks_may_be_cut_anywhere(text: str, cuts: list[int], kind: str) -> None:
    places = sorted({0, len(text), *(c for c in cuts if c < len(text))})
    blocks = tuple(
        Block(kind, start, end, ("A",), row_header="B")  # type: ignore[arg-type]
        for start, end in pairwise(places)
    )
    nlp = pipeline()
    doc = nlp(make_doc(nlp, text, blocks))
    _check(doc, blocks or paragraphs(text))


@settings(deadline=None)
@given(_TEXTS)
def test_units_cover_tokens_once(text: str) -> None:
    doc = _blank()(text)
    seen: set[int] = set()
    for unit in cut(View.of(doc), paragraphs(text)):
        tokens = set(range(unit.start, unit.end))
        assert tokens
        assert not tokens & seen
        seen |= tokens


def test_works_without_a_parse() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("claimtable_claims")
    doc = nlp("Acme sold the mill in May 2025. It may close. Why? If it rains, prices rise.")
    claims = [(s.text, extensions.get_claim(s)) for s in doc.spans["claims"]]
    assert [text for text, _ in claims] == [
        "Acme sold the mill in May 2025.",
        "It may close.",
        "If it rains, prices rise.",
    ]
    assert [c.certainty for _, c in claims if c] == ["asserted", "hedged", "conditional"]
    assert {(c.subject, c.predicate, c.object) for _, c in claims if c} == {(None, None, None)}
    assert [len(c.periods) for _, c in claims if c] == [1, 0, 0]


def test_kinds_follow_the_figures_inside() -> None:
    nlp = _blank()
    doc = nlp.make_doc("Sales rose 5% to $4 billion. The mill is old.")
    doc.spans["money"] = [doc[5:8]]
    doc.spans["percentages"] = [doc[2:4]]
    doc.spans["comparisons"] = [doc[1:4]]
    nlp(doc)
    kinds = [claim.kinds for s in doc.spans["claims"] if (claim := extensions.get_claim(s))]
    assert kinds == [("monetary", "percentage", "comparative"), ("qualitative",)]


def test_section_holds_headings_and_headers() -> None:
    nlp = pipeline()
    text = "Wide network of shops."
    block = Block(
        "table_cell", 0, len(text), ("Banks", "Compared"), 0, 0, 1, 1, "Strengths", "Acme"
    )
    doc = nlp(make_doc(nlp, text, [block]))
    claim = extensions.get_claim(doc.spans["claims"][0])
    assert claim is not None
    assert claim.section == "Banks > Compared > Strengths > Acme"


def test_section_holds_the_label_that_was_cut_off() -> None:
    nlp = pipeline()
    text = "Export controls: Chips are scarce. Any change could hurt the firm."
    doc = nlp(make_doc(nlp, text, [Block("list_item", 0, len(text), ("Risks",))]))
    claims = [extensions.get_claim(span) for span in doc.spans["claims"]]
    assert [c.section for c in claims if c] == ["Risks > Export controls"] * 2


def test_list_items_are_about_the_subject_of_their_lead_in() -> None:
    nlp = pipeline()
    lead_in = "To grow, Microsoft plans to:"
    item = "Open three offices in Spain"
    text = f"{lead_in}\n{item}"
    blocks = [
        Block("paragraph", 0, len(lead_in)),
        Block("list_item", len(lead_in) + 1, len(text), lead_in=lead_in),
    ]
    doc = nlp(make_doc(nlp, text, blocks))
    claim = extensions.get_claim(doc.spans["claims"][-1])
    assert claim is not None
    assert (claim.subject, claim.predicate) == ("Microsoft", "open")


@pytest.mark.parametrize(
    ("lead_in", "item", "certainty"),
    [
        ("Over the next year the port will:", "deepen its channel by two metres", "planned"),
        ("The fund aims to:", "ensure that the yard stays the largest in Europe", "planned"),
        ("Last year the port:", "deepened its channel by two metres", "asserted"),
    ],
)
def test_list_items_are_as_sure_as_their_lead_in(lead_in: str, item: str, certainty: str) -> None:
    nlp = pipeline()
    text = f"{lead_in}\n{item}"
    blocks = [
        Block("paragraph", 0, len(lead_in)),
        Block("list_item", len(lead_in) + 1, len(text), lead_in=lead_in),
    ]
    doc = nlp(make_doc(nlp, text, blocks))
    claim = extensions.get_claim(doc.spans["claims"][-1])
    assert claim is not None
    assert claim.certainty == certainty


def test_claims_survive_docbin() -> None:
    nlp = pipeline()
    doc = nlp("Microsoft said it will not sell the unit before 2027.")
    stored = DocBin(docs=[doc], store_user_data=True).to_bytes()
    again = next(iter(DocBin().from_bytes(stored).get_docs(nlp.vocab)))
    before, after = (extensions.get_claim(d.spans["claims"][0]) for d in (doc, again))
    assert before == after
    assert after is not None
    assert (after.subject, after.polarity, after.attribution) == (
        "Microsoft",
        "negated",
        "Microsoft",
    )


def test_claims_are_plain_values() -> None:
    doc = pipeline()("Microsoft sold the unit.")
    assert all(json.dumps(value) for key, value in doc.user_data.items() if "claims" in key)


def test_time_grows_with_the_text_only() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("claimtable_claims")
    nlp.max_length = 10**7
    for text in (
        "( " * 20_000,
        '" ' * 20_000,
        "U.S. " * 20_000,
        "a; " * 20_000,
        "May 2025 " * 9_000,
    ):
        assert nlp(text).spans["claims"] is not None


@pytest.mark.parametrize("name", ["abbreviations.txt", "attribution.txt", "modality.txt"])
def test_word_lists_have_no_repeated_entries(name: str) -> None:
    text = files("claimtable.nlp.claims").joinpath("data", name).read_text("utf-8")
    section: list[str] = []
    for line in [*text.splitlines(), "[end]"]:
        if line.startswith("["):
            repeated = {entry for entry in section if section.count(entry) > 1}
            assert not repeated
            section = []
        elif not line.startswith("#"):
            section += [entry.strip() for entry in line.split(",") if entry.strip()]
