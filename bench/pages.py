"""Seconds from the server's start to the home page's first complete run, and what a rerun of every page costs.

CPU of the whole app process, the garbage collector's apart: a machine that is busy with other things says the same.
Beside it stands a bare page, a `st.markdown` for each element, served by the same Streamlit with its own settings and
without this app's modules. Bytes are those of the websocket: of a page's first run, and of a rerun in which nothing has
changed. Each page is measured for a learner without runs and for one with a run of each kind, 97 classes shown.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from bench.browser import READY, app, chromium
from lib.lab_book.runs import LabBook
from lib.screen.kit import course
from lib.settings import Settings
from tests.support import made_runs
from tests.support.wire import Wire

RUNS = 15
WARM = 5  # reruns before: a processor that has rested takes half as long again
AIM, AIM_MANY = 25, 40  # ms
MANY = "97 classes"
CHOSEN = {
    "Picture set": MANY,
    "Which model?": "Caltech",
}  # selectboxes, and what is chosen in them where it is there
BARE = """import streamlit as st
for i in range(int(st.query_params["n"])):
    st.markdown(f"Element {i}, a line of text")
"""


class Counted(Wire):
    """A visitor who counts the bytes that come."""

    received = 0

    def hear(self) -> ForwardMsg:
        message = super().hear()
        self.received += message.ByteSize()
        return message


class Clock:
    """Asks a process of `bench.clocked` for its CPU."""

    def __init__(self, process: subprocess.Popen[bytes], file: Path) -> None:
        self._process, self._file = process, file

    def read(self) -> tuple[float, float]:
        """Milliseconds of the process so far, and the garbage collector's among them."""
        self._file.unlink(missing_ok=True)
        self._process.send_signal(signal.SIGUSR1)
        while not self._file.exists():
            time.sleep(0.002)
        whole, garbage = map(float, self._file.read_text().split())
        return 1000 * whole, 1000 * garbage


@dataclass(frozen=True)
class Cost:
    """Of one page."""

    cpu: float  # ms of a rerun, the median; without garbage
    garbage: float  # ms of a rerun, the mean
    elements: int
    first: int  # bytes
    again: int


def measure(folder: Path) -> list[tuple[str, str, str]]:
    lines = _first(folder)
    with ExitStack() as stack:
        bare = stack.enter_context(_bare(folder / "bare"))
        clock_file = folder / "clock"
        url, process, _ = stack.enter_context(app(folder, clock=clock_file))
        clock = Clock(process, clock_file)
        learner = uuid.uuid4().hex
        book = LabBook(Settings(folder=folder))
        for make in (made_runs.of_digits, made_runs.of_pets, made_runs.of_many):
            make(book, learner)
        for who, aim in (("", AIM), (learner, AIM_MANY)):
            for lesson in _lessons():
                cost = visit(url, clock, "" if lesson.key == "home" else lesson.key, who)
                usual = visit(*bare, query=f"n={cost.elements}").cpu
                what = f"CPU of {lesson.title!r}{f', {MANY}' if who else ''}, {cost.elements} elements"
                told = f"{cost.cpu:.0f} ms, {cost.cpu / usual:.1f} × bare, garbage {cost.garbage:.0f}"
                lines.append(
                    (what, f"{told}; {cost.first / 1000:.0f} kB, again {cost.again / 1000:.0f}", f"{aim} ms")
                )
    return lines


def _lessons() -> list[course.Lesson]:
    """All, or those that PAGES names."""
    asked = os.environ.get("PAGES", "").split()
    return [lesson for lesson in course.shown() if lesson.key in asked or not asked]


@contextmanager
def _bare(folder: Path) -> Iterator[tuple[str, Clock]]:
    folder.mkdir()
    script = folder / "streamlit_app.py"
    script.write_text(BARE, encoding="utf-8")
    with app(folder, script, folder, folder / "clock") as (url, process, _):
        yield url, Clock(process, folder / "clock")


def _first(folder: Path) -> list[tuple[str, str, str]]:
    """What the first visitor of a sleeping app waits for; their browser is there already."""
    lines = []
    with chromium() as browser:
        for what, aim, more in (
            ("bytecode kept", "3 s", {}),
            ("none kept", "6 s", {"PYTHONPYCACHEPREFIX": str(folder / "nowhere")}),
        ):
            page = browser.new_page()
            with app(folder, **more) as (url, _, begun):
                page.goto(url)
                page.wait_for_selector(READY, timeout=120_000)
                seconds = time.monotonic() - begun
            page.close()
            lines.append((f"start to the home page's first complete run, {what}", f"{seconds:.1f} s", aim))
    return lines


def visit(url: str, clock: Clock, page: str = "", learner: str = "", query: str = "") -> Cost:
    """Opens a page, guesses and chooses there, and runs it again and again."""
    learner = learner or uuid.uuid4().hex
    with Counted(url, page, query) as wire:
        _open(wire, learner)
        for step in (_guess, _choose, _guess):  # another picture set asks for a guess of its own
            wire.elements.clear()
            step(wire.run())
        wire.elements.clear()
        elements = len(wire.run().elements)
        for _ in range(WARM):
            wire.run()
        taken, (_, garbage) = [], clock.read()
        for _ in range(RUNS):
            wire.received, begun = 0, clock.read()
            wire.run()
            ended = clock.read()
            taken.append((ended[0] - begun[0]) - (ended[1] - begun[1]))
        cost = median(taken), (clock.read()[1] - garbage) / RUNS, elements
    with Counted(url, page, query) as anew:  # the guess is in the lab book: all of the page comes at once
        _open(anew, learner)
        return Cost(*cost, anew.received, wire.received)


def _open(wire: Wire, learner: str) -> None:
    wire.run()
    if not wire.query:
        wire.meet(learner)


def _guess(wire: Wire) -> None:
    """Answers the page's first question, so that what it hides until then is drawn too."""
    for kind, element in list(wire.elements.values()):
        if kind == "button_group" and "predict_" in element.id and not element.disabled:
            wire.widgets[element.id] = ("string_array_value", [element.options[0].content])
            wire.run()
            return


def _choose(wire: Wire) -> None:
    """The run of many classes, where one is offered."""
    for kind, element in list(wire.elements.values()):
        if kind == "selectbox" and (wanted := CHOSEN.get(element.label)):
            for option in element.options:
                if wanted in option:
                    wire.widgets[element.id] = ("string_value", option)
                    wire.run()
                    return
