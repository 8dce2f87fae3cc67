"""Whatever is killed, whenever: after a rerun every article is there once, and nothing is torn."""

from __future__ import annotations

import contextlib
import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from claimtable.corpus.engine import gather
from claimtable.corpus.engine.held import signals_held
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.run import run_to_store
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Outcome, Work
from claimtable.corpus.store import Store
from claimtable.corpus.store import files as store_files
from claimtable.corpus.store.check import verify
from tests.corpus.helpers import BASES, article, fill, tables
from tests.corpus.test_engine import write_corpus

ROOT = Path(__file__).resolve().parents[2]
RUNNER = BASES / "runner.py"


class Crash(BaseException):
    """The process ends here: nothing catches this."""


@contextlib.contextmanager
def crash_at(count: int) -> Iterator[None]:
    """Crash at the n-th time that something touches the disk, before or after it does."""
    seen = 0

    def wrap(inner: Callable[..., Any]) -> Callable[..., Any]:
        def outer(*arguments: Any, **more: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == count:
                raise Crash
            result = inner(*arguments, **more)
            seen += 1
            if seen == count:
                raise Crash
            return result

        return outer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "replace", wrap(Path.replace))
        patch.setattr(Path, "unlink", wrap(Path.unlink))
        patch.setattr(store_files.os, "fsync", wrap(os.fsync))
        yield


def content(store: Store) -> list[tuple[str, str]]:
    names = ("source", "text")
    return list(zip(*(store.table().column(name).to_pylist() for name in names), strict=True))


@pytest.mark.parametrize("change", ["add", "replace", "drop", "rename"])
def test_a_commit_holds_wholly_or_not_at_all(tmp_path: Path, change: str) -> None:
    one, two, three = (article(f"Firm {n} grew.\nIt did.", f"{n}.txt") for n in range(3))
    fill(tmp_path / "before", [one, two])
    before = content(Store.open(tmp_path / "before"))
    more: dict[str, Any] = {
        "add": {"twins": {"x": one.id}},
        "replace": {},
        "drop": {"drop": [one.id]},
        "rename": {"rename": {one.id: "9.txt"}},
    }[change]
    added = {"add": [three], "replace": [one], "drop": [], "rename": [three]}[change]
    after = None
    for moment in range(1, 200):
        path = tmp_path / f"{moment}"
        shutil.copytree(tmp_path / "before", path)
        done = False
        with contextlib.suppress(Crash), Store.open(path).writing() as writer, crash_at(moment):
            writer.commit(*tables(*added), **more)
            done = True
        seen = content(Store.open(path))
        if done:
            after = seen
        with Store.open(path).writing():
            pass
        assert content(Store.open(path)) == seen
        assert verify(Store.open(path)) == []
        shutil.rmtree(path)
        if done:
            break
        assert seen == before or after is None
    assert moment > 8
    assert after is not None
    if change in ("drop", "rename"):
        assert after != before


@pytest.mark.parametrize("after", [Summary.count, Store.forget, Store.ids])
def test_a_run_broken_off_after_a_commit_writes_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: Callable[..., Any]
) -> None:
    monkeypatch.setattr(gather, "COMMIT_ARTICLES", 1)  # so that a commit comes amid the run
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text("Firm A grew by 5%.")
    store = Store.open(tmp_path / "store", create=True)

    def crash(*_: Any) -> None:
        raise Crash

    owner = Summary if after is Summary.count else Store
    with monkeypatch.context() as patch:
        patch.setattr(owner, after.__name__, crash)
        with pytest.raises(Crash):
            extract(tmp_path / "in", store)
    assert verify(Store.open(store.path)) == []
    extract(tmp_path / "in", Store.open(store.path))
    assert verify(Store.open(store.path)) == []
    assert len(list(Store.open(store.path).article_ids())) == 1


def extract(folder: Path, store: Store) -> None:
    quiet = Progress(lambda size, count: None, lambda line: None)
    run_to_store([str(folder)], store, one_article, {}, Summary(), quiet)


def one_article(works: Iterator[Work]) -> Iterator[Outcome]:
    """Make the same article of every errand."""
    for work in works:
        yield Outcome(work, *tables(article("Firm A grew by 5%.", "a.txt")))


