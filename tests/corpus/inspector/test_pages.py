"""The inspector through its HTTP interface: table, reader, corrections, security, exports."""

import csv
import io
import json
import signal
import subprocess
import sys
import urllib.request
import zipfile
from html import escape, unescape

import pyarrow.parquet as pq
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from claimtable import cli
from claimtable.corpus.articles import Article
from claimtable.corpus.inspector import table
from claimtable.corpus.inspector.actions import surroundings
from claimtable.corpus.inspector.app import make_app
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.inspector.view import SORTS, View, amount, parse, words
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.table import articles_table, claims_table
from tests.corpus import inspecting
from tests.corpus.helpers import article, claim, lines
from tests.corpus.inspecting import correct

ROWS = inspecting.rows()


def texts(page):
    return [row["text"] for row in page.rows]


def find(index, **filters):
    with index.reading() as base:
        return texts(table.page(base, View(**filters), size=100))


def log(store):
    path = store.path / "labels.jsonl"
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"q": "crane"}, [2, 3]),
        ({"q": '"one crane"'}, [2]),
        ({"q": "crane -Baltic"}, [2]),
        ({"q": "doub"}, [0]),
        ({"label": ("risk",), "source": "union"}, [4]),
        ({"kind": ("comparative",)}, [1]),
        ({"kind": ("monetary",)}, [1, 5]),
        ({"entity": "harbour"}, [0]),
        ({"currency": "usd"}, [5]),
        ({"min": "1bn"}, [1]),
        ({"min": "1m", "max": "40m"}, [5]),
        ({"currency": "EUR", "max": "1m"}, []),
        ({"pmin": "10", "pmax": "15%"}, [1]),
        ({"certainty": ("planned", "hedged")}, [3, 5]),
        ({"said": "analyst"}, [5]),
        ({"said": "*"}, [5]),
        ({"since": "2025-04"}, [4, 5]),
        ({"until": "2025-03"}, [0, 1, 2, 3]),
        ({"cmax": "0.6"}, [2]),
        ({"article": inspecting.UNION.id}, [4, 5]),
        ({"sort": "largest", "kind": ("monetary",)}, [1, 5]),
        ({"sort": "smallest"}, [5, 1]),
        ({"sort": "newest", "q": "crane OR"}, []),
        ({"q": "Dock", "sort": "newest"}, [5, 4, 1]),
    ],
)
def test_filters_and_orders(index, filters, expected):
    # The store keeps its rows by source: evil/, then news/union, then news/works.
    found = find(index, **filters)
    wanted = [ROWS[i]["text"] for i in expected]
    assert sorted(found) == sorted(wanted)
    if "sort" in filters:
        assert found == wanted


@pytest.mark.parametrize("sort", sorted(SORTS))
def test_pages_follow_on_without_gap_or_double(index, sort):
    view = View(sort=sort)
    with index.reading() as base:
        whole = texts(table.page(base, view, size=100))
        walked, after = [], ""
        while True:
            page = table.page(base, view, after=after, size=4)
            walked += texts(page)
            if page.after is None:
                break
            after = page.after
        back, before = [], page.before
        while before:
            earlier = table.page(base, view, before=before, size=4)
            back = texts(earlier) + back
            before = earlier.before
    assert walked == whole
    assert back + texts(page) == whole


def test_an_address_gives_its_view_back():
    from starlette.datastructures import QueryParams

    view = View(q='"a b" -c', label=("risk", "none"), min="1bn", said="*", sort="unsure")
    assert parse(QueryParams(view.address())) == (view, [])
    broken = QueryParams("label=rsk&min=lots&since=May&sort=up&corrected=perhaps&page=7")
    assert parse(broken)[0] == View()
    assert len(parse(broken)[1]) == 5


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", 1000), ("2.5m", 2.5e6), ("1 bn", 1e9), ("-3", -3), ("12%", 12), ("x", None)],
)
def test_amounts_as_people_write_them(text, value):
    assert amount(text) == value


@pytest.mark.parametrize("text", ['"', "-", "a AND OR (", "*", "NEAR(", 'x" OR "y', "text:z", "^a"])
def test_no_search_breaks_the_page(index, text):
    find(index, q=text)
    assert "(" not in words(text) or '"' in words(text)


def test_the_table_and_the_reader(client):
    page = client.get("/?q=crane")
    assert page.status_code == 200
    assert "<strong>2</strong> claims" in page.text
    reader = client.get(f"/claim/{ROWS[1]['claim_id']}?kind=comparative")
    assert "Claim 1 of 1" in reader.text
    assert "1.4 billion EUR" in reader.text
    assert 'class="m percentage' in reader.text
    assert client.get("/claim/0000000000000000").status_code == 404
    assert client.get("/nowhere").status_code == 404


