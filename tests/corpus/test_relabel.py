"""Labels of another model version in a store: what changes, what stays, and what a crash leaves."""

from __future__ import annotations

import contextlib
import json
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from claimtable.cli import app
from claimtable.corpus.articles import Article
from claimtable.corpus.engine.extract import Options, extract_to
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.summary import Summary as Extracted
from claimtable.corpus.engine.work import Setup
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.relabel import Summary, Version, relabel
from claimtable.corpus.schema import CLAIMS_SCHEMA
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.store.check import verify
from claimtable.corpus.table import articles_table, claims_table
from claimtable.models.component import ClaimLabeller
from claimtable.models.context import ClaimContext
from claimtable.nlp.types import NONE_LABEL
from tests.corpus.helpers import article, fill, lines
from tests.corpus.test_engine_kill import Crash, crash_at

CASES = tomllib.loads((Path(__file__).parents[1] / "cases/store/relabel.toml").read_text("utf-8"))[
    "claim"
]
LABELLING = ("label", "label_confidence", "label_source")
ONE = article("Sales rose.\nCosts fell.", "one.txt")
TWO = article("The bank closed a branch.", "two.txt")
THREE = article("A mine opened.", "three.txt")


class Says:
    """Stands in for a model: knows what it says of a text, and else that it is a risk."""

    def __init__(self, name: str = "new", **known: Sequence[float]) -> None:
        self.name = name
        self.known = known
        self.asked: list[str] = []

    def probabilities(self, contexts: Sequence[ClaimContext]) -> np.ndarray:
        self.asked += [c.text for c in contexts]
        risk = [0.0, 0.9, 0.0, 0.1, 0.0]
        return np.array([self.known.get(c.text, risk) for c in contexts])


def version(model: Any = None) -> Version:
    model = model or Says()
    return Version(model, f"{model.name} 1")


def run(store: Store | Path, by: Version | None = None, *, dry_run: bool = False) -> Summary:
    opened = store if isinstance(store, Store) else Store.open(store)
    summary = Summary(dry_run)
    relabel(opened, by or version(), summary, lambda done, total: None)
    return summary


def bytes_of(path: Path) -> dict[str, bytes]:
    found = [file for file in path.rglob("*") if file.is_file()]
    return {file.relative_to(path).as_posix(): file.read_bytes() for file in found}


def labels(path: Path) -> dict[str, str]:
    table = Store.open(path).table(["text", "label"])
    return dict(zip(*(column.to_pylist() for column in table.columns), strict=True))


def of_cases(path: Path) -> tuple[Store, Article]:
    """A store with an article that has a block for each case."""
    owner = article("\n".join(case["text"] for case in CASES))
    headed = {"kind": "table_cell", "row_header": "Looms", "column_header": "2024"}
    blocks = [
        replace(block, **(headed if case.get("cell") else {}))
        for case, block in zip(CASES, owner.blocks, strict=True)
    ]
    owner = replace(owner, blocks=tuple(blocks))
    rows = lines(owner)
    for case, row in zip(CASES, rows, strict=True):
        row |= {"label": case["was"], "label_source": case.get("source", "model:test")}
    store = Store.open(path, create=True)
    with store.writing() as writer:
        writer.commit(articles_table([owner]), claims_table(rows), made_with={"spacy": "3"})
    for case, row in zip(CASES, rows, strict=True):
        if "person" in case:
            store.correct(Correction(row["claim_id"], row["text"], case["person"], owner.id))
    return store, owner


def test_what_becomes_of_each_claim(tmp_path: Path) -> None:
    store, owner = of_cases(tmp_path)
    old = store.table(human=False)
    log = (tmp_path / "labels.jsonl").read_bytes()
    model = Says(**{case["text"]: case["model"] for case in CASES})
    summary = run(store, version(model))

    new = Store.open(tmp_path).table(human=False)
    for case, row in zip(CASES, new.to_pylist(), strict=True):
        label, confidence, source = case["now"]
        assert (row["text"], row["label"], row["label_source"]) == (case["text"], label, source)
        assert row["label_confidence"] == np.float32(confidence), case["text"]
    assert new.drop_columns(LABELLING).equals(old.drop_columns(LABELLING))
    assert new.schema.equals(CLAIMS_SCHEMA, check_metadata=True)
    assert list(store.articles()) == [owner]
    assert verify(store) == []
    assert (tmp_path / "labels.jsonl").read_bytes() == log
    assert [part.made_with for part in store.parts] == [{"spacy": "3", "classifier": "new 1"}]

    people = [case for case in CASES if "person" in case or "source" in case]
    assert not set(model.asked) & {case["text"] for case in people}
    changed = [(case["was"], case["now"][0]) for case in CASES if case["was"] != case["now"][0]]
    assert summary.record() == {
        "model": "",
        "dry_run": False,
        "claims": len(CASES),
        "changed": len(changed),
        "changes": [
            {"from": old, "to": new, "claims": changed.count((old, new))}
            for old, new in sorted(set(changed), key=lambda x: (-changed.count(x), x))
        ],
        "none": sum(case.get("none", False) for case in CASES),
        "human": len(people),
        "done_before": 0,
    }


