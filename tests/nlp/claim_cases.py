"""Read the case files of the claims component and build Docs from their short notation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from claimtable.nlp.pipeline import load_base, make_doc
from claimtable.nlp.types import Block, BlockKind

CASES = Path(__file__).parent.parent / "cases"
_CELL = re.compile(r"\[(?P<row>[^,\]]*), (?P<column>[^\]]*)\] ")


@cache
def pipeline() -> Language:
    """Build the pipeline up to the claims; the classifier has tests of its own."""
    nlp = load_base()
    nlp.add_pipe("claimtable_blocks", first=True)
    nlp.add_pipe("claimtable_money")
    nlp.add_pipe("claimtable_percentages")
    nlp.add_pipe("claimtable_entities")
    nlp.add_pipe("claimtable_claims")
    return nlp


def lines(name: str) -> Iterator[tuple[str, bool]]:
    """Give the cases of a file, each with whether it is a known failure."""
    for line in (CASES / name).read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("# "):
            yield line.removeprefix("!"), line.startswith("!")


def params(name: str, least: int = 40) -> list[object]:
    """Give the cases of a file, at least so many, as parameters; known failures as strict xfail."""
    found: list[object] = []
    for line, known in lines(name):
        marks = [pytest.mark.xfail(strict=True, reason="known failure")] if known else []
        found.append(pytest.param(line, id=line[:70], marks=marks))
    assert len(found) >= least, f"{name} holds only {len(found)} cases"
    return found


def expected_and_text(case: str) -> tuple[str, str]:
    """Cut a case at its bar."""
    expected, _, text = case.partition(" | ")
    assert text, f"no text in {case!r}"
    return expected.strip(), text


@cache
def docs(name: str, notation: Callable[[str], str]) -> dict[str, Doc]:
    """Run all texts of a case file through the pipeline at once, which is faster than singly."""
    texts = [notation(case) for case, _ in lines(name)]
    nlp = pipeline()
    return dict(zip(texts, nlp.pipe(prepare(nlp, text) for text in texts), strict=True))


def prepare(nlp: Language, notation: str) -> Doc:
    """Make a Doc of blocks in the notation of the case files; the pipeline has yet to read it."""
    text = ""
    blocks: list[Block] = []
    section: tuple[str, ...] = ()
    for number, raw in enumerate(notation.split(" / ")):
        kind, content, cell = _kind(raw)
        start = len(text)
        text += content
        if cell is None:
            blocks.append(Block(kind, start, len(text), section))
        else:
            row, column = (header or None for header in cell)
            place = 1 if row else 0
            blocks.append(Block(kind, start, len(text), section, 0, 0, number, place, row, column))
        if kind == "heading":
            section = (content,)
        text += "\n"
    return make_doc(nlp, text, blocks)


def _kind(raw: str) -> tuple[BlockKind, str, tuple[str, str] | None]:
    if raw.startswith("# "):
        return "heading", raw[2:], None
    if raw.startswith("* "):
        return "list_item", raw[2:], None
    cell = _CELL.match(raw)
    if cell:
        return "table_cell", raw[cell.end() :], (cell["row"], cell["column"])
    return "paragraph", raw, None
