"""Exports of exactly what a view shows."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from claimtable.corpus.export import ExportError, open_sink
from claimtable.corpus.inspector import table
from claimtable.corpus.inspector.details import read_rows
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.inspector.site import Site
from claimtable.corpus.inspector.view import View, parse
from claimtable.corpus.schema import CLAIMS_SCHEMA
from claimtable.corpus.store.labels import HUMAN

SUFFIXES = ("csv", "xlsx", "jsonl", "parquet", "sqlite")
_BATCH = 50_000
_LABEL, _CONFIDENCE, _SOURCE = (
    CLAIMS_SCHEMA.get_field_index(name) for name in ("label", "label_confidence", "label_source")
)


class Downloads:
    """The exports of one site."""

    def __init__(self, site: Site) -> None:
        """Export from a site."""
        self._site = site

    def export(self, request: Request) -> Response:
        """All claims of a view, in its order, as a file."""
        suffix = request.path_params["suffix"]
        view, _ = parse(request.query_params)
        if suffix not in SUFFIXES:
            return self._site.message(request, "No such format", f"Known: {SUFFIXES}", 404)
        folder = tempfile.TemporaryDirectory(prefix="claimtable-")
        path = Path(folder.name) / f"claims.{suffix}"
        try:
            with open_sink(path) as sink:
                for claims in chosen(self._site.index, view):
                    sink.write(claims)
        except ExportError as error:
            folder.cleanup()
            return self._site.message(request, "The export failed", str(error), 500)
        task = BackgroundTask(folder.cleanup)
        return FileResponse(path, filename=path.name, background=task)


def chosen(index: Index, view: View) -> Iterator[pa.Table]:
    """Read the claims of a view from the store, in its order, with the labels that hold.

    Yields:
        Tables with the schema of the claims table.
    """
    with index.reading() as base:
        ids = table.ids(base, view)
        for at in range(0, len(ids), _BATCH):
            batch = ids[at : at + _BATCH]
            base.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (place INTEGER, id INTEGER)")
            base.execute("DELETE FROM chosen")
            base.executemany("INSERT INTO chosen VALUES (?, ?)", enumerate(batch))
            rows = base.execute(
                "SELECT place, p.name, row, label, confidence, human FROM chosen "
                "JOIN claims AS c USING (id) JOIN parts AS p USING (part) ORDER BY part, row"
            ).fetchall()
            yield _in_order(index, [tuple(row) for row in rows])


def _in_order(index: Index, rows: list[tuple[int, str, int, str, float, int]]) -> pa.Table:
    tables = []
    parts: dict[str, list[int]] = {}
    for _, part, row, *_ in rows:
        parts.setdefault(part, []).append(row)
    for part, numbers in parts.items():
        first = numbers[0]
        read = read_rows(index.store, part, first, numbers[-1] + 1)
        tables.append(read.take(pa.array([n - first for n in numbers])))
    claims = pa.concat_tables(tables).select(CLAIMS_SCHEMA.names).cast(CLAIMS_SCHEMA)
    claims = _with_labels(claims, rows)
    order = np.argsort(np.array([row[0] for row in rows]), kind="stable")
    return claims.take(pa.array(order))


def _with_labels(claims: pa.Table, rows: list[tuple[int, str, int, str, float, int]]) -> pa.Table:
    human = pa.array([bool(row[5]) for row in rows])
    source = pc.if_else(human, HUMAN, claims.column(_SOURCE))
    columns = {
        _LABEL: pa.array([row[3] for row in rows], pa.string()),
        _CONFIDENCE: pc.if_else(human, pa.scalar(1.0, pa.float32()), claims.column(_CONFIDENCE)),
        _SOURCE: source,
    }
    for at, column in columns.items():
        claims = claims.set_column(at, CLAIMS_SCHEMA.field(at), column)
    return claims
