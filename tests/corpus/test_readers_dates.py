"""Days of publication: what is one, and what is left alone because it is not certain."""

from __future__ import annotations

import datetime

import pytest

from claimtable.corpus.readers.dates import cut_dateline, date_line, parse_date
from claimtable.corpus.readers.files import ReadError
from claimtable.corpus.readers.html import read_html
from claimtable.corpus.readers.markdown import read_markdown

DAY = datetime.date(2026, 3, 4)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04",
        "2026-03-04T23:59:00-08:00",
        "2026/03/04",
        "20260304",
        "4 March 2026",
        "March 4, 2026",
        "Mar. 4, 2026",
        "4th of March, 2026",
        "4-Mar-2026",
        "Published on Wednesday, 4 March 2026, 10:15 GMT",
    ],
)
def test_dates(text: str) -> None:
    assert parse_date(text) == DAY


@pytest.mark.parametrize(
    "text", ["", "March 4", "03/04/2026", "2026", "Q1 2026", "31 February 2026", "1234-56-78"]
)
def test_no_date(text: str) -> None:
    assert parse_date(text) is None


def test_day_and_month_where_the_day_is_over_twelve() -> None:
    assert parse_date("25/03/2026") == parse_date("03/25/2026") == datetime.date(2026, 3, 25)


@pytest.mark.parametrize(
    ("text", "rest", "day"),
    [
        ("OSLO, March 4, 2026 (Nordlys) -- Tasmara said so.", "Tasmara said so.", DAY),
        ("OSLO, March 4 (Nordlys) - Tasmara said so.", "Tasmara said so.", None),
        ("OSLO (Nordlys) — Tasmara said so.", "Tasmara said so.", None),
        ("AUSTIN, Texas, March 4, 2026 /Wire/ -- Acme rose.", "Acme rose.", DAY),
        ("AUSTIN, Texas--(BUSINESS LINE)--Acme rose.", "Acme rose.", None),
        ("HANOI, VIETNAM - March 4, 2026 - Acme rose.", "Acme rose.", DAY),
        ("London, 4 March 2026 – Acme rose.", "Acme rose.", DAY),
        ("RENO, Nev. - (NewWire) - March 4, 2026 - Acme rose.", "Acme rose.", DAY),
        ("AUSTIN–(BUSINESS LINE)–Acme rose.", "Acme rose.", None),
        ("In London, March 4 was quiet.", "In London, March 4 was quiet.", None),
        ("Acme (the buyer) - a maker of pumps - rose.", None, None),
        (
            "Shares rose 4% on March 4, 2026 - a record.",
            "Shares rose 4% on March 4, 2026 - a record.",
            None,
        ),
    ],
)
def test_datelines(text: str, rest: str | None, day: datetime.date | None) -> None:
    assert cut_dateline(text) == (text if rest is None else rest, day)


@pytest.mark.parametrize(
    "text", ["Published: 4 March 2026", "By Ida Roth, March 4, 2026 10:15 am ET"]
)
def test_date_lines(text: str) -> None:
    assert date_line(text) == DAY


@pytest.mark.parametrize(
    "text", ["Vote of March 4, 2026", "Acme rose on 4 March 2026 after a good year in Asia."]
)
def test_lines_with_a_date_in_them(text: str) -> None:
    assert date_line(text) is None


PAGE = (
    "<html><head>{0}</head><body><article>{1}<p>"
    + "Acme sold more pumps. " * 20
    + "</p></body></html>"
)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2026-03-04T10:00:00Z">', ""),
        ('<meta name="dc.date" content="4 March 2026">', ""),
        ('<script type="application/ld+json">{"datePublished": "2026-03-04"}</script>', ""),
        (
            '<script type="application/ld+json">[{"@graph": [{"headline": "A",'
            ' "datePublished": "2026-03-04"}]}]</script>',
            "",
        ),
        ("", '<time datetime="2026-03-04">today</time>'),
        ('<script type="application/ld+json">{broken</script>', '<time datetime="2026-03-04"/>'),
    ],
)
def test_pages(head: str, body: str) -> None:
    assert read_html(PAGE.format(head, body)).published == DAY


def test_a_page_without_a_date_has_none() -> None:
    page = (
        PAGE.format("", "<h1>A title</h1>") + '<footer><time datetime="2026-03-04"></time></footer>'
    )
    article = read_html(page)
    assert (article.published, article.title) == (None, "A title")
    with pytest.raises(ReadError, match="no article text"):
        read_html("<html><body></body></html>")


@pytest.mark.parametrize(
    "front",
    [
        "title: A: b\ndate: 2026-03-04",
        'title: "A: b"\npublished: 2026-03-04 10:00',
        "date = 2026-03-04\ntitle = 'A: b'",
    ],
)
def test_front_matter(front: str) -> None:
    mark = "+++" if "=" in front else "---"
    article = read_markdown(f"{mark}\n{front}\n{mark}\n\nAcme rose.")
    assert (article.title, article.published, article.text) == ("A: b", DAY, "Acme rose.")