@pytest.mark.skipif(os.name == "nt", reason="needs SIGTERM")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_for_the_end_of_the_step(number: int) -> None:
    steps: list[str] = []
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(number, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            two_steps(number, steps)
        assert steps == ["inner", "outer"]
        assert signal.getsignal(number) is signal.default_int_handler
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def two_steps(number: int, steps: list[str]) -> None:
    """Two steps, one in the other; the signal comes in the inner one."""
    with signals_held():
        with signals_held():
            signal.raise_signal(number)
            steps.append("inner")
        steps.append("outer")


def start(corpus: Path, store: Path, workers: int) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT / ".src"), str(BASES)])
    command = [sys.executable, str(RUNNER), "extract", str(corpus), "-o", str(store)]
    more = ["--base-model", "cheapbase", "--workers", str(workers)]
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A shell starts what it puts in the background so, and the run would inherit it.
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return subprocess.Popen(
        [*command, *more],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def first_part(store: Path, process: subprocess.Popen[bytes]) -> None:
    """Wait until the run has got going."""
    while process.poll() is None and not list(store.glob("claims/*.parquet")):
        time.sleep(0.01)


def finish(corpus: Path, store: Path, workers: int = 0) -> str:
    process = start(corpus, store, workers)
    _, errors = process.communicate()
    assert process.returncode == 0, errors.decode()
    return errors.decode()


def check_whole(store: Path, expected: list[tuple[str, str]]) -> None:
    opened = Store.open(store)
    assert verify(opened) == []
    assert content(opened) == expected
    ids = list(opened.article_ids())
    assert len(ids) == len(set(ids))


def slow_corpus(folder: Path, count: int) -> Path:
    write_corpus(folder, count)
    for path in folder.glob("*.txt"):
        path.write_text(path.read_text() + " SLOW")
    return folder


def kill_and_resume(tmp_path: Path, times: int, seed: int) -> None:
    """Kill the run or one of its workers at random moments until it is through, then compare."""
    corpus = slow_corpus(tmp_path / "in", 25)
    finish(corpus, tmp_path / "whole")
    expected = content(Store.open(tmp_path / "whole"))
    chance = random.Random(seed)
    store = tmp_path / "store"
    for _ in range(times):
        process = start(corpus, store, chance.choice([0, 2]))
        if chance.random() < 0.8:
            first_part(store, process)
        time.sleep(chance.uniform(0, 1.0))
        victim = process.pid
        if chance.random() < 0.3:
            with contextlib.suppress(psutil.NoSuchProcess):
                victims = psutil.Process(process.pid).children(recursive=True)
                victim = chance.choice([victim, *(child.pid for child in victims)])
        with contextlib.suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        process.communicate()
        if store.exists() and (store / "claims").exists():
            Store.open(store).table()
        if len(list(Store.open(store, create=True).article_ids())) == 50:
            finish(corpus, store)
            check_whole(store, expected)
            shutil.rmtree(store)
    finish(corpus, store)
    check_whole(store, expected)


@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
@pytest.mark.slow
def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    kill_and_resume(tmp_path, 3, 3)


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_fifty_kills_lose_and_double_nothing(tmp_path: Path) -> None:
    kill_and_resume(tmp_path, 50, 50)


@pytest.mark.slow
def test_ctrl_c_stops_cleanly(tmp_path: Path) -> None:
    corpus, store = slow_corpus(tmp_path / "in", 150), tmp_path / "store"
    process = start(corpus, store, 2)
    first_part(store, process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate()
    assert process.returncode == 130, errors.decode()
    assert b"Traceback" not in errors
    assert b"stopped" in errors
    assert verify(Store.open(store)) == []
    assert 0 < len(list(Store.open(store).article_ids())) < 300
    finish(corpus, store)
    assert len(list(Store.open(store).article_ids())) == 300


@pytest.mark.slow
def test_two_runs_at_once_do_each_article_once(tmp_path: Path) -> None:
    corpus, store = slow_corpus(tmp_path / "in", 30), tmp_path / "store"
    both = [start(corpus, store, 0) for _ in range(2)]
    said = [process.communicate()[1].decode() for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sum("waiting" in text for text in said) == 1
    assert len(list(Store.open(store).article_ids())) == 60
    assert verify(Store.open(store)) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(place)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("needs the right to mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@pytest.mark.slow
def test_a_full_disk_is_told_and_the_store_stays_good(small_disk: Path, tmp_path: Path) -> None:
    corpus, store = write_corpus(tmp_path / "in", 200), small_disk / "store"
    process = start(corpus, store, 0)
    _, errors = process.communicate()
    assert process.returncode == 2
    assert b"the disk is full" in errors
    assert b"Traceback" not in errors
    kept = len(list(Store.open(store).article_ids()))
    assert kept > 0
    assert [line for line in verify(Store.open(store)) if "stray" not in line] == []
    larger = tmp_path / "larger"
    shutil.copytree(store, larger)
    finish(corpus, larger)
    assert len(list(Store.open(larger).article_ids())) == 400


def test_a_failed_write_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = fill(tmp_path, [article("Sales rose.")])

    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store_files.os, "fsync", full)
    with store.writing() as writer, pytest.raises(store_files.StoreError, match="disk is full"):
        writer.commit(*tables(article("Costs fell.")))
    assert verify(Store.open(tmp_path)) == []
    assert Store.open(tmp_path).table().num_rows == 1
