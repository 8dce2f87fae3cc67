"""From messy raw files to their claims: what a careful reader would mark, and nothing else.

To add a case, put a file into ``tests/cases/raw/`` and the exact text of its claims, one a line and
in reading order, with the suffix ``.claims``, beside it. The classifier, which is trained apart and
may call a claim ``none``, is left out.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language

from claimtable.corpus.readers.files import read_file
from claimtable.nlp.pipeline import load_base, make_doc

CASES = Path(__file__).parents[1] / "cases" / "raw"
INPUTS = sorted(path for path in CASES.iterdir() if path.suffix != ".claims")


@cache
def _pipeline() -> Language:
    nlp = load_base()
    nlp.add_pipe("claimtable_blocks", first=True)
    nlp.add_pipe("claimtable_entities")
    nlp.add_pipe("claimtable_claims")
    return nlp


def test_there_are_cases() -> None:
    assert len(INPUTS) >= 15


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_claims(path: Path) -> None:
    (article,) = read_file(path)
    nlp = _pipeline()
    doc = make_doc(nlp, article.text, article.blocks, article.title, article.published)
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    found = [span.text for span in doc.spans["claims"]]
    expected = (path.parent / f"{path.name}.claims").read_text("utf-8").splitlines()
    assert found == expected
