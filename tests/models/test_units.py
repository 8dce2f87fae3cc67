import json
from pathlib import Path

import pytest

from claimtable.models import units


def write(path: Path, rows: list[object]) -> Path:
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_every_broken_row_is_named_and_the_rest_is_kept(tmp_path: Path) -> None:
    rows = [
        {"text": "Sales rose.", "label": "development"},
        "{not json",
        {"text": "Sales rose.", "label": "good"},
        {"text": " ", "label": "risk"},
        "[1, 2]",
        {"text": "Costs rise.", "label": "risk", "weight": "heavy"},
        {"text": "Costs rise.", "label": "risk"},
    ]
    found, problems = units.read([write(tmp_path / "c.jsonl", rows)])
    assert found.labels == ["development", "risk"]
    assert found.sources == ["c.jsonl:1", "c.jsonl:7"]
    assert [p.where for p in problems] == [f"c.jsonl:{n}" for n in (2, 3, 4, 5, 6)]
    assert all("left out" in p.what for p in problems)


def test_contradictions_are_named_and_the_later_row_counts(tmp_path: Path) -> None:
    rows = [
        {"text": "Sales rose.", "label": "development", "article_id": "a"},
        {"text": "Sales rose.", "label": "strength", "article_id": "a"},
        {"text": "Sales rose.", "label": "risk", "article_id": "b"},
    ]
    found, problems = units.read([write(tmp_path / "c.jsonl", rows)])
    assert found.labels == ["strength", "risk"]
    assert len(problems) == 1
    assert "c.jsonl:1" in str(problems[0])
    assert "c.jsonl:2" in str(problems[0])


def test_a_log_of_corrections_holds_changes_of_mind(tmp_path: Path) -> None:
    log = {"text": "Sales rose.", "time": "2026-01-01T00:00:00Z", "article_id": "a"}
    rows = [
        {**log, "id": "1", "label": "risk"},
        {**log, "id": "2", "text": "Costs rise.", "label": "risk"},
        {**log, "id": "1", "label": "development"},
        {**log, "id": "2", "text": "Costs rise.", "label": None},
    ]
    found, problems = units.read([write(tmp_path / "labels.jsonl", rows)])
    assert (found.labels, problems) == (["development"], [])


def test_csv_and_parquet_read_alike(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [
        {"text": "Sales, rose.", "label": "development", "section": "Results"},
        {"text": "Costs rise.", "label": "risk", "section": None},
    ]
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "u.parquet")
    (tmp_path / "u.csv").write_text(
        'text,label,section\n"Sales, rose.",development,Results\nCosts rise.,risk,\n', "utf-8"
    )
    one, two = (units.read([tmp_path / f"u.{kind}"])[0] for kind in ("csv", "parquet"))
    assert (one.contexts, one.labels) == (two.contexts, two.labels)


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="labelled data is read from"):
        units.read([tmp_path / "u.xlsx"])


def test_parts_are_fixed_for_good() -> None:
    names = [f"article-{i}" for i in range(2000)]
    shares = {part: sum(units.part_of(n) == part for n in names) for part in ("test", "head")}
    assert 140 < shares["test"] < 260
    assert 220 < shares["head"] < 380
    assert [units.part_of(n) for n in ("a1-01", "a1-02", "a2-30")] == ["encoder"] * 3
