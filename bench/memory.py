"""Memory of the app and its worker: at home, after walks through every lesson, and after a hall came and went.

Visitors are `bench.crowd`'s, without browsers: what a browser holds is no part of it. A walk opens each lesson in one
session, answers what it asks and looks again.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

import psutil

from bench.browser import app
from bench.crowd import Visitor
from lib.screen.kit import course

VISITORS = 300  # a hall; `BENCH_SESSIONS` in the environment changes it
AT_ONCE = 20  # of them arrive together


def measure(folder: Path) -> list[tuple[str, str, str]]:
    lines = []
    with app(folder) as (url, process, _):

        def told(what: str, aim: str = "") -> None:
            held = megabytes(process.pid)
            lines.append((f"memory {what}", f"{held[0]:.0f} MB, worker {held[1]:.0f} MB", aim))

        told("before a visitor")
        asyncio.run(_look(url, ""))
        told("at home")
        for walk, aim in (("one walk", "app under 350 MB"), ("two walks", "")):
            asyncio.run(walked(url))
            told(f"after {walk} through every lesson", aim)
        asyncio.run(_together(url, 5))
        told("after five more visitors at once")
        count = int(os.environ.get("BENCH_SESSIONS", VISITORS))
        asyncio.run(hall(url, count))
        told(f"after {count} sessions came and went", "app under 600 MB")
    return lines


async def walked(url: str) -> None:
    """One visitor through every lesson, in one session."""
    async with Visitor(url) as visitor:
        await visitor.first()
        learner = await visitor.meet()
        for lesson in course.shown():
            await visitor.turn_to("" if lesson.key == "home" else lesson.key)
            await visitor.meet(learner)
            await _answered(visitor)


async def _answered(visitor: Visitor) -> None:
    """Each choice of the page that has none gets its first option, until no new one comes."""
    for _ in range(4):
        open_ = [
            element for kind, element in list(visitor.elements.values())
            if kind == "button_group" and element.options and element.id not in visitor.widgets
        ]  # fmt: skip
        if not open_:
            return
        for element in open_:
            visitor.widgets[element.id] = ("string_array_value", [element.options[0].content])
        await visitor.run()
        await visitor.fetch()


async def _look(url: str, page: str) -> None:
    async with Visitor(url, page) as visitor:
        await visitor.first()
        await visitor.meet()
        await _answered(visitor)


async def _together(url: str, count: int) -> None:
    await asyncio.gather(*(walked(url) for _ in range(count)))


async def hall(url: str, count: int) -> None:
    """So many sessions, each on a lesson of its own choice, all open before the first one leaves."""
    room, everybody, shown = asyncio.Semaphore(AT_ONCE), asyncio.Barrier(count), course.shown()

    async def one(n: int) -> None:
        lesson = shown[n % len(shown)]
        async with Visitor(url, "" if lesson.key == "home" else lesson.key) as visitor:
            async with room:
                await visitor.first()
                await visitor.meet()
                await _answered(visitor)
            await everybody.wait()

    await asyncio.gather(*(one(n) for n in range(count)))


def megabytes(pid: int) -> tuple[float, float]:
    """(app, its children together) resident."""
    process = psutil.Process(pid)
    return _held(process), sum(_held(child) for child in process.children(recursive=True))


def _held(process: psutil.Process) -> float:
    return process.memory_info().rss / 1e6
