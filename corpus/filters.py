"""Which claims are meant: masks over columns, without ever building a row."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from claimtable.corpus.schema import DECIMAL

_SCALES = {"k": 3, "m": 6, "mn": 6, "bn": 9, "b": 9, "tn": 12, "t": 12}


def amount(text: str) -> Decimal:
    """Read an amount as people type it: ``1000``, ``1,000``, ``2.5m`` or ``1bn``.

    Raises:
        ValueError: It is none.
    """
    digits = text.strip().lower().replace(",", "").replace("_", "")
    number = digits.rstrip("bknmt")
    try:
        value = Decimal(number).scaleb(_SCALES[digits[len(number) :]] if number != digits else 0)
    except (InvalidOperation, KeyError):
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(f"no amount: {text!r}; write 1000, 2.5m or 1bn")
    return value


@dataclass(frozen=True, slots=True)
class Filters:
    """What a claim must be; of several values in one filter any will do, all filters must hold.

    Attributes:
        labels: Its label.
        kinds: One of its kinds.
        entities: Words of an entity's name in it, canonical or as written; case does not matter.
        currencies: ISO 4217 code of an amount in it.
        min_amount: The least amount of money, in units of the currency; with ``currencies``, one
            amount must fulfil both.
        search: Text in it; case does not matter.
        source: Text in its source; case does not matter.
        since: First day of publication; a claim without a day is left out.
    """

    labels: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    min_amount: Decimal | None = None
    search: str | None = None
    source: str | None = None
    since: datetime.date | None = None

    def columns(self) -> list[str]:
        """Parquet columns that the filters read; only the leaves of nested ones."""
        chosen = {
            "label": self.labels,
            "kinds": self.kinds,
            "entities.list.element.canonical": self.entities,
            "entities.list.element.text": self.entities,
            "money.list.element.currency": self.currencies,
            "money.list.element.value": self.min_amount is not None,
            "money.list.element.high": self.min_amount is not None,
            "text": self.search,
            "source": self.source,
            "published": self.since,
        }
        return [name for name, used in chosen.items() if used]

    def mask(self, table: pa.Table) -> np.ndarray | None:
        """Which rows fulfil all filters, as booleans; None when there is no filter."""
        tests: list[tuple[object, Callable[[pa.Table], np.ndarray]]] = [
            (self.labels, lambda t: _is_in(t.column("label"), self.labels)),
            (self.since, lambda t: _bools(pc.greater_equal(t.column("published"), self.since))),
            (self.source, lambda t: _matching(t.column("source"), _part(self.source or ""))),
            (self.kinds, lambda t: _any(t.column("kinds"), lambda x: _is_in(x, self.kinds))),
            (self.currencies or self.min_amount is not None, self._money),
            (self.entities, self._entity),
            (self.search, lambda t: _text(t.column("text"), self.search or "")),
        ]
        mask = None
        for used, test in tests:
            if used:
                found = test(table)
                mask = found if mask is None else np.logical_and(mask, found)
        return None if mask is None else np.asarray(mask)

    def _entity(self, table: pa.Table) -> np.ndarray:
        pattern = "|".join(rf"(?:^|\W){_escape(name)}(?:\W|$)" for name in self.entities)

        def test(records: pa.ChunkedArray) -> np.ndarray:
            names = (pc.struct_field(records, name) for name in ("canonical", "text"))
            first, second = (_matching(column, f"(?i){pattern}") for column in names)
            return np.asarray(first | second)

        return _any(table.column("entities"), test)

    def _money(self, table: pa.Table) -> np.ndarray:
        def test(records: pa.ChunkedArray) -> np.ndarray:
            found = np.ones(len(records), dtype=bool)
            if self.currencies:
                found = found & _is_in(pc.struct_field(records, "currency"), self.currencies)
            if self.min_amount is not None:
                least = pa.scalar(self.min_amount, DECIMAL)
                top = pc.coalesce(
                    pc.struct_field(records, "high"), pc.struct_field(records, "value")
                )
                found &= _bools(pc.greater_equal(top, least))
            return found

        return _any(table.column("money"), test)


def _bools(values: pa.Array | pa.ChunkedArray) -> np.ndarray:
    return np.asarray(pc.fill_null(values, False))


def _is_in(column: pa.ChunkedArray, values: tuple[str, ...]) -> np.ndarray:
    return _bools(pc.is_in(column, value_set=pa.array(values, pa.string())))


def _any(lists: pa.ChunkedArray, test: Callable[[pa.ChunkedArray], np.ndarray]) -> np.ndarray:
    """Which lists hold an element that passes."""
    found = np.zeros(len(lists), dtype=bool)
    at = 0
    for chunk in lists.chunks:
        parents = pc.list_parent_indices(chunk).to_numpy()
        found[at + parents[test(pa.chunked_array([pc.list_flatten(chunk)]))]] = True
        at += len(chunk)
    return found


def _matching(column: pa.ChunkedArray, pattern: str) -> np.ndarray:
    """Match a column with few different values: the pattern is tried on each of those once."""
    if not len(column):
        return np.zeros(0, dtype=bool)
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    coded = coded.unify_dictionaries().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0)
    hits = _bools(pc.match_substring_regex(coded.dictionary, pattern))
    index = pc.fill_null(coded.indices, -1).to_numpy()
    return np.asarray(np.append(hits, False)[index])


def _text(column: pa.ChunkedArray, search: str) -> np.ndarray:
    if not search.isascii():
        return _bools(pc.match_substring(column, search, ignore_case=True))
    # To RE2, "s" and "k" have a third case each, in two and three bytes: not to look for these
    # more than halves the time.
    either = (f"[{c.upper()}{c.lower()}]" if c.isalpha() else _escape(c) for c in search)
    return _bools(pc.match_substring_regex(column, "".join(either)))


def _part(text: str) -> str:
    return f"(?i){_escape(text)}"


def _escape(text: str) -> str:
    """Escape for RE2, which takes a backslash before every ASCII sign that is not alphanumeric."""
    return re.sub(r"([^\w\s]|_)", lambda m: f"\\{m[1]}" if m[1].isascii() else m[1], text)
