"""Parquet: the table as it is, in one file."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from claimtable.corpus.export.formats import Sink
from claimtable.corpus.schema import CLAIMS_SCHEMA

_ROW_GROUP = 16_384


class Parquet(Sink):
    """Writes one Parquet file with `CLAIMS_SCHEMA`."""

    def open(self) -> None:
        """Begin the temporary file."""
        self._writer = pq.ParquetWriter(self.temporary, CLAIMS_SCHEMA, compression="zstd")
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def write(self, claims: pa.Table) -> None:
        """Add rows; row groups are cut at the same rows however the table arrives."""
        self._waiting.append(claims)
        self._rows += claims.num_rows
        while self._rows >= _ROW_GROUP:
            self._flush(_ROW_GROUP)

    def close(self) -> None:
        """End the temporary file."""
        if self._rows:
            self._flush(self._rows)
        self._writer.close()

    def _flush(self, count: int) -> None:
        table = pa.concat_tables(self._waiting)
        self._writer.write_table(table.slice(0, count).combine_chunks())
        self._waiting = [table.slice(count)]
        self._rows -= count


def make(path: Path) -> Sink:
    """Open a file; `open_sink` calls this."""
    return Parquet(path)
