"""A view of the table: filters, order and place, as they stand in an address."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from claimtable.corpus.inspector.leaves import kind_bits
from claimtable.nlp.types import KINDS, LABELS, NONE_LABEL

CHOICES = (*LABELS, NONE_LABEL)
CERTAINTIES = ("asserted", "planned", "hedged", "conditional")
PAGE = 50

_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9, "t": 1e12, "tn": 1e12}
_NUMBER = re.compile(r"([+-]?\d[\d,_ ]*(?:\.\d+)?|[+-]?\.\d+)\s*(k|mn?|bn?|tn?|%)?", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Sort:
    """A way to sort.

    Attributes:
        name: In the address.
        title: For people.
        column: SQL expression; the claim's number breaks ties.
        falling: Whether the largest stands first.
        only: Condition that keeps out claims which have no such value.
    """

    name: str
    title: str
    column: str
    falling: bool = False
    only: str = ""


SORTS = {
    sort.name: sort
    for sort in (
        Sort("", "Order of the articles", "c.id"),
        Sort("unsure", "Least sure first", "c.confidence"),
        Sort("sure", "Surest first", "c.confidence", True),
        Sort("newest", "Newest first", "c.published", True),
        Sort("oldest", "Oldest first", "c.published", False, "c.published <> ''"),
        Sort("largest", "Largest amount first", "c.amount", True, "c.amount IS NOT NULL"),
        Sort("smallest", "Smallest amount first", "c.amount", False, "c.amount IS NOT NULL"),
        Sort(
            "highest", "Highest percentage first", "c.percentage", True, "c.percentage IS NOT NULL"
        ),
        Sort(
            "lowest", "Lowest percentage first", "c.percentage", False, "c.percentage IS NOT NULL"
        ),
    )
}


@dataclass(frozen=True, slots=True)
class View:
    """What a person looks at; every attribute is a parameter of the address.

    Attributes:
        q: Words or "phrases" in the claim; ``-word`` must not be in it.
        label: Any of these labels.
        kind: Any of these kinds.
        entity: Part of a name in the claim.
        currency: ISO code of an amount in it.
        min, max: Bounds of an amount, with ``currency`` of the same one.
        pmin, pmax: Bounds of a percentage.
        certainty: Any of these.
        said: Who says it, a part of the words; ``*`` is anybody.
        source: Part of the source.
        since, until: Days of publication, also ``2025`` or ``2025-03``.
        cmin, cmax: Bounds of the confidence, 0 to 1.
        corrected: ``yes`` or ``no``.
        article: Id of the article.
        sort: One of `SORTS`.
    """

    q: str = ""
    label: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    entity: str = ""
    currency: str = ""
    min: str = ""
    max: str = ""
    pmin: str = ""
    pmax: str = ""
    certainty: tuple[str, ...] = ()
    said: str = ""
    source: str = ""
    since: str = ""
    until: str = ""
    cmin: str = ""
    cmax: str = ""
    corrected: str = ""
    article: str = ""
    sort: str = ""

    def address(self, **more: object) -> str:
        """The view as the part of an address after ``?``; what is not set is left out."""
        pairs: list[tuple[str, object]] = []
        for name in FIELDS:
            value = getattr(self, name)
            pairs += [(name, v) for v in value] if isinstance(value, tuple) else [(name, value)]
        pairs += more.items()
        return urlencode([(name, value) for name, value in pairs if value not in ("", None)])

    def without(self, *names: str) -> View:
        """The same view without some filters."""
        empty = View()
        return replace(self, **{name: getattr(empty, name) for name in names})

    def chosen(self) -> list[str]:
        """Names of the filters that are set, the search and the order left out."""
        return [n for n in FIELDS if n not in ("q", "sort") and getattr(self, n)]


FIELDS = tuple(View.__dataclass_fields__)
_MANY = {"label": CHOICES, "kind": KINDS, "certainty": CERTAINTIES}
_NUMBERS = ("min", "max", "pmin", "pmax", "cmin", "cmax")
_LONGEST = 300


class Query(Protocol):
    """What Starlette calls the parameters of an address."""

    def getlist(self, key: Any) -> list[str]:
        """All values of a parameter."""


def parse(query: Query) -> tuple[View, list[str]]:
    """Read a view from the parameters of an address.

    Returns:
        The view, and a line for each parameter that was left out because it makes no sense.
    """
    values: dict[str, Any] = {}
    problems = []
    for name in FIELDS:
        given = [v.strip()[:_LONGEST] for v in query.getlist(name) if v.strip()]
        if not given:
            continue
        if name in _MANY:
            known = tuple(dict.fromkeys(v for v in given if v in _MANY[name]))
            problems += [f"there is no {name} “{v}”" for v in given if v not in _MANY[name]]
            values[name] = known
            continue
        wrong = _wrong(name, given[-1])
        if wrong:
            problems.append(wrong)
        else:
            values[name] = given[-1]
    return View(**values), problems


def _wrong(name: str, value: str) -> str | None:
    if name in _NUMBERS and amount(value) is None:
        return f"“{value}” is no number; write 1000, 2.5m or 1bn"
    if name in ("since", "until") and not _DAY.fullmatch(value):
        return f"“{value}” is no day; write 2025-03-31, 2025-03 or 2025"
    if name == "sort" and value not in SORTS:
        return f"there is no order “{value}”"
    if name == "corrected" and value not in ("yes", "no"):
        return f"corrected is yes or no, not “{value}”"
    return None


def amount(text: str) -> float | None:
    """Read ``1,000``, ``2.5m`` or ``12%``; None for anything else."""
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        return None
    digits = re.sub(r"[,_ ]", "", match[1])
    return float(digits) * _SCALES.get((match[2] or "").lower(), 1.0)


def words(text: str) -> str:
    """Turn what a person types into an FTS5 query: all words, ``"phrases"``, ``-word`` not.

    The last word also finds longer ones. Empty when there is nothing to look for.
    """
    parts = re.findall(r'(-?)(?:"([^"]*)"|(\S+))', text)
    wanted: list[str] = []
    unwanted: list[str] = []
    for minus, phrase, word in parts:
        body = (phrase or word).replace('"', "")
        if not re.search(r"\w", body):
            continue
        quoted = f'"{body}"' + ("" if phrase or minus else "*")
        (unwanted if minus else wanted).append(quoted)
    if not wanted:
        return ""
    return " AND ".join(wanted) + "".join(f" NOT {word}" for word in unwanted)


Condition = tuple[str, list[Any]]


def where(view: View) -> Condition:
    """The filters as an SQL condition on ``claims AS c`` with its values."""
    found = [condition for test in _TESTS if (condition := test(view)) is not None]
    sort = SORTS[view.sort]
    if sort.only:
        found.append((sort.only, []))
    return " AND ".join(sql for sql, _ in found) or "1", [v for _, vs in found for v in vs]


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _like(text: str) -> str:
    escaped = re.sub(r"([%_\\])", r"\\\1", text)
    return f"%{escaped}%"


def _labels(view: View) -> Condition | None:
    """Claims that people say are none are shown when asked for, or among the corrected."""
    if view.label:
        return f"c.label IN ({_marks(view.label)})", list(view.label)
    if view.corrected == "yes":
        return None
    return "c.label <> 'none'", []


def _search(view: View) -> Condition | None:
    query = words(view.q)
    if not query:
        return None
    return "c.id IN (SELECT rowid FROM words WHERE words MATCH ?)", [query]


def _kinds(view: View) -> Condition | None:
    return ("c.kinds & ?", [kind_bits(view.kind)]) if view.kind else None


def _entity(view: View) -> Condition | None:
    if not view.entity:
        return None
    names = "SELECT name FROM names WHERE text LIKE ? ESCAPE '\\'"
    inside = f"SELECT claim FROM entities WHERE name IN ({names})"  # noqa: S608
    return f"c.id IN ({inside})", [_like(view.entity)]


def _range(low: str, high: str) -> Condition:
    bounds = [("value >= ?", amount(low)), ("value <= ?", amount(high))]
    chosen = [(sql, value) for sql, value in bounds if value is not None]
    return "".join(f" AND {sql}" for sql, _ in chosen), [value for _, value in chosen]


def _money(view: View) -> Condition | None:
    if not (view.currency or view.min or view.max):
        return None
    sql, values = _range(view.min, view.max)
    if view.currency:
        sql, values = " AND currency = ?" + sql, [view.currency.upper(), *values]
    return f"c.id IN (SELECT claim FROM money WHERE 1{sql})", values  # noqa: S608


def _percentage(view: View) -> Condition | None:
    if not (view.pmin or view.pmax):
        return None
    sql, values = _range(view.pmin, view.pmax)
    return f"c.id IN (SELECT claim FROM percentages WHERE 1{sql})", values  # noqa: S608


def _certainty(view: View) -> Condition | None:
    if not view.certainty:
        return None
    return f"c.certainty IN ({_marks(view.certainty)})", list(view.certainty)


def _said(view: View) -> Condition | None:
    if not view.said:
        return None
    if view.said == "*":
        return "c.attribution IS NOT NULL", []
    return "c.attribution LIKE ? ESCAPE '\\'", [_like(view.said)]


def _article(view: View) -> Condition | None:
    if view.article:
        inside = "SELECT article FROM articles WHERE article_id = ?"
        return f"c.article IN ({inside})", [view.article]
    if view.source:
        inside = "SELECT article FROM articles WHERE source LIKE ? ESCAPE '\\'"
        return f"c.article IN ({inside})", [_like(view.source)]
    return None


def _days(view: View) -> Condition | None:
    parts = []
    if view.since:
        parts.append(("c.published >= ?", view.since))
    if view.until:  # "2025-03" takes the whole month in: "~" sorts after every digit and "-"
        parts.append(("c.published <> '' AND c.published <= ?", view.until + "~"))
    if not parts:
        return None
    return " AND ".join(sql for sql, _ in parts), [value for _, value in parts]


def _confidence(view: View) -> Condition | None:
    parts = [("c.confidence >= ?", amount(view.cmin)), ("c.confidence <= ?", amount(view.cmax))]
    chosen = [(sql, value) for sql, value in parts if value is not None]
    if not chosen:
        return None
    return " AND ".join(sql for sql, _ in chosen), [value for _, value in chosen]


def _corrected(view: View) -> Condition | None:
    return {"yes": ("c.human", []), "no": ("NOT c.human", [])}.get(view.corrected)


_TESTS: tuple[Callable[[View], Condition | None], ...] = (
    _labels,
    _search,
    _kinds,
    _entity,
    _money,
    _percentage,
    _certainty,
    _said,
    _article,
    _days,
    _confidence,
    _corrected,
)


def cursor_of(row: Mapping[str, Any]) -> str:
    """The place of a row in its view, for an address: its number and what it was sorted by."""
    return f"{row['id']}:{row['key']}"


def parse_cursor(text: str, sort: Sort) -> tuple[Any, int] | None:
    """Read what `cursor_of` wrote: the key and the number; None for anything else."""
    number, colon, key = text.partition(":")
    if not colon or not re.fullmatch(r"\d{1,18}", number):
        return None
    if sort.column == "c.published":
        return key[:10], int(number)
    try:
        return float(key), int(number)
    except ValueError:
        return None
