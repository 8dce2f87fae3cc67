"""Claims against readable cases: certainty, polarity, attribution, subject, splitting, judging."""

from __future__ import annotations

import re

import pytest

from claimtable.nlp import extensions
from claimtable.nlp.claims.units import cut
from claimtable.nlp.claims.view import View
from claimtable.nlp.types import Claim

from .claim_cases import docs, expected_and_text, params


def _text(case: str) -> str:
    return expected_and_text(case)[1]


def _last_claim(name: str, case: str) -> Claim:
    spans = list(docs(name, _text)[_text(case)].spans["claims"])
    assert spans, "no claim found"
    claim = extensions.get_claim(spans[-1])
    assert claim is not None
    return claim


@pytest.mark.parametrize("case", params("claims/certainty.txt"))
def test_certainty(case: str) -> None:
    claim = _last_claim("claims/certainty.txt", case)
    assert claim.certainty == expected_and_text(case)[0]


@pytest.mark.parametrize("case", params("claims/polarity.txt"))
def test_polarity(case: str) -> None:
    claim = _last_claim("claims/polarity.txt", case)
    assert claim.polarity == expected_and_text(case)[0]


@pytest.mark.parametrize("case", params("claims/attribution.txt"))
def test_attribution(case: str) -> None:
    claim = _last_claim("claims/attribution.txt", case)
    assert (claim.attribution or "-") == expected_and_text(case)[0]


@pytest.mark.parametrize("case", params("claims/subject.txt"))
def test_subject(case: str) -> None:
    claim = _last_claim("claims/subject.txt", case)
    assert (claim.subject or "-").lower() == expected_and_text(case)[0].lower()


@pytest.mark.parametrize("case", params("claims/claim_or_not.txt"))
def test_claim_or_not(case: str) -> None:
    doc = docs("claims/claim_or_not.txt", _text)[_text(case)]
    found = "claim" if len(doc.spans["claims"]) else "none"
    assert found == expected_and_text(case)[0]


def _parted(case: str) -> str:
    return case.split(" | ", 3)[3]


@pytest.mark.parametrize("case", params("claims/parts.txt", least=20))
def test_subject_predicate_and_object(case: str) -> None:
    doc = docs("claims/parts.txt", _parted)[_parted(case)]
    claim = extensions.get_claim(list(doc.spans["claims"])[-1])
    assert claim is not None
    found = [claim.subject, claim.predicate, claim.object]
    assert [part or "-" for part in found] == case.split(" | ", 3)[:3]


def _unmarked(case: str) -> str:
    return re.sub(r"[‖⟦⟧]", "", case).replace("  ", " ")


@pytest.mark.parametrize("case", params("claims/splitting.txt"))
def test_splitting(case: str) -> None:
    doc = docs("claims/splitting.txt", _unmarked)[_unmarked(case)]
    view = View.of(doc)
    found = [view.slice(u.start, u.end) for u in cut(view, extensions.get_blocks(doc))]
    kept = re.sub(r"⟦[^⟧]*⟧", "", case)
    kept = re.sub(r"^(?:\[[^\]]*, [^\]]*\]|\*) ", "", kept)
    assert found == [part.strip() for part in kept.split("‖")]
