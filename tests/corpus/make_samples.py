"""Write the sample articles that cannot be edited as text: PDF, DOCX and Parquet.

Run from the repository root: ``python tests/corpus/make_samples.py``. The text is ours; all
companies are invented. The files it writes are committed.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import docx
import pyarrow as pa
import pyarrow.parquet as pq
from reportlab.lib import colors
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

SAMPLES = Path(__file__).parents[2] / "corpus" / "samples"

REVIEW = [
    ("title", "Aarental Precision: review of the year 2025"),
    (
        "text",
        "Aarental Precision AG makes valves for pumps that have to work in clean rooms. Sales in "
        "2025 came to CHF 486 million, up 9.4% in local currencies and 5.1% in francs. The order "
        "book at the end of the year was worth CHF 310 million, which is more than at any time "
        "since the company was founded.",
    ),
    (
        "text",
        "Operating profit rose to CHF 92 million from CHF 81 million. At 18.9% of sales the "
        "margin is the highest in the industry and almost twice that of the nearest competitor. "
        "The strong franc took about CHF 20 million off sales and CHF 7 million off profit.",
    ),
    ("head", "Semiconductors"),
    (
        "text",
        "The semiconductor division grew by 21%, faster than the market for the third year in a "
        "row. Two makers of lithography equipment in the Netherlands and Japan have made "
        "Aarental their only supplier of isolation valves. Construction of a second plant near "
        "Penang began in October; it will cost MYR 540 million and could double the "
        "division's capacity by 2028.",
    ),
    ("head", "Pharmaceuticals"),
    (
        "text",
        "Sales to makers of medicines fell 4% to CHF 133 million, because customers ran down "
        "stocks that they had built up during the pandemic. Orders turned up again in the fourth "
        "quarter. The new sterile valve needs no lubricant, so that a line can be cleaned in "
        "half the time.",
    ),
    ("head", "Key figures"),
    (
        "table",
        [
            ["CHF million", "2025", "2024"],
            ["Net sales", "486", "462"],
            ["Operating profit", "92", "81"],
            ["Free cash flow", "58", "64"],
            ["Employees", "1,940", "1,812"],
        ],
    ),
    ("head", "Risks"),
    (
        "text",
        "One customer accounts for 27% of sales, and the loss of its orders could not be made "
        "good within a year. Export licences for the Chinese market now take up to nine months. "
        "If tariffs on Swiss machinery are raised to the level that has been proposed, profit "
        "would fall by between CHF 8 million and CHF 12 million.",
    ),
    ("head", "Outlook"),
    (
        "text",
        "The board expects sales to grow by 6% to 8% in 2026 at constant exchange rates. It will "
        "propose a dividend of CHF 7.50 a share, CHF 0.50 more than last year. A buyback of up "
        "to CHF 60 million may follow once the plant in Penang has been paid for.",
    ),
]


def write_pdf(path: Path) -> None:
    """Two small pages with a running header and footer, headings and a ruled table."""
    base = getSampleStyleSheet()
    text = ParagraphStyle("text", base["BodyText"], fontSize=9, leading=12, spaceAfter=6)
    styles = {
        "title": ParagraphStyle("title", base["Title"], fontSize=16, leading=19, alignment=0),
        "head": ParagraphStyle("head", base["Heading2"], fontSize=11.5, leading=14),
        "text": text,
    }
    story: list[object] = []
    for kind, content in REVIEW:
        if kind == "table":
            table = Table(content, colWidths=[45 * mm, 22 * mm, 22 * mm])
            lines = [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                ("FONTSIZE", (0, 0), (-1, -1), 9),
            ]
            table.setStyle(TableStyle(lines))
            story += [KeepTogether([table, Spacer(1, 4 * mm)])]
        else:
            story.append(Paragraph(str(content), styles[kind]))

    def frame(canvas: object, document: object) -> None:
        canvas.setFont("Helvetica", 7)  # type: ignore[attr-defined]
        canvas.drawString(18 * mm, 200 * mm, "Aarental Precision AG – Annual Review 2025")  # type: ignore[attr-defined]
        canvas.drawCentredString(74 * mm, 10 * mm, f"Page {document.page}")  # type: ignore[attr-defined]

    template = SimpleDocTemplate(
        str(path), pagesize=A5, leftMargin=18 * mm, rightMargin=18 * mm, invariant=1
    )
    template.build(story, onFirstPage=frame, onLaterPages=frame)


def write_docx(path: Path) -> None:
    """An analyst's note with headings, a list, a table and a bold line for a heading."""
    note = docx.Document()
    note.core_properties.created = datetime.datetime(2026, 2, 27)
    note.add_heading("Kaveri Mobility: more scooters, thinner margins", level=0)
    note.add_paragraph("Published: 27 February 2026")
    note.add_paragraph(
        "Kaveri Mobility sold 214,000 electric scooters in the quarter to December, 38% more than "
        "a year earlier. Revenue rose 29% to ₹1,860 crore, but the operating margin narrowed to "
        "5.2% from 7.9%, because the average price fell by ₹6,400 a scooter."
    )
    note.add_heading("Why we stay positive", level=1)
    note.add_paragraph("Three things speak for the company:")
    for item in (
        "Its share of the market in Tamil Nadu is 41%, ahead of Chakra Motors with 26%.",
        "The new battery costs 17% less per kilowatt-hour than the cells that it imports.",
        "A finance arm, if the regulator approves it, could add ₹120 crore to profit by 2028.",
    ):
        note.add_paragraph(item, style="List Bullet")
    note.add_heading("What the numbers say", level=1)
    rows = [
        ("", "Kaveri", "Chakra"),
        ("Range on one charge", "142 km, the longest in its class", "118 km"),
        (
            "Service network",
            "310 workshops; waiting times of up to two weeks",
            "More than 900 workshops",
        ),
        ("Price of the basic model", "₹89,999", "₹94,500"),
    ]
    table = note.add_table(rows=0, cols=3)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    heading = note.add_paragraph()
    heading.add_run("Risks to our view").bold = True
    note.add_paragraph(
        "Subsidies of ₹10,000 a scooter end in March, and demand may fall sharply afterwards. "
        "Kaveri recalled 11,000 scooters in January over a faulty charger; a second recall would "
        "hurt the brand more than the cost of about ₹22 crore suggests."
    )
    note.add_paragraph(
        "We keep our target of ₹640 a share, some 14% above the current price.", style="Quote"
    )
    note.save(str(path))


