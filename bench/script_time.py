"""How long a page's script keeps its main thread busy in each frame, from Chromium's own trace: no clock in the page adds to it.

It is the thread's CPU time: what others on the machine take meanwhile is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from playwright.sync_api import Page

CATEGORIES = [
    "-*",
    "devtools.timeline",
    "disabled-by-default-devtools.timeline",
    "disabled-by-default-devtools.timeline.frame",
    "v8.execute",
]
SCRIPT = {
    "FunctionCall", "EvaluateScript", "RunMicrotasks", "FireAnimationFrame", "TimerFire", "EventDispatch", "HandlePostMessage",
    "MajorGC", "MinorGC", "V8.GCScavenger", "V8.GCFinalizeMC",
}  # fmt: skip
FRAME = "BeginMainThreadFrame"


@dataclass
class Traced:
    """Milliseconds of script in each frame, and frames a second."""

    frames: list[float] = field(default_factory=list)
    rate: float = 0.0


@contextmanager
def traced(page: Page) -> Iterator[Traced]:
    """Traces the page meanwhile; what is given is filled when the block ends."""
    browser = page.context.browser
    assert browser
    found = Traced()
    browser.start_tracing(page=page, categories=CATEGORIES)
    yield found
    read(json.loads(browser.stop_tracing())["traceEvents"], found)


def read(events: list[dict[str, Any]], found: Traced) -> None:
    threads = [
        (event["pid"], event["tid"]) for event in events
        if event["name"] == "thread_name" and event["args"]["name"] == "CrRendererMain"
    ]  # fmt: skip
    by_thread = {
        thread: [event for event in events if (event["pid"], event["tid"]) == thread] for thread in threads
    }
    busiest = max(by_thread.values(), key=lambda mine: sum(event["name"] == FRAME for event in mine))
    begins = sorted(event["ts"] for event in busiest if event["name"] == FRAME)
    work = sorted(
        (event["ts"], event["ts"] + event["dur"], event.get("tdur", event["dur"])) for event in busiest
        if event["name"] in SCRIPT and event["ph"] == "X" and "dur" in event
    )  # fmt: skip
    outermost: list[tuple[float, float, float]] = []  # from, to, CPU time
    for one in work:
        if not outermost or one[0] >= outermost[-1][1]:
            outermost.append(one)
    at = 0
    for begin, end in pairwise(begins):
        script = 0.0
        while at < len(outermost) and outermost[at][0] < end:
            if outermost[at][0] >= begin:
                script += outermost[at][2]
            at += 1
        found.frames.append(script / 1000)
    found.rate = 1e6 * (len(begins) - 1) / (begins[-1] - begins[0]) if len(begins) > 1 else 0.0
