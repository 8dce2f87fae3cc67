"""The claims table: its columns and their Arrow types, versioned."""

from __future__ import annotations

import pyarrow as pa

SCHEMA_VERSION = "1"
"""Stored in the Parquet metadata under ``claimtable.schema_version``."""

# Amounts run from a thousandth of a cent to beyond world GDP in the smallest currency.
DECIMAL = pa.decimal128(38, 9)


def _field(name: str, type_: pa.DataType, *, null: bool = False) -> pa.Field:
    return pa.field(name, type_, nullable=null)


def _text(name: str, *, null: bool = False) -> pa.Field:
    return _field(name, pa.string(), null=null)


_PLACE = [_text("text"), _field("start", pa.int32()), _field("end", pa.int32())]
_RANGE = [_field("value", DECIMAL), _field("high", DECIMAL, null=True)]

ENTITY = pa.struct(
    [_text("text"), _text("label"), _text("canonical"), *_PLACE[1:]],
)
MONEY = pa.struct(
    [
        *_PLACE,
        *_RANGE,
        _text("currency", null=True),
        _text("modifier", null=True),
        _text("per", null=True),
    ]
)
PERCENTAGE = pa.struct(
    [
        *_PLACE,
        *_RANGE,
        _text("unit"),
        _text("modifier", null=True),
        _text("direction", null=True),
    ]
)
COMPARISON = pa.struct(
    [
        *_PLACE,
        _text("subject", null=True),
        _text("object", null=True),
        _text("aspect", null=True),
        _text("cue"),
        _text("kind"),
        _text("scale"),
        _text("preference", null=True),
        _text("basis"),
        _text("degree", null=True),
    ]
)
DATE = pa.struct(_PLACE)
BLOCK = pa.struct(
    [
        _text("kind"),
        *_PLACE[1:],
        _field("section", pa.list_(pa.string())),
        _field("level", pa.int32()),
        _field("table", pa.int32(), null=True),
        _field("row", pa.int32(), null=True),
        _field("column", pa.int32(), null=True),
        _text("row_header", null=True),
        _text("column_header", null=True),
        _text("lead_in", null=True),
    ]
)
_METADATA = {"claimtable.schema_version": SCHEMA_VERSION}

CLAIMS_SCHEMA = pa.schema(
    [
        _text("claim_id"),
        _text("article_id"),
        _text("source"),
        _text("title", null=True),
        _field("published", pa.date32(), null=True),
        _text("section", null=True),
        _text("block"),
        _field("start", pa.int32()),
        _field("end", pa.int32()),
        _text("text"),
        _field("kinds", pa.list_(pa.string())),
        _text("subject", null=True),
        _text("predicate", null=True),
        _text("object", null=True),
        _field("entities", pa.list_(ENTITY)),
        _field("money", pa.list_(MONEY)),
        _field("percentages", pa.list_(PERCENTAGE)),
        _field("comparisons", pa.list_(COMPARISON)),
        _text("polarity"),
        _text("certainty"),
        _text("attribution", null=True),
        _field("dates", pa.list_(DATE)),
        _text("label"),
        _field("label_confidence", pa.float32()),
        _text("label_source"),
    ],
    metadata=_METADATA,
)

ARTICLES_SCHEMA = pa.schema(
    [
        _text("article_id"),
        _text("source"),
        _text("title", null=True),
        _field("published", pa.date32(), null=True),
        _text("text"),
        _field("blocks", pa.list_(BLOCK)),
    ],
    metadata=_METADATA,
)

COLUMNS: tuple[str, ...] = tuple(CLAIMS_SCHEMA.names)
"""Names of the columns of the claims table, in order."""

NESTED: tuple[str, ...] = tuple(
    field.name for field in CLAIMS_SCHEMA if pa.types.is_list(field.type)
)
"""Columns that hold lists; CSV, Excel and SQLite carry them as JSON."""

TABLE_ORDER: tuple[str, ...] = ("source", "article_id", "start", "end")
"""A claims table read from a store is sorted by these, so that its order does not depend on
how many workers wrote it or how often the run was interrupted."""
