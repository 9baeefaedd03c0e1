"""Seconds from the server's start to the home page's first complete run, and the CPU that a run of every page takes.

CPU of the whole app process: a machine that is busy with other things says the same. Beside it stands a bare page, a
`st.markdown` for each element, served by the same Streamlit with its own settings and without this app's modules.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from statistics import median

import psutil

from bench.browser import READY, app, chromium
from lib.screen.kit import course
from tests.support.wire import Wire

RUNS, GROUP = 24, 4  # CPU is told in steps of 10 ms, so four runs are measured at once
AIM = 25  # ms
BARE = """import streamlit as st
for i in range(int(st.query_params["n"])):
    st.markdown(f"Element {i}, a line of text")
"""


def measure(folder: Path) -> list[tuple[str, str, str]]:
    bare = folder / "bare"
    bare.mkdir()
    (bare / "streamlit_app.py").write_text(BARE, encoding="utf-8")
    with ExitStack() as stack:
        url, process, begun = stack.enter_context(app(folder))
        first = _first(url, begun)
        plain, plain_process, _ = stack.enter_context(app(bare, bare / "streamlit_app.py", bare))
        lines = [("server start to the home page's first complete run", f"{first:.1f} s", "3 s")]
        for lesson in course.shown():
            with Wire(url, "" if lesson.key == "home" else lesson.key) as wire:
                wire.run().meet()
                _guess(wire)
                wire.elements.clear()
                elements = len(wire.run().elements)
                took = _cpu(wire.run, process.pid)
            with Wire(plain, query=f"n={elements}") as wire:
                wire.run()
                usual = _cpu(wire.run, plain_process.pid)
            told = f"{took:.0f} ms, {took / usual:.1f} × bare"
            lines.append((f"CPU of {lesson.title!r}, {elements} elements", told, f"{AIM} ms"))
    return lines


def _first(url: str, begun: float) -> float:
    with chromium() as browser:
        page = browser.new_page()
        page.goto(url)
        page.wait_for_selector(READY, timeout=120_000)
        return time.monotonic() - begun


def _guess(wire: Wire) -> None:
    """Answers the page's first question, so that what it hides until then is drawn too."""
    for kind, element in list(wire.elements.values()):
        if kind == "button_group" and "predict_" in element.id and not element.disabled:
            wire.widgets[element.id] = ("string_array_value", [element.options[0].content])
            wire.run()
            return


def _cpu(run: Callable[[], object], pid: int) -> float:
    """Milliseconds of the process' CPU that one run takes, the median of groups of runs."""
    process, taken = psutil.Process(pid), []
    run()
    for _ in range(RUNS // GROUP):
        begun = sum(process.cpu_times()[:2])
        for _ in range(GROUP):
            run()
        taken.append(1000 * (sum(process.cpu_times()[:2]) - begun) / GROUP)
    return median(taken)
