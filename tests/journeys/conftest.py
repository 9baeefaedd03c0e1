"""What journeys share: one app for all of them, and a page in a real browser that must not log an error."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page
from served import App


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """The app with an empty lab book; it lives for all journeys."""
    app = App(tmp_path_factory.mktemp("app"))
    app.start()
    yield app
    app.stop()


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A fresh learner's page, 1280 x 800; a logged error or an uncaught one fails the test."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if is_ours(message) else None)
    yield page
    context.close()
    assert not errors, errors


def is_ours(message: ConsoleMessage) -> bool:
    """An error that is not Streamlit's own: on a lesson's address it first asks for its server in the wrong place."""
    return message.type == "error" and "/_stcore/" not in message.location["url"]