def test_next_and_previous_follow_the_view(client):
    part = client.get(f"/part/{ROWS[2]['claim_id']}?q=crane").json()
    assert part["next"] == ROWS[3]["claim_id"]
    assert part["previous"] is None
    assert part["text"] is not None
    same = client.get(f"/part/{ROWS[3]['claim_id']}?q=crane&have={ROWS[3]['article_id']}").json()
    assert same["text"] is None


def test_a_correction_is_a_line_with_time_and_old_value(client, store):
    answer = correct(client, ROWS[2], "strength", seen="risk", note="spare crane ordered")
    assert answer.status_code == 200
    (line,) = log(store)
    assert line["label"] == "strength"
    assert line["old"] == "risk"
    assert line["note"] == "spare crane ordered"
    assert line["before"] == ROWS[1]["text"]
    assert line["time"].endswith("+00:00")
    assert "by a person" in client.get(f"/claim/{ROWS[2]['claim_id']}").text
    assert find(client.app.site.index, corrected="yes") == [ROWS[2]["text"]]


def test_what_stands_before_a_corrected_claim_need_not_be_a_claim():
    owner = article("Sales fell.\nWho will pay for it?\nThe yard needs €3m.", "news/yard.txt")
    first, _, last = (claim(owner, block.start, block.end) for block in owner.blocks)
    seen = surroundings((owner, [first, last]), last["claim_id"])
    assert seen == (last["section"], "Who will pay for it?")


def test_undo_goes_back_to_the_model_or_to_the_person_before(client, store):
    first = correct(client, ROWS[2], "strength", seen="risk").json()
    assert first["previous"] is None
    second = correct(client, ROWS[2], "none", seen="strength").json()
    assert second["previous"] == "strength"
    assert ROWS[2]["text"] not in find(client.app.site.index)
    assert find(client.app.site.index, label=("none",)) == [ROWS[2]["text"]]
    back = correct(client, ROWS[2], second["previous"], seen="none").json()
    assert (back["label"], back["human"]) == ("strength", True)
    back = correct(client, ROWS[2], first["previous"], seen="strength").json()
    assert (back["label"], back["human"], back["confidence"]) == ("risk", False, 0.55)
    assert len(log(store)) == 4
    assert Store.open(store.path).corrections() == {}


def test_two_people_lose_nothing(client, store):
    other = Store.open(store.path)
    row = ROWS[2]
    other.correct(Correction(row["claim_id"], row["text"], "opportunity", old="risk"))
    late = correct(client, row, "strength", seen="risk")
    assert late.status_code == 409
    assert late.json()["label"] == "opportunity"
    assert correct(client, row, "strength", seen="opportunity").status_code == 200
    assert [line["label"] for line in log(store)] == ["opportunity", "strength"]


def test_a_torn_or_foreign_line_in_the_log_harms_nothing(client, store):
    correct(client, ROWS[2], "strength")
    with (store.path / "labels.jsonl").open("ab") as stream:
        stream.write(b"no json\n{}\n" + b'{"id": "x", "te')
    assert find(client.app.site.index, corrected="yes") == [ROWS[2]["text"]]
    assert correct(client, ROWS[3], "risk").status_code == 200
    assert len(find(client.app.site.index, corrected="yes")) == 2


def test_a_log_that_was_replaced_is_read_anew(client, store):
    correct(client, ROWS[2], "strength")
    assert len(find(client.app.site.index, corrected="yes")) == 1
    (store.path / "labels.jsonl").write_text("")
    assert find(client.app.site.index, corrected="yes") == []
    assert find(client.app.site.index, label=("risk",)) == find(
        client.app.site.index, label=("risk",), corrected="no"
    )


