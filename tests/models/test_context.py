import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from claimtable.models.context import ClaimContext, from_article, from_doc, from_rows
from claimtable.nlp import extensions
from claimtable.nlp.types import Block, Claim


def test_before_is_the_row_above_in_the_same_article() -> None:
    rows = [
        {"article": "a", "text": "Risks", "label": "none"},
        {"article": "a", "text": "Costs rise.", "label": "risk", "section": "Risks"},
        {"article": "a", "text": "Demand is weak.", "label": "risk", "section": "Risks"},
        {"article": "b", "text": "Sales rose.", "label": "development"},
    ]
    assert [c.before for c in from_rows(rows)] == [None, None, "Costs rise.", None]


def test_rows_without_an_article_stand_alone() -> None:
    rows = [{"text": "One."}, {"text": "Two.", "before": "Given."}]
    assert [c.before for c in from_rows(rows)] == [None, "Given."]


def make_doc() -> Doc:
    text = "Outlook\nCosts rise. Demand is weak.\nThese are the dangers:\nfire\n"
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    doc = nlp.make_doc(text)
    extensions.set_blocks(
        doc,
        [
            Block("heading", 0, 7, level=1),
            Block("paragraph", 8, 35, ("Outlook",)),
            Block("paragraph", 36, 58, ("Outlook",)),
            Block("list_item", 59, 63, ("Outlook",), lead_in="These are the dangers:"),
        ],
    )
    nlp.add_pipe("claimtable_blocks", first=True)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def test_doc_and_rows_give_the_same_context() -> None:
    doc = make_doc()
    bounds = [(8, 19, 1), (20, 35, 1), (59, 63, 3)]
    spans = [doc.char_span(start, end) for start, end, _ in bounds]
    for span, (_, _, block) in zip(spans, bounds, strict=True):
        assert span is not None
        extensions.set_claim(span, Claim(block=block, section="Outlook"))
    doc.spans["claims"] = spans
    assert from_doc(doc, "a") == [
        ClaimContext("Costs rise.", None, "Outlook", "a"),
        ClaimContext("Demand is weak.", "Costs rise.", "Outlook", "a"),
        ClaimContext("fire", "These are the dangers:", "Outlook", "a"),
    ]


def test_an_article_gives_the_same_context_as_its_doc() -> None:
    doc = make_doc()
    rows = [
        {"text": doc.text[start:end], "start": start, "section": "Outlook"}
        for start, end in ((8, 19), (20, 35), (36, 57), (59, 63))
    ]
    blocks = extensions.get_blocks(doc)
    assert from_article(doc.text, blocks, rows, "a") == [
        ClaimContext("Costs rise.", None, "Outlook", "a"),
        ClaimContext("Demand is weak.", "Costs rise.", "Outlook", "a"),
        ClaimContext("These are the dangers", "Demand is weak.", "Outlook", "a"),
        ClaimContext("fire", "These are the dangers:", "Outlook", "a"),
    ]


@pytest.mark.parametrize(
    ("text", "claim", "before"),
    [
        ("Sales rose. Costs fell.", "Costs fell.", "Sales rose."),
        ("Sales rose.\nCosts fell.", "Costs fell.", "Sales rose."),
        ('"Is it so?" 9 of ten agreed.', "9 of ten", '"Is it so?"'),
        ('"Is it so?" he asked. Nobody was.', "Nobody", '"Is it so?" he asked.'),
        ("Elle a chuté… Écart réduit. Oui.", "Écart", "Elle a chuté…"),
        ("It costs 3.5 a day, or 9. It pays.", "It pays.", "It costs 3.5 a day, or 9."),
        ("Sales rose and costs fell.", "costs fell", "Sales rose and costs fell."),
        ("  Sales rose.", "Sales rose.", None),
    ],
)
def test_sentences_are_told_by_their_marks(text: str, claim: str, before: str | None) -> None:
    row = {"text": claim, "start": text.index(claim), "section": None}
    assert from_article(text, (), [row]) == [ClaimContext(claim, before)]
    whole = [Block("paragraph", 0, len(text))]
    assert from_article(text, whole, [row]) == [ClaimContext(claim, before)]


@given(st.text(alphabet="aA.!?…\"') \n", max_size=40), st.integers(0, 39))
def test_what_stands_before_begins_before(text: str, start: int) -> None:
    row = {"text": text[start:], "start": start, "section": ""}
    [context] = from_article(text, (), [row])
    assert context.section is None
    assert context.before is None or context.before in text
    assert context.before is None or text.index(context.before) < start


def test_a_doc_without_claims_has_no_context() -> None:
    assert from_doc(spacy.blank("en")("Nothing.")) == []


def test_surroundings_keep_the_nearest_heading_and_the_end_of_the_sentence_before() -> None:
    context = ClaimContext("x", " ".join(map(str, range(40))), "Top > Low")
    assert context.surroundings.startswith("Low | 25 26")
    assert context.surroundings.endswith("38 39")
    assert ClaimContext("x").surroundings == ""
