"""What a model of the learner's own device gets wrong is shown with the tab's own pictures, and says so once they are gone."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from served import App, settle, visit

from lib.measure.device_run import MARK

TRAINED_MS = 60_000
TESTED = 8  # of the 60 digits


def turn_to(page: Page, name: str) -> None:
    page.get_by_role("link", name=name).first.click()
    settle(page)


def test_the_tab_s_pictures_stand_beside_what_was_said_of_them_until_they_are_forgotten(
    app: App, page: Page
) -> None:
    visit(page, f"{app.url}/your_own_pictures")
    studio = page.locator(".st-key-own_studio")
    studio.get_by_role("button", name="60 digits, ready made").click()
    studio.locator("input[name=epochs]").fill("2")
    studio.get_by_role("radio", name="nine in ten").click()
    studio.get_by_role("button", name="Train", exact=True).click()
    expect(studio.locator(".result .mark")).to_contain_text(
        "Your lab book has its numbers", timeout=TRAINED_MS
    )
    expect(page.get_by_text(f"This run was {MARK}.")).to_be_visible()

    turn_to(page, "Where does it go wrong?")
    expect(page.get_by_text(f"This run was {MARK}.")).to_be_visible()
    page.get_by_text("both about as often").click()
    shown = page.locator(".st-key-on_device_worst")
    expect(shown.locator("img")).to_have_count(TESTED)
    assert shown.locator("img").evaluate_all(
        "all => all.every((one) => one.complete && one.naturalWidth > 0)"
    )
    expect(shown.locator(".gone")).to_be_hidden()

    turn_to(page, "Your own pictures")
    expect(studio.locator(".class .grid button")).to_have_count(60)  # the other page took nothing away
    studio.get_by_role("button", name="Forget these pictures").click()
    studio.get_by_role("button", name="Delete them").click()
    expect(studio.locator(".class .grid button")).to_have_count(0)

    turn_to(page, "Where does it go wrong?")
    expect(shown.locator("figure")).to_have_count(TESTED)
    expect(shown.locator("img")).to_have_count(0)
    expect(shown.locator(".gone")).to_contain_text("not with this tab any more")
