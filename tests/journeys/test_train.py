"""Training in a real browser: sliders, moving charts, Stop, refresh."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from served import App, settle, visit

SLOW = 180_000  # milliseconds: a busy machine takes its time


def open_lesson(page: Page, url: str, guess: str = "about 98 %", **query: str) -> None:
    settings = "&".join(f"{name}={value}" for name, value in query.items())
    visit(page, f"{url}/train_a_digit_reader?{settings}")
    page.locator(".st-key-predict_accuracy").get_by_text(guess).click()
    expect(page.locator(".st-key-train button")).to_be_enabled(timeout=SLOW)


def train(page: Page) -> None:
    page.locator(".st-key-train button").click()
    expect(page.locator(".st-key-stop button")).to_be_visible(timeout=SLOW)


def wait_for_epoch(page: Page, epoch: int) -> None:
    pattern = re.compile(rf"Epoch ([{epoch}-9]|\d\d) of")
    expect(page.locator(".st-key-card_progress")).to_contain_text(pattern, timeout=SLOW)


def press(page: Page, setting: str, key: str, times: int) -> None:
    """Moves a slider with the keyboard, as somebody without a mouse would."""
    page.locator(f".st-key-{setting}").get_by_role("slider").focus()
    for _ in range(times):
        page.keyboard.press(key)
    settle(page)


def chart_marks(page: Page) -> str:
    return page.locator(".st-key-card_accuracy svg.marks, .st-key-card_accuracy canvas.marks").first.evaluate(
        "node => node.toDataURL ? node.toDataURL() : node.outerHTML"
    )


def test_sliders_reach_the_run_and_a_refresh_keeps_it(page: Page, app: App) -> None:
    open_lesson(page, app.url, hidden="32")
    press(page, "epochs", "ArrowLeft", 7)
    press(page, "batch_size", "ArrowRight", 103)
    expect(page.locator(".st-key-card_controls")).to_contain_text("108 updates an epoch")
    train(page)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("test pictures read right", timeout=SLOW)
    assert "epochs=3" in page.url
    assert "batch_size=512" in page.url

    page.reload()
    settle(page)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("test pictures read right", timeout=SLOW)
    expect(page.locator(".st-key-epochs")).to_contain_text("3")


def test_the_chart_moves_and_stop_stops(page: Page, app: App) -> None:
    open_lesson(page, app.url, epochs="30", seed="21", hidden="64")
    train(page)
    wait_for_epoch(page, 1)
    first = chart_marks(page)
    wait_for_epoch(page, 2)
    assert chart_marks(page) != first
    expect(page.locator(".st-key-card_guesses .tiles figure")).to_have_count(20)
    page.locator(".st-key-stop button").click()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Stopped by you", timeout=20_000)
    expect(page.locator(".st-key-train button")).to_be_enabled()
