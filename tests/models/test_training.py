"""A head trained on a handful of made-up units: quick, and no shipped model needed."""

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from claimtable.models import cli, folding, gate, labeller, training, units, versions
from claimtable.models.classes import CLASSES
from claimtable.models.context import ClaimContext
from claimtable.models.explain import explain
from claimtable.models.head import Head, Settings
from tests.corpus.helpers import article, fill

SAY = {
    "risk": "The {} plant may lose its licence because costs keep rising.",
    "opportunity": "The {} plant could open up a new market with room to grow.",
    "strength": "The {} plant is the largest and most reliable in the country.",
    "development": "The {} plant was sold in March for $40m.",
    "none": "Read more about {}",
}
NAMES = ("iron", "paper", "sugar", "glass", "steel", "wool", "cement", "salt", "copper", "timber")


def corpus() -> units.Units:
    rows = [(name, label) for name in NAMES for label in SAY]
    contexts = [ClaimContext(SAY[label].format(name), None, None, name) for name, label in rows]
    labels = [label for _, label in rows]
    blank = [""] * len(rows)
    return units.Units(contexts, labels, [None] * len(rows), blank, blank, blank, [1.0] * len(rows))


@pytest.fixture(scope="module")
def trained() -> training.Trained:
    return training.train(corpus(), None)


def test_it_learns_what_is_plain(trained: training.Trained) -> None:
    assert trained.cross_validation["macro_f1"] > 0.95
    contexts = [ClaimContext(text.format("tin")) for text in SAY.values()]
    p = trained.head.probabilities(contexts)
    assert np.allclose(p.sum(axis=1), 1)
    assert [CLASSES[k] for k in p.argmax(axis=1)] == list(SAY)


def test_no_article_is_in_two_folds() -> None:
    groups = [c.article for c in corpus().contexts]
    dealt = folding.folds(groups)
    assert sorted(np.concatenate(dealt).tolist()) == list(range(len(groups)))
    where = [{groups[i] for i in rows} for rows in dealt]
    assert all(not a & b for k, a in enumerate(where) for b in where[:k])


def test_a_saved_head_says_the_same(trained: training.Trained, tmp_path: Path) -> None:
    path = tmp_path / "head.skops"
    trained.head.save(path)
    contexts = corpus().contexts
    before, after = (h.probabilities(contexts) for h in (trained.head, Head.load(path)))
    assert np.abs(before - after).max() < 0.01  # weights are kept with half precision


def test_a_saved_head_needs_no_trust(trained: training.Trained, tmp_path: Path) -> None:
    import skops.io

    path = tmp_path / "head.skops"
    trained.head.save(path)
    assert skops.io.get_untrusted_types(file=path) == []
    assert not [n for n in zipfile.ZipFile(path).namelist() if n.endswith((".pkl", ".joblib"))]


def test_a_newer_format_is_refused(
    trained: training.Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from claimtable.models import head

    monkeypatch.setattr(head, "FORMAT", 99)
    trained.head.save(tmp_path / "head.skops")
    monkeypatch.undo()
    with pytest.raises(ValueError, match="update claimtable"):
        Head.load(tmp_path / "head.skops")


def test_the_words_that_moved_a_label_are_told(trained: training.Trained) -> None:
    model = labeller.Labeller("x", {}, trained.head, None)
    why = explain(model, ClaimContext("The tin plant may lose its licence because costs rise."))
    assert why.label == "risk"
    assert "list:modal_harm" in [name for name, weight in why.reasons if weight > 0]


def test_the_gate_refuses_a_worse_model(trained: training.Trained) -> None:
    good = labeller.Labeller("good", {}, trained.head, None)
    shuffled = corpus()
    wrong = [SAY_NEXT[label] for label in shuffled.labels]
    bad_head = training.train(units.Units(**{**_fields(shuffled), "labels": wrong}), None).head
    bad = labeller.Labeller("bad", {}, bad_head, None)
    assert not gate.judge(bad, good, corpus()).passed
    assert gate.judge(good, bad, corpus()).passed
    assert gate.judge(good, good, corpus()).passed


def test_a_version_that_is_not_in_use_is_named_in_the_next_step() -> None:
    said = cli._next_step(Path("my claims"), "mine")
    assert said.endswith(": claimtable store relabel 'my claims' --model mine")


SAY_NEXT = dict(zip(SAY, [*list(SAY)[1:], next(iter(SAY))], strict=True))


def _fields(u: units.Units) -> dict[str, list[object]]:
    return {name: getattr(u, name) for name in u.__slots__}


@pytest.mark.parametrize("rows", [3, 25])
def test_too_little_data_is_said_plainly(rows: int) -> None:
    few = corpus().take([i for i, label in enumerate(corpus().labels) if label == "risk"] * 3)
    with pytest.raises(ValueError, match="training needs"):
        training.train(few.take(range(rows)), None, Settings())


def test_train_evaluate_use_and_roll_back_from_the_command_line(tmp_path: Path) -> None:
    data = tmp_path / "mine.jsonl"
    u = corpus()
    data.write_text(
        "\n".join(
            json.dumps({"text": c.text, "label": label, "article": c.article})
            for c, label in zip(u.contexts, u.labels, strict=True)
        ),
        "utf-8",
    )
    import typer

    app = typer.Typer()
    app.command()(cli.train)
    app.command()(cli.evaluate)
    app.add_typer(cli.model, name="model")
    run = CliRunner().invoke
    store = fill(tmp_path / "store", [article(SAY["risk"].format("tin"))]).path
    args = ["train", str(data), "-o", "mine", "--only-data", "--no-encoder", "--use", "--json"]
    result = run(app, [*args, "--store", str(store)])
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    assert record["kept"]
    assert [(flip["old"], flip["new"]) for flip in record["flips"]] == [("development", "risk")]
    assert f"these labels: claimtable store relabel {store}\n" in result.stderr
    assert versions.current() == "mine"
    assert labeller.load().name == "mine"
    manifest = versions.read_manifest(versions.folder_of("mine"))
    assert manifest["data"].keys() == {"mine.jsonl"}
    assert (versions.folder_of("mine") / "evaluation.html").read_text("utf-8").count("<svg") == 3
    result = run(app, ["evaluate", "mine", str(data), "--html", str(tmp_path / "e.html")])
    assert result.exit_code == 0, result.output
    assert "macro-F1" in result.stdout
    assert "<svg" in (tmp_path / "e.html").read_text("utf-8")
    assert "mine" in run(app, ["model", "list"]).stdout
    assert "risk" in run(app, ["model", "explain", "It may lose its licence."]).stdout
    assert run(app, ["model", "rollback"]).exit_code == 0
    assert versions.current() == versions.SHIPPED
    assert run(app, ["model", "remove", "mine"]).exit_code == 0
    assert run(app, ["model", "use", "mine"]).exit_code == 2
    assert run(app, ["train", str(data), "-o", "shipped"]).exit_code == 2
