from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.models import lexicon

CASES = [
    line.split("|")
    for line in (Path(__file__).parents[1] / "cases/models/lexicon.txt").read_text().splitlines()
    if line and not line.startswith("#")
]


def names(cell: str) -> set[str]:
    return {name.strip() for name in cell.split(",") if name.strip()}


@pytest.mark.parametrize(("text", "must", "must_not"), CASES)
def test_lists(text: str, must: str, must_not: str) -> None:
    row = lexicon.list_features([text.strip()])[0]
    hit = {name for name, value in zip(lexicon.list_names(), row, strict=True) if value}
    assert names(must) <= hit
    assert not names(must_not) & hit


def test_a_pair_needs_its_order_and_its_reach() -> None:
    column = lexicon.names().index("near:possible_harm")
    texts = [
        "The plant may lose its licence.",
        "Lost sales may be made good.",
        "It may, "
        + "as all who live in the long valley have known for ever so long, " * 2
        + "fail.",
    ]
    assert lexicon.features(texts)[:, column].tolist() == [1, 0, 0]


@given(st.text(max_size=300))
def test_any_text_gives_values_between_nought_and_one(text: str) -> None:
    row = lexicon.features([text])
    assert row.shape == (1, len(lexicon.names()))
    assert np.all((row >= 0) & (row <= 1))


def test_names_are_unique() -> None:
    assert len(set(lexicon.names())) == len(lexicon.names())
