"""The report opened from disk in a real browser."""

import pytest
from playwright.sync_api import expect

from claimtable.corpus.report.build import write_report
from claimtable.corpus.store import Store
from tests.browser.conftest import watch
from tests.corpus import inspecting

ROWS = inspecting.rows()


@pytest.fixture(scope="module")
def address(tmp_path_factory, filled):
    out = tmp_path_factory.mktemp("report") / "report.html"
    write_report(Store.open(filled), out)
    return out.as_uri()


@pytest.fixture
def opened(chromium, address):
    context = chromium.new_context(offline=True)
    page = context.new_page()
    problems = watch(page)
    page.goto(address)
    yield page
    context.close()
    assert problems == []


def test_it_filters_and_opens_articles(opened):
    rows = opened.locator("#claims tbody tr")
    expect(rows).to_have_count(len(ROWS))
    opened.keyboard.press("/")
    opened.keyboard.type("crane")
    expect(rows).to_have_count(2)
    opened.locator("select[name=label]").select_option("opportunity")
    expect(rows).to_have_count(1)
    expect(opened.locator("#found")).to_contain_text(f"1 of {len(ROWS)} claims")
    rows.get_by_role("button").click()
    expect(opened.locator("#text .here")).to_have_text(ROWS[3]["text"])
    opened.keyboard.press("Escape")
    expect(opened.locator("#article")).to_be_hidden()


def test_marks_stand_where_they_belong(opened):
    for row in ROWS:
        button = opened.locator("#claims tbody tr button").nth(order(row))
        button.click()
        pieces = opened.locator("#text .here").all_text_contents()
        plain = row["text"].replace("\u202e", "").replace("\u202c", "")
        plain = plain.replace("\u2066", "")
        assert "".join(pieces) == plain
        opened.get_by_role("button", name="Close").click()


def order(row):
    return sorted(range(len(ROWS)), key=lambda i: (ROWS[i]["source"], ROWS[i]["start"])).index(
        ROWS.index(row)
    )


def test_hostile_articles_run_nothing(opened):
    for at in range(len(inspecting.SCRIPTS)):
        opened.locator("#claims tbody tr button").nth(at).click()
        opened.keyboard.press("j")
        opened.keyboard.press("Escape")
    assert opened.evaluate("window.pwned") is None
    assert opened.locator("main img, main iframe, #text script, #text img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessibility(chromium, address, scheme, width):
    from axe_playwright_python.sync_playwright import Axe

    context = chromium.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    page = context.new_page()
    page.goto(address)
    found = Axe().run(page).response["violations"]
    page.locator("#claims tbody tr button").first.click()
    found += Axe().run(page).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert not wide
    assert [v["id"] + v["nodes"][0]["html"][:200] for v in found
            if v["impact"] in ("serious", "critical")] == []  # fmt: skip
