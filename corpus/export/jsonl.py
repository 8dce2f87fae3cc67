"""JSON Lines: one claim a line, nested as in the table."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from claimtable.corpus.export.formats import Sink


def number(value: Decimal) -> int | float:
    """An amount as a JSON number.

    Whole amounts are exact at any size; others are the nearest double, which gives back the
    digits of every amount with up to 15 of them.
    """
    whole = value.to_integral_value()
    return int(whole) if value == whole else float(value)


def plain_json(value: Any) -> Any:
    """What `json.dumps` asks for values it does not know: amounts and days.

    Raises:
        TypeError: The value is neither.
    """
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def dumps(value: Any) -> str:
    """JSON text of a row or a nested cell, in the order of the schema's names."""
    return json.dumps(value, default=plain_json, ensure_ascii=False, separators=(", ", ": "))


def records(claims: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as dicts, confidence rounded to what was stored."""
    for batch in claims.to_batches(max_chunksize=1024):
        for row in batch.to_pylist():
            if "label_confidence" in row:  # float32 to the digits that mean it
                row["label_confidence"] = round(row["label_confidence"], 6)
            yield row


def lines(claims: pa.Table) -> Iterator[bytes]:
    """The rows of a table as encoded lines."""
    for row in records(claims):
        yield dumps(row).encode() + b"\n"


class JsonLines(Sink):
    """Writes JSON Lines."""

    _stream: BinaryIO

    def open(self) -> None:
        """Begin the temporary file."""
        self._stream = self.temporary.open("wb")

    def write(self, claims: pa.Table) -> None:
        """Add rows."""
        self._stream.writelines(lines(claims))

    def close(self) -> None:
        """End the temporary file."""
        self._stream.close()


class Stream:
    """Writes JSON Lines to a stream that is open already, such as standard output.

    Args:
        stream: Takes bytes; flushed after every table so that a reader can follow.
    """

    def __init__(self, stream: BinaryIO) -> None:
        """Keep the stream."""
        self._stream = stream

    def write(self, claims: pa.Table) -> None:
        """Add rows."""
        self._stream.writelines(lines(claims))
        self._stream.flush()


def make(path: Path) -> Sink:
    """Open a file; `open_sink` calls this."""
    return JsonLines(path)
