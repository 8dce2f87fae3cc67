"""Plots for the evaluation page, as SVG text: no plotting library, no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT, _EDGE = 360, 260, 44
_COLOURS = ("#1b6ca8", "#b3541e")


def _frame(title: str, inside: Sequence[str], x_name: str, y_name: str) -> str:
    """Wrap marks in an SVG with axes, tick labels from 0 to 1 on y, and a title for readers."""
    w, h, e = _WIDTH, _HEIGHT, _EDGE
    ticks = []
    for k in range(0, 11, 2):
        y = _y(k / 10)
        ticks.append(f'<line x1="{e}" x2="{w - 8}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>')
        ticks.append(f'<text x="{e - 6}" y="{y + 4:.1f}" text-anchor="end">{k / 10:.1f}</text>')
    names = (
        f'<text x="{(w + e) / 2}" y="{h - 6}" text-anchor="middle">{escape(x_name)}</text>'
        f'<text x="12" y="{h / 2}" text-anchor="middle" transform="rotate(-90 12 {h / 2})">'
        f"{escape(y_name)}</text>"
    )
    return (
        f'<svg role="img" aria-label="{escape(title)}" viewBox="0 0 {w} {h}" width="{w}" '
        f'height="{h}" font-size="11" font-family="sans-serif"><title>{escape(title)}</title>'
        f"{''.join(ticks)}{names}{''.join(inside)}</svg>"
    )


def _x(share: float) -> float:
    return _EDGE + share * (_WIDTH - _EDGE - 8)


def _y(share: float) -> float:
    return _HEIGHT - _EDGE - share * (_HEIGHT - _EDGE - 12)


def bars(title: str, names: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Draw one group of bars a name, one bar a series; values 0 to 1.

    Args:
        title: What the plot shows.
        names: Below the groups.
        series: (name, values) pairs, at most two.

    Returns:
        An SVG element.
    """
    marks = []
    slot = 1 / max(len(names), 1)
    width = slot * 0.8 / max(len(series), 1) * (_WIDTH - _EDGE - 8)
    for k, name in enumerate(names):
        for s, (series_name, values) in enumerate(series):
            x, y = _x((k + 0.1) * slot) + s * width, _y(values[k])
            marks.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_y(0) - y:.1f}" '
                f'fill="{_COLOURS[s]}"><title>{escape(series_name)} {escape(name)}: '
                f"{values[k]:.2f}</title></rect>"
            )
        middle = _x((k + 0.5) * slot)
        marks.append(
            f'<text x="{middle:.1f}" y="{_y(0) + 14:.1f}" text-anchor="middle" font-size="10">'
            f"{escape(name)}</text>"
        )
    legend = ", ".join(name for name, _ in series)
    return _frame(title, marks, "", legend)


def reliability_plot(slices: Sequence[Sequence[float]]) -> str:
    """Draw share right against confidence; the diagonal is perfect honesty.

    Args:
        slices: (mean confidence, share right, rows) triples.

    Returns:
        An SVG element.
    """
    diagonal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#999"/>'
    most = max((n for *_, n in slices), default=1)
    dots = [
        f'<circle cx="{_x(c):.1f}" cy="{_y(r):.1f}" r="{3 + 7 * (n / most) ** 0.5:.1f}" '
        f'fill="{_COLOURS[0]}"><title>confidence {c:.2f}, right {r:.2f}, {int(n)} units</title>'
        "</circle>"
        for c, r, n in slices
    ]
    return _frame("Reliability", [diagonal, *dots], "confidence", "share right")


def curve_plot(points: Sequence[Sequence[float]]) -> str:
    """Draw macro-F1 against the number of training units.

    Args:
        points: (units, macro-F1) pairs by rising number.

    Returns:
        An SVG element.
    """
    most = max((n for n, _ in points), default=1)
    places = [(_x(n / most), _y(f), n, f) for n, f in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, *_ in places)
    marks = [f'<polyline points="{line}" fill="none" stroke="{_COLOURS[0]}" stroke-width="2"/>']
    for x, y, n, f in places:
        marks.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{_COLOURS[0]}">'
            f"<title>{int(n)} units: {f:.2f}</title></circle>"
            f'<text x="{x:.1f}" y="{_y(0) + 14:.1f}" text-anchor="middle">{int(n)}</text>'
        )
    return _frame("Learning curve", marks, "training units", "macro-F1")
