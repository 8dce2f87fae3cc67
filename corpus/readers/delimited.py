"""CSV to Articles: a header line, then one article a row."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import BinaryIO

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.decode import heal, text_lines
from claimtable.corpus.readers.outcome import Failure, ReadError
from claimtable.corpus.readers.records import article_of, fields, require_text

_NEVER = "\x1f"
"""A separator that no text holds."""
_DELIMITERS = ",;\t|"
_LONGEST_FIELD = 1 << 30
"""Characters; the csv module's own limit, 131072, is less than a long article."""


def read(stream: BinaryIO, source: str) -> Iterator[Article | Failure]:
    """Read the articles of a CSV file; comma, semicolon, tab and bar may separate the fields.

    Yields:
        An article a row, or a `Failure` whose number is the row's, the header not counted.

    Raises:
        ReadError: The file is empty, no text, or has no column that holds text.
    """
    lines = text_lines(stream, source)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise ReadError(source, "empty: there is no record in it")
    csv.field_size_limit(_LONGEST_FIELD)
    rows = csv.reader(itertools.chain([first], lines), delimiter=_delimiter(first))
    try:
        names = [name.strip() for name in next(rows)]
    except csv.Error as error:
        raise ReadError(source, f"broken CSV file: {error}") from error
    found = require_text(names, source)
    number = 0
    for row in _rows(rows):
        if row is None or any(field.strip() for field in row):
            number += 1
            yield _article(row, names, found, source, number)
    if not number:
        raise ReadError(source, "empty: there is no record in it")


def _delimiter(header: str) -> str:
    """Choose the separator by the header: one that sets a text column apart, or most columns.

    Where the header is one name, a comma is part of the text.
    """
    if not any(delimiter in header for delimiter in _DELIMITERS):
        return _NEVER

    def fit(delimiter: str) -> tuple[bool, int]:
        names = next(csv.reader([header], delimiter=delimiter), [])
        return bool(fields(names)["text"]), len(names)

    return max(_DELIMITERS, key=fit)


def _rows(rows: Iterator[list[str]]) -> Iterator[list[str] | None]:
    """Go on after a row that cannot be read; None stands for it."""
    while True:
        try:
            yield next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield None


def _article(
    row: list[str] | None,
    names: list[str],
    found: dict[str, list[str]],
    source: str,
    number: int,
) -> Article | Failure:
    if row is None:
        return Failure(f"{source}#{number}", "this row cannot be read as CSV")
    if len(row) > len(names):
        reason = f"this row has {len(row)} fields, the header {len(names)}; quote the text"
        return Failure(f"{source}#{number}", reason)
    record: dict[str, object] = dict(zip(names, map(heal, row), strict=False))
    return article_of(record, found, source, number)
