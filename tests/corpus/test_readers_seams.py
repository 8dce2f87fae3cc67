"""Headings glued to the sentence below them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtable.corpus.readers.seams import count_words, split_heading

PIECES = (
    "About ",
    "Acme",
    "Outlook For 2026",
    "Prices",
    " are likely to rise by 4%",
    ".",
    " ",
    "x",
)
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=80)


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("A New Yard For The NorthPrices rose by 4% in May.", "A New Yard For The North"),
        ("Outlook For 2026Prices are likely to rise.", "Outlook For 2026"),
        ("MethodologyPrices on the list are checked twice.", "Methodology"),
        ("About Acme 7Acme 7 makes pumps for the mines.", "About Acme 7"),
        ("With PayPal Prices are likely to rise.", None),
        ("PayPal is a service that many firms use.", None),
        ("The Next Step For DocsPrices is near, as all firms know.", None),
        ("The Yard Of DocsPrices is a site for teachers.", None),
        ("RENO, Nev., March 4 - BayPrices said that sales rose.", None),
        ("The price of the yardPrices rose by 4% in May.", None),
        ("About Acme", None),
    ],
)
def test_headings(text: str, heading: str | None) -> None:
    counts = count_words(text + " Prices fell. DocsPrices is a site.")
    found, rest = split_heading(text, lambda: counts)
    assert found == heading
    assert (found or "") + rest == text


@given(texts)
def test_nothing_is_lost(text: str) -> None:
    heading, rest = split_heading(text, lambda: count_words(text))
    assert (heading or "") + rest == text
    assert heading != ""
