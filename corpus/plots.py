"""Plots as SVG text: no library, no script, colours from the page's style sheet.

Every plot has a title and a summary for screen readers, and says with a letter or a word what it
says with a colour. The page that shows one gives the same numbers as a table.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 540
_ROW, _NAME, _TAIL = 25, 150, 56
_LETTER_ROOM = 14


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a plot.

    Attributes:
        name: What it stands for.
        values: One a row or column.
        style: Ending of the style class ``fill-STYLE``; the name if not given.
    """

    name: str
    values: Sequence[float]
    style: str = ""


def stacked_bars(key: str, title: str, names: Sequence[str], series: Sequence[Series]) -> str:
    """Draw horizontal bars, one a name, cut into one piece a series.

    Args:
        key: Id of the plot on its page.
        title: What it shows.
        names: Beside the bars.
        series: Pieces from left to right.
    """
    totals = [sum(s.values[i] for s in series) for i in range(len(names))]
    most = max(totals, default=0) or 1
    scale = (WIDTH - _NAME - _TAIL) / most
    marks = []
    for i, name in enumerate(names):
        y, x = i * _ROW + 4, float(_NAME)
        marks.append(_text(_NAME - 8, y + 13, _short(name, 20), "end"))
        for s in series:
            width = s.values[i] * scale
            if width:
                marks.append(_rect(x, y, width, _ROW - 7, s, name, i))
            if width > _LETTER_ROOM and len(series) > 1:
                marks.append(_text(x + width / 2, y + 13, _mark(s.name, width), "middle", "inside"))
            x += width
        marks.append(_text(x + 6, y + 13, _count(totals[i])))
    parts = (f"{name} {_count(total)}" for name, total in zip(names, totals, strict=True))
    return _svg(key, title, "; ".join(parts), marks, len(names) * _ROW + 8)


def stacked_columns(key: str, title: str, names: Sequence[str], series: Sequence[Series]) -> str:
    """Draw columns, one a name, cut into one piece a series from the bottom.

    Args:
        key: Id of the plot on its page.
        title: What it shows.
        names: Below the columns; only as many as have room are written.
        series: Pieces from the bottom up.
    """
    height, floor, left = 220, 190, 44
    totals = [sum(s.values[i] for s in series) for i in range(len(names))]
    top = _nice(max(totals, default=0) or 1)
    slot = (WIDTH - left - 10) / max(len(names), 1)
    scale = (floor - 14) / top
    marks = _grid(top, floor, left, scale)
    step = max(1, math.ceil(len(names) * 58 / (WIDTH - left)))
    for i, name in enumerate(names):
        width, y = min(slot * 0.8, 60), float(floor)
        x = left + i * slot + (slot - width) / 2
        for s in series:
            size = s.values[i] * scale
            if size:
                y -= size
                marks.append(_rect(x, y, width, size, s, name, i))
            if size > _LETTER_ROOM and width > _LETTER_ROOM and len(series) > 1:
                letter = _mark(s.name, width)
                marks.append(_text(x + width / 2, y + size / 2 + 4, letter, "middle", "inside"))
        if i % step == 0:
            marks.append(_text(x + width / 2, floor + 18, name, "middle"))
    parts = (f"{name} {_count(total)}" for name, total in zip(names, totals, strict=True))
    return _svg(key, title, "; ".join(parts), marks, height)


@dataclass(frozen=True, slots=True)
class Edge:
    """How often one thing is set above, or beside, another.

    Attributes:
        first: Place of the one among the names.
        second: Place of the other.
        count: How often.
        beside: Whether they are called equal, or just different.
    """

    first: int
    second: int
    count: int
    beside: bool = False


