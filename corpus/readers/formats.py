"""The formats: which suffix means which, which module reads it, what it needs installed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePath
from typing import BinaryIO, cast

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.outcome import Failure, ReadError

Reader = Callable[[BinaryIO, str], Iterator[Article | Failure]]
"""Takes a seekable stream and the source's name; raises `ReadError` where nothing can be had."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a type of file is read.

    Attributes:
        module: Module below ``claimtable.corpus.readers`` with a function ``read``.
        extra: The optional dependency group that it needs, or None.
    """

    module: str
    extra: str | None = None


FORMATS: dict[str, Format] = {
    "txt": Format("text"),
    "md": Format("markdown"),
    "html": Format("html", "html"),
    "htm": Format("html", "html"),
    "pdf": Format("pdf", "pdf"),
    "docx": Format("word", "docx"),
    "jsonl": Format("jsonl"),
    "csv": Format("delimited"),
    "parquet": Format("parquet"),
}
"""Type by suffix, without the dot."""


def format_of(name: str) -> str | None:
    """Tell the type of a file by its name, or None: ``report.HTML.gz`` is ``html``."""
    path = PurePath(name)
    suffix = path.suffix.lower()
    if suffix == ".gz":
        suffix = PurePath(path.stem).suffix.lower()
    kind = suffix.removeprefix(".")
    return kind if kind in FORMATS else None


def load_reader(kind: str, source: str) -> Reader:
    """Import the reader of a type.

    Raises:
        ReadError: A package that it needs is not installed; the message says how to get it.
    """
    format_ = FORMATS[kind]
    try:
        module = import_module(f"claimtable.corpus.readers.{format_.module}")
    except ImportError as error:
        if format_.extra is None:
            raise
        raise ReadError(
            source,
            f"reading .{kind} needs the package {error.name!r}: "
            f"pip install 'claimtable[{format_.extra}]'",
        ) from error
    return cast("Reader", module.read)


def sniff(data: bytes) -> str:
    """Tell the type of nameless bytes by their beginning; ``txt`` where nothing else shows."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return "docx"
    if data.startswith(b"PAR1"):
        return "parquet"
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"{") and _is_json_object(data):
        return "jsonl"
    return "csv" if _is_header(head) else "txt"


def _is_header(head: bytes) -> bool:
    """Tell the header line of a CSV file: short names, one of them that of a text column."""
    from claimtable.corpus.readers.records import fields  # imports the readers, so not above

    line = head.split(b"\n", 1)[0].decode("utf-8", "replace").strip()
    for delimiter in ",;\t|":
        names = [name.strip('" ') for name in line.split(delimiter)]
        if len(names) > 1 and max(map(len, names)) <= 30 and fields(names)["text"]:
            return True
    return False


def _is_json_object(data: bytes) -> bool:
    line = data.lstrip(b"\xef\xbb\xbf \t\r\n").split(b"\n", 1)[0]
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False
