"""What tests share: a real Chromium, a real PostgreSQL, and what a test file needs, read from its own imports."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from chromium_flags import FLAGS
from playwright.sync_api import Browser, expect, sync_playwright
from postgres import Postgres, databases

from scripts import find_browser, find_postgres

# Whoever imports one of these trains, here or in a worker that it starts.
NETWORKS = re.compile(
    r"^\s*(?:from|import) (?:tensorflow|keras|lib\.networks|lib\.engine\.(?:engine|keeper|cluster|worker|tasks)|lib\.__main__|lib\.cli)\b",
    re.MULTILINE,
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--networks", choices=["only", "none"], help="the test files that train, or all others")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("networks") == "none":
        sys.meta_path.insert(0, NoTensorFlow())
    elif config.getoption("networks") == "only":
        import lib.networks  # noqa: F401  # before a test file does it: Keras takes two seconds less this way


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    asked = config.getoption("networks")
    if asked is None or not collection_path.match("test_*.py"):
        return None
    trains = bool(NETWORKS.search(collection_path.read_text(encoding="utf-8")))
    return trains != (asked == "only") or None


class NoTensorFlow:
    """Keeps the rule above true: a file that reaches TensorFlow by another way fails where it must not."""

    def find_spec(self, name: str, *_: object) -> None:
        if name in {"tensorflow", "keras"}:
            pytest.fail(f"A test that says nothing of {name} needs it: import it at the head of its file.")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs a browser or a PostgreSQL, and puts the browser last: Playwright keeps an event loop in this thread, in which no other may be run."""
    for item in items:
        if "chromium_path" in item.fixturenames:  # type: ignore[attr-defined]
            item.add_marker("browser")
        if "postgres" in item.fixturenames:  # type: ignore[attr-defined]
            item.add_marker("postgres")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """Databases on the server that TEST_POSTGRES names, else on one of this process' own. Missing: a failure."""
    with ExitStack() as stack:
        try:
            address = os.environ.get("TEST_POSTGRES") or stack.enter_context(find_postgres.server())
        except find_browser.Missing as missing:
            pytest.fail(str(missing))
        yield stack.enter_context(databases(address))


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """CHROMIUM, or what is installed. Missing: a failure."""
    try:
        path = find_browser.installed()
    except find_browser.Missing as missing:
        pytest.fail(str(missing))
    return path or pytest.fail("No Chromium is installed: `make test` fetches one.")


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """One browser for all tests of this process; what is awaited in it may take long on a machine that also trains."""
    expect.set_options(timeout=30_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=FLAGS)
        yield browser
        browser.close()
