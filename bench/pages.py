"""Time from the server's start to the home page's first complete run, and the script time of every page."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import quantiles

from streamlit.testing.v1 import AppTest

from bench.browser import READY, app, chromium
from lib.screen.kit import course
from lib.settings import ROOT

RUNS = 20


def measure(folder: Path) -> list[tuple[str, str, str]]:
    with chromium() as browser, app(folder) as (url, _, begun):
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector(READY, timeout=120_000)
        first = time.monotonic() - begun
    lines = [("server start to the home page's first complete run", f"{first:.1f} s", "")]
    for lesson in course.shown():
        test = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=120).run()
        test.switch_page(lesson.file).run()
        taken = []
        for _ in range(RUNS):
            begun = time.monotonic()
            test.run()
            taken.append(1000 * (time.monotonic() - begun))
        cuts = quantiles(taken, n=20)
        lines.append((f"script of {lesson.title!r}, p50 and p95", f"{cuts[9]:.0f} and {cuts[18]:.0f} ms", ""))
    return lines