def test_the_index_follows_the_store(index, store):
    new = article("Ferry fares rose 4%.", "news/fares.txt")
    store.correct(Correction(lines(new)[0]["claim_id"], new.text, "risk"))
    changed = Article(inspecting.UNION.text, inspecting.UNION.blocks, "news/moved.txt")
    with store.writing() as writer:
        writer.commit(articles_table([new]), claims_table(lines(new)))
        writer.commit(articles_table([changed]), claims_table(lines(changed)))
    assert index.update() == len(ROWS) - 2 + 1 + 2
    assert index.update() == 0
    assert find(index, q="fares", label=("risk",)) == [new.text]
    assert len(find(index, q="ferries")) == 1
    assert len(find(index, source="moved")) == 2
    again = Index(store)
    assert again.update() == 0
    assert len(find(again)) == len(ROWS) + 1


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx", "parquet", "sqlite"])
def test_exports_are_what_is_shown(client, suffix, tmp_path):
    correct(client, ROWS[5], "risk")
    answer = client.get(f"/export.{suffix}?label=risk&sort=unsure")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    expected = find(client.app.site.index, label=("risk",), sort="unsure")
    assert len(expected) == 3
    if suffix == "jsonl":
        rows = [json.loads(line) for line in answer.text.splitlines()]
        assert [row["text"] for row in rows] == expected
        assert {row["label_source"] for row in rows} == {"model:test", "human"}
    elif suffix == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["text"] for row in rows] == expected
    elif suffix == "parquet":
        rows = pq.read_table(io.BytesIO(answer.content)).to_pylist()
        assert [row["text"] for row in rows] == expected
        assert {row["label"] for row in rows} == {"risk"}
    elif suffix == "xlsx":
        book = zipfile.ZipFile(io.BytesIO(answer.content))
        texts_of_book = book.read("xl/worksheets/sheet1.xml").decode()
        assert all(escape(text) in texts_of_book for text in expected)
    assert client.get("/export.exe").status_code == 404


def test_cells_of_an_export_are_inert(client):
    answer = client.get("/export.csv?q=cmd")
    cells = [row["text"] for row in csv.DictReader(io.StringIO(answer.text))]
    assert len(cells) == 2
    assert all(cell.startswith("'") for cell in cells)
    book = zipfile.ZipFile(io.BytesIO(client.get("/export.xlsx?q=cmd").content))
    assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_an_empty_store_says_what_to_do(tmp_path):
    index = Index(Store.open(tmp_path / "new", create=True))
    assert index.update() == 0
    with TestClient(make_app(index), base_url="http://localhost") as client:
        assert "claimtable extract" in unescape(client.get("/").text)
        assert client.get("/export.csv").status_code == 200
        assert "No claim fits" not in client.get("/").text


@pytest.mark.parametrize("sort", sorted(SORTS))
@pytest.mark.parametrize("filters", [{}, {"label": ("risk",)}, {"kind": ("monetary",)}])
def test_a_page_is_read_along_an_index(index, monkeypatch, sort, filters):
    plans = []

    class Explaining:
        def __init__(self, base):
            self._base = base

        def execute(self, sql, values=()):
            if "LIMIT" in sql:
                plan = self._base.execute(f"EXPLAIN QUERY PLAN {sql}", values).fetchall()
                plans.extend(row["detail"] for row in plan)
            return self._base.execute(sql, values)

    with index.reading() as base:
        table.page(Explaining(base), View(sort=sort, **filters), after="1:0.5")
    assert plans
    assert [plan for plan in plans if "TEMP B-TREE" in plan] == [], plans


def test_what_is_extracted_meanwhile_shows_up(client, store):
    assert "Ferry fares" not in client.get("/").text
    new = article("Ferry fares rose 4%.", "news/fares.txt")
    with Store.open(store.path).writing() as writer:
        writer.commit(articles_table([new]), claims_table(lines(new)))
    assert "Ferry fares" in client.get("/?q=fares").text
    assert client.get("/export.csv?q=fares").status_code == 200


def test_the_command_serves_until_it_is_interrupted(store):
    command = [sys.executable, "-m", "claimtable", "inspect", str(store.path)]
    process = subprocess.Popen(
        [*command, "--port", "0", "--no-browser"], stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    address = process.stderr.readline().split()[0]
    with urllib.request.urlopen(address, timeout=60) as answer:
        assert b"Harbour Works" in answer.read()
    process.send_signal(signal.SIGINT)
    said = process.stderr.read()
    assert process.wait() == 0
    assert "stopped" in said
    process.stderr.close()


def test_the_command_says_what_is_wrong(tmp_path):
    run = CliRunner().invoke(cli.app, ["inspect", str(tmp_path / "none"), "--no-browser"])
    assert run.exit_code == 2
    assert "does not exist" in run.output


@pytest.mark.parametrize("content", [b"", b"no database at all" * 300])
def test_a_torn_index_is_made_anew(store, content):
    for path in store.path.glob("inspector.sqlite*"):
        path.unlink()
    (store.path / "inspector.sqlite").write_bytes(content)
    index = Index(store)
    assert index.update() == len(ROWS)
    assert len(find(index, q="crane")) == 2
