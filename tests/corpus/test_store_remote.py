"""Stores and inputs on an object store: the same as in a folder, on a stand-in for S3."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from claimtable.corpus.engine.extract import Options, extract_to
from claimtable.corpus.engine.progress import Progress
from claimtable.corpus.engine.summary import Summary
from claimtable.corpus.engine.work import Setup
from claimtable.corpus.relabel import Summary as Relabelled
from claimtable.corpus.relabel import Version, relabel
from claimtable.corpus.store import Correction, Store, StoreError
from claimtable.corpus.store.check import verify
from claimtable.corpus.store.mirror import url_of
from tests.corpus.helpers import article, fill, tables

ONE, TWO = article("Sales rose.", "1.txt"), article("Costs fell.", "2.txt")


@pytest.fixture(params=["memory", pytest.param("s3", marks=pytest.mark.slow)])
def bucket(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[str]:
    """Address of an empty bucket: of fsspec's own memory, and of moto's S3."""
    monkeypatch.setenv("CLAIMTABLE_HOME", str(tmp_path / "home"))
    if request.param == "memory":
        from fsspec.implementations.memory import MemoryFileSystem

        MemoryFileSystem.store.clear()
        yield "memory://bucket"
        return
    server = pytest.importorskip("moto.server").ThreadedMotoServer("127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    s3fs = pytest.importorskip("s3fs")
    s3fs.S3FileSystem.clear_instance_cache()
    name = f"bucket-{uuid.uuid4()}"  # the stand-in keeps its buckets from test to test
    s3fs.S3FileSystem().mkdir(name)
    yield f"s3://{name}"
    server.stop()


def files(url: str) -> Any:
    from fsspec.core import url_to_fs

    return url_to_fs(url)[0]


def forget(tmp_path: Path) -> None:
    """As on another machine: without a mirror."""
    (tmp_path / "home").rename(tmp_path / f"home{len(list(tmp_path.iterdir()))}")


def test_a_store_is_the_same_as_in_a_folder(bucket: str, tmp_path: Path) -> None:
    url = f"{bucket}/store"
    with pytest.raises(StoreError, match="does not exist"):
        Store.open(url)
    fill(url, [ONE], [TWO], [ONE])
    local = fill(tmp_path / "local", [ONE], [TWO], [ONE])
    forget(tmp_path)
    opened = Store.open(url)
    assert opened.table().equals(local.table())
    assert verify(opened) == []
    assert opened.article(ONE.id) == ONE
    names = {name.rpartition("/store/")[2] for name in files(url).find(f"{url}")}
    assert names == {
        *(f"{kind}/{part.name}.parquet" for kind in ("articles", "claims") for part in local.parts),
        *(f"manifest/{number:06d}.json" for number in (1, 2, 3)),
    }


def test_corrections_are_sent_out(bucket: str, tmp_path: Path) -> None:
    store = fill(f"{bucket}/store", [ONE])
    key = store.table().column("claim_id")[0].as_py()
    store.correct(Correction(key, ONE.text, "strength", ONE.id))
    forget(tmp_path)
    assert Store.open(f"{bucket}/store").table().column("label_source").to_pylist() == ["human"]


def test_new_labels_are_sent_out(bucket: str, tmp_path: Path) -> None:
    class SaysRisk:
        name = "new"

        def probabilities(self, contexts: list[Any]) -> np.ndarray:
            return np.tile([0.0, 0.9, 0.0, 0.1, 0.0], (len(contexts), 1))

    store = fill(f"{bucket}/store", [ONE], [TWO])
    version = Version(SaysRisk(), "new 1")  # type: ignore[arg-type]
    relabel(store, version, Relabelled(), lambda done, total: None)
    forget(tmp_path)
    opened = Store.open(f"{bucket}/store")
    assert opened.table().column("label").to_pylist() == ["risk", "risk"]
    assert verify(opened) == []
    assert len(files(bucket).find(f"{bucket}/store/claims")) == 2


def test_what_was_not_sent_out_is_done_again(bucket: str, tmp_path: Path) -> None:
    store = fill(f"{bucket}/store", [ONE])
    mirror, store.mirror = store.mirror, None
    with store.writing() as writer:
        writer.commit(*tables(TWO))  # stays on this machine, as when the line breaks
    assert mirror is not None
    again = Store.open(f"{bucket}/store")
    assert list(again.article_ids()) == [ONE.id]
    with again.writing() as writer:
        writer.commit(*tables(TWO))
    forget(tmp_path)
    assert sorted(Store.open(f"{bucket}/store").article_ids()) == sorted([ONE.id, TWO.id])


def test_another_run_is_noticed(bucket: str, tmp_path: Path) -> None:
    store = fill(f"{bucket}/store", [ONE])
    with store.writing() as writer:
        files(bucket).pipe_file(f"{bucket}/store/manifest/000099.json", b"{}")
        with pytest.raises(StoreError, match="another run"):
            writer.commit(*tables(TWO))


def test_inputs_and_store_can_both_be_remote(bucket: str, cheap: str) -> None:
    remote = files(bucket)
    remote.pipe_file(f"{bucket}/in/a.txt", b"Sales rose.")
    remote.pipe_file(f"{bucket}/in/deep/b.jsonl", b'{"text": "Costs fell."}\n')
    remote.pipe_file(f"{bucket}/in/c.bin", b"x")

    def run(path: str) -> Summary:
        summary = Summary()
        progress = Progress(lambda weight, articles: None, lambda line: None)
        options = Options(Setup(cheap), workers=0)
        extract_to([path], f"{bucket}/store", options, summary, progress)
        return summary

    first = run(f"{bucket}/in")
    assert (first.articles, first.failures, len(first.passed_over)) == (2, [], 1)
    assert run(f"{bucket}/in").done_inputs == 2
    remote.pipe_file(f"{bucket}/in/a.txt", b"Sales rose a lot.")
    assert (run(f"{bucket}/in/*.txt").articles, run(f"{bucket}/in/a.txt").done_inputs) == (1, 1)
    table = Store.open(f"{bucket}/store").table()
    assert sorted(table.column("text").to_pylist()) == ["Costs fell.", "Sales rose a lot."]
    assert [f.reason for f in run(f"{bucket}/none/").failures] == ["no such file or folder"]


@pytest.mark.parametrize(
    ("path", "url"),
    [
        ("s3://b/x", "s3://b/x"),
        ("s3:/b/x", "s3://b/x"),
        ("C:/x", None),
        ("news/a:b.txt", None),
        ("/abs", None),
    ],
)
def test_addresses_are_told_from_paths(path: str, url: str | None) -> None:
    assert url_of(path) == url


def test_an_unknown_kind_of_address_is_named() -> None:
    with pytest.raises(StoreError, match="nosuch://x"):
        Store.open("nosuch://x/y")
