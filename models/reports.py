"""An evaluation as text for the terminal and as one HTML page."""

from __future__ import annotations

from html import escape
from typing import Any

from claimtable.models import plots
from claimtable.models.classes import CLASSES

Record = dict[str, Any]

_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c1c1c; background: #fff; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .8rem; border-bottom: 1px solid #ccc; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.plots { display: flex; flex-wrap: wrap; gap: 1.5rem; }
"""


def as_text(evaluation: Record) -> str:
    """Lay an evaluation out for a terminal.

    Args:
        evaluation: What `metrics.evaluate` gave; ``against``, the same of the version in use, and
            ``comparison`` may be added.

    Returns:
        Lines of text.
    """
    against = evaluation.get("against")
    lines = [
        f"{evaluation['units']} units: macro-F1 of the four labels {evaluation['macro_f1']:.3f}, "
        f"accuracy {evaluation['accuracy']:.3f}, "
        f"calibration error {evaluation['calibration_error']:.3f}",
    ]
    if against:
        lines.append(f"in use now: macro-F1 {against['macro_f1']:.3f}")
    if comparison := evaluation.get("comparison"):
        lines.append(
            f"difference {comparison['difference']:+.3f} "
            f"(95 % interval {comparison['low']:+.3f} to {comparison['high']:+.3f})"
        )
    lines += ["", f"{'label':14}{'precision':>10}{'recall':>10}{'F1':>8}{'units':>8}"]
    for name, s in evaluation["classes"].items():
        lines.append(
            f"{name:14}{s['precision']:10.2f}{s['recall']:10.2f}{s['f1']:8.2f}{s['support']:8}"
        )
    lines += ["", "true \\ said".ljust(14) + "".join(f"{name[:11]:>12}" for name in CLASSES)]
    for name, row in zip(CLASSES, evaluation["confusion"], strict=True):
        lines.append(f"{name:14}" + "".join(f"{n:12}" for n in row))
    lines += _curve_lines(evaluation) + _register_lines(evaluation)
    return "\n".join(lines)


def _curve_lines(evaluation: Record) -> list[str]:
    points = evaluation.get("learning_curve") or []
    if not points:
        return []
    return ["", "learning curve", *(f"{int(n):8} units  macro-F1 {f:.3f}" for n, f in points)]


def _register_lines(evaluation: Record) -> list[str]:
    rows = evaluation.get("by_register") or {}
    if not rows:
        return []
    width = max(len(name) for name in rows) + 2
    lines = ["", f"{'register':{width}}{'units':>8}{'macro-F1':>10}{'accuracy':>10}"]
    for name, r in rows.items():
        lines.append(f"{name:{width}}{int(r['units']):8}{r['macro_f1']:10.2f}{r['accuracy']:10.2f}")
    return lines


def as_html(evaluation: Record, name: str) -> str:
    """Lay an evaluation out as one self-contained page.

    Args:
        evaluation: As for `as_text`; ``learning_curve`` may be added.
        name: Of the model version.

    Returns:
        An HTML document.
    """
    classes = evaluation["classes"]
    series = [("F1", [classes[c]["f1"] for c in CLASSES])]
    if against := evaluation.get("against"):
        series.append(("F1 of the version in use", [against["classes"][c]["f1"] for c in CLASSES]))
    pictures = [
        plots.bars("F1 of each class", CLASSES, series),
        plots.reliability_plot(evaluation["reliability"]),
    ]
    if points := evaluation.get("learning_curve"):
        pictures.append(plots.curve_plot(points))
    title = f"Evaluation of {escape(name)}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>"
        f"<p>{escape(as_text(evaluation).splitlines()[0])}.</p>"
        f'<div class="plots">{"".join(pictures)}</div>'
        f"<h2>Each class</h2>{_class_table(classes)}"
        f"<h2>Confusion</h2>{_confusion_table(evaluation['confusion'])}"
        f"{_register_table(evaluation.get('by_register') or {})}</main></body></html>\n"
    )


def _table(head: list[str], rows: list[list[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"


def _class_table(classes: Record) -> str:
    rows = [
        [n, f"{s['precision']:.2f}", f"{s['recall']:.2f}", f"{s['f1']:.2f}", str(s["support"])]
        for n, s in classes.items()
    ]
    return _table(["label", "precision", "recall", "F1", "units"], rows)


def _confusion_table(counts: list[list[int]]) -> str:
    rows = [[n, *map(str, row)] for n, row in zip(CLASSES, counts, strict=True)]
    return _table(["true, below; said, right", *CLASSES], rows)


def _register_table(registers: Record) -> str:
    if not registers:
        return ""
    rows = [
        [n, str(int(r["units"])), f"{r['macro_f1']:.2f}", f"{r['accuracy']:.2f}"]
        for n, r in registers.items()
    ]
    return "<h2>By register</h2>" + _table(["register", "units", "macro-F1", "accuracy"], rows)
