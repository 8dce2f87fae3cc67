"""One writer at a time: an advisory lock that the system drops when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from claimtable.corpus.store.files import StoreError

_POLL_SECONDS = 0.2

if sys.platform == "win32":
    import msvcrt

    def _try_lock(stream: IO[str]) -> None:
        stream.seek(0)
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _try_lock(stream: IO[str]) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)


def _holder(stream: IO[str]) -> str:
    """Who holds the lock, as far as it can be read: Windows locks the text as well."""
    try:
        stream.seek(0)
        return stream.read().strip() or "another process"
    except OSError:
        return "another process"


class StoreLocked(StoreError):
    """Another process is writing to the store."""


class FileLock:
    """A lock on a file, to be used in a ``with`` statement.

    Args:
        path: The file; it stays behind, empty or with the last holder's process id.
        wait: True waits for the holder to finish, False raises at once.
        on_wait: Called once with a line that names the holder, before waiting.

    Raises:
        StoreLocked: (on entry) The lock is held by another process and ``wait`` is False.
    """

    def __init__(
        self, path: Path, *, wait: bool = True, on_wait: Callable[[str], None] | None = None
    ) -> None:
        """Remember what to lock; nothing happens before the ``with`` statement."""
        self._path = path
        self._wait = wait
        self._on_wait = on_wait
        self._stream: IO[str] | None = None

    def __enter__(self) -> FileLock:
        """Take the lock."""
        stream = self._path.open("a+", encoding="utf-8")
        told = False
        while True:
            try:
                _try_lock(stream)
                break
            except OSError:
                holder = _holder(stream)
                if not self._wait:
                    stream.close()
                    raise StoreLocked(
                        f"{self._path.parent} is being written by {holder}; try again when it "
                        "has finished"
                    ) from None
                if not told and self._on_wait is not None:
                    self._on_wait(f"{self._path.parent} is being written by {holder}; waiting")
                told = True
                time.sleep(_POLL_SECONDS)
        stream.truncate(0)
        stream.write(f"process {os.getpid()}")
        stream.flush()
        self._stream = stream
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the lock back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
