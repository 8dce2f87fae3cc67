"""Which suffix means which format, and what all formats share."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType

import pyarrow as pa

from claimtable.corpus.store import Store

_SLICE = 8_192

FORMATS = {
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".xlsx": "xlsx",
    ".sqlite": "sqlite",
    ".db": "sqlite",
}
"""Module of each format below ``claimtable.corpus.export``, by suffix."""


class ExportError(Exception):
    """A table cannot be written; the message is one line that says why."""


class Sink(ABC):
    """A file that a claims table is written to, whole or not at all.

    Use it in a ``with`` statement: rows go to a temporary file beside the wanted one, which gets
    its name when the block is left without an error.
    """

    def __init__(self, path: Path) -> None:
        """Open the temporary file.

        Args:
            path: The wanted file; one that is there is replaced.

        Raises:
            ExportError: The folder is missing or cannot be written.
        """
        self.path = path
        self.temporary = path.with_name(f".{secrets.token_hex(4)}-{path.name}")
        try:
            self.open()
        except OSError as error:
            raise ExportError(f"cannot write {path}: {error.strerror or error}") from error

    @abstractmethod
    def open(self) -> None:
        """Begin the temporary file."""

    @abstractmethod
    def write(self, claims: pa.Table) -> None:
        """Add rows of `CLAIMS_SCHEMA`."""

    @abstractmethod
    def close(self) -> None:
        """End the temporary file."""

    def __enter__(self) -> Sink:
        """Give the sink itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Name the file, or drop it after an error."""
        try:
            if isinstance(error, OSError):
                raise error
            self.close()
            if error is None:
                self.temporary.replace(self.path)
        except OSError as problem:
            message = f"cannot write {self.path}: {problem.strerror or problem}"
            raise ExportError(message) from problem
        finally:
            with suppress(OSError):
                self.temporary.unlink()


def open_sink(path: str | Path) -> Sink:
    """Open a file for a claims table; the suffix tells the format.

    Raises:
        ExportError: The suffix is of no known format, a package is missing, or the place cannot
            be written.
    """
    out = Path(path)
    module = FORMATS.get(out.suffix.lower())
    if module is None:
        raise ExportError(f"{out}: unknown format {out.suffix!r}; known are {' '.join(FORMATS)}")
    try:
        sink: Sink = import_module(f"claimtable.corpus.export.{module}").make(out)
    except ModuleNotFoundError as error:
        raise ExportError(
            f"writing {out.suffix} needs the package {error.name!r}: "
            f"pip install 'claimtable[{module}]'"
        ) from error
    return sink


def export_store(store: Store, path: str | Path) -> int:
    """Write the claims of a store to a file, corrections applied, in the table's order.

    Args:
        store: What to write.
        path: Where to; the suffix tells the format.

    Returns:
        How many claims were written.

    Raises:
        ExportError: The file cannot be written.
    """
    table = store.table()
    with open_sink(path) as sink:
        for start in range(0, table.num_rows, _SLICE):
            sink.write(table.slice(start, _SLICE))
    return int(table.num_rows)
