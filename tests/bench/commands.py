"""Time commands of claimtable as a user runs them, start of the program included."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

TRIES = 3


@contextmanager
def compiled() -> Iterator[dict[str, str]]:
    """Give an environment in which Python keeps compiled modules, as in any installation.

    Where it may not, every start compiles every module anew, which takes longer than all else.
    """
    with TemporaryDirectory() as folder:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        yield env | {"PYTHONPYCACHEPREFIX": str(Path(folder))}


def timed(env: dict[str, str], *arguments: object) -> tuple[float, float]:
    """Wall seconds and CPU seconds of a command, the best of some tries.

    Args:
        env: Of the process; see `compiled`.
        arguments: What follows ``claimtable``.
    """
    command = [sys.executable, "-m", "claimtable", *map(str, arguments)]
    best = (float("inf"), float("inf"))
    for _ in range(1 + TRIES):  # the first compiles
        start, before = time.perf_counter(), os.times()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=env)
        after = os.times()
        spent = after.children_user - before.children_user
        spent += after.children_system - before.children_system
        best = min(best[0], time.perf_counter() - start), min(best[1], spent)
    return best
