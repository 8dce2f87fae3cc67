"""Retraining in the background, in a process of its own, so that pages stay quick."""

from __future__ import annotations

import datetime
import json
import re
import subprocess
import sys
import threading
from typing import IO, Any

from claimtable.corpus.inspector.index import Index

_MODULE = "claimtable.corpus.inspector.modelling"
State = dict[str, Any]


class Training:
    """The one training that may run at a time.

    Attributes:
        state: ``state`` is ``idle``, ``running``, ``done`` or ``failed``; with it go ``step``,
            ``done`` and ``of`` while running, ``error`` after a failure, ``result`` (see
            `modelling.train`) when done.
        command: What is run, with the store's folder and the version's name behind it.
    """

    def __init__(self, index: Index) -> None:
        """Train on the corrections of a store."""
        self._index = index
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self.state: State = {"state": "idle"}
        self.command = [sys.executable, "-m", _MODULE]

    def start(self) -> bool:
        """Begin; False if one is running already."""
        with self._lock:
            if self.state["state"] == "running":
                return False
            self.state = {"state": "running", "step": "starting", "done": 0, "of": 1}
            command = [*self.command, str(self._index.store.path), self._name()]
            self._process = subprocess.Popen(  # noqa: S603  our own module
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                encoding="utf-8",
            )
        threading.Thread(target=self._follow, args=(self._process,), daemon=True).start()
        return True

    def stop(self) -> None:
        """Stop what is running; nothing of it is kept."""
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                self._process.terminate()
            if self.state["state"] == "running":
                self.state = {"state": "idle"}

    def forget(self) -> None:
        """Put the result away."""
        with self._lock:
            if self.state["state"] != "running":
                self.state = {"state": "idle"}

    def flips(self) -> dict[str, str]:
        """What the newly trained version says of claims that it labels otherwise, by id."""
        result = self.state.get("result") or {}
        return {flip["claim_id"]: flip["new"] for flip in result.get("flips", ())}

    def _name(self) -> str:
        store = re.sub(r"[^A-Za-z0-9]+", "-", self._index.store.path.resolve().name).strip("-")
        return f"{store[:30] or 'store'}-{datetime.datetime.now(datetime.UTC):%Y%m%d-%H%M%S}"

    def _follow(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        last: list[str] = []
        drain = threading.Thread(target=_last_lines, args=(process.stderr, last), daemon=True)
        drain.start()
        final: State | None = None
        for line in process.stdout:
            record = _parse(line)
            if record is None:
                continue
            if "step" in record:
                self._set(process, {"state": "running", **record})
            elif "result" in record:
                final = {"state": "done", "result": record["result"]}
            elif "error" in record:
                final = {"state": "failed", "error": record["error"]}
        process.wait()
        drain.join()
        process.stdout.close()
        process.stderr.close()
        if final is None:
            reason = last[-1] if last else f"the training ended with status {process.returncode}"
            final = {"state": "failed", "error": reason}
        self._set(process, final)

    def _set(self, process: subprocess.Popen[str], state: State) -> None:
        with self._lock:
            if self._process is process and self.state["state"] == "running":
                self.state = state


def _last_lines(stream: IO[str], into: list[str]) -> None:
    for line in stream:
        if line.strip():
            into[:] = [line.strip()]


def _parse(line: str) -> State | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None