def test_labels_by_people_still_hold(tmp_path: Path) -> None:
    store, _ = of_cases(tmp_path)
    run(store)
    rows = {row["text"]: row for row in store.table().to_pylist()}
    for case in CASES:
        if case.get("person") == NONE_LABEL:
            assert case["text"] not in rows
        elif "person" in case:
            row = rows[case["text"]]
            assert [row[name] for name in LABELLING] == [case["person"], 1.0, "human"]


def test_a_dry_run_counts_the_same_and_changes_nothing(tmp_path: Path) -> None:
    store, _ = of_cases(tmp_path)
    (tmp_path / "claims" / ".tmp-1-x.parquet").write_bytes(b"half")  # not even mended
    before = bytes_of(tmp_path)
    dry = run(store, dry_run=True)
    assert bytes_of(tmp_path) == before
    assert dry.changes
    assert {**run(store).record(), "dry_run": True} == dry.record()


def test_a_second_run_has_nothing_to_do(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE], [TWO])
    run(store)
    before = bytes_of(tmp_path)
    model = Says()
    again = run(store, version(model))
    assert (again.claims, again.done, again.changes.total(), model.asked) == (3, 3, 0, [])
    assert bytes_of(tmp_path) == before


def test_another_version_of_the_same_name_is_told_apart(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    run(store)
    model = Says(**{"Sales rose.": [0.9, 0.0, 0.0, 0.1, 0.0]})
    assert run(store, Version(model, "new 2")).changes == {("risk", "strength"): 1}


def test_a_correction_taken_back_leaves_a_label_to_renew(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE])
    key = store.table().column("claim_id")[0].as_py()
    store.correct(Correction(key, "Sales rose.", "strength", ONE.id))
    run(store)
    assert labels(tmp_path) == {"Sales rose.": "strength", "Costs fell.": "risk"}
    store.correct(Correction(key, "Sales rose.", None, ONE.id))
    assert labels(tmp_path)["Sales rose."] == "development"
    assert run(store).changes == {("development", "risk"): 1}


def test_a_store_without_a_log_is_taken_in(tmp_path: Path) -> None:
    fill(tmp_path, [ONE], [TWO])
    shutil.rmtree(tmp_path / "manifest")
    assert run(Store.open(tmp_path), dry_run=True).changes.total() == 3
    assert not (tmp_path / "manifest").exists()
    assert run(Store.open(tmp_path)).changes.total() == 3
    assert set(labels(tmp_path).values()) == {"risk"}


def test_each_part_is_old_or_new_whenever_the_run_ends(tmp_path: Path) -> None:
    fill(tmp_path / "before", [ONE, TWO], [THREE])
    seen = set()
    for moment in range(1, 200):
        path = tmp_path / f"{moment}"
        shutil.copytree(tmp_path / "before", path)
        done = False
        store = Store.open(path)
        with contextlib.suppress(Crash), crash_at(moment):
            run(store)
            done = True
        now = labels(path)
        assert len(now) == 4
        first = {now[text] for text in ("Sales rose.", "Costs fell.", TWO.text)}
        assert len(first) == 1
        seen.add((*first, now[THREE.text]))
        run(path)
        assert set(labels(path).values()) == {"risk"}
        assert verify(Store.open(path)) == []
        shutil.rmtree(path)
        if done:
            break
    assert moment > 16
    assert seen == {("development", "development"), ("risk", "development"), ("risk", "risk")}


def test_the_index_follows(tmp_path: Path) -> None:
    store = fill(tmp_path, [ONE], [TWO])
    index = Index(store)
    index.update()
    key = store.table().column("claim_id")[0].as_py()
    index.correct(Correction(key, "Sales rose.", "strength", ONE.id))
    run(tmp_path)
    assert index.follow()
    with index.reading() as base:
        rows = base.execute("SELECT text, label, model_label, human FROM claims").fetchall()
        found = "SELECT c.label FROM words JOIN claims AS c ON c.id = words.rowid WHERE words MATCH"
        branch = base.execute(f"{found} 'branch'").fetchall()
    assert {tuple(row) for row in rows} == {
        ("Sales rose.", "strength", "development", 1),
        ("Costs fell.", "risk", "risk", 0),
        (TWO.text, "risk", "risk", 0),
    }
    assert [row["label"] for row in branch] == ["risk"]


