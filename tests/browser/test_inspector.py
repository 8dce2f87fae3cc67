"""The inspector in a real browser: by keyboard, from the table to a corrected, newer model."""

import csv
import io
import json
import re

import pytest
from playwright.sync_api import expect

from claimtable.corpus.inspector import modelling
from claimtable.corpus.store import Correction
from tests.corpus import inspecting

ROWS = inspecting.rows()
RISK = ROWS[2]


def log(inspector):
    path = inspector.store.path / "labels.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def said(page, text):
    expect(page.locator("#status")).to_contain_text(text)


def test_search_filter_and_a_shareable_address(page):
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("crane")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=crane")
    expect(page.locator("#claims tbody tr")).to_have_count(2)
    page.get_by_text("Filters", exact=True).click()
    page.get_by_label("opportunity").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#claims tbody tr")).to_have_count(1)
    assert page.url.endswith("/?q=crane&label=opportunity")
    page.get_by_role("link", name="Label opportunity").click()
    expect(page.locator("#claims tbody tr")).to_have_count(2)


def test_correcting_in_the_table_by_keys(page, inspector):
    page.goto("/?source=works")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("o")
    said(page, "Saved: opportunity")
    row = page.locator(f'tr[data-id="{ROWS[1]["claim_id"]}"]')
    expect(row.locator(".label")).to_contain_text("opportunity")
    page.keyboard.press("n")
    said(page, "Saved: not a claim")
    assert [line["label"] for line in log(inspector)] == ["opportunity", "none"]
    page.keyboard.press("u")
    said(page, "Taken back; the label is risk again")
    page.keyboard.press("u")
    said(page, "Taken back; the label is development again")
    page.keyboard.press("u")
    said(page, "nothing to undo")
    assert [line["label"] for line in log(inspector)] == ["opportunity", "none", None, None]


def test_reading_and_correcting_by_keys(page, inspector):
    page.goto("/?source=works")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/claim/**")
    expect(page.locator("#text mark.here")).to_have_text(ROWS[0]["text"])
    page.keyboard.press("j")
    expect(page.locator("#heading")).to_contain_text("Claim 2 of 4")
    expect(page.locator("#panel")).to_contain_text("1.4 billion EUR")
    expect(page.locator("#text .m.cue")).to_have_text("ahead of")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#text mark.here")).to_have_text(RISK["text"])
    page.keyboard.press("c")
    page.keyboard.type("one is enough")
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    said(page, "Saved: strength")
    expect(page.locator("#heading")).to_contain_text("Claim 4 of 4")
    assert page.evaluate("document.activeElement.id") == "heading"
    (line,) = log(inspector)
    assert (line["label"], line["old"], line["note"]) == ("strength", "risk", "one is enough")
    mark = page.locator(f'#text mark[data-claims="{RISK["claim_id"]}"]')
    expect(mark).to_have_attribute("data-label", "strength")
    page.keyboard.press("u")
    said(page, "risk again")
    expect(mark).to_have_attribute("data-label", "risk")
    expect(page.locator("#heading")).to_contain_text("Claim 3 of 4")


def test_a_label_that_somebody_else_changed_is_not_overwritten(page, inspector):
    page.goto(f"/claim/{RISK['claim_id']}")
    inspector.store.correct(Correction(RISK["claim_id"], RISK["text"], "opportunity", old="risk"))
    page.keyboard.press("s")
    expect(page.locator("#alert")).to_contain_text("changed this label to opportunity")
    expect(page.locator("#heading .label")).to_contain_text("opportunity")
    assert len(log(inspector)) == 1
    page.keyboard.press("s")
    said(page, "Saved: strength")
    assert [line["old"] for line in log(inspector)] == ["risk", "opportunity"]


def test_two_tabs_lose_nothing(page, inspector):
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto("/?source=works")
    page.locator("#claims a").nth(0).focus()
    other.locator("#claims a").nth(3).focus()
    page.keyboard.press("r")
    other.keyboard.press("s")
    said(page, "Saved: risk")
    said(other, "Saved: strength")
    assert {line["id"]: line["label"] for line in log(inspector)} == {
        ROWS[0]["claim_id"]: "risk",
        ROWS[3]["claim_id"]: "strength",
    }


def test_from_the_queue_to_a_newer_model(page, inspector, monkeypatch):
    used = []
    monkeypatch.setattr(modelling, "use", used.append)
    page.goto("/review")
    page.get_by_role("button", name="Make a queue").click()
    page.get_by_role("link", name="Begin").click()
    page.wait_for_url("**/claim/**")  # until the scripts listen for keys
    expect(page.locator("#heading")).to_contain_text(f"0 of {len(ROWS)} reviewed")
    for done, key in enumerate("rsd", 1):
        page.keyboard.press(key)
        expect(page.locator("#far")).to_have_text(f"{done} of {len(ROWS)}")
    page.goto("/review")
    page.get_by_role("link", name="Train the next model").click()
    page.get_by_role("button", name="Train the next model").click()
    expect(page.get_by_text("The gate lets it through")).to_be_visible()
    expect(page.get_by_text("1 claim of this store would change")).to_be_visible()
    assert used == []
    page.get_by_role("button", name="Use it").click()
    page.wait_for_url("**/model?used=*")
    assert len(used) == 1


