"""Points in a plane, in a real browser: by keyboard alone to the end of the lesson's idea, and by touch on a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from served import App, settle, visit
from walking import expect_accessible, tab_to

# The colour at a place from 0 to 1, of what the network says there
COLOUR = """([x, y]) => {
  const root = [...document.querySelectorAll('*')].map((e) => e.shadowRoot).find((r) => r?.querySelector('.field'));
  const canvas = root.querySelector('.field');
  return [...canvas.getContext('2d').getImageData(x * canvas.width, y * canvas.height, 1, 1).data];
}"""
SMALL = """() => {
  const root = [...document.querySelectorAll('*')].map((e) => e.shadowRoot).find((r) => r?.querySelector('.field'));
  return [...root.querySelectorAll('button, .tick, .seed, .nodes input')].filter((e) => e.offsetHeight < 44).map((e) => e.className);
}"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def test_layers_are_taken_away_and_folded_by_keyboard_alone(app: App, page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")  # a try then shows its end alone
    visit(page, f"{app.url}/why_more_than_one_layer")
    tab_to(page, ".st-key-predict_xor button")
    page.keyboard.press("Enter")
    expect(page.locator(".hint")).to_contain_text("Press Play")
    settle(page)

    def play() -> str:
        tab_to(page, ".play")
        page.keyboard.press("Enter")
        expect(page.locator(".epoch")).to_have_text("Epoch 100 of 100")
        settle(page)
        return page.locator(".big").inner_text()

    right = play()
    expect(page.get_by_text(f"Without a hidden layer your network got {right}")).to_be_visible()
    page.locator(".sets button").first.focus()
    tab_to(page, ".layers button:nth-of-type(2)")
    page.keyboard.press("Enter")
    expect(page.locator(".epoch")).to_have_text("Epoch 0 of 100")
    assert int(play().split()[0]) > 180
    expect(page.locator(".field")).to_have_attribute("aria-label", re.compile("Its border has bends"))
    for x, y, blue in ((0.97, 0.03, True), (0.03, 0.97, True), (0.03, 0.03, False), (0.97, 0.97, False)):
        red, _, blueness, _ = page.evaluate(COLOUR, [x, y])
        assert (blueness > red) == blue, (x, y)
    page.locator(".sets button").first.focus()
    tab_to(page, ".relu input")
    page.keyboard.press("Space")
    play()
    expect(page.locator(".fold h4")).to_have_text("2 layers fold into one")
    expect(page.locator(".apart")).to_contain_text("less than 0.000001")
    for row in page.locator(".fold tbody tr").all():
        _, network, product = row.locator("td").all_inner_texts()
        assert network == product
    expect(page.get_by_text("Without ReLU your best try")).to_be_visible()
    expect(page.locator(".tries tbody tr")).to_have_count(3)
    expect_accessible(page)


def test_a_try_is_stopped_and_stepped_by_touch_on_a_phone(app: App, phone: Page) -> None:
    sent: list[object] = []
    phone.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))
    visit(phone, f"{app.url}/why_more_than_one_layer?points=spirals&layers=2&nodes=5&seed=7")
    phone.locator(".st-key-predict_xor").get_by_text("Nearly all", exact=True).tap()
    expect(phone.locator(".sizes")).to_have_text("2 → 5 → 5 → 1: 51 weights and biases")
    assert phone.evaluate(SMALL) == []
    said = len(sent)
    assert said
    phone.locator(".step").tap()
    expect(phone.locator(".epoch")).to_have_text("Epoch 1 of 100")
    phone.locator(".play").tap()
    phone.locator(".play", has_text="Stop").tap()
    expect(phone.locator(".play")).to_have_text("Play")
    stopped = phone.locator(".epoch").inner_text()
    assert stopped != "Epoch 1 of 100"
    phone.locator(".again").tap()
    expect(phone.locator(".epoch")).to_have_text("Epoch 0 of 100")
    phone.locator(".other").tap()
    expect(phone.locator(".seed")).to_have_value("8")
    phone.locator(".play").tap()
    expect(phone.locator(".epoch")).to_have_text("Epoch 100 of 100")
    expect(phone.locator(".tries tbody tr")).to_have_count(1)
    assert len(sent) == said  # nothing of all this went to the server
    assert phone.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
