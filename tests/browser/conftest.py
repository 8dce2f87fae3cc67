"""A real Chromium, and an inspector served to it from a thread."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from claimtable.corpus.inspector.app import make_app
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.store import Store
from tests.corpus import inspecting

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PRETENDED = Path(inspecting.__file__).with_name("pretended_training.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no chromium on this machine"))


@pytest.fixture(scope="package")  # its event loop must not outlive these tests
def chromium():
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=30_000)  # a busy machine is slow, not wrong
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def filled(tmp_path_factory):
    path = tmp_path_factory.mktemp("browser") / "store"
    Index(inspecting.fill(path)).update()
    return path


@pytest.fixture
def inspector(tmp_path, filled, monkeypatch) -> Iterator[SimpleNamespace]:
    """A running inspector: its address, its store and its site."""
    monkeypatch.setenv("CLAIMTABLE_HOME", str(tmp_path / "home"))
    index = Index(Store.open(shutil.copytree(filled, tmp_path / "store")))
    app = make_app(index)
    app.site.training.command = [sys.executable, str(PRETENDED)]
    with serving(app) as address:
        yield SimpleNamespace(address=address, store=index.store, site=app.site)


class serving:
    """Serve an application on a free port while the block runs."""

    def __init__(self, app):
        import uvicorn

        self.listener = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(app, log_level="error", lifespan="off")
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.listener],))

    def __enter__(self):
        self.thread.start()
        while not self.server.started:
            time.sleep(0.01)
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def __exit__(self, *_):
        self.server.should_exit = True
        self.thread.join()
        self.listener.close()


@pytest.fixture
def page(chromium, inspector):
    """A page that fails the test when a script fails or anything is asked of another host."""
    context = chromium.new_context(base_url=inspector.address, accept_downloads=True)
    made = context.new_page()
    problems = watch(made)
    yield made
    context.close()
    assert problems == []


def watch(page) -> list[str]:
    """Collect errors of scripts, breaches of the policy, and requests to other hosts."""
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))

    def look(message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            problems.append(message.text)

    page.on("console", look)
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("http://127.0.0.1:", "file://", "blob:", "data:"))
            else problems.append(f"asked for {request.url}")
        ),
    )
    return problems
