"""Candidates for the teacher: each fit claim once, and none that a model is measured on."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

import claimtable
from claimtable.corpus.labelled import candidates
from claimtable.models.context import ClaimContext
from tests.corpus.helpers import prepare_cheap

RISE = "Sales at the mill rose by a tenth."
FALL = "Costs at the ferry fell."


def test_claims_left_out_are_not_written_but_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, units, out = tmp_path / "articles", tmp_path / "units.jsonl", tmp_path / "out.jsonl"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{RISE} {FALL} It grew.")
    (folder / "b.txt").write_text(f"{FALL} {RISE}")
    units.write_text(json.dumps({"text": f"  {FALL.replace(' ', '  ')}\n", "label": "risk"}))
    load, base = claimtable.load, prepare_cheap(monkeypatch)
    monkeypatch.setattr(claimtable, "load", lambda: load(base))

    arguments = ["", str(folder), "-o", str(out), "--leave-out", str(units)]
    monkeypatch.setattr("sys.argv", arguments)
    candidates.main()
    (row,) = (json.loads(line) for line in out.read_text("utf-8").splitlines())
    assert row == {"text": RISE, "before": None, "section": None, "article": "0"}
    assert capsys.readouterr().out == "1 claims, 1 left out\n"


def test_each_claim_of_a_fit_length_is_given_once() -> None:
    texts = [RISE, "It grew.", RISE, FALL, " ".join(["word"] * 200), FALL]
    counts: Counter[str] = Counter()
    given = candidates.choose(map(ClaimContext, texts), {candidates.squeeze(RISE)}, counts)
    assert [claim.text for claim in given] == [FALL]
    assert counts == {"written": 1, "left out": 1}


@pytest.mark.parametrize("line", ["{", "[]", "3", "{}", '{"text": null}'])
def test_a_line_without_a_text_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "units.jsonl"
    path.write_text(f'{{"text": "Sales rose."}}\n\n{line}\n')
    with pytest.raises(SystemExit, match=r"units\.jsonl:3: no JSON object with a text"):
        candidates.read_texts([path])
