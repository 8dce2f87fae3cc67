"""SQLite: the table, and one table more for each nested column."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa

from claimtable.corpus.export.formats import Sink
from claimtable.corpus.export.jsonl import dumps, number, records
from claimtable.corpus.schema import CLAIMS_SCHEMA, COLUMNS, NESTED

_PARTS = tuple(name for name in NESTED if name != "kinds")
_INDEXES = (
    "CREATE INDEX claims_article ON claims (article_id)",
    "CREATE INDEX claims_label ON claims (label)",
    "CREATE INDEX entities_canonical ON entities (canonical)",
    "CREATE INDEX money_currency_value ON money (currency, value)",
)


class Sqlite(Sink):
    """Writes a database that Datasette and the sqlite3 shell open well.

    ``claims`` has the columns of the table, nested ones as JSON. ``entities``, ``money``,
    ``percentages``, ``comparisons`` and ``dates`` have a row for each record of that column, with
    the ``claim_id``. Amounts are numbers: exact when whole and below 2^63, else doubles.
    """

    def open(self) -> None:
        """Begin the temporary file."""
        self.temporary.open("xb").close()  # its errors say more than those of SQLite
        self._base = sqlite3.connect(self.temporary, isolation_level=None)
        self._run("PRAGMA journal_mode = OFF")
        self._run("PRAGMA synchronous = OFF")
        self._run(_create("claims", CLAIMS_SCHEMA, "PRIMARY KEY (claim_id)"))
        for name in _PARTS:
            fields = list(CLAIMS_SCHEMA.field(name).type.value_type)
            schema = pa.schema([CLAIMS_SCHEMA.field("claim_id"), *fields])
            self._run(_create(name, schema, "FOREIGN KEY (claim_id) REFERENCES claims (claim_id)"))
        self._run("BEGIN")

    def write(self, claims: pa.Table) -> None:
        """Add rows."""
        rows = list(records(claims))
        self._insert("claims", COLUMNS, ([_cell(row[name]) for name in COLUMNS] for row in rows))
        for name in _PARTS:
            fields = [field.name for field in CLAIMS_SCHEMA.field(name).type.value_type]
            self._insert(name, ("claim_id", *fields), _children(rows, name, fields))

    def close(self) -> None:
        """End the temporary file."""
        try:
            if self._base.in_transaction:
                self._run("COMMIT")
                for index in _INDEXES:
                    self._run(index)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error
        finally:
            self._base.close()

    def _run(self, statement: str) -> None:
        self._base.execute(statement)

    def _insert(self, table: str, names: Iterable[str], rows: Iterable[list[Any]]) -> None:
        columns = ", ".join(f'"{name}"' for name in names)
        marks = ", ".join("?" for _ in names)
        # Table and column names come from the schema, never from a user.
        statement = f'INSERT OR IGNORE INTO "{table}" ({columns}) VALUES ({marks})'  # noqa: S608
        try:
            self._base.executemany(statement, rows)
        except sqlite3.Error as error:
            raise OSError(str(error)) from error


def _create(table: str, schema: pa.Schema, constraint: str) -> str:
    columns = ", ".join(
        f'"{field.name}" {_affinity(field.type)}{"" if field.nullable else " NOT NULL"}'
        for field in schema
    )
    return f'CREATE TABLE "{table}" ({columns}, {constraint})'


def _affinity(kind: pa.DataType) -> str:
    if pa.types.is_integer(kind):
        return "INTEGER"
    if pa.types.is_floating(kind):
        return "REAL"
    return "NUMERIC" if pa.types.is_decimal(kind) else "TEXT"


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return dumps(value)
    if isinstance(value, Decimal):
        amount = number(value)
        return amount if abs(amount) < 2**63 else float(amount)
    return value if value is None or isinstance(value, (int, float, str)) else value.isoformat()


def _children(rows: Iterable[dict[str, Any]], name: str, fields: list[str]) -> Iterator[list[Any]]:
    for row in rows:
        for record in row[name]:
            yield [row["claim_id"], *(_cell(record[field]) for field in fields)]


def make(path: Path) -> Sink:
    """Open a file; `open_sink` calls this."""
    return Sqlite(path)
