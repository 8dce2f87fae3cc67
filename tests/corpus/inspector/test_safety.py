"""Who may ask the inspector, and what hostile articles may do: nothing."""

import pytest
from starlette.testclient import TestClient

from claimtable.corpus.inspector.app import make_app
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.store import Store
from claimtable.corpus.table import articles_table, claims_table
from tests.corpus import inspecting
from tests.corpus.helpers import article, lines
from tests.corpus.inspecting import TOKEN, correct

ROWS = inspecting.rows()


def test_a_foreign_host_is_refused(client):
    for host in ("evil.example", "127.0.0.1.evil.example", "192.168.0.9:8321", "", "[::1"):
        assert client.get("/", headers={"host": host}).status_code == 400, host
    for host in ("localhost:8321", "127.0.0.1", "[::1]:8321"):
        assert client.get("/", headers={"host": host}).status_code == 200, host


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-claimtable-token": "guess"},
        {"x-claimtable-token": TOKEN, "origin": "https://evil.example"},
        {"x-claimtable-token": TOKEN, "origin": "null"},
        {"x-claimtable-token": TOKEN, "origin": "http://127.0.0.1:9999"},
        {"x-claimtable-token": TOKEN, "sec-fetch-site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/label", "/queue", "/model/train", "/model/use"])
def test_nothing_changes_without_token_and_origin(client, store, path, headers):
    body = {"id": ROWS[0]["claim_id"], "label": "risk"}
    assert client.post(path, json=body, headers=headers).status_code == 403
    assert not (store.path / "labels.jsonl").exists()


def test_wrong_bodies_are_refused(client):
    headers = {"x-claimtable-token": TOKEN}
    for content in (b"", b"[]", b"no json", b'{"label": "great"}', b"\xff"):
        assert client.post("/label", content=content, headers=headers).status_code == 400
    assert client.post("/label", content=b"x" * 70_000, headers=headers).status_code == 413
    assert correct(client, {"claim_id": "f" * 16}, "risk").status_code == 404


def test_every_answer_bears_the_policy(client):
    for path in ("/", "/nowhere", "/static/style.css", f"/claim/{ROWS[0]['claim_id']}"):
        headers = client.get(path).headers
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
    first, second = (client.get("/").headers["content-security-policy"] for _ in range(2))
    assert first != second


def test_pages_hold_no_script_of_an_article(client):
    assert "{{ 7 * 7 }}" in client.get("/").text
    hostile = [row for row in ROWS if row["article_id"] == inspecting.HOSTILE.id]
    for path in ("/", f"/claim/{hostile[0]['claim_id']}", "/?q=pwned&entity=<script>"):
        html = client.get(path).text
        assert "<script>" not in html
        assert "<img" not in html
        assert 'onerror="' not in html
        assert "\u202e" not in html


def test_beyond_loopback_only_names_and_addresses_of_ours_are_answered(index):
    app = make_app(index, token=TOKEN, hosts=("desk.example",), literal=True)
    with TestClient(app, base_url="http://desk.example:8321") as client:
        assert client.get("/").status_code == 200
        assert client.get("/", headers={"host": "192.168.0.9:8321"}).status_code == 200
        assert client.get("/", headers={"host": "evil.example"}).status_code == 400


def test_a_line_of_five_megabytes_is_read(tmp_path):
    long = article("<b>x</b> " * 600_000, "long.txt")
    store = Store.open(tmp_path / "store", create=True)
    with store.writing() as writer:
        writer.commit(articles_table([long]), claims_table(lines(long)))
    index = Index(store)
    index.update()
    with TestClient(make_app(index), base_url="http://localhost") as client:
        assert len(client.get("/").text) < 100_000
        reader = client.get(f"/claim/{lines(long)[0]['claim_id']}").text
        assert len(reader) < 2_000_000
        assert "<b>x" not in reader
