"""JSON Lines to Articles: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.decode import heal, text_lines
from claimtable.corpus.readers.outcome import Failure, ReadError
from claimtable.corpus.readers.records import article_of, fields


def read(stream: BinaryIO, source: str) -> Iterator[Article | Failure]:
    """Read the articles of a JSON Lines file; blank lines are passed over.

    Yields:
        An article a line, or a `Failure` whose number is the line's.

    Raises:
        ReadError: The file is empty or no text.
    """
    empty = True
    for number, line in enumerate(text_lines(stream, source), start=1):
        if line.strip():
            empty = False
            yield _article(line, source, number)
    if empty:
        raise ReadError(source, "empty: there is no record in it")


def _article(line: str, source: str, number: int) -> Article | Failure:
    try:
        record = json.loads(heal(line))
    except (ValueError, RecursionError) as error:
        return Failure(f"{source}#{number}", f"not JSON: {error}")
    if not isinstance(record, dict):
        return Failure(f"{source}#{number}", "not a JSON object")
    return article_of(record, fields(record), source, number)
