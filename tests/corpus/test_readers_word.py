"""DOCX files: styles, numbering, tables, what is typed by hand."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path

import docx
from docx.document import Document

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import read_path


def read(document: Document, folder: Path) -> Article:
    document.save(str(folder / "a.docx"))
    (article,) = read_path(folder / "a.docx")
    assert isinstance(article, Article), article
    return article


def outline(article: Article) -> list[tuple[str, int, str]]:
    return [(b.kind, b.level, article.text[b.start : b.end]) for b in article.blocks]


def test_styles_and_lists(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Kessel’s year", style="Title")
    document.add_paragraph("BERLIN, March 4, 2026 (Wire) – Sales rose 9%.")
    document.add_heading("Results", level=2)
    document.add_paragraph("Costs fell.", style="List Bullet")
    document.add_paragraph("In Asia by 3%.", style="List Bullet 2")
    document.add_paragraph("• Typed by hand.")
    document.add_paragraph("We are pleased.", style="Intense Quote")
    document.add_paragraph("Risks").runs[0].bold = True
    document.add_paragraph("Energy costs may rise by a fifth in the coming year, the group says.")
    document.add_paragraph("Leave a Comment")
    article = read(document, tmp_path)
    assert article.published == datetime.date(2026, 3, 4)
    assert outline(article) == [
        ("heading", 1, "Kessel’s year"),
        ("paragraph", 0, "Sales rose 9%."),
        ("heading", 2, "Results"),
        ("list_item", 1, "Costs fell."),
        ("list_item", 2, "In Asia by 3%."),
        ("list_item", 1, "Typed by hand."),
        ("quote", 0, "We are pleased."),
        ("heading", 3, "Risks"),
        ("paragraph", 0, "Energy costs may rise by a fifth in the coming year, the group says."),
    ]
    assert article.blocks[-1].section == ("Results", "Risks")


def test_tables_stand_in_their_place_and_merged_cells_once(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Sales of both companies rose.")
    table = document.add_table(rows=4, cols=3)
    texts = [
        ("", "Kessel", "Loma"),
        ("Reach", "Forty countries", "Nine countries"),
        ("", "Strong in Asia", "Weak in Asia"),
        ("Debt", "Not disclosed", ""),
    ]
    for row, cells in zip(table.rows, texts, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    table.cell(1, 1).add_paragraph("Own shops in most of them")
    document.add_paragraph("The table ends here.")
    article = read(document, tmp_path)
    cells = [
        (b.row_header, b.column_header, article.text[b.start : b.end])
        for b in article.blocks
        if b.column != 0 and b.table is not None
    ]
    assert cells == [
        (None, None, "Kessel"),
        (None, None, "Loma"),
        ("Reach", "Kessel", "Forty countries"),
        ("Reach", "Kessel", "Own shops in most of them"),
        ("Reach", "Loma", "Nine countries"),
        ("Reach", "Kessel", "Strong in Asia"),
        ("Reach", "Loma", "Weak in Asia"),
        ("Debt", None, "Not disclosed"),
    ]
    assert outline(article)[-1][2] == "The table ends here."


def test_another_office_file_is_no_docx(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    (failure,) = read_path(path)
    assert str(failure).startswith(f"{path}: no readable DOCX file")
    assert "\n" not in str(failure)
