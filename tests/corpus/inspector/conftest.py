"""A filled store, its index and a browser without a window, for every test of the inspector."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from claimtable.corpus.inspector.app import make_app
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.store import Store
from tests.corpus import inspecting


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with its index, to be copied."""
    path = tmp_path_factory.mktemp("filled") / "store"
    Index(inspecting.fill(path)).update()
    return path


@pytest.fixture
def store(tmp_path: Path, filled: Path) -> Store:
    return Store.open(shutil.copytree(filled, tmp_path / "store"))


@pytest.fixture
def index(store: Store) -> Index:
    made = Index(store)
    made.update()
    return made


@pytest.fixture
def client(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setenv("CLAIMTABLE_HOME", str(tmp_path / "home"))
    app = make_app(index, token=inspecting.TOKEN)
    with TestClient(app, base_url="http://127.0.0.1:8321") as made:
        yield made
