"""The entity resolver, on raw entities that the case files give: no model runs here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.tokens import Doc

from claimtable.nlp.entities.amounts import bare_amount
from claimtable.nlp.entities.component import EntityResolver
from claimtable.nlp.entities.mentions import NAMES

CASES = Path(__file__).parents[1] / "cases" / "entities"
NLP = spacy.blank("en")
_MARK = re.compile(r"\[(ORG|PERSON|GPE|LOC|PRODUCT|DATE) ([^]]+)\]")


@pytest.fixture(scope="module")
def resolver() -> EntityResolver:
    return EntityResolver()


def raw(marked: str) -> Doc:
    """Turn "[ORG Acme] grew" into a Doc with that entity."""
    text, spans, last = "", [], 0
    for match in _MARK.finditer(marked):
        text += marked[last : match.start()]
        spans.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        last = match.end()
    doc = NLP(text + marked[last:])
    doc.ents = [doc.char_span(s, e, label=label, alignment_mode="expand") for s, e, label in spans]
    return doc


def found(doc: Doc) -> list[str]:
    """Write entities the way the case files do."""
    return [
        f"{e.label_} {e.text}" + (f" = {e._.canonical}" if e._.canonical != e.text else "")
        for e in doc.ents
        if e.label_ in (*NAMES, "DATE")
    ]


def cases() -> Iterator[Any]:
    """One parameter a case; a wanted line with ``~>`` is a strict xfail of its own."""
    for path in sorted(CASES.glob("*.txt")):
        text = None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.startswith(("->", "~>")):
                assert text is not None, f"{path.name}:{number}"
                wanted = [w.strip() for w in line[2:].split("|") if w.strip()]
                marks = [pytest.mark.xfail(reason="known failure")] if line[0] == "~" else []
                name = f"{path.stem}:{number}"
                yield pytest.param(text.replace("\\n", "\n"), wanted, id=name, marks=marks)
            elif line and not line.startswith("#"):
                text = line


ALL_CASES = list(cases())


def test_there_are_cases_enough() -> None:
    assert len(ALL_CASES) >= 120


@pytest.mark.parametrize(("marked", "wanted"), ALL_CASES)
def test_case(resolver: EntityResolver, marked: str, wanted: list[str]) -> None:
    assert found(resolver(raw(marked))) == wanted


@pytest.mark.parametrize(
    ("amount", "bare"),
    [
        ("more than $5 million", "$5 million"),
        ("about $2", "$2"),
        ("as much as 5%", "5%"),
        ("some more than 12", "12"),
        ("$7", "$7"),
        ("about", "about"),
    ],
)
def test_an_amount_begins_behind_its_qualifier(amount: str, bare: str) -> None:
    text = f"It paid {amount} then."
    start = text.index(amount)
    end = start + len(amount)
    assert text[bare_amount(text, start, end) : end] == bare
