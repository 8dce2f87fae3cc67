"""Page furniture: lines that go, and lines that look like them and stay."""

from __future__ import annotations

import pytest

from claimtable.corpus.readers.canonical import Piece
from claimtable.corpus.readers.furniture import is_furniture, opens_furniture, without_furniture

FURNITURE = """
Skip to main content
Home
Toggle navigation
Subscribe Sign In
Log in with Facebook
Share on Facebook
Facebook Twitter LinkedIn WhatsApp
Share this article
Tweet
Copy link
3 min read
12 comments
Leave a Reply
Your email address will not be published. Required fields are marked *
Name *
We use cookies to make this site work.
Accept all cookies
Privacy Policy | Terms of Use | Contact Us
© 2026 The Ledger Ltd. All rights reserved.
Copyright 2026 The Ledger
Photo: Ana Costa/Example News
Featured image by Ana Costa on Unsplash
Jo Park | Getty Images
(Getty Images)
Read more
Also read: Cocoa futures hit a record
Tags: cocoa, sugar, chocolate
Related articles
Most read
Advertisement
Sign up for our weekly newsletter
By Jo Park
By Jo Park and Lee Wong
(Reporting by Jo Park; Editing by Lee Wong)
Senior Correspondent
FOR IMMEDIATE RELEASE
# # #
-ENDS-
Media Contact:
For more information, please visit www.example.com
jo.park@example.com
https://www.example.com/a/b
+44 20 7946 0000
Page 3 of 12
57
The post Cocoa soars appeared first on Sweet News.
Find The Ledger on Facebook, Instagram and X.
Table of Contents
""".strip().splitlines()

CLAIMS = """
Web sales rose 10% in May.
Source code is the company's main asset
Tag Heuer sales fell 3%
Copyright law limits what the company can train on.
Public relations spending doubled
Company contacts with regulators have increased
Comment threads drive half of the site's traffic.
Share prices rose 4%.
Share buybacks reached $2 billion
Reports of fraud fell by a third
More than 40 countries have signed
Read-only memory makes up a fifth of revenue.
By June, the plant will employ 400.
Print revenue fell 12%.
Advertising revenue rose to £40 million
Email volumes have fallen for six years
Subscribe-and-save orders make up 20% of sales.
Photo printing brings in $3 million a year.
Newsletters bring in a tenth of the publisher's revenue.
Home sales fell for a third month
Back to school spending rose 5%
Posted prices in Rotterdam fell 2%.
The cookie maker's margins narrowed to 9%.
""".strip().splitlines()


@pytest.mark.parametrize("line", FURNITURE)
def test_furniture_goes(line: str) -> None:
    assert is_furniture(line)


@pytest.mark.parametrize("line", CLAIMS)
def test_claims_stay(line: str) -> None:
    assert not is_furniture(line)
    assert not opens_furniture(line)


def test_safe_harbour_text_goes_but_not_what_it_stands_in() -> None:
    notice = (
        "This release contains forward-looking statements within the meaning of the Act, which "
        "involve risks and uncertainties."
    )
    assert is_furniture(notice)
    assert not is_furniture("Sales rose 9%, faster than a year ago. " * 30 + notice)


def test_sections_end_where_they_should() -> None:
    prose = (
        "The order still needs the approval of the authority, which has blocked two deals so far."
    )
    pieces = [
        Piece("heading", "Related", 2),  # before any text: it hides nothing
        Piece("paragraph", prose + " One."),
        Piece("heading", "Related", 2),
        Piece("list_item", "Five charts on house prices", 1),
        Piece("paragraph", prose + " It did so twice. Two."),
        Piece("heading", "Leave a Comment", 2),
        Piece("paragraph", prose + " Three."),
        Piece("heading", "Comment of the week", 3),
        Piece("table_cell", "Four", table=0, row=0, column=0),
        Piece("heading", "Outlook", 2),
        Piece("paragraph", prose + " Five."),
    ]
    kept = [piece.text.rsplit(" ", 1)[-1] for piece in without_furniture(pieces)]
    assert kept == ["One.", "Two.", "Outlook", "Five."]


def test_links_go_but_not_lead_ins() -> None:
    pieces = [
        Piece("paragraph", "Rival cuts its outlook", link=True),
        Piece("paragraph", "The report names three risks:", link=True),
    ]
    assert [piece.text for piece in without_furniture(pieces)] == ["The report names three risks:"]
