"""The lesson on layers walked through by mouse, by keyboard alone, and by touch on a phone; axe on all that opens."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect
from served import App, settle, visit
from walking import expect_accessible, tab_to


def big_view(page: Page) -> Locator:
    return page.locator(".st-key-digit_view")


def point_in_layer_1(view: Locator) -> dict[str, float]:
    """A place within the block of layer 1: the view's first hidden column of nodes, by its heading's width share."""
    box = view.locator(".drawing").bounding_box()
    assert box
    return {"x": box["width"] * 0.38, "y": box["height"] * 0.5}


def guess(page: Page, app: App) -> None:
    visit(page, f"{app.url}/layers_and_nodes")
    page.locator(".st-key-predict_silence").get_by_text("another digit", exact=True).click()
    settle(page)
    expect(big_view(page).locator(".score")).to_contain_text("Test digits read correctly", timeout=20_000)


def test_by_mouse(app: App, page: Page) -> None:
    guess(page, app)
    view = big_view(page)
    drawing, title = view.locator(".drawing"), view.locator(".title")
    view.locator(".play").click()
    drawing.hover(position=point_in_layer_1(view))
    expect(title).to_contain_text("Layer 1, node")
    expect(view.locator(".own")).to_be_visible()
    drawing.click(position=point_in_layer_1(view))
    expect(view.locator(".steps")).to_be_visible()
    view.locator(".terms tbody tr").first.hover()
    expect(view.locator(".formula .marked")).to_have_count(1)
    view.locator(".silence").click()
    expect(view.locator(".score")).to_contain_text("before your changes")
    settle(page)
    expect(page.get_by_text("Without node").or_(page.get_by_text("gave 0 already"))).to_be_visible()
    expect_accessible(page)
    view.locator(".undo").click()
    view.locator(".named").click()  # the node that the guess was about
    view.locator(".silence").click()
    settle(page)
    expect(page.get_by_text("Your guess was")).to_be_visible()
    view.locator(".undo").click()
    expect(view.locator(".score")).not_to_contain_text("before your changes")
    drawing.click(position={"x": 4, "y": 4})  # empty space
    expect(title).to_have_text("From logits to probabilities")


def test_by_keyboard_alone(app: App, page: Page) -> None:
    visit(page, f"{app.url}/layers_and_nodes")
    tab_to(page, ".st-key-predict_silence button")
    page.keyboard.press("Enter")
    settle(page)
    small = page.locator(".st-key-small_view")
    expect(small.locator(".reading")).to_contain_text("Read as cat")
    tab_to(page, ".drawing")
    page.keyboard.press("ArrowDown")
    expect(small.locator(".title")).to_have_text("Layer 1, node 1")
    page.keyboard.press("Enter")
    tab_to(page, ".terms input")
    page.keyboard.press("Control+a")
    page.keyboard.type("-2")
    page.keyboard.press("Enter")
    expect(small.locator(".reading")).not_to_contain_text("0.974")
    page.keyboard.press("Escape")
    expect(small.locator(".title")).to_have_text("From logits to probabilities")
    tab_to(page, ".numbers summary")
    page.keyboard.press("Enter")
    tab_to(page, ".scroll button")
    page.keyboard.press("Enter")
    expect(small.locator(".title")).to_contain_text("Layer 1, node 1")


def test_on_a_phone_by_touch(app: App, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    visit(page, f"{app.url}/layers_and_nodes")
    page.locator(".st-key-predict_silence").get_by_text("another digit", exact=True).tap()
    settle(page)
    view = big_view(page)
    expect(view.locator(".reading")).to_contain_text("Read as")
    view.locator(".drawing").scroll_into_view_if_needed()
    view.locator(".drawing").tap(position=point_in_layer_1(view))
    expect(view.locator(".title")).to_contain_text(re.compile("Layer 1, node|pixel"))
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    context.close()
