"""Find claims in a store, reading only the columns and the row groups that are needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

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

_PART, _ROW, _KEY = "__part", "__row", "__key"
_COUNTS = pa.schema([("value", pa.string()), ("claims", pa.int64())])
_THREADS = 4
_NEAR = 50
"""Of a candidate that stands further down in its part, the source is read: the part's least source
would not tell much of it, and the whole part would be read in vain."""
_Seen = TypeVar("_Seen")
_Key = tuple[str, str]
"""Column to sort by, ``ascending`` or ``descending``."""


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
    key = _key(sort)

    def best(at: int, file: pq.ParquetFile, rows: pa.Table) -> _Candidates:
        in_order = _in_order(file.metadata)
        picked = _first(_candidates(at, rows, key), key, limit if in_order else None)
        least = _least(file, picked) if in_order and not key and picked.num_rows else ""
        return _Candidates(rows.num_rows, picked, least)

    wanted = [_leaf(key[0])] if key else []
    seen = [each for each in _scan(store, filters, wanted, best) if each.total]
    total = sum(each.total for each in seen)
    if not total:
        return Found(pa.schema([CLAIMS_SCHEMA.field(n) for n in columns]).empty_table(), 0)
    rows = _by_key(store, seen, key, limit) if key else _by_place(store, seen, limit)
    return Found(_rows(store, rows, columns), total)


def count(
    store: Store, filters: Filters, by: str, limit: int | None = None
) -> list[tuple[str | None, int]]:
    """Count claims by the values of a column.

    Args:
        store: Where to look.
        filters: What a claim must be.
        by: One of `GROUPS`; a claim with two kinds counts once for each.
        limit: At most this many values; None gives all.

    Returns:
        Values with the number of their claims, the largest first, equal ones by value. None
        stands for claims that have no value.

    Raises:
        ValueError: There is no such column.
    """
    if by not in GROUPS:
        raise ValueError(f"cannot count by {by!r}; known are {', '.join(GROUPS)}")
    leaf = GROUPS[by]

    def values(at: int, file: pq.ParquetFile, rows: pa.Table) -> list[pa.Table]:
        column = rows.column(leaf.split(".")[0])
        if pa.types.is_list(column.type):
            return [_count_lists(chunk, leaf) for chunk in column.chunks]
        return [_counts(*pc.value_counts(column).flatten())]

    parts = _scan(store, filters, [leaf], values)
    counted = pa.concat_tables(
        [_COUNTS.empty_table(), *(table for part in parts for table in part)]
    )
    totals = counted.group_by("value").aggregate([("claims", "sum")])
    keys = [("claims_sum", "descending"), ("value", "ascending")]
    first = totals.take(pc.sort_indices(totals, sort_keys=keys)[:limit])
    columns = (first.column(name).to_pylist() for name in ("value", "claims_sum"))
    return list(zip(*columns, strict=True))


def _counts(values: pa.Array, numbers: pa.Array) -> pa.Table:
    return pa.table([values.cast(pa.string()), numbers.cast(pa.int64())], _COUNTS)


def _count_lists(lists: pa.Array, leaf: str) -> pa.Table:
    """Count each value of a list once a row."""
    values = pc.list_flatten(lists)
    if pa.types.is_struct(values.type):
        values = pc.struct_field(values, leaf.rsplit(".", 1)[1])
    coded = values.dictionary_encode("encode")
    width = max(len(coded.dictionary), 1)
    rows = pc.list_parent_indices(lists).to_numpy().astype(np.int64)
    once = pc.unique(pa.array(rows * width + coded.indices.to_numpy())).to_numpy()
    numbers = np.bincount(once % width, minlength=width)[: len(coded.dictionary)]
    return _counts(coded.dictionary, pa.array(numbers))


@dataclass(frozen=True, slots=True)
class _Candidates:
    """The rows of a part that may be among those asked for.

    Attributes:
        total: Rows of the part that fulfil the filters.
        rows: The candidates: part, row number and sort key of each.
        least: No source of a candidate comes before this one.
    """

    total: int
    rows: pa.Table
    least: str


def _scan(
    store: Store,
    filters: Filters,
    columns: Sequence[str],
    see: Callable[[int, pq.ParquetFile, pa.Table], _Seen],
) -> list[_Seen]:
    """Look at the rows that fulfil the filters, some parts at a time.

    Args:
        store: Where to look.
        filters: What a claim must be.
        columns: Parquet columns that ``see`` reads.
        see: Called with each part: its number, its file and the rows, each with its row number
            in the part.

    Returns:
        What ``see`` gave for each part.
    """
    fixes = store.corrections()
    fixed = ["claim_id", "label"] if fixes else []
    names = list(dict.fromkeys([*filters.columns(), *columns, *fixed]))
    seen = list(dict.fromkeys([_ROW, *(name.split(".")[0] for name in columns)]))

    def look(at: int, part: Part) -> _Seen:
        with pq.ParquetFile(store.claims_file(part), read_dictionary=["source"]) as file:
            table = pa.table({_ROW: np.arange(file.metadata.num_rows, dtype=np.int32)})
            read = file.read(names, use_threads=False) if names else table.select([])
            for name, column in zip(read.column_names, read.columns, strict=True):
                table = table.append_column(name, column)
            table = corrected(table, fixes)
            mask = filters.mask(table)
            table = table.select(seen)  # to filter nested columns takes long
            return see(at, file, table if mask is None else table.filter(pa.array(mask)))

    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(look, *zip(*enumerate(store.parts), strict=True)))


def _in_order(metadata: pq.FileMetaData) -> bool:
    """Whether the rows of a part are in the table's order."""
    if not metadata.num_row_groups:
        return True
    order = metadata.row_group(0).sorting_columns
    names = tuple(metadata.schema.column(each.column_index).path for each in order)
    return names == TABLE_ORDER and not any(each.descending for each in order)


