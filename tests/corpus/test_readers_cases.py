"""What the readers make of files: an input beside the outline of blocks that it must give.

To add a case, put an input into ``tests/cases/readers/`` and its outline, with the suffix
``.blocks``, beside it. In an outline ``heading 2`` is a heading of level 2; ``cell 1,2`` stands in
row 1, column 2, its row header and column header in brackets; the section path stands in braces
where it differs from that of the line above.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import read_file
from claimtable.nlp.types import Block

CASES = Path(__file__).parents[1] / "cases" / "readers"
INPUTS = sorted(path for path in CASES.iterdir() if path.suffix != ".blocks")


def _name(block: Block) -> str:
    if block.kind == "table_cell":
        column = "whole" if block.column is None else block.column
        heads = f" [{block.row_header or ''} / {block.column_header or ''}]"
        return f"cell {block.row},{column}{heads}"
    lead = f" ({block.lead_in})" if block.lead_in else ""
    return f"{block.kind} {block.level or ''}".strip() + lead


def outline(article: Article) -> str:
    """Write an article as lines that can be read."""
    lines = [f"title: {article.title}", f"published: {article.published}"]
    section: tuple[str, ...] = ()
    for block in article.blocks:
        if block.section != section:
            section = block.section
            lines.append("{" + " > ".join(section) + "}")
        lines.append(f"{_name(block)}: {article.text[block.start : block.end]}")
    return "\n".join(lines) + "\n"


def test_there_are_cases() -> None:
    assert len(INPUTS) >= 10


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_outline(path: Path) -> None:
    (article,) = read_file(path)
    expected = Path(f"{path}.blocks").read_text("utf-8")
    assert outline(article) == expected
