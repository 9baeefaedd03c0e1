"""What tests share: a real Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@pytest.fixture(scope="module")  # Playwright keeps an event loop in this thread while it lives
def chromium() -> Iterator[Browser]:
    """Chromium from CHROMIUM, or Debian's, or the PATH's. Missing: a failure where CI=true, else a skip."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
    if not os.path.exists(path):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(
            "No Chromium: set CHROMIUM to its path."
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()
