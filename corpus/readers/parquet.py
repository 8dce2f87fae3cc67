"""Parquet to Articles: one article a row."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.outcome import Failure, ReadError
from claimtable.corpus.readers.records import article_of, require_text

_BATCH = 256
"""Rows read at a time: articles are large."""


def read(stream: BinaryIO, source: str) -> Iterator[Article | Failure]:
    """Read the articles of a Parquet file, a batch of rows at a time.

    Yields:
        An article a row, or a `Failure` whose number is the row's, from 1.

    Raises:
        ReadError: The file is empty, broken, or has no column that holds text.
    """
    if not stream.read(1):
        raise ReadError(source, "empty: the file has no bytes")
    stream.seek(0)
    try:
        # Parquet is read from its end: compressed around, it is unpacked first.
        seekable = stream if isinstance(stream, io.BufferedReader) else io.BytesIO(stream.read())
        file = pq.ParquetFile(seekable)
        found = require_text(file.schema_arrow.names, source)
        columns = sorted({name for names in found.values() for name in names})
        number = 0
        for batch in file.iter_batches(batch_size=_BATCH, columns=columns):
            for record in _records(batch):
                number += 1
                if record is None:
                    yield Failure(f"{source}#{number}", "the text of this record is no UTF-8")
                else:
                    yield article_of(record, found, source, number)
    except (pa.ArrowException, OSError) as error:
        first_line = str(error).split("\n", 1)[0]
        raise ReadError(source, f"broken Parquet file: {first_line}") from error
    if not number:
        raise ReadError(source, "empty: there is no record in it")


def _records(batch: pa.RecordBatch) -> Iterator[dict[str, Any] | None]:
    """Yield the rows of a batch; None for one that holds broken text."""
    try:
        yield from batch.to_pylist()
        return
    except UnicodeDecodeError:
        pass  # one row spoils the batch, so take them one by one
    for i in range(batch.num_rows):
        try:
            yield from batch.slice(i, 1).to_pylist()
        except UnicodeDecodeError:
            yield None
