"""The claims table in other formats: JSON Lines, CSV, Parquet, Excel, SQLite."""

from claimtable.corpus.export.formats import (
    FORMATS,
    ExportError,
    Sink,
    export_store,
    open_sink,
)

__all__ = ["FORMATS", "ExportError", "Sink", "export_store", "open_sink"]
