"""The comparison component on real parses."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from claimtable.nlp.comparisons import component  # noqa: F401  (registers the factory)
from claimtable.nlp.pipeline import load_base


@pytest.fixture(scope="module")
def nlp() -> Language:
    nlp = load_base()
    nlp.add_pipe("claimtable_comparisons")
    return nlp


def test_a_comparison_is_taken_apart(nlp: Language) -> None:
    doc = nlp("Norvane's newest turbine is far cheaper than Aldport's.")
    (span,) = doc.spans["comparisons"]
    found = span._.comparison
    assert (found.subject.text, found.object.text) == ("Norvane's newest turbine", "Aldport's")
    assert (found.cue.text, found.degree.text) == ("cheaper", "far")
    assert (found.kind, found.scale, found.preference) == ("nonequal", "less", "better")
    assert found.basis == "peer"


def test_works_without_a_parse() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("claimtable_comparisons")
    doc = nlp("Norvane is faster than Aldport.")
    assert [span._.comparison.cue.text for span in doc.spans["comparisons"]] == ["faster"]
