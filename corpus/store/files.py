"""Whole files or none: how a store writes to a folder of this machine."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

_TEMPORARY = ".tmp-"


class StoreError(Exception):
    """A store cannot be used; the message is one line that says why and what to do."""


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What a commit says of a file.

    Attributes:
        rows: Rows of the Parquet file.
        bytes: Size of the file.
        sha256: Hash of its bytes, hexadecimal.
    """

    rows: int
    bytes: int
    sha256: str


def digest(data: bytes | memoryview) -> str:
    """SHA-256 of bytes, hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_whole(path: Path, data: bytes | memoryview) -> None:
    """Write a file so that its name never stands for half of it, not even after a power cut.

    The bytes go to a temporary name in the same folder, are flushed to the disk, and get their
    name by a rename; the folder is flushed too.

    Raises:
        StoreError: The disk is full or refuses.
    """
    temporary = path.with_name(f"{_TEMPORARY}{secrets.token_hex(4)}-{path.name}")
    try:
        with temporary.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(path)
        flush_folder(path.parent)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError):
            raise StoreError(write_problem(path, error)) from error
        raise


def write_problem(path: Path, error: OSError) -> str:
    """Say in one line why a file could not be written."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        why = "the disk is full"
    elif error.errno == errno.EFBIG:
        why = "the file would be larger than this system allows"
    else:
        why = error.strerror or str(error)
    return f"cannot write {path}: {why}; what was written before stays good"


def flush_folder(folder: Path) -> None:
    """Flush a folder's list of names to the disk, where the system can."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def is_temporary(path: Path) -> bool:
    """Tell whether a file is one that `write_whole` had not finished."""
    return path.name.startswith(_TEMPORARY)


def read_columns(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read a Parquet file, or some columns of it.

    `pyarrow.parquet.read_table` does the same but imports pandas, which takes longer than most
    queries.
    """
    with pq.ParquetFile(path) as file:
        return file.read(None if columns is None else list(columns))