def network(key: str, title: str, names: Sequence[str], edges: Iterable[Edge]) -> str:
    """Draw who is compared with whom, on a circle; an arrow points from the more to the less.

    Args:
        key: Id of the plot on its page.
        title: What it shows.
        names: The nodes.
        edges: Pairs of them.
    """
    chosen = list(edges)
    height, radius = 380, 130
    middle = (WIDTH / 2, height / 2)
    places = []
    for i in range(len(names)):
        angle = 2 * math.pi * i / max(len(names), 1) - math.pi / 2
        places.append((middle[0] + radius * math.cos(angle), middle[1] + radius * math.sin(angle)))
    most = max((e.count for e in chosen), default=1)
    marks = [
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="12" refY="4" markerWidth="12" '
        'markerHeight="12" orient="auto" markerUnits="userSpaceOnUse">'
        '<path d="M0 0 8 4 0 8z" class="arrow"/></marker></defs>'
    ]
    words = []
    for e in chosen:
        (x1, y1), (x2, y2) = places[e.first], places[e.second]
        # Bent towards the middle, so that both directions of a pair can be seen.
        bend = 0.15
        cx = (x1 + x2) / 2 * (1 - bend) + middle[0] * bend + (y2 - y1) * 0.12
        cy = (y1 + y2) / 2 * (1 - bend) + middle[1] * bend - (x2 - x1) * 0.12
        label = f"{names[e.first]} {'beside' if e.beside else 'above'} {names[e.second]}"
        words.append(f"{label} {e.count}")
        tip = "" if e.beside else ' marker-end="url(#arrow)"'
        dash = ' stroke-dasharray="4 3"' if e.beside else ""
        width = 1 + 3 * e.count / most
        marks.append(
            f'<path d="M{x1:.0f} {y1:.0f}Q{cx:.0f} {cy:.0f} {x2:.0f} {y2:.0f}" class="edge" '
            f'stroke-width="{width:.1f}"{tip}{dash}>'
            f"<title>{_clean(label)}: {e.count}</title></path>"
        )
    for name, (x, y) in zip(names, places, strict=True):
        side = "middle" if abs(x - middle[0]) < 20 else "start" if x > middle[0] else "end"
        away = 12 if side == "start" else -12 if side == "end" else 0
        down = 4 if side != "middle" else (20 if y > middle[1] else -12)
        marks.append(f'<circle cx="{x:.0f}" cy="{y:.0f}" r="6" class="node"/>')
        marks.append(_text(x + away, y + down, _short(name, 20), side))
    return _svg(key, title, "; ".join(words), marks, height)


def _svg(key: str, title: str, summary: str, marks: Sequence[str], height: float) -> str:
    return (
        f'<svg class="plot" role="img" aria-labelledby="{key}-t {key}-d" '
        f'viewBox="0 0 {WIDTH} {height:.0f}"><title id="{key}-t">{_clean(title)}</title>'
        f'<desc id="{key}-d">{_clean(_short(summary, 600))}</desc>{"".join(marks)}</svg>'
    )


def _mark(name: str, width: float) -> str:
    """What tells a piece apart without its colour: a short name, or its first letter."""
    return name if name.isupper() and width > 10 * len(name) else name[:1].upper()


def _rect(
    x: float, y: float, width: float, height: float, series: Series, name: str, at: int
) -> str:
    label = f"{name}, {series.name}" if series.name else name
    value = series.values[at]
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" '
        f'class="fill-{series.style or series.name}">'
        f"<title>{_clean(label)}: {_count(value)}</title></rect>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start", style: str = "") -> str:
    name = f' class="{style}"' if style else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{_clean(text)}</text>'


def _grid(top: float, floor: float, left: float, scale: float) -> list[str]:
    marks = []
    for k in range(5):
        value = top * k / 4
        y = floor - value * scale
        marks.append(
            f'<line x1="{left}" x2="{WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>'
        )
        marks.append(_text(left - 6, y + 4, _count(value), "end"))
    return marks


def _nice(value: float) -> float:
    """The next number above that four steps divide well."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(size * k for k in (1, 2, 4, 6, 8, 10) if size * k >= value) if value > 4 else 4.0


def _count(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


# Bidi controls would turn the labels round, the others have no place in XML.
_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)


def _clean(text: str) -> str:
    return escape(_STEERING.sub("\ufffd", text))
