"""The command line: exit statuses, what goes where, and that all of it is documented."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

import claimtable
from claimtable.cli import app
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.table import claims_table
from claimtable.models.versions import current
from tests.corpus.helpers import article, claim, fill, prepare_cheap, tables

SHOPS = article("Sales rose to $5bn.\nThe bank may fail.\nIt is the largest.", "shops.txt")
PLANTS = article("A plant was opened in Ghana.", "plants.txt")


def run(*arguments: object) -> Any:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def base(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    return ("--base-model", prepare_cheap(monkeypatch), "--workers", "0")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store"
    opened = Store.open(path, create=True)
    money = {"text": "$5bn", "start": 14, "end": 18, "value": 5_000_000_000, "high": None}
    money |= {"currency": "USD", "modifier": None, "per": None}
    entity = {"text": "Ghana", "label": "GPE", "canonical": "Ghana", "start": 22, "end": 27}
    starts = [block.start for block in SHOPS.blocks]
    ends = [block.end for block in SHOPS.blocks]
    rows = [
        claim(SHOPS, starts[0], ends[0], kinds=["monetary"], money=[money], label_confidence=0.9),
        claim(SHOPS, starts[1], ends[1], label="risk", label_confidence=0.7),
        claim(SHOPS, starts[2], ends[2], label="strength", kinds=["comparative"]),
        claim(PLANTS, 0, 28, entities=[entity]),
    ]
    with opened.writing() as writer:
        writer.commit(tables(SHOPS, PLANTS)[0], claims_table(rows))
    return path


def commands() -> Iterator[tuple[str, Any]]:
    def walk(prefix: str, command: Any) -> Iterator[tuple[str, Any]]:
        names = getattr(command, "list_commands", lambda ctx: [])(None)
        yield prefix, command
        for name in names:
            found = command.get_command(None, name)
            if found is not None:
                yield from walk(f"{prefix} {name}".strip(), found)

    yield from walk("", typer.main.get_command(app))


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=lambda x: str(x)[:20])
def test_every_command_and_option_is_documented(name: str, command: Any) -> None:
    assert command.help, name
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{name} {parameter.name}"
    is_group = hasattr(command, "list_commands")
    if not is_group and name != "version":
        assert "Example" in command.help, name
    result = run(*name.split(), "--help")
    assert result.exit_code == 0


def test_show_prints_tab_separated_lines_where_there_is_no_terminal(store: Path) -> None:
    result = run("show", store)
    head, *rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert head == ["label", "confidence", "kinds", "text", "source"]
    assert rows[0] == ["development", "0.50", "qualitative", PLANTS.text, "plants.txt"]
    assert len(rows) == 4
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("filters", "starts"),
    [
        ("--label risk", ["The bank"]),
        ("--label risk --label strength", ["The bank", "It is"]),
        ("--kind monetary", ["Sales"]),
        ("--kind comparative --label risk", []),
        ("--entity ghana", ["A plant"]),
        ("--entity Gha", []),
        ("--currency usd", ["Sales"]),
        ("--currency EUR", []),
        ("--min-amount 5bn", ["Sales"]),
        ("--min-amount 5,000,000,001", []),
        ("--search BANK", ["The bank"]),
        ("--source plants", ["A plant"]),
        ("--since 2020-01-01", []),
        ("--sort text", ["A plant", "It is", "Sales", "The bank"]),
        ("--sort -confidence --limit 1", ["A plant"]),
        ("--sort label_confidence --limit 2", ["Sales", "The bank"]),
        ("--sort -start --limit 1", ["It is"]),
        ("--sort amount --limit 1", ["Sales"]),
        ("--limit 1", ["A plant"]),
    ],
)
def test_filters(store: Path, filters: str, starts: list[str]) -> None:
    result = run("show", store, "--json", *filters.split())
    texts = [json.loads(line)["text"] for line in result.stdout.splitlines()]
    assert len(texts) == len(starts)
    assert all(text.startswith(start) for text, start in zip(texts, starts, strict=True))


def test_show_counts(store: Path) -> None:
    result = run("show", store, "--by", "kind")
    assert result.stdout.splitlines() == [
        "kind\tclaims",
        "qualitative\t2",
        "comparative\t1",
        "monetary\t1",
    ]
    result = run("show", store, "--by", "currency", "--json")
    assert json.loads(result.stdout) == {"currency": "USD", "claims": 1}


def test_show_takes_corrections_into_account(store: Path) -> None:
    opened = Store.open(store)
    rows = {row["text"]: row for row in opened.table().to_pylist()}
    bank = rows["The bank may fail."]
    opened.correct(Correction(bank["claim_id"], bank["text"], "development", bank["article_id"]))
    plant = rows[PLANTS.text]
    opened.correct(Correction(plant["claim_id"], plant["text"], "none", plant["article_id"]))
    assert len(run("show", store).stdout.splitlines()) == 4
    assert run("show", store, "--label", "risk").stdout.count("\n") == 1
    shown = json.loads(run("show", store, "--search", "bank", "--json").stdout)
    assert (shown["label"], shown["label_source"]) == ("development", "human")


def test_why_says_what_was_read_and_what_moved_the_model(store: Path) -> None:
    result = run("show", store, "--why", "--search", "rose")
    head, row = (line.split("\t") for line in result.stdout.splitlines())
    assert head[-1] == "why"
    assert "money: 5,000,000,000 USD" in row[-1]
    assert "because" not in row[-1]  # another model labelled it

    opened = Store.open(store)
    with opened.writing() as writer:
        text = "The plant may lose its licence."
        one = article(text, "z.txt")
        rows = [claim(one, 0, len(text), label=label(text), label_source=f"model:{current()}")]
        writer.commit(tables(one)[0], claims_table(rows))
    assert "because: " in run("show", store, "--why", "--search", "licence").stdout


def label(text: str) -> str:
    from claimtable.models.context import ClaimContext
    from claimtable.models.explain import explain
    from claimtable.models.labeller import load

    return explain(load(), ClaimContext(text)).label


def test_a_terminal_gets_colours_and_highlights(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = run("show", store, "--why").stdout
    assert "\x1b[" in shown
    assert "4 claims" in shown
    assert "risk" in run("show", store, "--by", "label").stdout


def test_hostile_text_does_not_steer_the_terminal(tmp_path: Path) -> None:
    fill(tmp_path, [article("Shares \x1b[31mfell\u202e today.")])
    assert "\x1b" not in run("show", tmp_path).stdout
    assert "\u202e" not in run("show", tmp_path).stdout


@pytest.mark.parametrize("arguments", ["--sort nothing", "--min-amount lots", "--by weather"])
def test_wrong_use_of_show_is_status_2(store: Path, arguments: str) -> None:
    result = run("show", store, *arguments.split())
    assert result.exit_code == 2
    assert result.stderr.startswith("claimtable: ")
    assert result.stdout == ""


def test_a_missing_store_is_status_2(tmp_path: Path) -> None:
    for command in ("show", "store check", "store relabel"):
        result = run(*command.split(), tmp_path / "none")
        assert result.exit_code == 2
        assert "does not exist" in result.stderr


def test_extract_writes_json_lines_to_standard_output(
    tmp_path: Path, base: tuple[str, ...]
) -> None:
    (tmp_path / "a.txt").write_text("Sales rose. Costs fell.")
    result = run("extract", tmp_path / "a.txt", "-o", "-", *base)
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["text"] for row in rows] == ["Sales rose.", "Costs fell."]
    assert "1 article, 2 claims, 0 failures" in result.stderr


def test_extract_reads_standard_input(base: tuple[str, ...]) -> None:
    arguments = ["extract", "-", "-o", "-", *base]
    result = CliRunner().invoke(app, arguments, input="Sales rose. Costs fell.")
    assert [json.loads(line)["source"] for line in result.stdout.splitlines()] == ["-", "-"]


def test_extract_lists_what_fails_and_goes_on(tmp_path: Path, base: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_text("Sales rose.")
    (tmp_path / "empty.txt").write_text("")
    out = tmp_path / "s"
    result = run("extract", tmp_path, tmp_path / "gone.txt", "-o", out, "--json", *base)
    assert result.exit_code == 1
    record = json.loads(result.stdout)
    assert record["articles"] == 1
    assert [Path(f["source"]).name for f in record["failures"]] == ["gone.txt", "empty.txt"] or [
        Path(f["source"]).name for f in record["failures"]
    ] == ["empty.txt", "gone.txt"]
    assert len(re.findall("^failed: ", result.stderr, re.MULTILINE)) == 2


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet", "xlsx", "sqlite"])
def test_extract_writes_a_table_alone(tmp_path: Path, base: tuple[str, ...], suffix: str) -> None:
    (tmp_path / "a.txt").write_text("Sales rose.")
    result = run("extract", tmp_path / "a.txt", "-o", tmp_path / f"t.{suffix}", *base)
    assert result.exit_code == 0
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", f"t.{suffix}"]


def test_wrong_use_of_extract_is_status_2(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Sales rose.")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    for more in (
        ["-o", tmp_path / "full"],
        ["-o", tmp_path / "s", "--model", "no_such"],
        ["-o", tmp_path / "none" / "x.csv"],
        ["-o", tmp_path / "x.json"],
        [],
    ):
        assert run("extract", tmp_path / "a.txt", *more).exit_code == 2


def test_store_check_finds_and_mends(store: Path) -> None:
    assert run("store", "check", store).exit_code == 0
    stray = store / "claims" / ".tmp-1-x"
    stray.write_bytes(b"half")
    result = run("store", "check", store, "--no-mend")
    assert (result.exit_code, stray.exists()) == (1, True)
    result = run("store", "check", store, "--json")
    assert len(json.loads(result.stdout)["mended"]) == 1
    assert run("store", "check", store).exit_code == 0


def test_the_version_is_printed() -> None:
    assert run("version").stdout.strip() == claimtable.__version__
