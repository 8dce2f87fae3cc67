"""What is marked in an article, and the article as HTML with it.

Offsets are Python's, so the cutting is done here, never in the browser. Marks may overlap: text is
cut at every boundary, and each piece knows all that it belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from markupsafe import Markup, escape

from claimtable.corpus.table import plain
from claimtable.nlp.types import Block

Row = Mapping[str, Any]

# Bidi controls turn text round, other controls have no place in a page: they are shown by name.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    r"\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
NUMBERS = frozenset({"CARDINAL", "DATE", "MONEY", "ORDINAL", "PERCENT", "QUANTITY", "TIME"})
"""Entity types that are no names; figures and dates have marks of their own."""
_PARTS = ("subject", "object", "aspect", "degree", "cue")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of an article's text that means something.

    Attributes:
        start: First character.
        end: One past the last.
        kind: ``money``, ``percentage``, ``comparison``, ``subject``, ``object``, ``aspect``,
            ``degree``, ``cue``, ``entity`` or ``date``.
        title: In words.
    """

    start: int
    end: int
    kind: str
    title: str


def visible(text: str) -> Markup:
    """Escape text; characters that would steer the page are shown by their code."""
    out, at = [], 0
    for match in _CONTROL.finditer(text):
        out.append(escape(text[at : match.start()]))
        out.append(_control(match[0]))
        at = match.end()
    out.append(escape(text[at:]))
    return Markup("").join(out)


def _control(character: str) -> Markup:
    if character == "\r":
        return Markup("")
    code = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "control character").lower()
    return Markup('<span class="control" data-code="{}" title="{}"></span>').format(code, name)


def marks_of(claim: Row, text: str) -> list[Mark]:
    """The marks inside one claim.

    Args:
        claim: A row of the claims table.
        text: The article's text.

    Returns:
        Marks in no order. The parts of a comparison are looked for by their words, first in the
        comparing phrase, then in the claim.
    """
    found = [
        Mark(e["start"], e["end"], "entity", f"{e['canonical']} ({e['label']})")
        for e in claim["entities"]
        if e["label"] not in NUMBERS
    ]
    found += [Mark(m["start"], m["end"], "money", money_text(m)) for m in claim["money"]]
    found += [
        Mark(p["start"], p["end"], "percentage", percentage_text(p)) for p in claim["percentages"]
    ]
    found += [Mark(d["start"], d["end"], "date", "date or period") for d in claim["dates"]]
    for comparison in claim["comparisons"]:
        title = comparison_text(comparison)
        found.append(Mark(comparison["start"], comparison["end"], "comparison", title))
        for name in _PARTS:
            place = _find(comparison, comparison[name], claim, text)
            if place is not None:
                found.append(Mark(*place, name, f"{name} of the comparison"))
    return found


def _find(comparison: Row, words: str | None, claim: Row, text: str) -> tuple[int, int] | None:
    if not words:
        return None
    at = text.find(words, comparison["start"], comparison["end"])
    if at < 0:
        at = text.rfind(words, claim["start"], comparison["start"])
    if at < 0:
        at = text.find(words, claim["start"], claim["end"])
    return (at, at + len(words)) if at >= 0 else None


def money_text(money: Row) -> str:
    """An amount in words: ``about 1.5 billion USD a year``."""
    unit = f" {money['currency'] or '(currency unknown)'}"
    return _figure_text(money) + unit + (f" a {money['per']}" if money["per"] else "")


def percentage_text(percentage: Row) -> str:
    """A percentage in words: ``up 12 percent``."""
    unit = percentage["unit"].replace("_", " ")
    way = f"{percentage['direction']} " if percentage["direction"] else ""
    return f"{way}{_figure_text(percentage)} {unit}"


def comparison_text(comparison: Row) -> str:
    """A comparison in words."""
    sides = f"{comparison['subject'] or '…'} {comparison['scale']} {comparison['object'] or '…'}"
    facts = [comparison["kind"], f"against {comparison['basis']}"]
    facts += [f"in {comparison['aspect']}"] if comparison["aspect"] else []
    facts += [f"by {comparison['degree']}"] if comparison["degree"] else []
    facts += [f"looks {comparison['preference']}"] if comparison["preference"] else []
    return f"{sides} ({', '.join(facts)})"


def sides_text(comparison: Row) -> str:
    """A comparison in few words: its subject, what compares, its object."""
    parts = (comparison["subject"], comparison["cue"], comparison["object"])
    return " ".join(part for part in parts if part)


def _figure_text(record: Row) -> str:
    low, high = (None if v is None else _number(v) for v in (record["value"], record["high"]))
    text = f"{low}" if high is None else f"{low} to {high}"
    modifier = record["modifier"]
    return f"{modifier.replace('_', ' ')} {text}" if modifier else text


def _number(value: Any) -> str:
    whole = plain(value)
    for step, word in ((12, "trillion"), (9, "billion"), (6, "million")):
        scaled = whole.scaleb(-step)
        if abs(scaled) >= 1:
            short = plain(scaled)
            return f"{short:,} {word}"
    return f"{whole:,}"


def claim_html(claim: Row, text: str, most: int = 4_000) -> Markup:
    """One claim with its marks, without the claim's own frame; a very long one is cut."""
    end = min(claim["end"], claim["start"] + most)
    html = _inside(text, claim["start"], end, marks_of(claim, text))
    return html if end == claim["end"] else html + " …"


