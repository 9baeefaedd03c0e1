"""The lab book in a real browser: runs found and picked by mouse, keyboard and touch, with the figures that the database has."""

from __future__ import annotations

import made_runs
import pytest
from playwright.sync_api import Browser, Page, expect
from served import App, settle, until, visit
from walking import expect_accessible

from lib.lab_book import outcome
from lib.lab_book.runs import LabBook
from lib.measure.proportions import per_cent
from lib.settings import read_settings

SLOW = 60_000  # milliseconds


def with_runs(page: Page, app: App, monkeypatch: pytest.MonkeyPatch) -> LabBook:
    """The page with a run of digits, one of cats and dogs, and one of 97 classes."""
    visit(page, f"{app.url}/lab_book")
    learner = until(page, "localStorage.getItem('layer-by-layer.learner')", timeout=SLOW)
    monkeypatch.setenv("LAYERS_FOLDER", app.environment["LAYERS_FOLDER"])
    book = LabBook(read_settings())
    runs = [make(book, learner) for make in (made_runs.of_digits, made_runs.of_pets, made_runs.of_many)]
    for run_id, name in zip(runs, ("first digits", "pets at home", "97 kinds"), strict=True):
        book.rename(run_id, learner, name)
    page.reload()
    settle(page)
    expect(page.locator(".shelf tbody tr")).to_have_count(3, timeout=SLOW)
    for row, run in zip(page.locator(".shelf tbody tr").all(), book.runs(learner), strict=True):
        share = outcome.test_proportion(run)
        assert share is not None
        expect(row.locator(".open")).to_have_text(run.name)
        expect(row.locator("td.test b")).to_have_text(per_cent(share.accuracy))
        low, high = (per_cent(end) for end in (share.low, share.high))
        expect(row.locator("td.test small")).to_have_text(f"{low.removesuffix(' %')}–{high}")
    return book


def test_a_click_opens_a_run_and_the_keyboard_searches_and_compares(
    page: Page, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_runs(page, app, monkeypatch)
    expect_accessible(page)
    rows, keyboard = page.locator(".shelf tbody tr"), page.keyboard
    rows.filter(has_text="pets at home").locator("td.curve").click()  # anywhere on the row
    expect(page.locator(".st-key-card_one")).to_contain_text("968 of 1,000", timeout=SLOW)
    expect(page.get_by_role("button", name="All 3 runs")).to_be_focused()
    settle(page)
    expect_accessible(page)
    page.get_by_role("button", name="The run below it in the list").click()
    expect(page.locator(".st-key-card_one")).to_contain_text("first digits", timeout=SLOW)
    page.get_by_role("button", name="All 3 runs").press("Enter")
    expect(rows.filter(has_text="first digits").locator(".open")).to_be_focused(timeout=SLOW)

    page.get_by_role("searchbox", name="Search").focus()
    keyboard.type("mobilenet home")
    expect(rows).to_have_count(0)
    expect(page.locator(".shelf .count")).to_contain_text("No run is like that")
    keyboard.press("ControlOrMeta+a")
    keyboard.type("new head")
    expect(rows).to_have_count(2)
    expect(page.locator(".shelf .count")).to_have_text("2 of 3 runs")
    for name in ("97 kinds", "pets at home"):
        page.get_by_role("checkbox", name=f"Compare {name}").press("Space")
    page.get_by_role("button", name="Compare", exact=True).press("Enter")
    table = page.locator(".st-key-card_differences")
    expect(table).to_be_visible(timeout=SLOW)
    settle(page)
    expect(page.locator("[class*='st-key-card_dots_']")).to_have_count(2)  # an axis a picture set
    expect_accessible(page)

    page.get_by_role("radio", name="Claims").click()
    settle(page)
    page.get_by_role("radio", name="1 to 5 points").click()
    settle(page)
    page.get_by_role("button", name="Claim it").click()
    expect(page.locator(".st-key-card_claim")).to_contain_text("There is no verdict yet", timeout=SLOW)
    settle(page)
    expect_accessible(page)


def test_on_a_phone_the_runs_are_cards_to_tap(
    chromium: Browser, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True
    )
    page = context.new_page()
    with_runs(page, app, monkeypatch)
    row = page.locator(".shelf tbody tr").first
    top = "node => node.getBoundingClientRect().top"
    method, *shares = (row.locator(f"td.{name}").evaluate(top) for name in ("method", "validation", "test"))
    assert method < shares[0] == shares[1]
    small = "node => [...node.querySelectorAll('.tick')].every(({ offsetWidth: w, offsetHeight: h }) => w >= 40 && h >= 40)"
    assert page.locator(".shelf").evaluate(small)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    expect_accessible(page)
    row.locator("td.validation").tap()
    expect(page.locator(".st-key-card_one")).to_contain_text("97 kinds", timeout=SLOW)
    settle(page)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    context.close()
