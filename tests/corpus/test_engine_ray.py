"""Ray gives what the local engine gives, on a real Ray of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from claimtable.corpus.store import Store
from claimtable.corpus.store.check import verify
from tests.corpus.helpers import BASES
from tests.corpus.test_engine import extract, write_corpus

ROOT = Path(__file__).resolve().parents[2]


def on_ray(corpus: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Run in a process of its own: Ray leaves threads and warnings behind."""
    path = os.pathsep.join([str(ROOT / ".src"), str(BASES)])
    command = [sys.executable, "-m", "claimtable", "extract", str(corpus), "-o", str(out)]
    more = ["--base-model", "cheapbase", "--engine", "ray", "--workers", "2"]
    return subprocess.run(
        [*command, *more],
        env={k: v for k, v in os.environ.items() if k != "RAY_ADDRESS"} | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
def test_ray_gives_the_same_bytes_and_survives_harm(tmp_path: Path, cheap: str) -> None:
    pytest.importorskip("ray", exc_type=ImportError)
    corpus = write_corpus(tmp_path / "in")
    extract(corpus, tmp_path / "here.jsonl", cheap)
    done = on_ray(corpus, tmp_path / "ray.jsonl")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "ray.jsonl").read_bytes() == (tmp_path / "here.jsonl").read_bytes()

    (corpus / "f001kills.txt").write_text("This article KILLS the worker.")
    extract(corpus, tmp_path / "store", cheap, workers=1)
    done = on_ray(corpus, tmp_path / "rays")
    assert done.returncode == 1, done.stderr
    assert "SIGKILL" in done.stderr
    assert verify(Store.open(tmp_path / "rays")) == []
    assert Store.open(tmp_path / "rays").table().equals(Store.open(tmp_path / "store").table())