def article_html(
    text: str,
    blocks: Sequence[Block],
    claims: Sequence[Row],
    focus: str = "",
    window: int = 200_000,
) -> Markup:
    """An article with all its claims.

    Args:
        text: The article's text.
        blocks: Its blocks; without any, the text is one.
        claims: Its claims, rows of the table.
        focus: Id of the claim that must be among what is shown.
        window: Most characters shown; of a longer article, those around the focus.

    Returns:
        HTML in which the pieces of a claim put together are the claim's text.
    """
    first, last = _bounds(text, claims, focus, window)
    drawer = _Drawer(text, claims, (first, last))
    pieces = blocks or (Block("paragraph", 0, len(text)),)
    shown = [b for b in pieces if b.start < last and b.end > first]
    parts = [_cut_note(first > 0), *map(drawer.group, _groups(shown)), _cut_note(last < len(text))]
    return Markup("\n").join(parts)


def _cut_note(cut: bool) -> Markup:
    if not cut:
        return Markup("")
    return Markup('<p class="cut">The article goes on here; it is too long for one page.</p>')


def _bounds(text: str, claims: Sequence[Row], focus: str, window: int) -> tuple[int, int]:
    if len(text) <= window:
        return 0, len(text)
    middle = next((c["start"] for c in claims if c["claim_id"] == focus), 0)
    first = max(0, middle - window // 2)
    return first, min(len(text), first + window)


def _groups(blocks: Iterable[Block]) -> Iterator[list[Block]]:
    """Blocks that make up one list or one table together, all others alone."""
    group: list[Block] = []
    for block in blocks:
        same = bool(group) and block.kind == group[-1].kind and block.table == group[-1].table
        if group and not (same and block.kind in ("list_item", "table_cell")):
            yield group
            group = []
        group.append(block)
    if group:
        yield group


class _Drawer:
    """Draws blocks of one article; what a block needs is found by bisection."""

    def __init__(self, text: str, claims: Sequence[Row], window: tuple[int, int]) -> None:
        self._text = text
        self._window = window
        self._claims = sorted(claims, key=lambda c: (c["start"], c["end"]))
        self._starts = [c["start"] for c in self._claims]
        self._ends = list(accumulate((c["end"] for c in self._claims), max))

    def group(self, group: list[Block]) -> Markup:
        """Draw a list, a table, or a single block."""
        kind = group[0].kind
        if kind == "table_cell":
            return self._table(group)
        if kind == "list_item":
            items = [
                Markup('<li class="level{}">{}</li>').format(b.level, self._block(b)) for b in group
            ]
            return Markup("<ul>{}</ul>").format(Markup("").join(items))
        if kind == "heading":
            level = min(max(group[0].level, 1) + 1, 6)
            return Markup("<h{}>{}</h{}>").format(level, self._block(group[0]), level)
        name = "blockquote" if kind == "quote" else "p"
        return Markup("<{}>{}</{}>").format(name, self._block(group[0]), name)

    def _table(self, cells: list[Block]) -> Markup:
        rows: dict[int | None, list[Markup]] = {}
        for cell in cells:
            rows.setdefault(cell.row, []).append(Markup("<td>{}</td>").format(self._block(cell)))
        lines = [Markup("<tr>{}</tr>").format(Markup("").join(row)) for row in rows.values()]
        return Markup(
            '<div class="scroll" tabindex="0" role="group" aria-label="Table of the article">'
            '<table class="cells"><tbody>{}</tbody></table></div>'
        ).format(Markup("").join(lines))

    def _block(self, block: Block) -> Markup:
        """A block's text, cut at the boundaries of claims."""
        start, end = max(block.start, self._window[0]), min(block.end, self._window[1])
        low, high = bisect_right(self._ends, start), bisect_left(self._starts, end)
        near = [c for c in self._claims[low:high] if c["end"] > start]
        out = []
        for first, last in _cuts(start, end, near):
            owners = [c for c in near if c["start"] <= first and last <= c["end"]]
            marks = [m for c in owners for m in marks_of(c, self._text)]
            piece = _inside(self._text, first, last, marks)
            out.append(_claim_piece(owners, first, piece) if owners else piece)
        return Markup("").join(out)


def _claim_piece(owners: list[Row], low: int, piece: Markup) -> Markup:
    owner = min(owners, key=lambda c: c["end"] - c["start"])
    first = owner["start"] == low
    return Markup(
        '<mark class="claim{}" data-claims="{}" data-label="{}"{}><bdi>{}</bdi></mark>'
    ).format(
        " first" if first else "",
        " ".join(c["claim_id"] for c in owners),
        owner["label"],
        Markup(' id="c-{}" tabindex="-1"').format(owner["claim_id"]) if first else "",
        piece,
    )


def _inside(text: str, start: int, end: int, marks: Sequence[Mark]) -> Markup:
    """A stretch of text, cut at the boundaries of marks."""
    marks = [m for m in marks if m.start < end and m.end > start]
    spans = [{"start": m.start, "end": m.end} for m in marks]
    out = []
    for low, high in _cuts(start, end, spans):
        mine = [m for m in marks if m.start <= low and high <= m.end]
        piece = visible(text[low:high])
        if mine:
            kinds = " ".join(dict.fromkeys(m.kind for m in mine))
            title = "; ".join(dict.fromkeys(m.title for m in mine))
            piece = Markup('<span class="m {}" title="{}">{}</span>').format(
                kinds, visible_title(title), piece
            )
        out.append(piece)
    return Markup("").join(out)


def visible_title(text: str) -> str:
    """Text for an attribute: what would steer the page is replaced by U+FFFD."""
    return _CONTROL.sub("\ufffd", text)


def _cuts(start: int, end: int, spans: Iterable[Row]) -> Iterator[tuple[int, int]]:
    """Cut a stretch at the boundaries of spans."""
    inner = (x for s in spans for x in (s["start"], s["end"]) if start < x < end)
    points = sorted({start, *inner, end})
    return pairwise(points)
