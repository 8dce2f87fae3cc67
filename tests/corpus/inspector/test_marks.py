"""Highlights: whatever overlaps, the pieces put together are the claim's text."""

from decimal import Decimal
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from claimtable.corpus.inspector.marks import _CONTROL, article_html, claim_html, visible
from tests.corpus.helpers import article, claim
from tests.corpus.inspecting import HOSTILE, SCRIPTS, WORKS, rows

KNOWN = {"p", "mark", "bdi", "span"}


class Pieces(HTMLParser):
    """What a browser would show: the text of each claim, and all tags."""

    def __init__(self, html):
        super().__init__()
        self.texts = {}
        self.tags = []
        self.attributes = set()
        self._owners = []
        self.feed(str(html))

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "mark":
            self._owners = dict(attrs)["data-claims"].split()

    def handle_endtag(self, tag):
        if tag == "mark":
            self._owners = []

    def handle_data(self, data):
        for owner in self._owners:
            self.texts[owner] = self.texts.get(owner, "") + data


def shown(text):
    return _CONTROL.sub("", text)


@given(
    st.text(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 60)), max_size=6),
)
def test_pieces_of_overlapping_claims_make_up_their_text(text, spans):
    owner = article(text)
    clipped = {(a, min(b, len(text))) for a, b in spans if a < min(b, len(text))}
    claims = [claim(owner, a, b) for a, b in sorted(clipped)]
    found = Pieces(article_html(text, (), claims))
    expected = {c["claim_id"]: shown(c["text"]) for c in claims}
    assert {k: found.texts.get(k, "") for k in expected} == expected
    assert set(found.tags) <= KNOWN


def test_emoji_and_wide_letters_do_not_shift_a_mark():
    owner = article("🚢🚢 海港 grew 12% 🏗️ in 上海.")
    start = owner.text.index("海港")
    row = claim(owner, start, len(owner.text))
    row["percentages"] = [
        {
            "text": "12%",
            "start": owner.text.index("12%"),
            "end": owner.text.index("12%") + 3,
            "value": Decimal(12),
            "high": None,
            "unit": "percent",
            "modifier": None,
            "direction": "up",
        }
    ]
    html = article_html(owner.text, owner.blocks, [row])
    assert Pieces(html).texts == {row["claim_id"]: "海港 grew 12% 🏗️ in 上海."}
    assert '<span class="m percentage" title="up 12 percent">12%</span>' in html


def test_the_parts_of_a_comparison_are_marked():
    html = claim_html(rows()[1], WORKS.text)
    for kind, words in (("object", "Dock Union"), ("cue", "ahead of"), ("subject", "Revenue")):
        assert any(kind in tag and words in tag for tag in html.split("<span")), kind
    assert "1.4 billion EUR" in html


def test_hostile_text_makes_no_tags_and_no_handlers():
    claims = [row for row in rows() if row["article_id"] == HOSTILE.id]
    found = Pieces(article_html(HOSTILE.text, HOSTILE.blocks, claims))
    assert set(found.tags) <= KNOWN
    assert not {name for name in found.attributes if name.startswith("on")}
    assert sorted(found.texts.values()) == sorted(map(shown, SCRIPTS))


def test_characters_that_steer_are_shown_by_their_code():
    html = visible("a\u202eb\x00c")
    assert "\u202e" not in html
    assert 'data-code="U+202E"' in html
    assert 'data-code="U+0000"' in html


def test_of_a_very_long_article_the_part_around_the_claim_is_shown():
    line = "x" * 5_000_000
    owner = article(line)
    row = claim(owner, 4_000_000, 4_000_010)
    html = article_html(line, owner.blocks, [row], row["claim_id"], window=10_000)
    assert len(html) < 20_000
    assert Pieces(html).texts == {row["claim_id"]: "x" * 10}
