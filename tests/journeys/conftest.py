"""What journeys share: one app for all of them, one for all rooms, and pages in a real browser that must not log an error."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, suppress

import pytest
from classroom import Class
from playwright.sync_api import Browser, Error, Page
from served import App, no_errors


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
    with no_errors(page):
        yield page
        context.close()


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """An app of the rooms' own, which may be killed; one for all journeys of rooms."""
    app = App(tmp_path_factory.mktemp("rooms"))
    app.start()
    yield app
    app.stop()


@pytest.fixture
def room(chromium: Browser) -> Iterator[Class]:
    with ExitStack() as stack:
        yield Class(chromium, stack)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A journey that fails shows what its pages said, and the server."""
    report = yield
    used = getattr(item, "funcargs", {})
    if report.failed and isinstance(browser := used.get("chromium"), Browser):
        for page in (page for context in browser.contexts for page in context.pages):
            with suppress(Error):  # on its way to another address, or closed
                report.sections.append((page.url, page.inner_text("body", timeout=2000)[:3000]))
    if report.failed and isinstance(app := used.get("app"), App):
        report.sections.append(("the server's log", app.log.read_text(errors="replace")[-4000:]))
    return report
