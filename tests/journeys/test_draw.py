"""Draw a 7 and be read, on the home page and in the lesson, as a learner does."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from served import App, settle, visit

WEIGHTS = 4 * 545_810  # bytes
SEVEN = [(0.25, 0.25), (0.75, 0.25), (0.45, 0.85)]


def draw(page: Page, corners: list[tuple[float, float]]) -> None:
    """One stroke with the mouse, corners in the unit square of the paper."""
    paper = page.locator(".paper")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box
    points = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in corners]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=12)
    page.mouse.up()


def expect_read(page: Page, digit: str) -> None:
    expect(page.locator(".reads .digit")).to_have_text(digit)


class Wire:
    """Counts what comes through the page's websocket."""

    def __init__(self, page: Page) -> None:
        self.received = self.sent = 0
        page.on("websocket", self._listen)

    def _listen(self, socket) -> None:
        socket.on("framereceived", lambda frame: self._add("received", frame))
        socket.on("framesent", lambda frame: self._add("sent", frame))

    def _add(self, way: str, frame: str | bytes) -> None:
        setattr(self, way, getattr(self, way) + len(frame))

    def reset(self) -> None:
        self.received = self.sent = 0


def open_lesson(app: App, page: Page) -> None:
    visit(page, f"{app.url}/draw_a_digit")
    page.locator(".st-key-predict_off_centre").get_by_text("Another digit", exact=True).click()
    settle(page)
    page.wait_for_selector(".paper")


def test_home_reads_an_example_then_the_learner_without_the_server(app: App, page: Page) -> None:
    wire = Wire(page)
    visit(page, app.url)
    expect_read(page, "7")
    expect(page.locator(".note")).to_be_visible()  # it says that this is an example
    assert wire.received < 250_000  # the weights come as a file: see test_files.py

    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".reads .share")).to_contain_text("Nothing to read yet")
    wire.reset()
    draw(page, [(0.5, 0.15), (0.5, 0.85)])
    expect_read(page, "1")
    expect(page.locator(".note")).to_be_hidden()
    expect(page.locator(".spoken")).to_contain_text("It reads 1, ")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".reads .share")).to_contain_text("Nothing to read yet")
    draw(page, SEVEN)
    expect_read(page, "7")
    page.wait_for_timeout(800)
    assert wire.sent == 0  # read in the browser: no call to the server

    page.reload()
    settle(page)
    expect_read(page, "7")  # the drawing is still there


def test_lesson_reads_keeps_and_scores_a_drawing(app: App, page: Page) -> None:
    wire = Wire(page)
    open_lesson(app, page)
    expect(page.locator(".reads .share")).to_contain_text("Nothing to read yet")
    assert wire.received < 250_000  # the weights come as a file: see test_files.py
    wire.reset()
    draw(page, [(x / 2.5, y / 2.5) for x, y in SEVEN])  # small, in the corner
    expect_read(page, "7")
    page.wait_for_selector("text=What just happened")
    settle(page)
    assert wire.received < WEIGHTS / 20  # a rerun does not send the weights again

    page.locator(".st-key-meant").get_by_text("7", exact=True).click()
    expect(page.get_by_text("1 of 1, ")).to_be_visible()

    seen = page.locator(".seen").evaluate("c => c.toDataURL()")
    page.get_by_role("switch", name="Centre it as MNIST does").click()
    assert page.locator(".seen").evaluate("c => c.toDataURL()") != seen
    expect(page.locator(".st-key-card_own")).to_be_hidden()  # only what was prepared well counts
    assert page.get_by_role("switch", name="Centre it as MNIST does").is_checked() is False

    page.get_by_role("link", name="Home").first.click()
    settle(page)
    page.get_by_role("link", name="Draw a digit").first.click()
    settle(page)
    page.wait_for_selector("text=What just happened")  # the drawing came along, and Python knows it again


def test_without_a_pointer_by_keyboard_alone(app: App, page: Page) -> None:
    open_lesson(app, page)
    page.get_by_role("button", name="Example").focus()
    page.keyboard.press("Enter")
    expect_read(page, "7")
    page.get_by_role("slider", name="Brush size").focus()
    page.keyboard.press("ArrowRight")
    page.locator(".centre").focus()
    page.keyboard.press("Space")
    assert page.locator(".centre").is_checked() is False


@pytest.mark.parametrize("path", ["", "/draw_a_digit"])
def test_a_finger_on_a_phone_draws_and_does_not_scroll(app: App, chromium: Browser, path: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    if path:
        open_lesson(app, page)
    else:
        visit(page, app.url)
    page.locator(".paper").scroll_into_view_if_needed()
    box = page.locator(".paper").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    top = "document.querySelector('[data-testid=stMain]').scrollTop"
    before = page.evaluate(top)

    finger = context.new_cdp_session(page)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": box["x"] + at[0] * box["width"], "y": box["y"] + at[1] * box["height"]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.5, 0.15)
    for step in range(1, 15):
        touch("touchMove", 0.5, 0.15 + 0.05 * step)
    touch("touchEnd")
    expect_read(page, "1")
    assert page.evaluate(top) == before
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()
