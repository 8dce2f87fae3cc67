"""The sample corpus: every format, every feature, nothing of a page around an article."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.files import FORMATS, find_files, read_file, read_source

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"
FURNITURE = re.compile(
    r"cookie|leave a comment|required fields|share on (facebook|twitter)|all rights reserved"
    r"|terms of use|most read"
    r"|newsletter|related articles|forward-looking|reporting by|table of contents|page \d"
    r"|media contact",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def articles() -> list[Article]:
    items = [item for found in find_files([str(SAMPLES)]) for item in read_source(found)]
    assert all(isinstance(item, Article) for item in items), items
    return [item for item in items if isinstance(item, Article)]


def test_enough_articles_in_every_format(articles: list[Article]) -> None:
    names = [path.name for path in SAMPLES.iterdir()]
    assert len(articles) >= 20
    assert {kind for kind in FORMATS if any(f".{kind}" in name for name in names)} == set(FORMATS)
    assert any(name.endswith(".gz") for name in names)
    assert len({article.id for article in articles}) == len(articles)
    assert len({article.source for article in articles}) == len(articles)


def test_every_kind_of_block(articles: list[Article]) -> None:
    kinds = {block.kind for article in articles for block in article.blocks}
    assert kinds == {"heading", "paragraph", "list_item", "table_cell", "quote"}


def test_no_furniture(articles: list[Article]) -> None:
    found = [
        article.text[block.start : block.end]
        for article in articles
        for block in article.blocks
        if FURNITURE.search(article.text[block.start : block.end])
    ]
    assert found == []


def test_titles_and_dates(articles: list[Article]) -> None:
    assert all(article.title for article in articles)
    assert sum(article.published is not None for article in articles) >= 15


def test_many_currencies(articles: list[Article]) -> None:
    text = " ".join(article.text for article in articles)
    signs = ("ZAR", "US$", "€", "NOK", "$", "£", "¥", "₹", "CHF", "CNY", "R$", "PKR", "MXN", "MYR")
    assert [sign for sign in signs if sign not in text] == []


def test_table_cells_have_their_company() -> None:
    (article,) = read_file(SAMPLES / "veldtmark-korinda-alliance.txt")
    cells = {
        (block.row_header, block.column_header): article.text[block.start : block.end]
        for block in article.blocks
        if block.kind == "table_cell"
    }
    assert cells["Market Risks", "Korinda"].startswith("Reliance on one chip supplier")
    assert cells["Strengths", "Veldtmark"].endswith("trusted brand")
    assert len([key for key in cells if key[0]]) == 10


def test_pdf_is_whole() -> None:
    (article,) = read_file(SAMPLES / "aarental-annual-review.pdf")
    assert article.title == "Aarental Precision: review of the year 2025"
    assert [
        article.text[block.start : block.end] for block in article.blocks if block.kind == "heading"
    ][1:] == ["Semiconductors", "Pharmaceuticals", "Key figures", "Risks", "Outlook"]
    assert "a line can be cleaned in half the time." in article.text
    assert "Annual Review 2025" not in article.text
