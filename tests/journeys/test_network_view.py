"""The lesson on layers walked through by mouse, by keyboard alone, and by touch on a phone; axe on all that opens."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from served import App, settle, visit
from walking import expect_accessible, tab_to

from lib.measure.backward import backward, updated, worst
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.settings import ASSETS


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
    expect(big_view(page).locator(".score")).to_contain_text("Test digits read correctly")


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
    expect(small.locator(".softmax th").nth(2)).to_be_hidden()  # the powers of e come when they are asked for
    tab_to(page, ".powers")
    page.keyboard.press("Enter")
    expect(small.locator(".softmax th").nth(2)).to_be_visible()
    tab_to(page, ".numbers summary")
    page.keyboard.press("Enter")
    tab_to(page, ".scroll button")
    page.keyboard.press("Enter")
    expect(small.locator(".title")).to_contain_text("Layer 1, node 1")
    bars = page.locator(".st-key-softmax_bars")
    tab_to(page, ".rows input")
    page.keyboard.press("ArrowRight")
    expect(bars.locator(".sum")).to_have_text("0.77 + 0.17 + 0.06 = 1.00")
    expect(bars.locator(".told")).to_contain_text("The others got less.")
    tab_to(page, ".all")
    page.keyboard.press("Enter")
    expect(bars.locator(".sum")).to_have_text("0.77 + 0.17 + 0.06 = 1.00")
    expect(bars.locator(".told")).to_contain_text("only the differences count")


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


def shown(view: Locator, row: int) -> tuple[float, float]:
    """Probabilities of an answer with the trained weights, and now."""
    cells = view.locator(".again tbody tr").nth(row).locator("td")
    first, now = (float(cells.nth(i).get_attribute("data-value") or "nan") for i in (0, 1))
    return first, now


def test_one_update_by_keyboard_is_the_one_that_python_computes(app: App, page: Page) -> None:
    network = Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())
    data = digits.load(download=False)
    pictures, labels = scale(data.some(data.test[:1000])).reshape(-1, 784), data.labels[data.test[:1000]]
    first = worst(network, pictures, labels).order[0]
    label = int(labels[first])
    changed = network
    for _ in range(2):
        changed = updated(changed, backward(changed, pictures[first], label), 0.01)
    counts = [
        int((each.probabilities(pictures).argmax(axis=1) == labels).sum()) for each in (network, changed)
    ]

    visit(page, f"{app.url}/layers_and_nodes?pass=Backward")
    tab_to(page, ".st-key-predict_which_way button")
    page.keyboard.press("Enter")
    settle(page)
    view = page.locator(".st-key-back_view")
    expect(view.locator(".score")).to_contain_text(f"{counts[0]:,} of {len(labels):,}")
    view.locator(".rate select").select_option("0.01")
    tab_to(page, ".once")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(view.locator(".again .now")).to_have_text("2 updates")
    expect(view.locator(".score")).to_contain_text(f"{counts[1]:,} of {len(labels):,}")
    expect(view.locator(".spoken")).to_contain_text(f"The right answer, {label}, has probability")
    before, now = shown(view, 0)
    assert before == pytest.approx(network.probabilities(pictures[[first]])[0, label], abs=1e-4)
    assert now == pytest.approx(changed.probabilities(pictures[[first]])[0, label], abs=1e-3)
    settle(page)
    expect(page.get_by_text("Your guess was")).to_be_visible()
    expect_accessible(page)
    tab_to(page, ".drawing")
    page.keyboard.press("ArrowDown")
    expect(view.locator(".title")).to_have_text("Layer 1, node 1")
    expect(view.locator(".spoken")).to_contain_text("Layer 1, node 1. It gave")
    page.keyboard.press("Escape")
    expect(view.locator(".title")).to_have_text("The error at each output")
    view.locator(".undo").click()
    expect(view.locator(".again .now")).to_have_text("no update")
    assert shown(view, 0) == (before, before)
    expect(view.locator(".score")).not_to_contain_text("before")


def test_the_way_back_of_ones_own_drawing_on_a_phone(app: App, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    visit(page, f"{app.url}/layers_and_nodes")
    page.locator(".st-key-pass").get_by_text("Backward").tap()
    settle(page)
    assert page.url.endswith("?pass=Backward")
    page.locator(".st-key-predict_which_way").get_by_text("down", exact=True).tap()
    settle(page)
    page.locator(".st-key-learns").get_by_text("Your drawing").tap()
    settle(page)
    view = page.locator(".st-key-back_view")
    expect(view.locator(".digit")).to_have_text("Draw a digit first.")
    expect(view.locator(".once")).to_be_disabled()
    page.locator(".st-key-layers_pad").get_by_role("button", name="Example").tap()
    expect(view.locator(".digit")).to_contain_text("Your drawing, read as")
    page.wait_for_timeout(1500)  # the example is drawn stroke by stroke, and each stroke is another drawing
    view.locator(".right select").select_option("1")
    view.locator(".send").tap()
    view.locator(".once").tap()
    expect(view.locator(".again .now")).to_have_text("1 update")
    before, now = shown(view, 0)
    assert now > before
    boxes = [button.bounding_box() for button in view.locator(".bar button").all()]
    assert all(box and box["height"] >= 44 for box in boxes)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    expect_accessible(page)
    context.close()
