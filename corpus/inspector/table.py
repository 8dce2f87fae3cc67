"""Pages of a view, and neighbours in it, by keyset: no page costs more than the first."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from claimtable.corpus.inspector.view import (
    PAGE,
    SORTS,
    View,
    cursor_of,
    parse_cursor,
    where,
)

_ROW = (
    "c.id, c.claim_id, c.text, c.label, c.confidence, c.human, c.model_label, c.kinds, "
    "c.certainty, c.attribution, c.published, c.start, a.article_id, a.source, a.title"
)

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of a view.

    Attributes:
        rows: Each with ``key``, what it is sorted by.
        total: Claims in the view.
        before: Cursor for the page before, or None.
        after: Cursor for the page after, or None.
    """

    rows: list[Row]
    total: int
    before: str | None
    after: str | None


def page(
    base: sqlite3.Connection, view: View, *, after: str = "", before: str = "", size: int = PAGE
) -> Page:
    """Read a page of a view.

    Args:
        base: A connection from `Index.reading`.
        view: What to show.
        after: Cursor of the row that the page follows, or "".
        before: Cursor of the row that the page ends before, or "".
        size: How many rows at most.
    """
    backwards = bool(before)
    at = parse_cursor(before or after, SORTS[view.sort])
    rows = _rows(base, view, at, size + 1, backwards=backwards)
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    earlier = more if backwards else at is not None
    later = True if backwards else more
    return Page(
        rows,
        count(base, view),
        cursor_of(rows[0]) if rows and earlier else None,
        cursor_of(rows[-1]) if rows and later else None,
    )


def count(base: sqlite3.Connection, view: View) -> int:
    """Count the claims of a view."""
    condition, values = where(view)
    sql = f"SELECT count(*) FROM claims AS c WHERE {condition}"  # noqa: S608  values are bound
    number: int = base.execute(sql, values).fetchone()[0]
    return number


def neighbours(base: sqlite3.Connection, view: View, claim: Row) -> tuple[Row | None, Row | None]:
    """The claims before and after one in a view."""
    at = _at(base, view, claim)
    if at[0] is None:
        return None, next(iter(_rows(base, view, None, 1)), None)
    before = _rows(base, view, at, 1, backwards=True)
    after = _rows(base, view, at, 1)
    return (before[0] if before else None), (after[0] if after else None)


def place(base: sqlite3.Connection, view: View, claim: Row) -> int:
    """The place of a claim in a view, from 1."""
    condition, values = where(view)
    before, bounds = _beyond(view, _at(base, view, claim), backwards=True)
    sql = f"SELECT count(*) FROM claims AS c WHERE {condition} AND {before}"  # noqa: S608
    number: int = base.execute(sql, [*values, *bounds]).fetchone()[0]
    return number + 1


def _at(base: sqlite3.Connection, view: View, claim: Row) -> tuple[Any, int]:
    """What a claim is sorted by in a view, and its number."""
    sql = f"SELECT {SORTS[view.sort].column} FROM claims AS c WHERE id = ?"  # noqa: S608
    return base.execute(sql, (claim["id"],)).fetchone()[0], claim["id"]


def ids(base: sqlite3.Connection, view: View) -> list[int]:
    """Numbers of all claims of a view, in its order."""
    condition, values = where(view)
    sql = f"SELECT c.id FROM claims AS c WHERE {condition} ORDER BY {_order(view)}"  # noqa: S608
    return [row[0] for row in base.execute(sql, values)]


def claim(base: sqlite3.Connection, claim_id: str) -> Row | None:
    """One claim by its id, with where it lies in the store; None if there is none."""
    row = base.execute(
        f"SELECT {_ROW}, c.article, c.part, c.row, c.end, c.model_confidence, c.label_source, "  # noqa: S608
        "f.note, f.time, coalesce(f.times, 0) AS times FROM claims AS c "
        "JOIN articles AS a ON a.article = c.article "
        "LEFT JOIN corrections AS f ON f.claim_id = c.claim_id "
        "WHERE c.claim_id = ? ORDER BY c.id DESC LIMIT 1",
        (claim_id,),
    ).fetchone()
    return None if row is None else dict(row)


def _order(view: View, *, backwards: bool = False) -> str:
    sort = SORTS[view.sort]
    way = "DESC" if sort.falling != backwards else "ASC"
    return f"c.id {way}" if sort.column == "c.id" else f"{sort.column} {way}, c.id {way}"


def _beyond(view: View, at: tuple[Any, int], *, backwards: bool) -> tuple[str, list[Any]]:
    sort = SORTS[view.sort]
    sign = "<" if sort.falling != backwards else ">"
    if sort.column == "c.id":
        return f"c.id {sign} ?", [at[1]]
    return f"({sort.column}, c.id) {sign} (?, ?)", list(at)


def _hint(view: View) -> str:
    """Keep SQLite to the order of the table itself where no index is of use."""
    plain = SORTS[view.sort].column == "c.id" and not (view.article or view.source)
    return "NOT INDEXED" if plain else ""


def _rows(
    base: sqlite3.Connection,
    view: View,
    at: tuple[Any, int] | None,
    limit: int,
    *,
    backwards: bool = False,
) -> list[Row]:
    condition, values = where(view)
    # A page is found quickest along the index of its order: the plus keeps SQLite from taking all
    # claims of a label and sorting them.
    condition = condition.replace("c.label IN", "+c.label IN")
    if at is not None:
        place, bounds = _beyond(view, at, backwards=backwards)
        condition, values = f"{condition} AND {place}", [*values, *bounds]
    sql = (
        f"SELECT {_ROW}, {SORTS[view.sort].column} AS key FROM claims AS c {_hint(view)} "  # noqa: S608
        "CROSS JOIN articles AS a ON a.article = c.article "  # CROSS: claims come first
        f"WHERE {condition} ORDER BY {_order(view, backwards=backwards)} LIMIT ?"
    )
    return [dict(row) for row in base.execute(sql, [*values, limit])]