def test_an_export_is_what_is_shown(page):
    page.goto("/?label=risk&sort=unsure")
    shown = page.locator("#claims td.text a").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="csv").click()
    text = download.value.path().read_text("utf-8-sig")
    assert [row["text"] for row in csv.DictReader(io.StringIO(text))] == shown


def test_hostile_articles_run_nothing(page):
    hostile = [row for row in ROWS if row["article_id"] == inspecting.HOSTILE.id]
    for path in ("/", "/?q=%3Cscript%3E", f"/claim/{hostile[0]['claim_id']}", "/overview"):
        page.goto(path)
        assert page.evaluate("window.pwned") is None, path
    page.goto(f"/claim/{hostile[0]['claim_id']}")
    for _ in hostile[1:]:
        page.keyboard.press("j")
    expect(page.locator("#text mark.here")).to_have_text(hostile[-1]["text"])
    assert page.evaluate("window.pwned") is None
    assert page.locator("main script, main img, main iframe, main style, main base").count() == 0


def test_the_help_opens_and_closes_by_key(page):
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_single_keys_can_be_turned_off(page, inspector):
    page.goto(f"/claim/{RISK['claim_id']}")
    page.keyboard.press("?")
    page.get_by_label("Single keys are on").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("s")
    page.get_by_role("button", name="s strength").click()
    said(page, "Saved: strength")
    assert len(log(inspector)) == 1
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    page.get_by_label("Single keys are on").check()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()


def test_what_cannot_be_saved_is_said(page, inspector):
    page.goto(f"/claim/{RISK['claim_id']}")
    page.route(re.compile("/label"), lambda route: route.abort())
    page.keyboard.press("s")
    expect(page.locator("#alert")).to_contain_text("Not saved")
    expect(page.locator("#heading")).to_contain_text(RISK["text"])
    assert log(inspector) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessibility(chromium, inspector, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(
        base_url=inspector.address,
        color_scheme=scheme,
        viewport={"width": width, "height": 800},
        bypass_csp=True,
    )
    page = context.new_page()
    found = []
    inspector.site.index.correct(Correction(RISK["claim_id"], RISK["text"], "none", old="risk"))
    for path in (
        "/?kind=monetary&kind=qualitative&corrected=no",
        "/?q=nothing+like+it",
        f"/claim/{ROWS[1]['claim_id']}",
        f"/claim/{ROWS[-1]['claim_id']}",
        "/overview",
        "/review",
        "/model",
        "/nowhere",
    ):
        page.goto(path)
        found += serious(Axe().run(page), path)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, f"{path} is wider than {width}"
    context.close()
    assert found == []


def serious(results, path):
    return [
        f"{path}: {v['id']}: {v['nodes'][0]['html'][:200]} {v['nodes'][0].get('failureSummary')}"
        for v in results.response["violations"]
        if v["impact"] in ("serious", "critical")
    ]
