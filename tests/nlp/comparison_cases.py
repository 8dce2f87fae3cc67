"""Read the case files of the comparison component.

One sentence a line; under it, indented, a line for each comparison in it, in text order:
``cue | subject | object | aspect | degree | kind scale preference basis``, "-" where there is
none. A sentence after "!" is a known failure. Lines that start with "#" are remarks.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Span

FOLDER = Path(__file__).parents[1] / "cases" / "comparisons"


@dataclass(frozen=True)
class Case:
    """One sentence and the comparisons it holds."""

    family: str
    line: int
    text: str
    expected: tuple[str, ...]
    fails: bool


def read_cases() -> list[Case]:
    """Read all files of the folder."""
    cases: list[Case] = []
    for path in sorted(FOLDER.glob("*.txt")):
        head: tuple[int, str] | None = None
        expected: list[str] = []
        for number, line in enumerate([*path.read_text("utf-8").splitlines(), "# end"], start=1):
            if line.startswith("    "):
                expected.append(line.strip())
                continue
            if head is not None:
                fails = head[1].startswith("! ")
                text = head[1].removeprefix("! ")
                cases.append(Case(path.stem, head[0], text, tuple(expected), fails))
            head = None if line.startswith("#") else (number, line)
            expected = []
    return cases


def describe(span: Span) -> str:
    """Put a comparison into the form of the case files."""
    c = span._.comparison
    parts = [c.cue, c.subject, c.object, c.aspect, c.degree]
    texts = ["-" if part is None else part.text for part in parts]
    return " | ".join([*texts, f"{c.kind} {c.scale} {c.preference or '-'} {c.basis}"])


CASES = read_cases()
