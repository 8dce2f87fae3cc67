"""Marks of numbers are mended: units, ranges, digits inside a word."""

from pathlib import Path

import pytest

from claimtable.nlp.entities.mentions import Mention
from claimtable.nlp.entities.quantities import complete

CASES = Path(__file__).parents[1] / "cases" / "entity_numbers.txt"


def cases() -> list[str]:
    lines = CASES.read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("case", cases())
def test_number(case: str) -> None:
    marked, expected = (part.strip() for part in case.split("|"))
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    found = complete(text, Mention(start, end, "CARDINAL", text[start:end]))
    assert ("-" if found is None else f"{found.label} {found.text}") == expected
