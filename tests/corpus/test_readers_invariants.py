"""What holds for whatever a reader is given."""

from __future__ import annotations

import ftfy
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from claimtable.corpus.articles import Article
from claimtable.corpus.readers.decode import decode
from claimtable.corpus.readers.html import read_html
from claimtable.corpus.readers.markdown import read_markdown
from claimtable.corpus.readers.outcome import ReadError
from claimtable.corpus.readers.text import read_text

WORDS = st.sampled_from(
    """
    Acme Globex rose fell to $4 million , . ; : ? • - – * 1. (a) 12% and the of in \u00a0 \u200b
    Dimension Strengths Item 1A. Risk Factors By LONDON, March 4 (Wire) -- | \t # ## > ``` ---
    Leave a Comment https://a.example “ ” é ½ 🇺🇸
    """.strip().split(" ")
)
LINES = st.lists(st.lists(WORDS, max_size=12).map(" ".join), max_size=20)
PLAIN = st.one_of(st.text(), LINES.map("\n".join), LINES.map("\n\n".join), LINES.map("\r\n".join))
TAGS = st.sampled_from(
    ["p", "h1", "h2", "ul", "li", "table", "tr", "td", "th", "blockquote", "div", "a", "br", "b"]
)
MARKUP = st.recursive(
    st.lists(WORDS, max_size=6).map(" ".join),
    lambda inner: st.tuples(TAGS, st.lists(inner, max_size=4)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=25,
)
QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def check(article: Article, again: Article) -> None:
    end = -1
    for block in article.blocks:
        assert block.start == end + 1  # a line feed between, nothing else
        assert block.start < block.end <= len(article.text)
        text = article.text[block.start : block.end]
        assert text == " ".join(text.split())
        assert "\n" not in text
        assert (block.kind == "table_cell") == (block.table is not None)
        assert (block.kind == "heading") <= (1 <= block.level <= 6)
        end = block.end
    assert end == len(article.text) or not article.blocks
    assert article.text == "\n".join(article.text[b.start : b.end] for b in article.blocks)
    article.text.encode("utf-8")
    assert (article.id, article.blocks) == (again.id, again.blocks)


@QUICK
@given(PLAIN)
@example("Dimension A B\nA")
@example("•\n•")
@example("<html>")
@example("</p></p>")
@example("---\n---\n")
def test_text(text: str) -> None:
    check(read_text(text), read_text(text))


@QUICK
@given(st.one_of(PLAIN, MARKUP))
@example("<!--")
@example("| a |\n|---|\n")
def test_markdown(text: str) -> None:
    check(read_markdown(text), read_markdown(text))


@QUICK
@given(st.one_of(st.text(), MARKUP))
@example("")
@example("<?xml version='1.0' encoding='x'?><html/>")
@example("\x00")
@example("<table><tr><td colspan=0 rowspan=99999999>a</td></tr><tr></tr></table>")
def test_html(text: str) -> None:
    try:
        article = read_html(text)
    except ReadError:
        return
    check(article, read_html(text))


@QUICK
@given(PLAIN)
def test_reading_canonical_text_again_keeps_it_whole(text: str) -> None:
    once = read_text(text)
    assert set(read_text(once.text).text.split()) <= set(once.text.split())


@pytest.mark.parametrize("lines", [2_000, 20_000])
@pytest.mark.parametrize(
    "line",
    [
        "• Acme grows fast\n",
        "Acme Globex Initech\n",
        "Acme Grows Fast\n\n",
        "a\tb\tc\n",
        "Dimension Acme Globex\nReach Strong in Asia and more Weak in Europe\n",
        "1. Acme Grows\n",
        "LONDON, \n",
        "infra-\nstructure ",
    ],
)
@pytest.mark.slow
def test_long_texts_are_read(line: str, lines: int) -> None:
    article = read_text(line * lines)
    check(article, article)


@QUICK
@given(st.text(st.sampled_from("‘’“”–—…•\u00a0aAz0 .,'\n$%")))
def test_signs_of_typography_are_no_mojibake(text: str) -> None:
    assert ftfy.fix_encoding(text) == text == decode(text.encode(), "")
