"""What a whole store says, as numbers: counts, times, entities, figures, comparisons."""

from __future__ import annotations

import math
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from claimtable.corpus.inspector.marks import NUMBERS
from claimtable.nlp.types import KINDS, LABELS

TOP = 15
"""How many entities are shown."""
_PAIRS = 24
_CURRENCIES = 6
_COMMON = "FROM claims AS c WHERE c.label <> 'none'"


@dataclass(frozen=True, slots=True)
class Direction:
    """Two things that are compared in a store.

    Attributes:
        first: The one that more often stands above the other.
        second: The other.
        above: How often the first is above the second.
        below: How often it is the other way round.
        beside: How often they are equal, or just different.
        claims: Ids of some of the claims.
    """

    first: str
    second: str
    above: int
    below: int
    beside: int
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The numbers of a store; claims that people say are none are left out.

    Attributes:
        claims, articles, corrected: How many there are.
        first, last: First and last day of publication, or "".
        labels: Claims by label.
        kinds: Claims by kind and label.
        months: Claims by month (or year, when there are many) and label.
        entities: Claims by entity and label, the most named first.
        movers: Entity, share of the claims with it in the earlier and in the later half.
        money: Claims by currency and power of ten of the amount.
        percentages: Number of percentages by range.
        pairs: Who is compared with whom.
    """

    claims: int
    articles: int
    corrected: int
    first: str
    last: str
    labels: dict[str, int]
    kinds: dict[str, dict[str, int]]
    months: dict[str, dict[str, int]]
    entities: dict[str, dict[str, int]]
    movers: list[tuple[str, float, float]]
    money: dict[str, dict[int, int]]
    percentages: dict[str, int]
    pairs: list[Direction]

    @property
    def conflicts(self) -> list[Direction]:
        """Pairs of which both directions are claimed."""
        return [p for p in self.pairs if p.above and p.below]

    @property
    def agreed(self) -> list[Direction]:
        """Pairs that are compared more than once, always in the same direction."""
        return [p for p in self.pairs if p.above > 1 and not p.below]

    @property
    def mixed(self) -> list[tuple[str, int, int]]:
        """Entities with both strengths and risks: name and number of each, evenest first."""
        both = [
            (name, by["strength"], by["risk"])
            for name, by in self.entities.items()
            if by.get("strength") and by.get("risk")
        ]
        return sorted(both, key=lambda row: (-min(row[1:]), row[0]))[:10]


def overview(base: sqlite3.Connection) -> Overview:
    """Count everything; a few seconds for a million claims.

    Args:
        base: A connection from `Index.reading`.
    """
    totals = base.execute(
        "SELECT count(*), count(DISTINCT article), coalesce(min(nullif(published, '')), ''), "
        f"coalesce(max(published), '') {_COMMON}"
    ).fetchone()
    corrected = base.execute("SELECT count(*) FROM claims WHERE human").fetchone()[0]
    counted = Counter(dict(base.execute(f"SELECT label, count(*) {_COMMON} GROUP BY label")))
    return Overview(
        totals[0],
        totals[1],
        corrected,
        totals[2],
        totals[3],
        {label: counted[label] for label in LABELS},
        _kinds(base),
        _months(base),
        _entities(base),
        _movers(base),
        _money(base),
        _percentages(base),
        _pairs(base),
    )


def _grid(rows: Iterable[Any]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, label, number in rows:
        found[name][label] = number
    return dict(found)


def _kinds(base: sqlite3.Connection) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for bits, label, number in base.execute(
        f"SELECT kinds, label, count(*) {_COMMON} GROUP BY kinds, label"
    ):
        for at, kind in enumerate(KINDS):
            if bits >> at & 1:
                found[kind][label] += number
    return {kind: dict(counts) for kind, counts in found.items()}


def _months(base: sqlite3.Connection) -> dict[str, dict[str, int]]:
    months = base.execute(
        f"SELECT count(DISTINCT substr(published, 1, 7)) {_COMMON} AND published <> ''"
    ).fetchone()[0]
    size = 7 if months <= 36 else 4
    return _grid(
        base.execute(
            f"SELECT substr(published, 1, ?) AS span, label, count(*) {_COMMON} "
            "AND published <> '' GROUP BY span, label ORDER BY span",
            (size,),
        )
    )


_NAMED = (
    "FROM entities JOIN names AS n USING (name) JOIN claims AS c ON c.id = entities.claim "
    f"WHERE c.label <> 'none' AND n.label NOT IN ({', '.join(repr(n) for n in sorted(NUMBERS))})"
)


def _entities(base: sqlite3.Connection) -> dict[str, dict[str, int]]:
    top = base.execute(
        f"SELECT n.text {_NAMED} GROUP BY n.text "
        "ORDER BY count(DISTINCT c.id) DESC, n.text LIMIT ?",
        (4 * TOP,),
    ).fetchall()
    names = [row[0] for row in top]
    marks = ", ".join("?" for _ in names)
    found = _grid(
        base.execute(
            f"SELECT n.text, c.label, count(DISTINCT c.id) {_NAMED} AND n.text IN ({marks}) "
            "GROUP BY n.text, c.label",
            names,
        )
    )
    return {name: found[name] for name in names}


def _movers(base: sqlite3.Connection) -> list[tuple[str, float, float]]:
    days = base.execute(
        f"SELECT published, count(*) {_COMMON} AND published <> '' GROUP BY published ORDER BY 1"
    ).fetchall()
    total, seen, middle = sum(row[1] for row in days), 0, ""
    for day, number in days:
        if seen * 2 >= total:
            middle = day
            break
        seen += number
    if not middle or not seen:
        return []
    rows = base.execute(
        "SELECT n.text, count(DISTINCT CASE WHEN c.published < :middle THEN c.id END), "
        f"count(DISTINCT CASE WHEN c.published >= :middle THEN c.id END) {_NAMED} "
        "AND c.published <> '' GROUP BY n.text HAVING count(DISTINCT c.id) > 2",
        {"middle": middle},
    )
    shares = [(name, a / seen, b / max(total - seen, 1)) for name, a, b in rows]
    shares.sort(key=lambda row: (-abs(row[2] - row[1]), row[0]))
    return [row for row in shares if row[1] != row[2]][:10]


def _money(base: sqlite3.Connection) -> dict[str, dict[int, int]]:
    found: dict[str, Counter[int]] = defaultdict(Counter)
    for currency, value in base.execute("SELECT coalesce(currency, '?'), value FROM money"):
        if value > 0:
            found[currency][math.floor(math.log10(value) + 1e-9)] += 1
    order = sorted(found, key=lambda name: (-sum(found[name].values()), name))
    return {name: dict(sorted(found[name].items())) for name in order[:_CURRENCIES]}


_EDGES = (-100, -50, -20, -10, -5, 0, 5, 10, 20, 50, 100)


def _percentages(base: sqlite3.Connection) -> dict[str, int]:
    names = [f"{low} to {high}" for low, high in pairwise(_EDGES)]
    names = [f"below {_EDGES[0]}", *names, f"{_EDGES[-1]} and more"]
    counts = dict.fromkeys(names, 0)
    for (value,) in base.execute("SELECT value FROM percentages WHERE unit = 'percent'"):
        counts[names[sum(value >= edge for edge in _EDGES)]] += 1
    used = [i for i, name in enumerate(names) if counts[name]]
    return {n: counts[n] for n in names[used[0] : used[-1] + 1]} if used else {}


def _pairs(base: sqlite3.Connection) -> list[Direction]:
    named: dict[int, list[str]] = defaultdict(list)
    for claim, text in base.execute(
        f"SELECT c.id, n.text {_NAMED} AND c.id IN (SELECT claim FROM comparisons "  # noqa: S608
        "WHERE subject IS NOT NULL AND object IS NOT NULL)"
    ):
        named[claim].append(text)
    found: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    ids: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claim, claim_id, subject, other, scale in base.execute(
        "SELECT c.id, c.claim_id, x.subject, x.object, x.scale FROM comparisons AS x "
        "JOIN claims AS c ON c.id = x.claim WHERE c.label <> 'none' AND x.subject IS NOT NULL "
        "AND x.object IS NOT NULL AND x.kind <> 'superlative' AND x.basis IN ('peer', 'other')"
    ):
        first, second = (_name(words, named.get(claim, [])) for words in (subject, other))
        if not first or not second or first == second:
            continue
        pair = (min(first, second), max(first, second))
        way = scale if scale in ("equal", "different") else _way(pair[0] == first, scale)
        found[pair][way] += 1
        if claim_id not in ids[pair]:
            ids[pair].append(claim_id)
    pairs = [_direction(pair, counts, ids[pair]) for pair, counts in found.items()]
    pairs.sort(key=lambda p: (-(p.above + p.below + p.beside), p.first, p.second))
    return pairs[:_PAIRS]


def _way(forwards: bool, scale: str) -> str:
    return "above" if forwards == (scale == "more") else "below"


def _direction(pair: tuple[str, str], counts: Counter[str], claims: list[str]) -> Direction:
    above, below = counts["above"], counts["below"]
    beside = counts["equal"] + counts["different"]
    first, second = pair
    if below > above:
        first, second, above, below = second, first, below, above
    return Direction(first, second, above, below, beside, tuple(claims[:6]))


def _name(words: str, names: list[str]) -> str:
    """The entity that the words name; "" if none, so that no ordinary noun gets a node."""
    folded = words.casefold()
    fitting = [name for name in names if name.casefold() in folded or folded in name.casefold()]
    return max(fitting, key=len, default="")


def suggestions(base: sqlite3.Connection) -> dict[str, list[str]]:
    """Names and currencies for the filters, the most frequent first."""
    entities = base.execute(
        "SELECT text, label FROM names JOIN entities USING (name) GROUP BY name "
        "ORDER BY count(*) DESC LIMIT 400"
    ).fetchall()
    currencies = base.execute(
        "SELECT currency FROM money WHERE currency IS NOT NULL GROUP BY currency "
        "ORDER BY count(*) DESC"
    ).fetchall()
    return {
        "entities": list(dict.fromkeys(text for text, label in entities if label not in NUMBERS)),
        "currencies": [row[0] for row in currencies],
    }
