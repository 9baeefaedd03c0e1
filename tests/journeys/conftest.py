"""What journeys share: one app for all of them, and a page in a real browser that must not log an error."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, ViewportSize
from served import App

LAPTOP: ViewportSize = {"width": 1280, "height": 800}


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with an empty lab book; it lives for all journeys."""
    app = App(tmp_path_factory.mktemp("app"))
    app.start()
    yield app
    app.stop()


class Tab:
    """One page for one test after another: what it has loaded and compiled of the app is half of what a visit costs."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.page: Page | None = None

    def open(self) -> Page:
        if self.page is None:
            self.page = self.browser.new_context(viewport=LAPTOP).new_page()
        return self.page

    def empty(self) -> None:
        """Nothing of the learner stays, and no script of theirs runs on; a page that has left the app is closed."""
        page, self.page = self.open(), None
        try:
            page.goto(urljoin(page.url, "/_stcore/health"))
            page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.context.clear_cookies()
            page.set_viewport_size(LAPTOP)
            page.emulate_media(color_scheme="null", reduced_motion="null")
            self.page = page
        except Error:
            page.context.close()


@pytest.fixture(scope="session")
def tab(chromium: Browser) -> Tab:
    return Tab(chromium)


@pytest.fixture
def page(tab: Tab) -> Iterator[Page]:
    """A fresh learner's page, 1280 x 800; a logged error or an uncaught one fails the test."""
    page = tab.open()
    errors: list[str] = []

    def thrown(error: Error) -> None:
        errors.append(str(error))

    def logged(message: ConsoleMessage) -> None:
        if is_ours(message):
            errors.append(message.text)

    page.on("pageerror", thrown)
    page.on("console", logged)
    yield page
    page.remove_listener("pageerror", thrown)
    page.remove_listener("console", logged)
    tab.empty()
    assert not errors, errors


def is_ours(message: ConsoleMessage) -> bool:
    """An error that is not Streamlit's own: on a lesson's address it first asks for its server in the wrong place."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]
