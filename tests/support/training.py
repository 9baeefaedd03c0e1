"""The steps of a training in a browser, for journeys that train."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from served import visit

SLOW = 180_000  # milliseconds: a busy machine takes its time


def open_lesson(page: Page, url: str, **query: str) -> None:
    settings = "&".join(f"{name}={value}" for name, value in query.items())
    visit(page, f"{url}/train_a_digit_reader?{settings}")
    guess(page)


def guess(page: Page) -> None:
    """About the settings as they stand."""
    page.locator(".st-key-predict_accuracy").get_by_text("about 98 %").click()
    expect(page.locator(".st-key-train button")).to_be_enabled(timeout=SLOW)


def open_settings(page: Page) -> None:
    """The drawer, once its widgets are there."""
    page.locator(".st-key-drawer button").first.click()
    expect(page.locator(".st-key-card_controls")).to_be_visible()


def train(page: Page) -> None:
    page.locator(".st-key-train button").click()
    expect(page.locator(".st-key-stop button")).to_be_visible(timeout=SLOW)


def wait_for_epoch(page: Page, epoch: int) -> None:
    pattern = re.compile(rf"Epoch ([{epoch}-9]|\d\d) of")
    expect(page.locator(".st-key-card_progress")).to_contain_text(pattern, timeout=SLOW)
