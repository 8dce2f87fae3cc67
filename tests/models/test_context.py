import spacy
from spacy.tokens import Doc

from claimtable.models.context import ClaimContext, from_doc, from_rows
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


def test_a_doc_without_claims_has_no_context() -> None:
    assert from_doc(spacy.blank("en")("Nothing.")) == []


def test_surroundings_keep_the_nearest_heading_and_the_end_of_the_sentence_before() -> None:
    context = ClaimContext("x", " ".join(map(str, range(40))), "Top > Low")
    assert context.surroundings.startswith("Low | 25 26")
    assert context.surroundings.endswith("38 39")
    assert ClaimContext("x").surroundings == ""
