"""Rows flat enough for a sheet: nested columns as JSON, nothing that a sheet would run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from claimtable.corpus.export.jsonl import dumps, records
from claimtable.corpus.schema import NESTED

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection), and the full-width
forms that some take too."""


def flat(claims: pa.Table) -> Iterator[dict[str, Any]]:
    """The rows of a table, nested columns as JSON text."""
    for row in records(claims):
        yield {k: dumps(v) if k in NESTED else v for k, v in row.items()}


def inert(value: Any) -> Any:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    return "'" + value if isinstance(value, str) and value.startswith(_STARTS) else value
