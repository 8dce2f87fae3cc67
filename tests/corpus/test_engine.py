"""The engines: the same table from all, nothing lost, nothing twice, nothing stops the rest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from claimtable.corpus.articles import Article
from claimtable.corpus.engine import plan
from claimtable.corpus.engine.extract import Options, extract_to
from claimtable.corpus.engine.pool import EngineError, pool
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Limits, Setup, Work
from claimtable.corpus.store import Store
from claimtable.corpus.store.check import verify
from tests.corpus.helpers import article


def write_corpus(folder: Path, count: int = 12) -> Path:
    """Single files, a file of many articles, and one text that comes twice."""
    folder.mkdir(exist_ok=True)
    for number in range(count):
        text = f"Firm {number} sold {number + 1} plants.\n\nIts rival may close {number} shops."
        (folder / f"f{number:03d}.txt").write_text(text)
    text = "Bank {} lends more. Its costs fell."
    rows = [{"text": text.format(n), "title": f"T{n}"} for n in range(count)]
    (folder / "many.jsonl").write_text("".join(json.dumps(row) + "\n" for row in [*rows, rows[0]]))
    (folder / "twice.txt").write_text((folder / "f000.txt").read_text())
    return folder


def listen(said: list[str]) -> Progress:
    return Progress(lambda weight, articles: None, said.append)


def extract(
    paths: Path | list[Path], out: Path, base: str, *, workers: int = 0, **more: object
) -> tuple[Summary, list[str]]:
    summary, said = Summary(), []
    limits = more.pop("limits", Limits())
    options = Options(Setup(base), workers=workers, limits=limits, **more)  # type: ignore[arg-type]
    names = [str(path) for path in (paths if isinstance(paths, list) else [paths])]
    extract_to(names, str(out), options, summary, listen(said))
    return summary, said


def test_every_engine_and_batch_size_gives_the_same_bytes(
    tmp_path: Path, cheap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_corpus(tmp_path / "in")
    summary, _ = extract(corpus, tmp_path / "here.jsonl", cheap)
    assert (summary.articles, summary.failures) == (24, [])
    assert summary.done_articles == 2
    monkeypatch.setattr(plan, "MAX_ITEMS", 1)
    extract(corpus, tmp_path / "ones.jsonl", cheap)
    monkeypatch.setattr(plan, "MAX_ITEMS", 5)
    extract(corpus, tmp_path / "pool.jsonl", cheap, workers=2)
    first = (tmp_path / "here.jsonl").read_bytes()
    assert first.count(b"\n") == summary.claims > 24
    assert (tmp_path / "ones.jsonl").read_bytes() == first
    assert (tmp_path / "pool.jsonl").read_bytes() == first


def test_a_store_does_not_depend_on_how_it_was_filled(
    tmp_path: Path, cheap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus = write_corpus(tmp_path / "in")
    extract(corpus, tmp_path / "whole", cheap)
    monkeypatch.setattr("claimtable.corpus.engine.gather.COMMIT_ARTICLES", 5)
    extract([corpus / "many.jsonl", corpus / "f003.txt"], tmp_path / "bits", cheap)
    extract(corpus, tmp_path / "bits", cheap)
    whole, bits = Store.open(tmp_path / "whole"), Store.open(tmp_path / "bits")
    assert len(whole.parts) == 1 < len(bits.parts)
    assert whole.table().equals(bits.table())
    assert verify(bits) == []


def test_a_second_run_does_only_what_is_missing_or_changed(tmp_path: Path, cheap: str) -> None:
    corpus, store = write_corpus(tmp_path / "in"), tmp_path / "store"
    extract(corpus, store, cheap)
    again, said = extract(corpus, store, cheap)
    assert (again.articles, again.done_inputs, said) == (0, 14, [])

    (corpus / "new.txt").write_text("A new firm was founded.")
    (corpus / "f001.txt").write_text("Firm 1 was closed for good.")
    rows = (corpus / "many.jsonl").read_text().splitlines()
    rows[2:4] = ['{"text": "Bank 99 opened."}']
    (corpus / "many.jsonl").write_text("\n".join(rows))
    third, _ = extract(corpus, store, cheap)
    assert (third.articles, third.replaced) == (3, 3)
    texts = " ".join(Store.open(store).table().column("text").to_pylist())
    assert "A new firm" in texts
    assert "Bank 99" in texts
    for gone in ("Firm 1 sold", "Bank 2 lends", "Bank 3 lends"):
        assert gone not in texts
    assert verify(Store.open(store)) == []

    fresh = tmp_path / "fresh"
    extract(corpus, fresh, cheap)
    by_claim, both = [("claim_id", "ascending")], (Store.open(fresh), Store.open(store))
    first, second = (each.table().drop_columns(["source"]).sort_by(by_claim) for each in both)
    assert first.equals(second)


def test_a_text_two_files_share_outlives_a_change_of_one(tmp_path: Path, cheap: str) -> None:
    corpus, store = write_corpus(tmp_path / "in"), tmp_path / "store"
    extract(corpus, store, cheap)
    (corpus / "f000.txt").write_text("Firm 0 is no more.")
    extract(corpus, store, cheap)
    sources = Store.open(store).table(["source", "text"]).to_pylist()
    assert [row["source"] for row in sources if "Firm 0 sold" in row["text"]] == [
        str(corpus / "twice.txt")
    ]


def test_redo_renews_and_a_change_of_settings_is_told(tmp_path: Path, cheap: str) -> None:
    corpus, store = write_corpus(tmp_path / "in"), tmp_path / "store"
    extract(corpus, store, cheap)
    before = Store.open(store).table()
    names = tmp_path / "names.csv"
    names.write_text("name,aliases,type,id\nBank 1,,ORG,b1\n")
    options = Options(Setup(cheap, str(names)), workers=0)
    said: list[str] = []
    extract_to([str(corpus)], str(store), options, Summary(), listen(said))
    assert len(said) == 1
    assert "24 articles" in said[0]
    assert "gazetteer none ->" in said[0]
    summary = Summary()
    redo = Options(Setup(cheap, str(names)), redo=True, workers=0)
    extract_to([str(corpus)], str(store), redo, summary, listen(said))
    assert summary.articles == 24
    assert Store.open(store).table().num_rows == before.num_rows
    assert verify(Store.open(store)) == []


@pytest.mark.slow
def test_harm_done_by_an_article_is_its_own(tmp_path: Path, cheap: str) -> None:
    corpus = write_corpus(tmp_path / "in", 3)
    harms = ("KILLS", "RAISES")
    for number, word in enumerate(harms):
        (corpus / f"f00{number}{word}.txt").write_text(f"This article {word} the worker.")
    summary, _ = extract(corpus, tmp_path / "s", cheap, workers=1)
    assert summary.articles == 6
    reasons = {Path(f.source).stem[4:]: f.reason for f in summary.failures}
    assert set(reasons) == set(harms)
    assert "SIGKILL" in reasons["KILLS"]
    assert "not to my taste" in reasons["RAISES"]
    assert verify(Store.open(tmp_path / "s")) == []

    for word in harms:
        next(corpus.glob(f"*{word}.txt")).write_text(f"This article heals: {word.lower()}.")
    mended, _ = extract(corpus, tmp_path / "s", cheap)
    assert (mended.articles, mended.failures) == (2, [])


@pytest.mark.slow
def test_an_article_that_hangs_or_wants_all_memory_is_given_up(tmp_path: Path, cheap: str) -> None:
    corpus = write_corpus(tmp_path / "in", 3)
    (corpus / "f001greedy.txt").write_text("This article is GREEDY for memory.")
    (corpus / "f001hangs.txt").write_text("This article HANGS the worker.")
    summary, _ = extract(corpus, tmp_path / "s", cheap, workers=2, limits=Limits(seconds=20))
    assert summary.articles == 6
    greedy, hangs = (failure.reason for failure in summary.failures)
    assert "ran out of memory" in greedy
    assert "longer than 20 seconds" in hangs


@pytest.mark.slow
def test_a_worker_that_dies_by_chance_costs_nothing(
    tmp_path: Path, cheap: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHEAPBASE_MARK", str(tmp_path / "mark"))
    corpus = write_corpus(tmp_path / "in", 2)
    (corpus / "f001x.txt").write_text("The firm STUMBLES once.")
    summary, _ = extract(corpus, tmp_path / "s", cheap, workers=1)
    assert (summary.articles, summary.failures) == (5, [])


def test_what_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Sales rose.")
    with pytest.raises(EngineError, match="no spaCy pipeline 'no_such_model'"):
        extract(tmp_path / "a.txt", tmp_path / "s", "no_such_model", workers=1)
    options = Options(Setup(classifier="no_such_version"))
    with pytest.raises(ValueError, match="no_such_version"):
        extract_to([str(tmp_path)], str(tmp_path / "s"), options, Summary(), listen([]))


@pytest.mark.slow
def test_workers_that_die_while_they_load_stop_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deadbase.py").write_text("import os\n\n\ndef load(**more):\n    os._exit(3)\n")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "a.txt").write_text("Sales rose.")
    with pytest.raises(EngineError, match="die while they load the pipeline: ended with status 3"):
        extract(tmp_path / "a.txt", tmp_path / "s", "deadbase", workers=2)


def test_no_more_is_drawn_than_the_window_holds(cheap: str) -> None:
    drawn = 0

    def endless() -> Iterator[Work]:
        nonlocal drawn
        while True:
            drawn += 1
            yield Work((article(f"Firm {drawn} grew."),))

    outcomes = pool(Setup(cheap), endless(), 1)
    for number in range(1, 40):
        outcome = next(outcomes)
        assert isinstance(outcome.work.items[0], Article)
        assert outcome.work.items[0].text == f"Firm {number} grew."
        assert drawn - number <= 12
    outcomes.close()


@pytest.mark.slow
def test_a_worker_that_has_grown_is_replaced(tmp_path: Path, cheap: str) -> None:
    (tmp_path / "a.jsonl").write_text(
        "".join(json.dumps({"text": f"Firm {n} grew."}) + "\n" for n in range(20))
    )
    limits = Limits(growth=-(1 << 40))  # every worker has grown too much after an errand
    summary, _ = extract(tmp_path / "a.jsonl", tmp_path / "s", cheap, workers=1, limits=limits)
    assert (summary.articles, summary.failures) == (20, [])


@pytest.mark.slow
def test_the_memory_of_a_worker_does_not_follow_the_corpus(tmp_path: Path, cheap: str) -> None:
    def largest(count: int) -> int:
        works = (
            Work((article(" ".join(f"word{n}x{i} grew." for i in range(200)), f"{n}.txt"),))
            for n in range(count)
        )
        sizes = [0]
        for number, _ in enumerate(pool(Setup(cheap), works, 1)):
            if number % 20 == 19:
                children = psutil.Process().children()
                sizes.append(max(child.memory_info().rss for child in children))
        return max(sizes)

    few, many = largest(60), largest(600)  # 120,000 words never seen before
    assert many < few + (60 << 20)


@pytest.mark.slow
def test_the_real_pipeline_does_not_depend_on_batch_order_or_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [
        f"Harbour {n} Plc's revenue rose {n + 3}% to £{n + 2}.4bn in 202{n % 6}, ahead of rival "
        f"Mole Works.\n\nThe company may close {n + 2} plants because demand in Poland is weaker "
        "than expected.\n\nIts widest network helped it to cut costs."
        for n in range(12)
    ]
    for number, text in enumerate(texts):
        (tmp_path / f"{number:02}.txt").write_text(text)
    files = sorted(tmp_path.glob("*.txt"))

    def run(name: str, inputs: list[Path], items: int, workers: int) -> Store:
        monkeypatch.setattr(plan, "MAX_ITEMS", items)
        names = [str(path) for path in inputs]
        options = Options(Setup(), workers=workers)
        extract_to(names, str(tmp_path / name), options, Summary(), listen([]))
        return Store.open(tmp_path / name)

    first = run("a", files, 16, 0).table()
    assert first.num_rows >= 24
    assert run("b", files[::-1], 1, 0).table().equals(first)
    assert run("c", files, 5, 2).table().equals(first)
