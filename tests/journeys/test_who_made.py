"""Who made this set: ten digits labelled by keyboard, by two people; a threshold moved, and the test opened once."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from served import App, settle, visit

from lib.screen.who_made.labelling import ROWS


def test_two_people_label_and_the_test_is_opened_once(app: App, page: Page) -> None:
    visit(page, f"{app.url}/who_made_this_set")
    page.get_by_text("eight or nine", exact=True).click()
    settle(page)
    keys = page.get_by_role("group", name="Your label for this digit")
    keys.get_by_role("button", name="0", exact=True).focus()
    for _ in range(3):
        page.keyboard.press("7")
    page.get_by_role("button", name="Back").click()
    keys.get_by_role("button", name="I cannot tell").click()
    for _ in range(len(ROWS) - 3):
        keys.get_by_role("button", name="5", exact=True).click()
    settle(page)
    told = page.get_by_text("You and the set give").first
    expect(told).to_be_visible()
    expect(page.get_by_text("Not one of its numbers has changed.")).to_be_visible()
    page.get_by_role("button", name="Let a second person label them").click()
    expect(page.get_by_text("Second person: which digit is it? 1 of 10").first).to_be_visible()
    for _ in ROWS:
        page.keyboard.press("7")  # the first key has the focus
    settle(page)
    expect(page.get_by_text("You and the second person agree on 2 of 10.")).to_be_visible()

    page.get_by_role("tab", name="Two kinds of mistake").click()
    settle(page)
    page.locator(".cost-cat").fill("5")
    page.get_by_role("button", name="Go to the cheapest").click()
    expect(page.get_by_role("button", name="Go to the cheapest")).to_be_disabled()
    place = page.locator(".place")
    chosen = place.input_value()
    assert int(chosen) > 50  # a dearer cat: it says dog less often
    page.get_by_role("button", name=f"Open the test at {chosen} %").click()
    expect(page.get_by_text(f"The test, opened once, at {chosen} %.")).to_be_visible()
    place.press("ArrowLeft")
    expect(page.locator(".name")).to_have_text(f"It says dog from {int(chosen) - 1} % on")
    expect(page.get_by_role("button", name=f"The test was opened at {chosen} %")).to_be_disabled()
