"""Read the case files of money and percentages against both components."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

CASES = Path(__file__).parents[1] / "cases"
FILES = sorted([*(CASES / "money").glob("*.txt"), *(CASES / "percentages").glob("*.txt")])
_GOLD = re.compile(
    r"\{([^{}]+?) = (-?[\d.]+?[a-z]*)(?:\.\.([\d.]+[a-z]*))? ([A-Z]{3}|\?|[a-z]+)([^{}]*)\}"
)
_SCALES = {"": 1, "k": 10**3, "m": 10**6, "bn": 10**9, "tn": 10**12}
_UNITS = {"percent": "percent", "pp": "percentage_point", "bp": "basis_point"}


class Figure(NamedTuple):
    """A figure as a case or a component gives it."""

    start: int
    text: str
    value: Decimal
    high: Decimal | None
    unit: str
    modifier: str | None
    per: str | None
    direction: str | None
    converts: bool


def amount(text: str | None) -> Decimal | None:
    """Read "1.4bn"."""
    if text is None:
        return None
    digits, scale = re.fullmatch(r"(-?[\d.]+)([a-z]*)", text).groups()  # type: ignore[union-attr]
    return Decimal(digits) * _SCALES[scale]


def parse(line: str) -> tuple[str, list[Figure]]:
    """Take a case apart into its text and the figures in it."""
    text, done, figures = "", 0, []
    for match in _GOLD.finditer(line):
        text += line[done : match.start()]
        span, value, high, unit, rest = match.groups()
        marks = [mark.strip() for mark in rest.split(",") if mark.strip()]
        per = next((mark[4:] for mark in marks if mark.startswith("per ")), None)
        way = next((mark for mark in marks if mark in ("up", "down")), None)
        bound = [m for m in marks if m not in (way, "converts") and not m.startswith("per ")]
        low = amount(value)
        assert low is not None
        figures.append(
            Figure(
                len(text), span, low, amount(high), _UNITS.get(unit, unit),
                bound[0] if bound else None, per, way, "converts" in marks,
            )
        )  # fmt: skip
        text += span
        done = match.end()
    text += line[done:]
    assert "{" not in text, f"a figure that the test cannot read: {line}"
    return text, figures


def found(doc: Doc) -> list[Figure]:
    """Give what both components marked, in reading order."""
    out = []
    for span in doc.spans["money"]:
        m = span._.money
        fields = (
            m.value,
            m.high,
            m.currency or "?",
            m.modifier,
            m.per,
            None,
            m.restates is not None,
        )
        out.append(Figure(span.start_char, span.text, *fields))
    for span in doc.spans["percentages"]:
        p = span._.percentage
        fields = (p.value, p.high, p.unit, p.modifier, None, p.direction, False)
        out.append(Figure(span.start_char, span.text, *fields))
    return sorted(out, key=lambda figure: figure.start)


def cases() -> Iterator[Any]:
    """Give every case of every file."""
    for path in FILES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            marks = [pytest.mark.xfail(strict=True)] if line.startswith("! ") else []
            name = f"{path.parent.name}-{path.stem}-{number}"
            yield pytest.param(line.removeprefix("! "), id=name, marks=marks)


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Build both components on a blank pipeline."""
    pipeline = spacy.blank("en")
    pipeline.add_pipe("claimtable_money")
    pipeline.add_pipe("claimtable_percentages")
    return pipeline


@pytest.mark.parametrize("line", list(cases()))
def test_case(nlp: Language, line: str) -> None:
    text, expected = parse(line)
    assert found(nlp(text)) == expected


def test_there_are_enough_cases() -> None:
    assert len(list(cases())) >= 600
