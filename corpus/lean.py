"""Keep a process small and quick to start."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class _NoPandas:
    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, leave all else to the next finder."""
        if name == "pandas":
            raise ModuleNotFoundError("pyarrow does without pandas here", name=name)


def arrow_without_pandas() -> None:
    """Let pyarrow find, once and for all, that there is no pandas in this process.

    It imports pandas, if it can, at its first conversion; that takes longer than most queries
    and 60 MB. Others can still import pandas afterwards; only Arrow's ``to_pandas`` is gone.
    """
    if "pandas" in sys.modules:
        return
    sys.meta_path.insert(0, _NoPandas)
    try:
        import pyarrow as pa

        pa.array([0])
    finally:
        sys.meta_path.remove(_NoPandas)


def spacy_without_commands() -> None:
    """Import spaCy without its command line.

    ``import spacy`` takes a third of its time for the modules of its own commands, and a web client
    for them, only to have ``spacy.info``. They are imported when somebody asks for them.
    """
    if "spacy" in sys.modules:
        return
    names = ("spacy.cli", "spacy.cli.info")
    commands = {name: ModuleType(name) for name in names}
    vars(commands["spacy.cli.info"])["info"] = _spacy_info
    sys.modules.update(commands)
    try:
        import spacy  # noqa: F401
    finally:
        for name in names:
            del sys.modules[name]


def _spacy_info(*arguments: Any, **options: Any) -> Any:
    from spacy.cli.info import info

    return info(*arguments, **options)
