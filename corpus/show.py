"""Print claims: coloured in a terminal, tab-separated where another program reads."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from claimtable.corpus.export.jsonl import records
from claimtable.corpus.query import Found
from claimtable.corpus.table import plain

if TYPE_CHECKING:  # rich takes longer to import than a pipe needs
    from rich.text import Text

COLUMNS = (
    "claim_id",
    "article_id",
    "source",
    "section",
    "start",
    "text",
    "kinds",
    "subject",
    "predicate",
    "object",
    "entities",
    "money",
    "percentages",
    "comparisons",
    "polarity",
    "certainty",
    "attribution",
    "label",
    "label_confidence",
    "label_source",
)
"""What printing needs of a claim."""

COLOURS = {"strength": "green", "risk": "red", "opportunity": "cyan", "development": "yellow"}
_MARKS = {"money": "bold magenta", "percentages": "bold magenta", "entities": "underline"}

# Control characters can move the cursor and bidi controls can turn text round: hostile articles
# must not reach the terminal with them.
_HOSTILE = re.compile(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PLAIN_HEAD = ("label", "confidence", "kinds", "text", "source")


def safe(text: str) -> str:
    """Replace what would steer a terminal by spaces or U+FFFD."""
    return _HOSTILE.sub(lambda m: " " if m[0] in "\t\n\r" else "\ufffd", text)


def print_claims(found: Found, why: Mapping[str, str] | None = None) -> None:
    """Print claims to standard output; whether that is a terminal decides on the form.

    Args:
        found: What to print, with `COLUMNS`.
        why: The words that moved the model, by claim id; with it, what was read out of each claim
            is printed, too.
    """
    rows = list(records(found.rows))
    if not _terminal():
        head = _PLAIN_HEAD if why is None else (*_PLAIN_HEAD, "why")
        _plain(head, (_plain_row(row, why) for row in rows))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(expand=True, show_lines=why is not None)
    table.add_column("label", no_wrap=True)
    table.add_column("claim", ratio=4, overflow="fold")
    table.add_column("source", ratio=1, overflow="fold", style="dim")
    for row in rows:
        claim = _highlighted(row)
        if why is not None:
            claim.append("\n" + "\n".join(reasons(row, why)), "dim")
        table.add_row(_label(row), claim, _place(row))
    console = Console()
    console.print(table)
    console.print(_footer(found), style="dim", highlight=False)


def print_counts(pairs: Sequence[tuple[str | None, int]], by: str) -> None:
    """Print how many claims there are of each value."""
    if not _terminal():
        _plain((by, "claims"), ((safe(value or ""), str(number)) for value, number in pairs))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table()
    table.add_column(by, overflow="fold")
    table.add_column("claims", justify="right")
    for value, number in pairs:
        style = COLOURS.get(value or "", "")
        table.add_row(Text("(none)" if value is None else safe(value), style), f"{number:,}")
    Console().print(table)


def reasons(row: dict[str, Any], why: Mapping[str, str]) -> list[str]:
    """What was read out of a claim and why it has its label, a line each."""
    who = [row[name] for name in ("subject", "predicate", "object")]
    lines = [
        f"{row['label']} with probability {row['label_confidence']:.2f} ({row['label_source']})",
        *([f"because: {safe(why[row['claim_id']])}"] if row["claim_id"] in why else []),
        f"says: {' | '.join(safe(part or '–') for part in who)}",
        f"{row['polarity']}, {row['certainty']}"
        + (f", according to {safe(row['attribution'])}" if row["attribution"] else ""),
    ]
    lines += [f"money: {_amount(m)} {m['currency'] or '?'}{_tail(m)}" for m in row["money"]]
    lines += [f"percentage: {_amount(p)} {p['unit']}{_tail(p)}" for p in row["percentages"]]
    lines += [f"comparison: {_comparison(c)}" for c in row["comparisons"]]
    names = dict.fromkeys(f"{e['canonical']} ({e['label']})" for e in row["entities"])
    return lines + ([f"entities: {safe(', '.join(names))}"] if names else [])


def _terminal() -> bool:
    """Whether people read standard output; FORCE_COLOR says so in spite of a pipe."""
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _plain(head: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    for cells in (head, *rows):
        sys.stdout.write("\t".join(cells) + "\n")


def _plain_row(row: dict[str, Any], why: Mapping[str, str] | None) -> list[str]:
    kinds = ",".join(row["kinds"])
    confidence = f"{row['label_confidence']:.2f}"
    cells = [row["label"], confidence, kinds, safe(row["text"]), safe(row["source"])]
    return cells if why is None else [*cells, "; ".join(reasons(row, why))]


def _label(row: dict[str, Any]) -> Text:
    sure = "human" if row["label_source"] == "human" else f"{row['label_confidence']:.2f}"
    from rich.text import Text

    text = Text(row["label"], COLOURS.get(row["label"], ""))
    return text.append(f"\n{sure}", "dim")


def _highlighted(row: dict[str, Any]) -> Text:
    """The claim with figures, entities and comparing words marked."""
    from rich.text import Text

    text = Text(safe(row["text"]))
    for name, style in _MARKS.items():
        for record in row[name]:
            text.stylize(style, record["start"] - row["start"], record["end"] - row["start"])
    for record in row["comparisons"]:
        text.highlight_words([safe(record["cue"])], "bold blue")
    return text


def _place(row: dict[str, Any]) -> str:
    source = safe(row["source"]).rsplit("/", 1)[-1]
    return f"{source}\n{safe(row['section'])}" if row["section"] else source


def _footer(found: Found) -> str:
    shown = found.rows.num_rows
    return f"{shown:,} of {found.total:,} claims" if shown < found.total else f"{shown:,} claims"


def _amount(record: dict[str, Any]) -> str:
    low, high = record["value"], record["high"]
    text = f"{plain(low):,}" if high is None else f"{plain(low):,} to {plain(high):,}"
    modifier = record["modifier"]
    return f"{modifier.replace('_', ' ')} {text}" if modifier else text


def _tail(record: dict[str, Any]) -> str:
    if record.get("per"):
        return f" a {safe(record['per'])}"
    return f", {record['direction']}" if record.get("direction") else ""


def _comparison(record: dict[str, Any]) -> str:
    sides = f"{record['subject'] or '–'} {record['scale']} {record['object'] or '–'}"
    details = [record["kind"], f"against {record['basis']}"]
    details += [f"in {record['aspect']}"] if record["aspect"] else []
    details += [f"by {record['degree']}"] if record["degree"] else []
    details += [record["preference"]] if record["preference"] else []
    return safe(f"{sides} ({', '.join(details)}; “{record['cue']}”)")
