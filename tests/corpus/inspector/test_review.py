"""The review queue, and retraining from the page."""

import sys
import time
from pathlib import Path

import pytest

from claimtable.corpus.inspector import modelling, queue
from claimtable.corpus.inspector.index import Index
from claimtable.corpus.store import Correction, Store
from claimtable.corpus.table import articles_table, claims_table
from tests.corpus import inspecting
from tests.corpus.helpers import article, claim
from tests.corpus.inspecting import HEADERS

ROWS = inspecting.rows()
PRETENDED = [sys.executable, str(Path(inspecting.__file__).with_name("pretended_training.py"))]


@pytest.fixture
def client(client):
    client.app.site.training.command = PRETENDED
    yield client
    client.app.site.training.stop()


def post(client, path, **body):
    return client.post(path, json=body, headers=HEADERS)


def label(client, claim_id, given):
    return post(client, "/label", id=claim_id, label=given).json()


def trained(client):
    for _ in range(500):
        state = client.get("/model/state").json()
        if state["state"] != "running":
            return state
        time.sleep(0.02)
    raise AssertionError("the training does not end")


def test_one_works_through_a_queue(client):
    assert "Make a queue" in client.get("/review").text
    assert post(client, "/queue").json() == {"go": "/review"}
    index = client.app.site.index
    with index.reading() as base:
        first, total = queue.first(base), queue.progress(base).total
    assert total == len(ROWS)
    assert first == ROWS[2]["claim_id"]  # the least sure
    assert f"/claim/{first}?queue=1" in client.get("/review").text
    assert f'<strong id="far">0 of {total}</strong>' in client.get(f"/claim/{first}?queue=1").text
    walked = [first]
    for done in range(1, total + 1):
        answer = label(client, walked[-1], "risk")
        assert (answer["reviewed"], answer["queue"]) == (done, total)
        following = client.get(f"/part/{walked[-1]}?queue=1").json()["next"]
        if following:
            walked.append(following)
    assert sorted(walked) == sorted(row["claim_id"] for row in ROWS)
    assert f"{total} of {total}" in client.get("/review").text
    assert label(client, first, None)["reviewed"] == total - 1


def test_what_is_novel_and_suspect_comes_first(tmp_path):
    # Twenty near doubles, one unlike them, and one like a claim that people corrected.
    texts = [f"Quarry {n} reopened its northern pit for limestone." for n in range(20)]
    texts += ["Fog delayed seven ferries.", "Levy on imported barley squeezes maltsters badly.",
              "Levy on imported barley squeezes brewers badly."]  # fmt: skip
    owner = article("\n".join(texts))
    rows = [claim(owner, b.start, b.end, label_confidence=0.6) for b in owner.blocks]
    store = Store.open(tmp_path / "store", create=True)
    with store.writing() as writer:
        writer.commit(articles_table([owner]), claims_table(rows))
    store.correct(Correction(rows[-1]["claim_id"], texts[-1], "risk", old="development"))
    index = Index(store)
    index.update()
    with index.reading() as base:
        chosen = queue.choose(base, {}, size=3)
        flipped = queue.choose(base, {rows[4]["claim_id"]: "strength"}, size=1)
    ids = [claim_id for claim_id, _ in chosen]
    assert rows[20]["claim_id"] in ids
    assert rows[21]["claim_id"] in ids
    assert sum(claim_id in {row["claim_id"] for row in rows[:20]} for claim_id in ids) == 1
    assert "perhaps risk" in dict(chosen)[rows[21]["claim_id"]]
    assert flipped[0][0] == rows[4]["claim_id"]
    assert "perhaps strength" in flipped[0][1]


def test_a_store_without_claims_has_an_empty_queue(tmp_path):
    index = Index(Store.open(tmp_path / "store", create=True))
    index.update()
    with index.reading() as base:
        assert queue.choose(base, {}) == []


