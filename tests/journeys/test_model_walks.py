"""The other two lessons that open the course, walked through by mouse, by keyboard alone, and by touch on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from served import App, settle, visit
from walking import expect_accessible, tab_to

WORKER_MS = 120_000  # the worker imports tensorflow first


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def fits(page: Page) -> bool:
    return page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")


def test_what_is_a_model_to_the_end(app: App, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # Learn then jumps to its end
    visit(page, f"{app.url}/what_is_a_model")
    page.locator(".st-key-predict_who").get_by_text("The machine", exact=True).click()
    page.locator(".go").click()
    expect(page.locator(".name").first).to_contain_text("200 of 200")
    settle(page)
    page.get_by_role("button", name="Freeze the model").click()
    settle(page)
    expect(page.get_by_text("Its 785 numbers have a")).to_be_visible()
    expect_accessible(page)


def test_a_picture_network_kernel_and_map(app: App, page: Page) -> None:
    visit(page, f"{app.url}/how_a_picture_network_looks")
    page.locator(".st-key-predict_apart").get_by_text("All mixed up", exact=True).click()
    page.wait_for_selector(".kernels")
    page.get_by_role("button", name="Blur").click()
    expect(page.locator(".kernel .sum")).to_have_text("They add up to 1.00.")
    page.wait_for_selector(".st-key-card_map svg.marks", timeout=WORKER_MS)
    settle(page)
    expect(page.get_by_text("are nearer to the middle of their own animal")).to_be_visible()
    expect_accessible(page)


def test_what_is_a_model_by_keyboard_alone(app: App, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    visit(page, f"{app.url}/what_is_a_model")
    tab_to(page, ".st-key-predict_who button")
    page.keyboard.press("Enter")
    expect(page.locator(".st-key-rule_kind")).to_be_visible()
    settle(page)
    before = page.get_by_text("Your rule gets").inner_text()
    tab_to(page, "[class*=st-key-threshold_] input")
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    settle(page)
    assert page.get_by_text("Your rule gets").inner_text() != before
    tab_to(page, ".st-key-descent_step button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("After 1 step").first).to_be_visible()
    settle(page)
    tab_to(page, ".go")
    page.keyboard.press("Enter")
    expect(page.locator(".name").first).to_contain_text("200 of 200")
    settle(page)
    tab_to(page, ".st-key-freeze button")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Its 785 numbers have a")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Its 785 numbers have a")).to_be_visible()  # the address says how far it was


def test_what_is_a_model_on_a_phone_by_touch(app: App, phone: Page) -> None:
    phone.emulate_media(reduced_motion="reduce")
    visit(phone, f"{app.url}/what_is_a_model")
    phone.locator(".st-key-predict_who").get_by_text("The machine", exact=True).tap()
    settle(phone)  # pictures above come in and move what a finger is about to press
    phone.locator(".st-key-descent_many button").tap()
    expect(phone.get_by_text("After 10 steps").first).to_be_visible()
    phone.locator(".st-key-descent_two summary").tap()
    expect(phone.get_by_text("The loss of two weights is a")).to_be_visible()
    settle(phone)
    phone.locator(".go").tap()
    expect(phone.locator(".name").first).to_contain_text("200 of 200")
    settle(phone)
    phone.locator(".st-key-freeze button").tap()
    expect(phone.get_by_text("Its 785 numbers have a")).to_be_visible()
    assert fits(phone)


def test_a_picture_network_by_keyboard_alone(app: App, page: Page) -> None:
    visit(page, f"{app.url}/how_a_picture_network_looks")
    tab_to(page, ".st-key-predict_apart button")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pixels:not([hidden])")
    settle(page)
    tab_to(page, ".presets button:nth-of-type(2)")
    page.keyboard.press("Enter")
    tab_to(page, ".kernel .grid input")
    page.keyboard.press("Control+a")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    tab_to(page, "canvas.out")
    formula = page.locator(".formula")
    before = formula.inner_text()
    page.keyboard.press("ArrowDown")
    expect(formula).not_to_have_text(before)
    expect(formula).to_contain_text("3")
    tab_to(page, "canvas.photo")
    place = page.locator(".place")
    before = place.inner_text()
    page.keyboard.press("ArrowRight")
    expect(place).not_to_have_text(before)


def test_a_picture_network_on_a_phone_by_touch(app: App, phone: Page) -> None:
    visit(phone, f"{app.url}/how_a_picture_network_looks")
    phone.locator(".st-key-predict_apart").get_by_text("All mixed up", exact=True).tap()
    phone.get_by_role("button", name="Blur").tap()
    expect(phone.locator(".kernel .sum")).to_have_text("They add up to 1.00.")
    phone.wait_for_selector(".st-key-card_map svg.marks", timeout=WORKER_MS)
    settle(phone)
    assert fits(phone)
