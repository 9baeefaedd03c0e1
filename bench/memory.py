"""Resident memory of the app and its worker: idle, and while the default network trains."""

from __future__ import annotations

import time
from pathlib import Path

import psutil

from bench.browser import app, chromium, visit


def measure(folder: Path) -> list[tuple[str, str, str]]:
    with chromium() as browser, app(folder) as (url, process, _):
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(120_000)
        visit(page, url)
        lines = [("memory at home, app alone", f"{megabytes(process.pid)[0]:.0f} MB", "")]
        visit(page, f"{url}/train_a_digit_reader")
        page.wait_for_timeout(8000)  # the worker imports tensorflow
        app_idle, worker_idle = megabytes(process.pid)
        page.locator(".st-key-predict_accuracy").get_by_text("about 98 %").click()
        page.wait_for_timeout(1500)
        page.locator(".st-key-train button").click()
        most = (0.0, 0.0)
        until = time.monotonic() + 600
        while time.monotonic() < until and not page.locator(".st-key-card_outcome").count():
            most = max(most, megabytes(process.pid), key=sum)
            page.wait_for_timeout(200)
    aim = "together under 1,500 MB"
    return [
        *lines,
        ("memory idle, app and worker", f"{app_idle:.0f} and {worker_idle:.0f} MB", aim),
        ("memory training, app and worker", f"{most[0]:.0f} and {most[1]:.0f} MB", aim),
    ]


def megabytes(pid: int) -> tuple[float, float]:
    """(app, its children together)."""
    process = psutil.Process(pid)
    children = process.children(recursive=True)
    return process.memory_info().rss / 1e6, sum(child.memory_info().rss for child in children) / 1e6
