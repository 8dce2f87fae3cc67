"""What the headers of a table and the lead-in of a list add to a model's probabilities."""

import pytest

from claimtable.models.decision import decide
from claimtable.nlp.types import Block

UNSURE = (0.2, 0.1, 0.05, 0.4, 0.25)
"""Strength, risk, opportunity, development, none."""


def cell(row_header: str | None, column_header: str | None = "Acme") -> Block:
    return Block("table_cell", 0, 9, row_header=row_header, column_header=column_header)


@pytest.mark.parametrize(
    ("header", "label"),
    [
        ("Strengths", "strength"),
        ("Key strengths", "strength"),
        ("Market Risks", "risk"),
        ("Weaknesses / threats", "risk"),
        ("Strengths and weaknesses", "development"),
        ("Core business", "development"),
        ("Riskless assets", "development"),
    ],
)
def test_a_cell_is_likelier_what_its_row_is_called(header: str, label: str) -> None:
    decision = decide(UNSURE, cell(header))
    assert decision.label == label
    assert decision.is_claim
    assert sum(decision.probabilities) == pytest.approx(1)


def test_a_plain_fact_stays_one_under_any_header() -> None:
    assert decide((0.02, 0.02, 0.02, 0.9, 0.04), cell("Strengths")).label == "development"


@pytest.mark.parametrize("block", [None, cell("Strengths", None), Block("paragraph", 0, 9)])
def test_elsewhere_the_model_alone_decides(block: Block | None) -> None:
    decision = decide(UNSURE, block)
    assert decision.probabilities == UNSURE
    assert decision.label == "development"


@pytest.mark.parametrize(
    ("lead_in", "is_claim"),
    [
        ("Over the next year the port will:", True),
        ("The fund aims to:", True),
        ("To apply you will:", False),
        ("Here is how to:", False),
        ("The port:", False),
        ("To:", False),
        (None, False),
    ],
)
def test_an_item_that_completes_a_plan_is_seldom_none(lead_in: str | None, is_claim: bool) -> None:
    row = (0.05, 0.05, 0.05, 0.25, 0.6)
    found = decide(row, Block("list_item", 0, 20, lead_in=lead_in))
    assert found.is_claim is is_claim
    assert found.label == "development"
    assert sum(found.probabilities) == pytest.approx(1.0)
