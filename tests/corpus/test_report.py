"""The report: one file, nothing from outside, hostile text inert, offsets as JavaScript counts."""

import base64
import datetime
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from claimtable import cli
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.inspector.overview import overview
from claimtable.corpus.report.build import write_report
from claimtable.corpus.report.data import script_json, units
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.table import articles_table, claims_table
from tests.corpus import inspecting
from tests.corpus.helpers import article, claim

ROWS = inspecting.rows()


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    made = inspecting.fill(tmp_path_factory.mktemp("report") / "store")
    made.correct(Correction(ROWS[0]["claim_id"], ROWS[0]["text"], "opportunity"))
    made.correct(Correction(ROWS[7]["claim_id"], ROWS[7]["text"], "none"))
    return made


@pytest.fixture(scope="module")
def html(store):
    out = store.path.parent / "report.html"
    write_report(store, out)
    return out.read_text("utf-8")


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts and styles."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.inside = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        if self.elements and self.elements[-1][0] in ("script", "style"):
            self.inside.setdefault(len(self.elements) - 1, data)


def payload(html):
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.S)
    return json.loads(match[1])


def test_every_claim_can_be_cut_out_of_its_article(html):
    found = {}
    for source, _, _, text, _, claims in payload(html)["articles"]:
        wide = text.encode("utf-16-le")
        for start, end, *_ in claims:
            found.setdefault(source, []).append(wide[2 * start : 2 * end].decode("utf-16-le"))
    expected = {}
    for at, row in enumerate(ROWS):
        if at != 7:  # a person says it is no claim
            expected.setdefault(row["source"], []).append(row["text"])
    assert found == expected


def test_people_come_before_the_model(html):
    works = next(a for a in payload(html)["articles"] if a[0] == "news/works.txt")
    assert works[5][0][2:6] == [2, 100, 8, 1]


@given(st.text(max_size=30), st.integers(0, 30))
def test_offsets_are_counted_as_javascript_does(text, offset):
    text = text.encode("utf-8", "replace").decode()
    cut = text[: min(offset, len(text))]
    assert units(text)(len(cut)) == len(cut.encode("utf-16-le")) // 2


def test_nothing_of_an_article_ends_the_data():
    evil = "</script><!--<script>\u2028&"
    text = script_json([evil])
    assert not re.search(r"[<>&\u2028]", text)
    assert json.loads(text) == [evil]


def test_nothing_is_loaded_and_only_our_script_runs(html):
    page = Elements(html)
    for tag, attributes in page.elements:
        assert tag not in {"link", "img", "iframe", "object", "base"}
        assert not {"src", "style", "srcdoc"} & attributes.keys()
        assert not [name for name in attributes if name.startswith("on")]
        assert attributes.get("href", "#").startswith("#")
    assert html.count("<script") == 2
    policy = next(a["content"] for _, a in page.elements if "http-equiv" in a)
    assert policy.startswith("default-src 'none'")
    for at, content in page.inside.items():
        if page.elements[at][1].get("type") != "application/json":
            digest = hashlib.sha256(content.encode()).digest()
            assert base64.b64encode(digest).decode() in policy


def test_plots_are_named_for_screen_readers(html):
    plots = re.findall(r"<svg class=\"plot\".*?</svg>", html, re.S)
    assert len(plots) >= 5
    for plot in plots:
        key = re.search(r'aria-labelledby="(\S+) (\S+)"', plot)
        assert f'<title id="{key[1]}">' in plot
        assert f'<desc id="{key[2]}">' in plot
        assert 'role="img"' in plot


def test_of_too_many_articles_the_newest_are_carried(store, tmp_path):
    written = write_report(store, tmp_path / "small.html", limit=1)
    assert (written.articles, written.left_out) == (1, 2)
    data = payload((tmp_path / "small.html").read_text("utf-8"))
    assert [a[0] for a in data["articles"]] == ["news/union.txt"]


def test_the_command(store, tmp_path):
    out = tmp_path / "out.html"
    run = CliRunner().invoke(cli.app, ["report", str(store.path), "-o", str(out), "--json"])
    assert run.exit_code == 0
    assert json.loads(run.stdout)["claims"] == len(ROWS) - 1
    assert out.stat().st_size > 20_000
    assert CliRunner().invoke(cli.app, ["report", str(tmp_path / "none")]).exit_code == 2


def test_an_empty_store_gives_a_page(tmp_path):
    written = write_report(Store.open(tmp_path / "new", create=True), tmp_path / "r.html")
    assert written.claims == 0


def comparing(owner, first, cue, second, scale="more"):
    """A claim in which two entities are compared."""
    row = claim(owner, 0, len(owner.text), kinds=["comparative"])
    row["entities"] = [inspecting.entity(owner, first), inspecting.entity(owner, second)]
    facts = {"aspect": None, "kind": "nonequal", "preference": None, "degree": None}
    parts = {"subject": first, "object": second, "cue": cue, "scale": scale, "basis": "peer"}
    row["comparisons"] = [inspecting.place(owner, owner.text, **parts, **facts)]
    return row


def test_agreement_and_conflict_are_found(tmp_path):
    texts = ["Ahlen outsells Brom.", "Brom is larger than Ahlen.", "Ahlen beats Cole.",
             "Cole trails Ahlen."]  # fmt: skip
    owners = [article(text, f"{i}.txt") for i, text in enumerate(texts)]
    rows = [
        comparing(owners[0], "Ahlen", "outsells", "Brom"),
        comparing(owners[1], "Brom", "larger", "Ahlen"),
        comparing(owners[2], "Ahlen", "beats", "Cole"),
        comparing(owners[3], "Cole", "trails", "Ahlen", "less"),
    ]
    made = Store.open(tmp_path / "store", create=True)
    with made.writing() as writer:
        writer.commit(articles_table(owners), claims_table(rows))
    index = Index(made)
    index.update()
    with index.reading() as base:
        numbers = overview(base)
    assert [(p.first, p.second, p.above, p.below) for p in numbers.conflicts] == [
        ("Ahlen", "Brom", 1, 1)
    ]
    assert [(p.first, p.second, p.above) for p in numbers.agreed] == [("Ahlen", "Cole", 2)]


def test_movers_compare_the_earlier_with_the_later_half(tmp_path):
    owners, rows = [], []
    for day in range(1, 9):
        name = "Old Mill" if day < 5 else "New Mill"
        owner = article(f"{name} shipped {day} loads.", f"{day}.txt",
                        published=datetime.date(2025, 1, day))  # fmt: skip
        owners.append(owner)
        rows.append(claim(owner, 0, len(owner.text), entities=[inspecting.entity(owner, name)]))
    made = Store.open(tmp_path / "store", create=True)
    with made.writing() as writer:
        writer.commit(articles_table(owners), claims_table(rows))
    index = Index(made)
    index.update()
    with index.reading() as base:
        numbers = overview(base)
    assert numbers.movers == [("New Mill", 0.0, 1.0), ("Old Mill", 1.0, 0.0)]
    assert list(numbers.months) == ["2025-01"]
