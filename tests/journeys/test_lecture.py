"""A lecture: a lesson one step at a time, by keys and by links, with notes in a second window, on small and large screens."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from served import App, settle, until, visit
from walking import expect_accessible

LESSON = "draw_a_digit"
MOST = 30  # steps of a lesson


def open_lecture(page: Page, app: App, step: str = "") -> None:
    visit(page, f"{app.url}/{LESSON}?view=lecture{step}")
    expect(page.locator(".lecture-bar .where")).to_contain_text("Guess 1 of 1")


def guess(page: Page) -> None:
    page.locator("[class*='st-key-ask_predict_']").get_by_role("radio").first.click()
    until(page, "() => !document.querySelector('.lecture-bar .where').textContent.endsWith('1 of 1')")
    settle(page)


def test_keys_step_and_every_step_is_a_link(app: App, page: Page) -> None:
    open_lecture(page, app)
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    expect_accessible(page)
    guess(page)
    where = page.locator(".lecture-bar .where")
    page.keyboard.press(
        "PageDown"
    )  # a clicker's key; the focus is on the guess, whose own arrows go on working
    expect(where).to_contain_text("2 of")
    expect(page.locator("[class*='st-key-ask_predict_']")).to_be_hidden()
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("ArrowRight")
    expect(where).to_contain_text("3 of")
    page.keyboard.press("ArrowLeft")
    expect(where).to_contain_text("2 of")
    title = where.inner_text()
    link = page.url
    assert "view=lecture" in link
    assert "step=2" in link
    visit(page, link)
    expect(where).to_have_text(title)  # the guess is kept, and so is the step
    for _ in range(MOST):
        if where.inner_text().startswith("Next"):
            break
        page.keyboard.press("PageDown")
    expect(where).to_contain_text("Next")
    page.keyboard.press("PageDown")  # past the last one: the next lesson, a lecture too
    expect(where).to_contain_text("Guess 1 of")
    until(page, f"() => !location.pathname.endsWith('{LESSON}')")
    until(page, "() => location.search.includes('view=lecture')")
    page.get_by_role("button", name="Leave the lecture view").click()
    expect(page.locator(".lecture-bar")).to_be_hidden()
    expect(page.get_by_test_id("stSidebar")).to_be_visible()
    page.get_by_role("button", name="Lecture view").click()
    expect(page.locator(".lecture-bar")).to_be_visible()


def test_a_pointer_a_dark_screen_and_notes_that_step_along(app: App, page: Page) -> None:
    open_lecture(page, app)
    pointer, cover = page.locator(".lecture-pointer"), page.locator(".lecture-blank")
    page.keyboard.press(".")
    page.mouse.move(300, 200)
    expect(pointer).to_be_visible()
    box = pointer.bounding_box()
    assert box
    assert box["x"] + box["width"] / 2 == pytest.approx(300, abs=1)
    page.keyboard.press(".")
    expect(pointer).to_be_hidden()
    page.keyboard.press("B")
    expect(cover).to_be_visible()
    page.keyboard.press("Escape")
    expect(cover).to_be_hidden()
    with page.expect_popup() as opened:
        page.keyboard.press("n")
    notes = opened.value
    expect(notes.locator("h1")).to_have_text("Draw a digit: guess, 1 of 1")
    expect(notes.locator("body")).to_contain_text("Ask the hall")
    guess(page)
    page.keyboard.press("PageDown")
    expect(notes.locator("h1")).to_contain_text("2 of")
    expect(notes.locator("#time")).to_contain_text(":")
    page.locator("body").evaluate("() => document.activeElement.blur()")
    page.keyboard.press("b")
    page.keyboard.press("PageDown")  # stepping on ends the dark
    expect(cover).to_be_hidden()


@pytest.mark.parametrize(
    ("width", "height", "least"),
    [(1024, 768, 20), (1280, 720, 25), (1920, 1080, 38), (512, 384, 16)],  # the last: 1024 x 768 at 200 %
)
def test_it_fits_the_screen_and_is_read_from_afar(
    app: App, page: Page, width: int, height: int, least: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    open_lecture(page, app)
    size = "() => parseFloat(getComputedStyle(document.querySelector('[class*=st-key-ask_predict_] strong')).fontSize)"
    until(page, f"() => ({size})() >= {0.99 * least}")
    until(page, "() => document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    buttons = page.locator(".lecture-bar button:visible")
    for i in range(buttons.count()):
        box = buttons.nth(i).bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
