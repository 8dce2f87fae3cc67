"""The store: whole parts or none, an article once, corrections kept."""

from __future__ import annotations

import json
import multiprocessing
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import claimtable
from claimtable.corpus.schema import ARTICLES_SCHEMA, CLAIMS_SCHEMA, COLUMNS, SCHEMA_VERSION
from claimtable.corpus.store import Correction, Store, StoreError, StoreLocked
from claimtable.corpus.store.check import verify
from claimtable.corpus.store.corrections import BrokenLine
from claimtable.corpus.table import claims_table
from tests.corpus.helpers import article, fill, lines, tables

ONE = article("Sales rose.\nCosts fell.", "one.txt", title="One")
TWO = article("The bank closed a branch.", "two.txt")


def ids(store: Store) -> list[str]:
    return sorted(store.article_ids())


def test_what_is_written_is_read(tmp_path: Path) -> None:
    store = fill(tmp_path / "s", [ONE], [TWO])
    assert store.table().schema.equals(CLAIMS_SCHEMA, check_metadata=True)
    assert store.table().column("text").to_pylist() == [
        "Sales rose.",
        "Costs fell.",
        "The bank closed a branch.",
    ]
    assert store.article(ONE.id) == ONE
    assert store.article("0" * 16) is None
    assert list(store.articles()) == [ONE, TWO]
    assert verify(store) == []


def test_files_follow_the_contract(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    claims = pq.read_schema(store.claims_file(store.parts[0]))
    assert claims.names == list(COLUMNS)
    assert claims.metadata[b"claimtable.schema_version"].decode() == SCHEMA_VERSION
    assert pq.read_schema(store.articles_file(store.parts[0])).names == ARTICLES_SCHEMA.names


def test_table_order_does_not_depend_on_the_parts(tmp_path: Path) -> None:
    several = fill(tmp_path / "a", [TWO], [ONE])
    together = fill(tmp_path / "b", [ONE, TWO])
    assert several.table().equals(together.table())


def test_an_article_is_in_the_store_once(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE, TWO], [TWO], [TWO])
    assert ids(store) == sorted([ONE.id, TWO.id])
    assert store.table().num_rows == 3
    assert verify(store) == []
    files = sorted(path.name for path in (tmp_path / "claims").iterdir())
    assert files == sorted(f"{part.name}.parquet" for part in store.parts)


def test_dropping_an_article_takes_its_claims_along(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE, TWO])
    with store.writing() as writer:
        writer.commit(*tables(), drop=[ONE.id])
        assert ONE.id not in writer
        assert TWO.id in writer
    assert claimtable.read(tmp_path)["article_id"].tolist() == [TWO.id]


def test_articles_without_claims_count(tmp_path: Path) -> None:
    store = Store.open(tmp_path, create=True)
    with store.writing() as writer:
        writer.commit(tables(ONE)[0], claims_table([]))
    with Store.open(tmp_path).writing() as writer:
        assert ONE.id in writer


@pytest.mark.parametrize("name", ["claims", "articles"])
def test_a_part_without_commit_is_swept_away(tmp_path: Path, name: str) -> None:
    store = fill(tmp_path, [ONE])
    stray = tmp_path / name / "000002.parquet"
    stray.write_bytes(store.claims_file("000001").read_bytes())
    (tmp_path / name / ".tmp-1234-x.parquet").write_bytes(b"half")
    assert Store.open(tmp_path).table().num_rows == 2
    assert len(verify(store)) == 2
    with store.writing() as writer:
        assert len(writer.mended) == 2
    assert not stray.exists()
    assert verify(store) == []


def test_a_damaged_part_leaves_the_store_and_is_made_again(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE], [TWO])
    path = store.claims_file(store.parts[0])
    path.write_bytes(path.read_bytes()[:-7])
    assert any("damaged" in line for line in verify(store))
    with store.writing() as writer:
        assert ONE.id not in writer
        assert TWO.id in writer
    assert verify(Store.open(tmp_path)) == []


def test_a_damaged_commit_is_written_anew(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE], [TWO], [ONE])
    path = tmp_path / "manifest" / "000003.json"
    path.write_text(path.read_text()[:100])
    with Store.open(tmp_path).writing() as writer:
        assert any("anew" in line for line in writer.mended)
    assert ids(Store.open(tmp_path)) == ids(store)
    assert verify(Store.open(tmp_path)) == []