def test_a_new_version_is_judged_and_waits_to_be_told(client, monkeypatch):
    used = []
    monkeypatch.setattr(modelling, "use", used.append)
    label(client, ROWS[0]["claim_id"], "risk")
    assert post(client, "/model/train").json() == {"go": "/model"}
    assert trained(client)["state"] == "done"
    page = client.get("/model").text
    assert "The gate lets it through" in page
    assert "1 claim of this store would</h2>" not in page
    assert "&lt;b&gt;A claim&lt;/b&gt;" in page
    assert used == []
    answer = post(client, "/model/use").json()
    assert len(used) == 1
    assert used[0].startswith("store-")
    assert answer["go"] == f"/model?used={used[0]}"
    assert client.get("/model/state").json() == {"state": "idle"}


def test_a_worse_version_is_refused_by_the_gate(client):
    client.app.site.index.store.path = client.app.site.index.store.path.parent / "worse"
    client.app.site.training.start()
    trained(client)
    client.app.site.index.store.path = client.app.site.index.store.path.parent / "store"
    page = client.get("/model").text
    assert "The gate refuses it" in page
    assert "data-ask" in page


@pytest.mark.parametrize(("folder", "reason"), [("broken", "the disk is full")])
def test_a_training_that_fails_says_why(client, folder, reason):
    site = client.app.site
    store = site.index.store.path
    site.index.store.path = store.parent / folder
    site.training.start()
    state = trained(client)
    site.index.store.path = store
    assert state == {"state": "failed", "error": reason}
    assert reason in client.get("/model").text


def test_only_one_training_runs_and_it_can_be_stopped(client):
    site = client.app.site
    store = site.index.store.path
    site.index.store.path = store.parent / "halting"
    assert site.training.start()
    site.index.store.path = store
    assert post(client, "/model/train").status_code == 409
    assert "Stop" in client.get("/model").text
    assert post(client, "/model/stop").status_code == 200
    assert client.get("/model/state").json() == {"state": "idle"}
    assert post(client, "/model/discard").status_code == 404
    assert post(client, "/model/dance").status_code == 404


def test_versions_that_do_not_exist_cannot_be_used(client):
    answer = post(client, "/model/use", name="nobody")
    assert answer.status_code == 409
    assert "nobody" in answer.json()["error"]
    assert post(client, "/model/use").status_code == 409


def test_why_a_label_is_given(client, monkeypatch):
    why = {
        "model": "shipped",
        "label": "risk",
        "probability": 0.8,
        "reasons": [("word:<b>", 1.5), ("first:negation", -0.5)],
    }
    asked = []
    monkeypatch.setattr(modelling, "explain", lambda *x: asked.append(x) or why)
    html = client.get(f"/why/{ROWS[2]['claim_id']}").text
    assert "for: word:&lt;b&gt;" in html
    assert "against: first:negation" in html
    assert asked == [(ROWS[2]["text"], ROWS[1]["text"], None)]
    assert client.get("/why/none").status_code == 404

    def refuse(*_):
        raise modelling.Unavailable("no <model>")

    monkeypatch.setattr(modelling, "explain", refuse)
    assert "no &lt;model&gt;" in client.get(f"/why/{ROWS[2]['claim_id']}").text


def test_without_corrections_there_is_nothing_to_train_on(client):
    assert "There is nothing to learn from yet" in client.get("/model").text
    with pytest.raises(modelling.Unavailable, match="no corrections"):
        modelling.train(client.app.site.index.store, "x", lambda *_: None)


@pytest.mark.slow
def test_the_real_training_ends_in_a_version_that_can_be_used(client):
    site = client.app.site
    label(client, ROWS[2]["claim_id"], "strength")
    steps = []
    result = modelling.train(site.index.store, "next", lambda *step: steps.append(step))
    assert result["corrections"] == 1
    assert isinstance(result["passed"], bool)
    assert ROWS[2]["claim_id"] not in {flip["claim_id"] for flip in result["flips"]}
    assert steps[-1] == ("saving", steps[-1][2], steps[-1][2])
    site.training.state = {"state": "done", "result": result}
    assert "macro-F1 of the four labels" in client.get("/model").text
    assert post(client, "/model/use").json() == {"go": "/model?used=next"}
    assert [v["name"] for v in modelling.versions() if v["in_use"]] == ["next"]
    assert "next is in use now" in client.get("/model?used=next").text
    why = client.get(f"/why/{ROWS[2]['claim_id']}").text
    assert "<code>next</code>" in why
