"""PDF files as layout programs make them."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import read_path

STYLES = getSampleStyleSheet()
CLAIM = "Sales of valve number {0} rose by {0}% last year, more than those of any rival. "


def texts(path: Path, kind: str | None = None) -> list[str]:
    (article,) = read_path(path)
    assert isinstance(article, Article), article
    return [article.text[b.start : b.end] for b in article.blocks if kind in (None, b.kind)]


def write(path: Path, lines: list[tuple[int, int, str]], size: int = 10) -> None:
    """Write lines at their places on one page."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont("Helvetica", size)
    for x, y, text in lines:
        canvas.drawString(x, y, text)
    canvas.save()


def test_two_columns_and_many_pages(tmp_path: Path) -> None:
    def frame(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, 810, f"Valve Review {2020 + document.page}")
        canvas.drawString(280, 20, f"– {document.page} –")

    path = tmp_path / "a.pdf"
    document = BaseDocTemplate(str(path), pagesize=A4)
    frames = [Frame(50, 40, 240, 760), Frame(305, 40, 240, 760)]
    document.addPageTemplates(PageTemplate(frames=frames, onPage=frame))
    story: list[Paragraph] = [Paragraph("Valves of the year", STYLES["Heading1"])]
    story += [
        Paragraph("".join(CLAIM.format(10 * i + j) for j in range(6)), STYLES["BodyText"])
        for i in range(1, 30)
    ]
    document.build(story)
    whole = " ".join(texts(path, "paragraph"))
    numbers = [10 * i + j for i in range(1, 30) for j in range(6)]
    assert [n for n in numbers if CLAIM.format(n).strip() not in whole] == []
    assert texts(path, "heading") == ["Valves of the year"]
    assert "Review" not in whole
    assert len(texts(path, "paragraph")) <= 35


def test_hyphens_bullets_and_a_table_without_rules(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write(
        path,
        [
            (60, 780, "The maker of pumps said that its long-term contracts with the infra-"),
            (
                60,
                768,
                "structure fund had been renewed, and that infrastructure made up 40% of the long-",
            ),
            (60, 756, "term order book."),
            (60, 730, "• Margins widened by two points, because the price of steel fell for the"),
            (70, 718, "third quarter in a row."),
            (60, 706, "• Costs fell."),
            (60, 680, "CHF million 2025 2024"),
            (60, 662, "Net sales 486 462"),
            (60, 644, "Operating profit 92 81"),
        ],
    )
    assert texts(path, "paragraph") == [
        "The maker of pumps said that its long-term contracts with the infrastructure fund had "
        "been renewed, and that infrastructure made up 40% of the long-term order book."
    ]
    assert texts(path, "list_item") == [
        "Margins widened by two points, because the price of steel fell for the third quarter in a "
        "row.",
        "Costs fell.",
    ]
    assert texts(path, "table_cell")[-3:] == ["Operating profit", "92", "81"]


def test_pages_without_text(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    write(path, [])
    (failure,) = read_path(path)
    assert str(failure) == f"{path}: no text in it: its pages may be pictures"


def test_locked_file(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt="secret")
    canvas.drawString(60, 700, "Sales rose.")
    canvas.save()
    (tmp_path / "a.pdf").write_bytes(buffer.getvalue())
    (failure,) = read_path(tmp_path / "a.pdf")
    assert str(failure).endswith("locked PDF file: it needs a password")


@pytest.mark.parametrize("cut", [100, 600])
def test_cut_file(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "a.pdf"
    write(path, [(60, 700, "Sales rose.")])
    path.write_bytes(path.read_bytes()[:cut])
    (item,) = read_path(path)
    assert isinstance(item, Article) or "PDF" in str(item) or "no text" in str(item)
