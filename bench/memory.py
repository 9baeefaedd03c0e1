"""Memory of the app and its worker: idle, while the default network trains, and while a base is fine-tuned."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
from playwright.sync_api import Page

from bench.browser import app, chromium, settle, visit

LIMIT = 600  # seconds of one training


def measure(folder: Path) -> list[tuple[str, str, str]]:
    with chromium() as browser, app(folder) as (url, process, _):
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(120_000)
        visit(page, url)
        home = megabytes(process.pid)[0]
        visit(page, f"{url}/train_a_digit_reader")
        page.wait_for_timeout(8000)  # the worker imports tensorflow
        idle = megabytes(process.pid)
        digits = _most_while_training(page, process.pid, "about 98 %")
        visit(page, f"{url}/retrain_it?method=fine_tune")
        tuning = _most_while_training(page, process.pid, "about 97 %")
    both = "together under 1,500 MB"
    return [
        ("memory at home, app alone", f"{home:.0f} MB", ""),
        ("memory idle, app and worker", _told(idle), both),
        ("memory training digits, app and worker", _told(digits), both),
        ("memory fine-tuning, app and worker", _told(tuning), "together under 1,800 MB"),
    ]


def _most_while_training(page: Page, pid: int, guess: str) -> tuple[float, float]:
    """The most that app and worker took together until the run ended."""
    page.locator(".st-key-predict_accuracy").get_by_text(guess).click()
    settle(page)
    page.locator(".st-key-train button").click()
    most, until = (0.0, 0.0), time.monotonic() + LIMIT
    while time.monotonic() < until and not page.locator(".st-key-card_outcome").count():
        most = max(most, megabytes(pid), key=sum)
        page.wait_for_timeout(200)
    return most


def _told(both: tuple[float, float]) -> str:
    return f"{both[0]:.0f} and {both[1]:.0f} MB"


def megabytes(pid: int) -> tuple[float, float]:
    """(app, its children together), what several have mapped shared out among them: libraries count once."""
    process = psutil.Process(pid)
    return _held(process), sum(_held(child) for child in process.children(recursive=True))


def _held(process: psutil.Process) -> float:
    held = process.memory_full_info()
    return getattr(held, "pss", held.uss) / 1e6  # only Linux shares out
