"""A part of a store as flat rows for the index, read column by column.

A claim is never built as a Python dict here: a million of them would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claimtable.corpus.store import Store
from claimtable.corpus.store.commits import Part
from claimtable.nlp.types import KINDS

COLUMNS = (
    "claim_id",
    "article_id",
    "start",
    "end",
    "text",
    "kinds",
    "label",
    "label_confidence",
    "label_source",
    "certainty",
    "attribution",
    "block",
    "money.list.element.value",
    "money.list.element.high",
    "money.list.element.currency",
    "percentages.list.element.value",
    "percentages.list.element.unit",
    "entities.list.element.canonical",
    "entities.list.element.label",
    "comparisons.list.element.subject",
    "comparisons.list.element.object",
    "comparisons.list.element.aspect",
    "comparisons.list.element.kind",
    "comparisons.list.element.scale",
    "comparisons.list.element.preference",
    "comparisons.list.element.basis",
)
"""Parquet columns that the index is made of."""

Lines = list[tuple[Any, ...]]
"""Rows of a table."""
_BATCH = 8_192


@dataclass(frozen=True, slots=True)
class Leaves:
    """Rows of the index, child rows with the number of their claim in front.

    Attributes:
        claims: Columns ``claim_id, article_id, start, end, text, label, confidence, label_source,
            kinds, certainty, attribution, block, amount, percentage``; kinds as a sum of bits,
            the largest amount and percentage, None where there is none.
        money: ``claim, value, currency``; a range gives its two ends.
        percentages: ``claim, value, unit``.
        entities: ``claim, canonical, label``, each name once a claim.
        comparisons: ``claim, subject, object, aspect, kind, scale, preference, basis``.
    """

    claims: list[list[Any]]
    money: Lines
    percentages: Lines
    entities: Lines
    comparisons: Lines


def read(store: Store, part: Part, first: int) -> Iterator[Leaves]:
    """Read the claims of a part in the order of its rows.

    Args:
        store: The store.
        part: One of its parts.
        first: Number that the first claim gets; the others follow.
    """
    with pq.ParquetFile(store.claims_file(part)) as file:
        for batch in file.iter_batches(batch_size=_BATCH, columns=list(COLUMNS)):
            yield _leaves(batch, first)
            first += batch.num_rows


def kind_bits(kinds: list[str] | tuple[str, ...]) -> int:
    """Sum up kinds as bits, in the order of `KINDS`."""
    return sum(1 << KINDS.index(kind) for kind in kinds if kind in KINDS)


def _leaves(batch: pa.RecordBatch, first: int) -> Leaves:
    money, largest = _figures(batch, "money", first)
    percentages, highest = _figures(batch, "percentages", first)
    names = ("claim_id", "article_id", "start", "end", "text", "label")
    columns = [batch.column(name).to_pylist() for name in names]
    columns.append(np.round(batch.column("label_confidence").to_numpy().astype(float), 4).tolist())
    columns.append(batch.column("label_source").to_pylist())
    columns.append(_bits(batch.column("kinds")).tolist())
    columns += [batch.column(n).to_pylist() for n in ("certainty", "attribution", "block")]
    columns += [largest, highest]
    return Leaves(
        columns,
        money,
        percentages,
        list(dict.fromkeys(_children(batch.column("entities"), ("canonical", "label"), first))),
        _children(
            batch.column("comparisons"),
            ("subject", "object", "aspect", "kind", "scale", "preference", "basis"),
            first,
        ),
    )


def _children(column: pa.ListArray, names: tuple[str, ...], first: int) -> Lines:
    parents = (pc.list_parent_indices(column).to_numpy() + first).tolist()
    records = pc.list_flatten(column)
    fields = [pc.struct_field(records, name).to_pylist() for name in names]
    return list(zip(parents, *fields, strict=True))


def _bits(kinds: pa.ListArray) -> np.ndarray:
    bits = np.zeros(len(kinds), np.int64)
    parents, names = pc.list_parent_indices(kinds).to_numpy(), pc.list_flatten(kinds)
    for at, kind in enumerate(KINDS):
        bits[parents[pc.equal(names, kind).to_numpy(zero_copy_only=False)]] |= 1 << at
    return bits


def _figures(batch: pa.RecordBatch, name: str, first: int) -> tuple[Lines, list[float | None]]:
    """Child rows of a column of figures, and the largest figure of each claim."""
    column = batch.column(name)
    records = pc.list_flatten(column)
    parents = pc.list_parent_indices(column).to_numpy()
    values = pc.struct_field(records, "value").cast(pa.float64()).to_numpy(zero_copy_only=False)
    unit = "currency" if name == "money" else "unit"
    units = pc.struct_field(records, unit).to_pylist()
    lines: Lines = list(zip((parents + first).tolist(), values.tolist(), units, strict=True))
    largest = np.full(len(column), np.nan)
    np.fmax.at(largest, parents, values)
    if name == "money":
        high = pc.struct_field(records, "high").cast(pa.float64())
        there = pc.is_valid(high).to_numpy(zero_copy_only=False)
        tops = high.to_numpy(zero_copy_only=False)[there]
        np.fmax.at(largest, parents[there], tops)
        chosen = np.flatnonzero(there).tolist()
        lines += [
            (int(parents[i]) + first, top, units[i])
            for i, top in zip(chosen, tops.tolist(), strict=True)
        ]
    return lines, [None if value != value else value for value in largest.tolist()]
