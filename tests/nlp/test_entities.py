"""The entity resolver on a blank pipeline whose raw entities the test gives."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from claimtable.nlp.entities.component import EntityResolver


@pytest.fixture(scope="module")
def resolver() -> EntityResolver:
    return EntityResolver()


def mark(text: str, *names: tuple[str, str]) -> Doc:
    """Tokenise a text and mark every occurrence of some names."""
    doc = spacy.blank("en")(text)
    spans = []
    for name, label in names:
        start = text.find(name)
        while start >= 0:
            spans.append(doc.char_span(start, start + len(name), label=label))
            start = text.find(name, start + 1)
    doc.ents = spacy.util.filter_spans([s for s in spans if s is not None])
    return doc


def test_a_possessive_is_split_and_grouped(resolver: EntityResolver) -> None:
    doc = resolver(
        mark("Acme Corp. grew. Acme's sales rose.", ("Acme Corp.", "ORG"), ("Acme", "ORG"))
    )
    assert [(e.text, e.label_, e._.canonical) for e in doc.ents] == [
        ("Acme Corp.", "ORG", "Acme"),
        ("Acme", "ORG", "Acme"),
    ]


def test_ai_is_never_a_place(resolver: EntityResolver) -> None:
    assert not resolver(mark("They invest in AI.", ("AI", "GPE"))).ents
