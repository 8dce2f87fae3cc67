"""The overview as figures: each an SVG and the same numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from claimtable.corpus import plots
from claimtable.corpus.inspector.overview import TOP, Direction, Overview
from claimtable.corpus.inspector.view import View
from claimtable.nlp.types import LABELS

_NODES = 14


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a figure's table.

    Attributes:
        text: What it says.
        view: The claims it counts, or None.
    """

    text: str
    view: View | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One plot with its numbers.

    Attributes:
        key: Id on the page.
        title: What it shows.
        svg: The plot; "" where a table is enough.
        head: Names of the columns.
        rows: Cells; the first of a row names it.
        note: How to read it, or "".
    """

    key: str
    title: str
    svg: Markup
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    note: str = ""


def figures(numbers: Overview) -> list[Figure]:
    """Draw what there is to draw; what a store has nothing of is left out."""
    drawn = [
        _by_label("kinds", "Claims by kind and label", numbers.kinds, "kind"),
        _months(numbers),
        _by_label("entities", "Most named entities", _first(numbers.entities), "entity"),
        _movers(numbers),
        _money(numbers),
        _percentages(numbers),
        _network(numbers),
        _pairs("conflicts", "Conflicts: compared both ways", numbers.conflicts),
        _pairs("agreed", "Agreement: compared more than once, always alike", numbers.agreed),
        _mixed(numbers),
    ]
    return [figure for figure in drawn if figure.rows]


def _first(counts: Mapping[str, Mapping[str, int]]) -> dict[str, Mapping[str, int]]:
    return dict(list(counts.items())[:TOP])


def _label_series(counts: Mapping[str, Mapping[str, int]]) -> list[plots.Series]:
    return [plots.Series(x, [by.get(x, 0) for by in counts.values()]) for x in LABELS]


def _label_rows(counts: Mapping[str, Mapping[str, int]], name: str) -> list[list[Cell]]:
    out = []
    for value, by in counts.items():
        where = _view(name, value)
        cells = [Cell(value, where)]
        cells += [Cell(f"{by.get(x, 0):,}", _with_label(where, x)) for x in LABELS]
        out.append([*cells, Cell(f"{sum(by.values()):,}")])
    return out


def _view(name: str, value: str) -> View:
    if name == "kind":
        return View(kind=(value,))
    return View(since=value, until=value) if name == "month" else View(entity=value)


def _with_label(view: View, label: str) -> View:
    return View(view.q, (label,), view.kind, view.entity, since=view.since, until=view.until)


def _by_label(key: str, title: str, counts: Mapping[str, Mapping[str, int]], name: str) -> Figure:
    svg = plots.stacked_bars(key, title, list(counts), _label_series(counts))
    head = [name, *LABELS, "all"]
    rows = _label_rows(counts, name)
    return Figure(key, title, Markup(svg), head, rows)  # noqa: S704  plots escape all text


def _months(numbers: Overview) -> Figure:
    title = "Claims over time, by day of publication"
    svg = plots.stacked_columns(
        "months", title, list(numbers.months), _label_series(numbers.months)
    )
    head = ["time", *LABELS, "all"]
    return Figure("months", title, Markup(svg), head, _label_rows(numbers.months, "month"))  # noqa: S704


def _movers(numbers: Overview) -> Figure:
    rows = [
        [
            Cell(name, View(entity=name)),
            Cell(f"{earlier:.1%}"),
            Cell(f"{later:.1%}"),
            Cell(f"{(later - earlier) * 100:+.1f} points"),
        ]
        for name, earlier, later in numbers.movers
    ]
    head = ["entity", "earlier half", "later half", "change"]
    note = "Share of the claims that name the entity, in the earlier and the later half."
    return Figure("movers", "Top movers", Markup(""), head, rows, note)


def _power(power: int) -> str:
    """A power of ten in words."""
    names = {3: "thousand", 6: "million", 9: "billion", 12: "trillion"}
    if power < 0:
        return f"{10.0**power:.{-power}f}"
    base = max((p for p in names if p <= power), default=0)
    digits = "1" + "0" * (power - base)
    return f"{digits} {names[base]}" if base else digits


def _money(numbers: Overview) -> Figure:
    title = "Amounts of money, by currency and size"
    powers = sorted({power for by in numbers.money.values() for power in by})
    powers = list(range(powers[0], powers[-1] + 1)) if powers else []
    series = [
        plots.Series(name, [by.get(p, 0) for p in powers], f"shade{i}")
        for i, (name, by) in enumerate(numbers.money.items())
    ]
    names = [_power(power) for power in powers]
    svg = plots.stacked_bars("money", title, [f"from {name}" for name in names], series)
    rows = []
    for power, name in zip(powers, names, strict=True):
        low, high = f"{10.0**power:f}", f"{10.0 ** (power + 1):f}"
        cells = [Cell(f"from {name}")]
        for currency, by in numbers.money.items():
            where = None if currency == "?" else View(currency=currency, min=low, max=high)
            cells.append(Cell(f"{by.get(power, 0):,}", where))
        rows.append(cells)
    return Figure("money", title, Markup(svg), ["size", *numbers.money], rows)  # noqa: S704


def _percentages(numbers: Overview) -> Figure:
    title = "Percentages, by size"
    series = [plots.Series("", list(numbers.percentages.values()), "shade0")]
    svg = plots.stacked_columns("percentages", title, list(numbers.percentages), series)
    rows = [[Cell(name), Cell(f"{number:,}")] for name, number in numbers.percentages.items()]
    head = ["per cent", "figures"]
    return Figure("percentages", title, Markup(svg), head, rows)  # noqa: S704


def _network(numbers: Overview) -> Figure:
    title = "Who is compared with whom"
    names: dict[str, int] = {}
    for pair in numbers.pairs:
        for name in (pair.first, pair.second):
            if len(names) < _NODES:
                names.setdefault(name, len(names))
    edges = []
    shown = [p for p in numbers.pairs if p.first in names and p.second in names]
    for p in shown:
        first, second = names[p.first], names[p.second]
        edges += [plots.Edge(first, second, p.above)] if p.above else []
        edges += [plots.Edge(second, first, p.below)] if p.below else []
        edges += [plots.Edge(first, second, p.beside, beside=True)] if p.beside else []
    svg = plots.network("network", title, list(names), edges)
    note = "An arrow points from the one that has more to the other; a dashed line says equal."
    rows = _pair_rows(shown)
    return Figure("network", title, Markup(svg), _PAIR_HEAD, rows, note)  # noqa: S704


_PAIR_HEAD = ["first", "second", "first above", "second above", "equal or different"]


def _pair_rows(pairs: Sequence[Direction]) -> list[list[Cell]]:
    return [
        [
            Cell(p.first, View(entity=p.first, kind=("comparative",))),
            Cell(p.second, View(entity=p.second, kind=("comparative",))),
            Cell(f"{p.above:,}"),
            Cell(f"{p.below:,}"),
            Cell(f"{p.beside:,}"),
        ]
        for p in pairs
    ]


def _pairs(key: str, title: str, pairs: Sequence[Direction]) -> Figure:
    return Figure(key, title, Markup(""), _PAIR_HEAD, _pair_rows(pairs))


def _mixed(numbers: Overview) -> Figure:
    rows = [
        [
            Cell(name, View(entity=name)),
            Cell(f"{strengths:,}", View(entity=name, label=("strength",))),
            Cell(f"{risks:,}", View(entity=name, label=("risk",))),
        ]
        for name, strengths, risks in numbers.mixed
    ]
    head = ["entity", "strengths", "risks"]
    return Figure("mixed", "Seen both ways: strengths and risks", Markup(""), head, rows)
