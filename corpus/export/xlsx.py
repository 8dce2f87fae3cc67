"""Excel: typed columns, a frozen and filtered header, addresses as links."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter

from claimtable.corpus.export.cells import flat
from claimtable.corpus.export.formats import Sink
from claimtable.corpus.schema import COLUMNS

# The limits of the format: Excel specifications and limits, and [MS-OI29500].
MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
_MAX_LINK = 2_079
_MAX_LINKS = 65_530

_WIDTHS = {"text": 80, "section": 30, "source": 30, "title": 30, "claim_id": 18, "article_id": 18}
_WIDTH = 14


class Xlsx(Sink):
    """Writes a workbook; a sheet more for every 1,048,575 claims.

    Texts are stored as texts, so that none is run as a formula. What is longer than a cell may
    be (32,767 characters) ends in an ellipsis.
    """

    def open(self) -> None:
        """Begin the temporary file."""
        self.temporary.open("wb").close()  # the library opens it only at the end
        self._book = xlsxwriter.Workbook(
            str(self.temporary),
            {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False},
        )
        self._bold = self._book.add_format({"bold": True, "bottom": 1})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._share = self._book.add_format({"num_format": "0.00"})
        self._sheets = 0
        self._links = 0
        self._begin_sheet()

    def write(self, claims: pa.Table) -> None:
        """Add rows."""
        for row in flat(claims):
            if self._row == MAX_ROWS:
                self._end_sheet()
                self._begin_sheet()
            for column, (name, value) in enumerate(row.items()):
                self._cell(column, name, value)
            self._row += 1

    def close(self) -> None:
        """End the temporary file."""
        self._end_sheet()
        try:
            self._book.close()
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(str(error)) from error

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet(
            "claims" if self._sheets == 1 else f"claims {self._sheets}"
        )
        self._sheet.freeze_panes(1, 0)
        for column, name in enumerate(COLUMNS):
            self._sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
            self._sheet.write_string(0, column, name, self._bold)
        self._row = 1

    def _end_sheet(self) -> None:
        self._sheet.autofilter(0, 0, max(self._row - 1, 1), len(COLUMNS) - 1)

    def _cell(self, column: int, name: str, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, datetime.date):
            midnight = datetime.datetime.combine(value, datetime.time())
            self._sheet.write_datetime(self._row, column, midnight, self._day)
        elif isinstance(value, float):
            self._sheet.write_number(self._row, column, value, self._share)
        elif isinstance(value, int):
            self._sheet.write_number(self._row, column, value)
        elif name == "source" and self._is_link(value):
            self._links += 1
            self._sheet.write_url(self._row, column, value, string=value)
        else:
            text = value if len(value) <= MAX_TEXT else value[: MAX_TEXT - 1] + "…"
            self._sheet.write_string(self._row, column, text)

    def _is_link(self, source: str) -> bool:
        web = source.startswith(("http://", "https://"))
        return web and len(source) <= _MAX_LINK and self._links < _MAX_LINKS


def make(path: Path) -> Sink:
    """Open a file; `open_sink` calls this."""
    return Xlsx(path)
