"""Read article files of every supported format.

Notes for a newcomer: `find_files` turns what a user types into `Found` inputs, `read_source`
turns one of them into articles. Both yield a `Failure` in the place of what cannot be had and go
on, so that one bad input never ends a run::

    for found in find_files(["reports/", "news/*.html", "-"]):
        items = [found] if isinstance(found, Failure) else read_source(found)
        for item in items:
            if isinstance(item, Failure):
                ...  # list it; item.skipped tells a passed-over type from an error
            else:
                ...  # an Article

`read_file` is the short way for one file: it raises at the first failure. The reader of each
format lives in a module of its own, imported when a file of that type is met.
"""

from __future__ import annotations

import gzip
import io
import logging
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.find import Found, find_files
from claimtable.corpus.readers.formats import FORMATS, format_of, load_reader, sniff
from claimtable.corpus.readers.outcome import Failure, ReadError

__all__ = [
    "FORMATS",
    "Failure",
    "Found",
    "ReadError",
    "find_files",
    "read_file",
    "read_path",
    "read_source",
    "read_stream",
]

_log = logging.getLogger(__name__)
_GZIP = b"\x1f\x8b"


def read_source(found: Found) -> Iterator[Article | Failure]:
    """Read what `find_files` found: a file, or standard input where its path is None.

    Yields:
        Articles in the order of the file, a `Failure` in the place of each one that is bad.
    """
    if found.path is None:
        return read_stream(sys.stdin.buffer, found.source)
    return read_path(found.path, found.source)


def read_path(path: Path, source: str | None = None) -> Iterator[Article | Failure]:
    """Read the articles of one file; never raises for what is wrong with the file.

    Args:
        path: The file; its type is told by its name (``.gz`` after it is unpacked).
        source: What to call it in the articles; None takes the path as given.

    Yields:
        One article for most formats, many for JSONL, CSV and Parquet; a `Failure` in the place
        of each file or record that is bad.
    """
    name = str(path) if source is None else source
    try:
        kind = format_of(path.name)
        if kind is None:
            raise ReadError(name, _unknown(path))
        with path.open("rb") as stream:
            packed = stream.read(2) == _GZIP
            stream.seek(0)
            plain = gzip.GzipFile(fileobj=stream) if packed else stream
            yield from _read(cast("BinaryIO", plain), name, kind)
    except ReadError as error:
        yield Failure(name, error.reason)
    except OSError as error:
        yield Failure(name, _os_reason(error, path))


def read_file(path: Path) -> Iterator[Article]:
    """Read the articles of one file: one for most formats, many for JSONL, CSV and Parquet.

    Raises:
        ReadError: The file is missing, unreadable, empty, broken or of no supported type, or one
            of its records is bad.
    """
    for item in read_path(path):
        if isinstance(item, Failure):
            raise ReadError(item.source, item.reason)
        yield item


def read_stream(stream: BinaryIO, source: str = "-") -> Iterator[Article | Failure]:
    """Read articles from bytes of unknown type, such as standard input; never raises for them.

    The type is told by the content: PDF, DOCX and Parquet by their signatures, JSON Lines, CSV,
    HTML and Markdown by their beginnings; anything else is plain text.

    Yields:
        Articles, and a `Failure` in the place of each one that is bad.
    """
    try:
        data = stream.read()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
        yield from _read(io.BytesIO(data), source, sniff(data))
    except ReadError as error:
        yield Failure(source, error.reason)
    except (OSError, EOFError, zlib.error) as error:
        yield Failure(source, f"cannot be read: {error}")


def _read(stream: BinaryIO, source: str, kind: str) -> Iterator[Article | Failure]:
    """Hand a stream to the reader of its type, and put what goes wrong into words.

    The libraries beneath raise nearly anything on a broken file, so all of it is caught here, where
    it costs one file and not the run; the traceback is logged at the level DEBUG.
    """
    reader = load_reader(kind, source)
    try:
        yield from reader(stream, source)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ReadError(source, f"broken gzip file: {error}") from error
    except (ReadError, OSError):
        raise
    except RecursionError as error:
        raise ReadError(source, "nested too deeply to be read") from error
    except MemoryError as error:
        raise ReadError(source, "too large for the memory of this machine") from error
    except Exception as error:
        _log.debug("cannot read %s", source, exc_info=True)
        raise ReadError(source, f"broken .{kind} file: {type(error).__name__}: {error}") from error


def _unknown(path: Path) -> str:
    """Say why a name tells no type; a missing file is told as missing first."""
    if not path.exists():
        return "no such file"
    if path.is_dir():
        return "is a folder, not a file"
    known = " ".join(f".{kind}" for kind in FORMATS)
    return f"unknown type {path.suffix or 'without a suffix'!r}; known are {known}, each also .gz"


def _os_reason(error: OSError, path: Path) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, IsADirectoryError) or path.is_dir():
        return "is a folder, not a file"
    if isinstance(error, PermissionError):
        return "cannot be read: permission denied"
    return f"cannot be read: {error.strerror or error}"
