"""The claims table and articles as pandas DataFrames."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from claimtable.corpus.articles import Article
from claimtable.corpus.schema import NESTED
from claimtable.corpus.table import Row, plain
from claimtable.nlp.types import Block

_FIGURES = ("money", "percentages")


def claims_frame(table: pa.Table) -> pd.DataFrame:
    """Turn a claims table from Arrow into pandas.

    Args:
        table: Some or all columns of `CLAIMS_SCHEMA`.

    Returns:
        The same rows. Nested columns hold lists of dicts, amounts `decimal.Decimal` without
        needless zeros, ``published`` `datetime.date`; what is missing is None or NaN, as pandas
        has it for the column.
    """
    nested = [name for name in table.column_names if name in NESTED]
    flat = table.drop_columns(nested).to_pandas()
    for name in nested:
        values = table.column(name).to_pylist()
        if name in _FIGURES:
            _plain_figures(values)
        flat[name] = pd.Series(values, index=flat.index, dtype=object)
    return pd.DataFrame(flat[table.column_names])


def _plain_figures(column: list[list[Row]]) -> None:
    for records in column:
        for record in records:
            record["value"] = plain(record["value"])
            if record["high"] is not None:
                record["high"] = plain(record["high"])


def articles_of(frame: pd.DataFrame) -> Iterator[Article]:
    """Build articles from the rows of a DataFrame.

    Args:
        frame: Columns of the store's articles; only ``text`` must be there. Without ``blocks``
            the structure is recovered from the layout of the text, as for a ``.txt`` file.

    Raises:
        ValueError: There is no column ``text``.
    """
    if "text" not in frame.columns:
        raise ValueError(f"no column 'text' among {', '.join(map(str, frame.columns))}")
    for record in frame.to_dict("records"):
        yield _article({str(name): value for name, value in record.items()})


def _article(record: Mapping[str, Any]) -> Article:
    text, source = str(record["text"]), str(_value(record, "source") or "")
    blocks = _value(record, "blocks")
    if blocks is None:
        from claimtable.corpus.readers.text import read_text

        plain_text = read_text(text, source)
        text, parts = plain_text.text, plain_text.blocks
    else:
        parts = tuple(_block(block) for block in blocks)
    return Article(
        text,
        parts,
        source,
        _value(record, "title"),
        _day(_value(record, "published")),
        str(_value(record, "article_id") or "") if blocks is not None else "",
    )


def _value(record: Mapping[str, Any], name: str) -> Any:
    """A cell, or None where pandas has its own sign for a missing one."""
    value = record.get(name)
    if isinstance(value, float) or value is pd.NaT or value is pd.NA:
        return None
    return value


def _block(block: Mapping[str, Any]) -> Block:
    """A block from a dict; some engines turn whole numbers with gaps into floats."""
    values = dict(block)
    for name in ("start", "end", "level", "table", "row", "column"):
        number = values.get(name)
        missing = number is None or number != number
        values[name] = (0 if name == "level" else None) if missing else int(number)  # type: ignore[arg-type]
    values["section"] = tuple(values.get("section", ()))
    return Block(**values)


def _day(value: Any) -> datetime.date | None:
    if isinstance(value, str):
        return datetime.date.fromisoformat(value[:10])
    if isinstance(value, datetime.datetime):
        return value.date()
    day: datetime.date | None = value
    return day
