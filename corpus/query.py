"""Find claims in a store, reading only the columns and the row groups that are needed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from claimtable.corpus.filters import Filters
from claimtable.corpus.schema import CLAIMS_SCHEMA, COLUMNS, NESTED, TABLE_ORDER
from claimtable.corpus.store import Store
from claimtable.corpus.store.commits import Part
from claimtable.corpus.store.corrections import Correction
from claimtable.corpus.store.labels import corrected

AMOUNT = "amount"
"""Sort by the largest amount of money in the claim, whatever the currency."""

CONFIDENCE = "confidence"
"""Short for ``label_confidence``."""

SORTS = (AMOUNT, CONFIDENCE, *(name for name in COLUMNS if name not in NESTED))
GROUPS = {
    "label": "label",
    "kind": "kinds",
    "entity": "entities.list.element.canonical",
    "currency": "money.list.element.currency",
    "source": "source",
    "subject": "subject",
    "certainty": "certainty",
    "polarity": "polarity",
    "attribution": "attribution",
    "block": "block",
    "published": "published",
}
"""What claims can be counted by, and the Parquet column of each."""

_PART, _ROW = "__part", "__row"


@dataclass(frozen=True, slots=True)
class Found:
    """Claims that were asked for.

    Attributes:
        rows: The claims, at most as many as asked for, in the order asked for.
        total: How many there are in all.
    """

    rows: pa.Table
    total: int


def find(
    store: Store,
    filters: Filters,
    *,
    sort: str | None = None,
    limit: int | None = 20,
    columns: Sequence[str] = COLUMNS,
) -> Found:
    """Find claims.

    Args:
        store: Where to look.
        filters: What a claim must be.
        sort: One of `SORTS`, with ``-`` before it for the other way round; None takes the
            table's order. Amounts and confidence put the largest first unless turned round.
        limit: At most this many rows; None gives all.
        columns: Columns wanted.

    Returns:
        The claims and their number.

    Raises:
        ValueError: There is no such way to sort.
    """
    keys = _keys(sort)
    needed = [*filters.columns(), *(_leaf(name) for name, _ in keys)]
    total = 0
    chosen: list[pa.Table] = []
    for at, (rows, _) in enumerate(_scan(store, filters, needed)):
        total += rows.num_rows
        if rows.num_rows:
            named = _with_keys(rows, keys).append_column(
                _PART, pa.array(np.full(rows.num_rows, at, np.int32))
            )
            chosen.append(_first(named, keys, limit))
    if not chosen:
        return Found(pa.schema([CLAIMS_SCHEMA.field(n) for n in columns]).empty_table(), 0)
    order = _first(pa.concat_tables(chosen), keys, limit)
    return Found(_rows(store, order, columns), total)


def count(store: Store, filters: Filters, by: str) -> list[tuple[str | None, int]]:
    """Count claims by the values of a column.

    Args:
        store: Where to look.
        filters: What a claim must be.
        by: One of `GROUPS`; a claim with two kinds counts once for each.

    Returns:
        Values with the number of their claims, the largest first, equal ones by value. None
        stands for claims that have no value.

    Raises:
        ValueError: There is no such column.
    """
    if by not in GROUPS:
        raise ValueError(f"cannot count by {by!r}; known are {', '.join(GROUPS)}")
    leaf = GROUPS[by]
    totals: Counter[str | None] = Counter()
    for rows, _ in _scan(store, filters, [*filters.columns(), leaf]):
        column = rows.column(leaf.split(".")[0])
        if pa.types.is_list(column.type):
            totals.update(_count_lists(column, leaf))
        else:
            for pair in pc.value_counts(column).to_pylist():
                value = pair["values"]
                totals[None if value is None else str(value)] += pair["counts"]
    return sorted(totals.items(), key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))


def _count_lists(column: pa.ChunkedArray, leaf: str) -> Counter[str | None]:
    """Count each value of a list once a row."""
    totals: Counter[str | None] = Counter()
    for chunk in column.chunks:
        values = pc.list_flatten(chunk)
        if pa.types.is_struct(values.type):
            values = pc.struct_field(values, leaf.rsplit(".", 1)[1])
        pairs = pa.table({"row": pc.list_parent_indices(chunk), "value": values})
        once = pairs.group_by(["row", "value"]).aggregate([])
        for pair in pc.value_counts(once.column("value")).to_pylist():
            totals[pair["values"]] += pair["counts"]
    return totals


def _scan(
    store: Store, filters: Filters, columns: Sequence[str]
) -> Iterator[tuple[pa.Table, Part]]:
    """Rows that fulfil the filters, part by part, each with its row number in the part."""
    fixes = store.corrections()
    names = list(dict.fromkeys([*columns, *(["claim_id", "label"] if fixes else [])]))
    for part in store.parts:
        file = pq.ParquetFile(store.claims_file(part), read_dictionary=["source"])
        with file:
            table = file.read(names or ["label"])
        table = table.append_column(_ROW, pa.array(np.arange(table.num_rows, dtype=np.int32)))
        table = corrected(table, fixes)
        mask = filters.mask(table)
        yield (table if mask is None else table.filter(pa.array(mask))), part


def _keys(sort: str | None) -> list[tuple[str, str]]:
    """Columns to sort by, each with its direction."""
    keys = [(name, "ascending") for name in TABLE_ORDER]
    if sort is None:
        return keys
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise ValueError(f"cannot sort by {name!r}; known are {', '.join(SORTS)}")
    name = "label_confidence" if name == CONFIDENCE else name
    falls = (name in (AMOUNT, "label_confidence")) != sort.startswith("-")
    first = (name, "descending" if falls else "ascending")
    return [first, *(key for key in keys if key[0] != name)]


def _leaf(name: str) -> str:
    return "money.list.element.value" if name == AMOUNT else name


def _with_keys(rows: pa.Table, keys: Sequence[tuple[str, str]]) -> pa.Table:
    """The columns to sort by, in types that sort."""
    columns = {}
    for name, _ in keys:
        column = _largest(rows.column("money")) if name == AMOUNT else rows.column(name)
        if pa.types.is_dictionary(column.type):
            column = column.cast(pa.string())
        columns[name] = column
    return pa.table({**columns, _ROW: rows.column(_ROW)})


def _largest(money: pa.ChunkedArray) -> pa.Array:
    """The largest amount of each claim as a double, null where there is none."""
    largest = np.full(len(money), np.nan)
    at = 0
    for chunk in money.chunks:
        amounts = pc.struct_field(pc.list_flatten(chunk), "value").cast(pa.float64()).to_numpy()
        np.fmax.at(largest, at + pc.list_parent_indices(chunk).to_numpy(), amounts)
        at += len(chunk)
    return pa.array(largest, from_pandas=True)


def _first(table: pa.Table, keys: Sequence[tuple[str, str]], limit: int | None) -> pa.Table:
    """The first rows in order, nulls last."""
    if limit is not None and limit < table.num_rows and not _nulls(table, keys):
        picked = pc.select_k_unstable(table, k=limit, sort_keys=list(keys))
        table = table.take(picked)
    order = pc.sort_indices(table, sort_keys=list(keys))
    return table.take(order if limit is None else order[:limit])


def _nulls(table: pa.Table, keys: Sequence[tuple[str, str]]) -> bool:
    return any(table.column(name).null_count for name, _ in keys)


def _rows(store: Store, order: pa.Table, columns: Sequence[str]) -> pa.Table:
    """Read whole rows, given the part and the row number of each, in that order."""
    parts, numbers = (order.column(name).to_numpy() for name in (_PART, _ROW))
    fixes = store.corrections()
    tables, places = [], []
    for at in np.unique(parts):
        mine = np.flatnonzero(parts == at)
        tables.append(_read_rows(store, store.parts[at], numbers[mine], columns, fixes))
        places.append(mine)
    back = np.argsort(np.concatenate(places), kind="stable")
    return pa.concat_tables(tables).take(pa.array(back))


def _read_rows(
    store: Store,
    part: Part,
    numbers: np.ndarray,
    columns: Sequence[str],
    fixes: dict[str, Correction],
) -> pa.Table:
    """Read some rows of a part, touching only the row groups they are in."""
    names = list(columns) if "claim_id" in columns else [*columns, "claim_id"]
    with pq.ParquetFile(store.claims_file(part)) as file:
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        starts = np.concatenate([[0], np.cumsum(sizes)])
        groups = np.unique(np.searchsorted(starts, numbers, side="right") - 1)
        table = file.read_row_groups(groups.tolist(), columns=names)
    base = {group: place for group, place in zip(groups, _offsets(sizes, groups), strict=True)}
    group_of = np.searchsorted(starts, numbers, side="right") - 1
    local = [int(n - starts[g] + base[g]) for n, g in zip(numbers, group_of, strict=True)]
    return corrected(table.take(pa.array(local)), fixes).select(list(columns))


def _offsets(sizes: Sequence[int], groups: np.ndarray) -> list[int]:
    """Where each of the groups begins when only those are read."""
    ends = np.cumsum([sizes[g] for g in groups])
    return [0, *ends[:-1].tolist()]
