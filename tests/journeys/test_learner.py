"""A learner stays the same one over a refresh and a killed server, until somebody else starts afresh."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from served import App, settle, until

STORED = "localStorage.getItem('layer-by-layer.learner')"


@pytest.fixture
def own_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app that a test may kill."""
    app = App(tmp_path_factory.mktemp("killed"))
    app.start()
    yield app
    app.stop()


def half_a_dot(page: Page) -> None:
    """Waits until the lesson's dot is half full: the learner is known and the lab book has been read."""
    until(
        page,
        "() => [...document.querySelectorAll('[data-testid=stSidebarNavLink]')].some(link => link.textContent.includes('contrast'))",
    )


def test_refresh_kill_and_not_you(chromium: Browser, own_app: App) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    remote: list[str] = []
    context.on(
        "request",
        lambda r: None if r.url.startswith((own_app.url, "data:", "blob:")) else remote.append(r.url),
    )
    page = context.new_page()
    page.goto(f"{own_app.url}/what_is_a_model")
    half_a_dot(page)
    learner = page.evaluate(STORED)
    page.reload()
    half_a_dot(page)
    assert page.evaluate(STORED) == learner

    own_app.stop(signal.SIGKILL)
    own_app.start()
    settle(page)
    half_a_dot(page)
    page.locator(".st-key-who button").click()
    page.locator(".st-key-not_you button").click()
    until(page, f"{STORED} && {STORED} != '{learner}'")
    page.goto(f"{own_app.url}/what_is_a_model")
    half_a_dot(page)
    assert not remote
    context.close()


def test_the_first_address_after_a_start_goes_through_the_front_door(chromium: Browser, own_app: App) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{own_app.url}/lab_book")
    expect(page.locator("h1")).to_have_text("Lab book", timeout=60_000)
    page.get_by_test_id("stExpandSidebarButton").click()  # collapsed at first on a phone
    expect(page.get_by_test_id("stSidebarNavLink").first).to_contain_text("Home", timeout=60_000)
    context.close()