def test_parts_that_another_program_wrote_are_read_and_taken_in(tmp_path: Path) -> None:
    fill(tmp_path, [ONE], [TWO])
    for path in (tmp_path / "manifest").iterdir():
        path.unlink()
    (tmp_path / "manifest").rmdir()
    assert Store.open(tmp_path).table().num_rows == 3
    with Store.open(tmp_path).writing() as writer:
        assert len(writer) == 2
    assert verify(Store.open(tmp_path)) == []


def test_what_comes_after_parts_were_taken_in_does_not_overwrite_them(tmp_path: Path) -> None:
    fill(tmp_path, [ONE], [TWO])
    shutil.rmtree(tmp_path / "manifest")
    three = article("A mine opened.", "three.txt")
    for _ in range(2):
        with Store.open(tmp_path).writing() as writer:
            writer.commit(*tables(three))
    assert ids(Store.open(tmp_path)) == sorted([ONE.id, TWO.id, three.id])
    assert verify(Store.open(tmp_path)) == []


def test_only_one_process_writes(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    said: list[str] = []
    with store.writing():
        with pytest.raises(StoreLocked, match="process"), Store.open(tmp_path).writing(wait=False):
            pass
        assert Store.open(tmp_path).table().num_rows == 2
    with Store.open(tmp_path).writing(on_wait=said.append):
        assert said == []


@pytest.mark.parametrize("make", [lambda p: None, lambda p: (p / "s").mkdir()])
def test_what_is_no_store_is_named(tmp_path: Path, make: object) -> None:
    make(tmp_path)  # type: ignore[operator]
    with pytest.raises(StoreError, match=r"does not exist|no claims store"):
        Store.open(tmp_path / "s")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(StoreError, match="other things"):
        Store.open(tmp_path, create=True)


def test_a_store_of_the_future_is_refused(tmp_path: Path) -> None:
    fill(tmp_path, [ONE])
    path = tmp_path / "manifest" / "000001.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 99}))
    with pytest.raises(StoreError, match="newer"):
        Store.open(tmp_path)


def correction(at: int, label: str | None) -> Correction:
    row = lines(ONE)[at]
    return Correction(row["claim_id"], row["text"], label, ONE.id)


def test_corrections_are_laid_over_the_labels(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE], [TWO])
    store.correct(correction(0, "risk"))
    store.correct(correction(1, "strength"))
    store.correct(correction(1, "none"))
    frame = claimtable.read(tmp_path)
    assert frame["label"].tolist() == ["risk", "development"]
    assert frame["label_confidence"].tolist() == [1.0, 0.5]
    assert frame["label_source"].tolist() == ["human", "model:test"]
    assert store.table(human=False).column("label").to_pylist() == ["development"] * 3
    assert store.table(["text"]).column_names == ["text"]


def test_a_correction_can_be_taken_back(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    store.correct(correction(0, "risk"))
    store.correct(correction(0, None))
    assert store.corrections() == {}
    assert len(list(store.history())) == 2


def test_unknown_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"'dull'.*strength, risk"):
        fill(tmp_path, [ONE]).correct(correction(0, "dull"))


def test_a_torn_or_wrong_line_costs_only_itself(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    store.correct(correction(0, "risk"))
    with (tmp_path / "labels.jsonl").open("a") as stream:
        stream.write('{"id": "x", "text": "y", "label": "odd"}\n[]\n{"id": "torn')
    store.correct(correction(1, "strength"))
    assert {c.label for c in store.corrections().values()} == {"risk", "strength"}
    broken = [item for item in store.history() if isinstance(item, BrokenLine)]
    assert [item.number for item in broken] == [2, 3, 4]
    assert len(verify(store)) == 3


def _correct_many(path: Path, first: int) -> None:
    store = Store.open(path)
    for number in range(first, first + 25):
        store.correct(Correction(f"{number:016x}", "x" * 500, "risk"))


def test_several_processes_correct_at_once(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_correct_many, args=(tmp_path, 0))]
    for worker in workers:
        worker.start()
    _correct_many(tmp_path, 25)
    for worker in workers:
        worker.join()
    assert len(store.corrections()) == 50
    assert verify(store) == []