def command(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["store", "relabel", *map(str, arguments)])


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Says:
    """The model that any version turns out to be."""
    model = Says()
    monkeypatch.setattr(Version, "load", lambda name: version(model))
    return model


def test_the_command(tmp_path: Path, loaded: Says) -> None:
    loaded.known = {TWO.text: [0.0, 0.0, 0.2, 0.1, 0.7]}
    fill(tmp_path, [ONE], [TWO])
    dry = command(tmp_path, "--dry-run")
    assert (dry.exit_code, dry.stdout) == (0, "")
    assert dry.stderr.splitlines() == [
        "3 claims, 3 labels would change",
        "  development -> risk 2",
        "  development -> opportunity 1",
        "1 claim would be none to this version; the likeliest of the four labels stands",
    ]
    done = command(tmp_path, "--json")
    assert done.exit_code == 0
    assert done.stderr.startswith("3 claims, 3 labels changed\n")
    assert json.loads(done.stdout) == {
        "model": "new",
        "dry_run": False,
        "claims": 3,
        "changed": 3,
        "changes": [
            {"from": "development", "to": "risk", "claims": 2},
            {"from": "development", "to": "opportunity", "claims": 1},
        ],
        "none": 1,
        "human": 0,
        "done_before": 0,
    }
    assert command(tmp_path).stderr.splitlines()[-1] == "done before: 3 claims"


def test_ctrl_c_keeps_what_is_done(
    tmp_path: Path, loaded: Says, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(tmp_path, [ONE], [TWO])
    answer = loaded.probabilities

    def until_the_bank(contexts: Sequence[ClaimContext]) -> np.ndarray:
        if contexts[0].text == TWO.text:
            raise KeyboardInterrupt
        return answer(contexts)

    monkeypatch.setattr(loaded, "probabilities", until_the_bank)
    stopped = command(tmp_path)
    assert stopped.exit_code == 130
    assert stopped.stderr.splitlines()[0] == "2 claims, 2 labels changed"
    assert "goes on from here" in stopped.stderr
    assert labels(tmp_path)[TWO.text] == "development"
    monkeypatch.setattr(loaded, "probabilities", answer)
    assert "done before: 2 claims" in command(tmp_path).stderr
    assert set(labels(tmp_path).values()) == {"risk"}


@pytest.mark.parametrize(
    ("store", "more", "said"),
    [
        ("none", [], "none does not exist"),
        ("empty", [], "is no claims store"),
        ("store", ["--model", "nix"], "no model version 'nix'"),
    ],
)
def test_wrong_use_is_one_line(tmp_path: Path, store: str, more: list[str], said: str) -> None:
    fill(tmp_path / "store", [ONE])
    (tmp_path / "empty").mkdir()
    result = command(tmp_path / store, *more)
    assert result.exit_code == 2
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert line.startswith("claimtable: ")
    assert said in line


def test_a_part_that_is_gone_is_told(tmp_path: Path, loaded: Says) -> None:
    store = fill(tmp_path, [ONE])
    store.claims_file("000001").unlink()
    result = command(tmp_path, "--dry-run")
    assert result.exit_code == 2
    assert "claimtable store check" in result.stderr


def test_the_version_that_extracted_changes_nothing(tmp_path: Path, cheap: str) -> None:
    (tmp_path / "a.md").write_text("# Mills\n\nSales rose. Costs fell.\n\n- Wages may rise.\n")
    extract_all(tmp_path / "a.md", tmp_path / "s", cheap)
    before = Store.open(tmp_path / "s").table()
    summary = run(tmp_path / "s", Version(ClaimLabeller()._load(), "otherwise"))
    assert summary.claims >= 3
    assert summary.done == 0
    assert Store.open(tmp_path / "s").table().equals(before)


@pytest.mark.slow
def test_the_shipped_version_says_the_same_of_stored_claims(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLAIMTABLE_HOME", str(tmp_path / "home"))
    extract_all(Path(str(files("claimtable.corpus") / "samples")), tmp_path / "s", None)
    by = Version.load(None)
    assert by.record == Store.open(tmp_path / "s").parts[0].made_with["classifier"]
    assert run(tmp_path / "s", by).done > 200
    again = run(tmp_path / "s", replace(by, record="otherwise"))
    assert again.done == 0
    assert again.changes.total() <= again.claims / 100  # sentences are cut by their marks


def extract_all(path: Path, store: Path, base_model: str | None) -> None:
    options = Options(Setup(base_model), workers=0)
    progress = Progress(lambda weight, articles: None, lambda line: None)
    extract_to([str(path)], str(store), options, Extracted(), progress)