def _least(file: pq.ParquetFile, picked: pa.Table) -> str:
    """A source that none of the candidates in a part's order comes before."""
    first = picked.column(_ROW)[0].as_py()
    group = file.metadata.row_group(0)
    if first < _NEAR:
        statistics = group.column(group.sorting_columns[0].column_index).statistics
        return str(statistics.min) if statistics and statistics.has_min_max else ""
    number = 0
    while first >= group.num_rows:
        first, number = first - group.num_rows, number + 1
        group = file.metadata.row_group(number)
    sources = file.read_row_group(number, [TABLE_ORDER[0]], use_threads=False)
    return str(sources.column(0)[first].as_py())


def _key(sort: str | None) -> _Key | None:
    if sort is None:
        return None
    name = sort.removeprefix("-")
    if name not in SORTS:
        raise ValueError(f"cannot sort by {name!r}; known are {', '.join(SORTS)}")
    name = "label_confidence" if name == CONFIDENCE else name
    falls = (name in (AMOUNT, "label_confidence")) != sort.startswith("-")
    return name, "descending" if falls else "ascending"


def _leaf(name: str) -> str:
    return "money.list.element.value" if name == AMOUNT else name


def _candidates(at: int, rows: pa.Table, key: _Key | None) -> pa.Table:
    """Part, row number and sort key of rows."""
    columns = {
        _PART: pa.array(np.full(rows.num_rows, at, np.int32)),
        _ROW: rows.column(_ROW),
    }
    if key:
        column = _largest(rows.column("money")) if key[0] == AMOUNT else rows.column(key[0])
        columns[_KEY] = column.cast(pa.string()) if key[0] == "source" else column
    return pa.table(columns)


def _largest(money: pa.ChunkedArray) -> pa.Array:
    """The largest amount of each claim as a double, null where there is none."""
    largest = np.full(len(money), np.nan)
    at = 0
    for chunk in money.chunks:
        amounts = pc.struct_field(pc.list_flatten(chunk), "value").cast(pa.float64()).to_numpy()
        np.fmax.at(largest, at + pc.list_parent_indices(chunk).to_numpy(), amounts)
        at += len(chunk)
    return pa.array(largest, from_pandas=True)


def _first(table: pa.Table, key: _Key | None, limit: int | None) -> pa.Table:
    """The first rows by the key; of equal ones, those that stand first. Nulls come last."""
    if key:
        table = _promising(table, key, limit)
        table = table.take(pc.sort_indices(table, sort_keys=[(_KEY, key[1])]))
    return table if limit is None else table.slice(0, limit)


def _promising(table: pa.Table, key: _Key, limit: int | None) -> pa.Table:
    """The rows that are as good as the last one wanted; cheaper than to sort them all."""
    column = table.column(_KEY)
    if limit is None or limit >= table.num_rows or column.null_count:
        return table
    picked = pc.select_k_unstable(table, k=limit, sort_keys=[(_KEY, key[1])])
    better = pc.less_equal if key[1] == "ascending" else pc.greater_equal
    return table.filter(better(column, column[picked[limit - 1].as_py()]))


def _by_key(store: Store, seen: Sequence[_Candidates], key: _Key, limit: int | None) -> pa.Table:
    """The first rows of all by a column, equal ones in the table's order."""
    rows = _promising(pa.concat_tables([each.rows for each in seen]), key, limit)
    keys = [(_KEY, key[1]), *((name, "ascending") for name in TABLE_ORDER)]
    placed = _placed(store, rows)
    order = pc.sort_indices(placed, sort_keys=keys)
    return placed.take(order if limit is None else order[:limit])


def _by_place(store: Store, seen: Sequence[_Candidates], limit: int | None) -> pa.Table:
    """The first rows of all in the table's order; parts that lie behind them are not read."""
    keys = [(name, "ascending") for name in TABLE_ORDER]
    best: pa.Table | None = None
    for each in sorted(seen, key=lambda each: each.least):
        if best is not None and best.num_rows == limit and each.least > _last_source(best):
            break
        placed = _placed(store, each.rows)
        best = placed if best is None else pa.concat_tables([best, placed])
        order = pc.sort_indices(best, sort_keys=keys)
        best = best.take(order if limit is None else order[:limit])
    assert best is not None
    return best


def _last_source(rows: pa.Table) -> str:
    return str(rows.column("source")[rows.num_rows - 1].as_py())


def _placed(store: Store, rows: pa.Table) -> pa.Table:
    """Candidates with the columns of the table's order."""
    places = _rows(store, rows, TABLE_ORDER)
    for name in TABLE_ORDER:
        rows = rows.append_column(name, places.column(name))
    return rows


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
    names = [*columns, *(["claim_id"] if fixes and "claim_id" not in columns else [])]
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
