"""CSV: UTF-8 with a byte order mark, so that Excel reads it, too."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TextIO

import pyarrow as pa

from claimtable.corpus.export.cells import flat, inert
from claimtable.corpus.export.formats import Sink
from claimtable.corpus.schema import COLUMNS


class Csv(Sink):
    """Writes CSV; a text that a spreadsheet would run gets an apostrophe before it."""

    _stream: TextIO

    def open(self) -> None:
        """Begin the temporary file."""
        self._stream = self.temporary.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(COLUMNS)

    def write(self, claims: pa.Table) -> None:
        """Add rows."""
        self._writer.writerows([inert(v) for v in row.values()] for row in flat(claims))

    def close(self) -> None:
        """End the temporary file."""
        self._stream.close()


def make(path: Path) -> Sink:
    """Open a file; `open_sink` calls this."""
    return Csv(path)
