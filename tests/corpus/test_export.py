"""Exports: the same table in every format, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import json
import sqlite3
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from claimtable.corpus.export import ExportError, export_store, open_sink
from claimtable.corpus.schema import CLAIMS_SCHEMA, COLUMNS, NESTED
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.table import articles_table, claims_table
from tests.corpus.helpers import article, claim

HOSTILE = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\tx", "＝1+1", "plain"]
TEXT = "Sales rose 12.5% to €1.4bn."
ONE = article(TEXT, "https://example.org/a?b=1", published=datetime.date(2025, 3, 1))


def money(value: str, high: str | None = None) -> dict[str, Any]:
    amounts = {"value": Decimal(value), "high": None if high is None else Decimal(high)}
    units = {"currency": "EUR", "modifier": None, "per": None}
    return {"text": "€1.4bn", "start": 20, "end": 26, **amounts, **units}


@pytest.fixture
def store(tmp_path: Path) -> Store:
    opened = Store.open(tmp_path / "store", create=True)
    first = claim(ONE, 0, len(TEXT), kinds=["monetary"], money=[money("1400000000", "2.25")])
    others = [article(f"{start} said the firm.", f"{start}.txt") for start in HOSTILE]
    rows = [first, *(claim(other, 0, len(other.text), subject=other.text) for other in others)]
    with opened.writing() as writer:
        writer.commit(articles_table([ONE, *others]), claims_table(rows))
    opened.correct(Correction(first["claim_id"], TEXT, "strength", ONE.id))
    return opened


def first(rows: Any) -> dict[str, Any]:
    return next(row for row in rows if row["text"] == TEXT)


def test_json_lines_carry_the_names_nested_and_amounts_as_numbers(
    store: Store, tmp_path: Path
) -> None:
    export_store(store, tmp_path / "t.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "t.jsonl").read_text("utf-8").splitlines()]
    assert [list(row) for row in rows] == [list(COLUMNS)] * len(rows)
    row = first(rows)
    assert row["money"][0]["value"] == 1_400_000_000
    assert row["money"][0]["high"] == 2.25
    assert row["published"] == "2025-03-01"
    assert (row["label"], row["label_source"]) == ("strength", "human")


def test_csv_is_inert_and_carries_nested_columns_as_json(store: Store, tmp_path: Path) -> None:
    export_store(store, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert tuple(rows[0]) == COLUMNS
    assert json.loads(first(rows)["money"])[0]["currency"] == "EUR"
    for row in rows:
        for name, value in row.items():
            assert not value.startswith(("=", "+", "-", "@", "\t", "＝")), (name, value)
    texts = sorted(row["text"].removeprefix("'") for row in rows)
    assert texts == sorted(store.table(["text"]).column(0).to_pylist())


def test_xlsx_has_typed_cells_a_frozen_header_and_links(store: Store, tmp_path: Path) -> None:
    export_store(store, tmp_path / "t.xlsx")
    with zipfile.ZipFile(tmp_path / "t.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        links = book.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
    assert "<f>" not in sheet
    assert 'state="frozen"' in sheet
    assert "<autoFilter" in sheet
    assert "https://example.org/a?b=1" in links
    assert sheet.count("<row ") == store.table().num_rows + 1
    assert "45717" in sheet  # 2025-03-01 as a day number


def test_parquet_is_the_table(store: Store, tmp_path: Path) -> None:
    export_store(store, tmp_path / "t.parquet")
    table = pq.ParquetFile(tmp_path / "t.parquet").read()
    assert table.cast(CLAIMS_SCHEMA).equals(store.table())
    assert table.schema.metadata[b"claimtable.schema_version"]


def test_sqlite_has_a_table_for_each_nested_column(store: Store, tmp_path: Path) -> None:
    export_store(store, tmp_path / "t.sqlite")
    base = sqlite3.connect(tmp_path / "t.sqlite")
    names = {name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    assert names == {"claims", *(set(NESTED) - {"kinds"})}
    assert base.execute("SELECT count(*) FROM claims").fetchone()[0] == store.table().num_rows
    joined = base.execute(
        "SELECT text, value, high FROM claims JOIN (SELECT claim_id, value, high FROM money) "
        "USING (claim_id)"
    ).fetchall()
    assert joined == [(TEXT, 1_400_000_000, 2.25)]
    base.close()


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet", "xlsx", "sqlite"])
def test_an_empty_table_can_be_written(tmp_path: Path, suffix: str) -> None:
    empty = Store.open(tmp_path / "s", create=True)
    assert export_store(empty, tmp_path / f"t.{suffix}") == 0
    assert (tmp_path / f"t.{suffix}").stat().st_size > 0 or suffix == "jsonl"


def test_a_failed_export_leaves_what_was_there(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old")
    with pytest.raises(AttributeError), open_sink(path) as sink:
        sink.write(None)  # type: ignore[arg-type]
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("name", ["t.doc", "none/t.csv", "none/t.sqlite", "none/t.parquet"])
def test_what_cannot_be_written_is_named(store: Store, tmp_path: Path, name: str) -> None:
    with pytest.raises(ExportError, match=name.rsplit("/")[-1]):
        export_store(store, tmp_path / name)