def write_parquet(path: Path) -> None:
    """Three short articles, one row each."""
    articles = [
        {
            "title": "Desalination plant opens in Iquarra",
            "published": datetime.date(2026, 1, 30),
            "url": "https://example.com/water/iquarra",
            "text": "A desalination plant that can supply 400,000 people opened in Iquarra on "
            "Friday. It cost 390 million dinars, 15% more than planned. Its water is cheaper "
            "than that brought in by lorry, but it uses four times as much power as the old "
            "wells. A second line could follow if the solar park next door is finished in 2027.",
        },
        {
            "title": "Broadcaster loses football rights",
            "published": datetime.date(2026, 2, 2),
            "url": "https://example.com/media/rights",
            "text": "Televera has lost the rights to the league to its rival Onda Uno, which bid "
            "MXN 7.1 billion for four seasons. Football brought Televera about a fifth of its "
            "advertising revenue. Its shares fell 13%, the steepest drop since 2020. The company "
            "says that it will spend the money it saves on its own series.",
        },
        {
            "title": "Grain terminal deepens its berth",
            "published": datetime.date(2026, 2, 5),
            "url": "https://example.com/logistics/berth",
            "text": "The Varnava grain terminal has deepened its main berth to 15 metres, so that "
            "it can load ships of up to 80,000 tonnes, a third larger than before. The work cost "
            "US$48 million. Freight to Egypt should fall by $3 to $4 a tonne. Insurers still ask "
            "for a war-risk premium of 0.7% of a ship's value.",
        },
    ]
    pq.write_table(pa.Table.from_pylist(articles), path)


if __name__ == "__main__":
    write_pdf(SAMPLES / "aarental-annual-review.pdf")
    write_docx(SAMPLES / "kaveri-analyst-note.docx")
    write_parquet(SAMPLES / "world-briefs.parquet")
