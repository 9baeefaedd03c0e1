"""A room of 300, 20 rooms of 30, and a room on two app processes: how soon a step and a question reach everybody, and how soon
their guesses are counted; and whether a learner whose connection is lost is back where the class is.

Members are protocol clients of this process: each holds a page's websocket, asks the door what is new as its strip does, says its
guess there, and runs its script where a step leads to another page. They take CPU of the same machine. `room 40` takes fewer.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import psutil

from bench.browser import app
from bench.crowd import Visitor, Watcher
from bench.hall import p95

COUNT, ROOMS = 300, 20
PAGES = (
    "what_is_a_model",
    "layers_and_nodes",
)  # where the class is led, the second with a part of the page to itself
LATER = "draw_a_digit"  # where it is led while a learner's connection is lost
LOST = 30.0  # seconds without it
JOINING = 12.0  # a second: a hall reads a code off a wall
LEADING = 20.0  # seconds over which the lecturers of 20 rooms go on: they do not click in one moment
GUESSING = 1.0  # seconds within which all say their guess
SETTLED = 12.0  # seconds at rest, more than one asking is held
FREE = {"LAYERS_QUEUE_SHARE": "100", "LAYERS_SOCKETS_PER_ADDRESS": "1000"}  # all come from one address
App = tuple[str, subprocess.Popen, float]  # as `bench.browser.app` gives it
HEARD = re.compile(r'"say": ?"(heard/[\w-]+)"')
CODE = re.compile(r'"code": ?"([A-Z]{4})"')


class Member:
    """One page: its websocket, and what its strip asks and says."""

    def __init__(self, visitor: Visitor, watcher: Watcher, learner: str) -> None:
        self.visitor, self.watcher, self.learner = visitor, watcher, learner
        self.steps: dict[int, float] = {}  # when each was first seen
        self.asked = self.moved = 0.0
        self.answered: dict[int, float] = {}  # of the lecturer: when so many were counted first

    async def watch(self) -> None:
        while True:
            told = await self.watcher.ask()
            if not self.watcher.next:
                return
            if told:
                now = time.monotonic()
                self.steps.setdefault(told["step"][0], now)
                if told["question"] and not self.asked:
                    self.asked = now
                self.answered.setdefault(told.get("answered", 0), now)
            await asyncio.sleep(self.watcher.next * (0.9 + 0.2 * random.random()))

    async def follow(self, step: int) -> None:
        """Runs the script that leads to the class's page, in its turn as browsers do."""
        while step not in self.steps:
            await asyncio.sleep(0.05)
        await asyncio.sleep(await self.watcher.turn())
        await self.visitor.run()
        self.moved = time.monotonic()

    async def guess(self, number: int, option: str) -> int:
        """Says a guess at its page's address; the status of the answer."""
        path = _found(self.visitor, HEARD)
        where = urlsplit(self.visitor.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        body = json.dumps({"question": number, "option": option})
        head = f"POST /{path} HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        status = int((await reader.readline()).split()[1])
        writer.close()
        return status


def _found(visitor: Visitor, pattern: re.Pattern[str]) -> str:
    texts = (e.json or e.mixed.json for kind, e in visitor.elements.values() if kind == "bidi_component")
    return next((found[1] for text in texts if (found := pattern.search(text))), "")


async def _press(visitor: Visitor, label: str) -> None:
    button = visitor.find("button", lambda element: element.label == label)
    if button is None:
        raise RuntimeError(f"No button {label!r}: {visitor.says('.*')}")
    await visitor.run(pressed=button.id)


async def _open(stack: AsyncExitStack, url: str) -> tuple[Member, str]:
    visitor = await stack.enter_async_context(Visitor(url, "room"))
    await visitor.run()
    learner = await visitor.meet()
    await _press(visitor, "Open a room")
    watcher = await stack.enter_async_context(Watcher(url, visitor.watched()))
    return Member(visitor, watcher, learner), _found(visitor, CODE)


async def _join(stack: AsyncExitStack, url: str, code: str) -> Member:
    visitor = await stack.enter_async_context(Visitor(url, "room", f"room={code}"))
    await visitor.run()
    learner = await visitor.meet()
    await _press(visitor, "Join the room")
    return Member(visitor, await stack.enter_async_context(Watcher(url, visitor.watched())), learner)


async def _lose(stack: AsyncExitStack, member: Member, lead: Member) -> float:
    """Cuts a learner off for LOST seconds, in which the class is led on; seconds till the page is where the class is then."""
    await member.watcher.__aexit__()
    await member.visitor.__aexit__()
    await asyncio.sleep(LOST / 2)
    await lead.visitor.turn_to(LATER)
    await asyncio.sleep(LOST / 2)
    begun = time.monotonic()
    again = await stack.enter_async_context(Visitor(member.visitor.url, PAGES[-1]))
    await again.run()
    await again.meet(member.learner)
    page = json.loads(_strip(again))["page"]
    if page != LATER:
        raise RuntimeError(f"A learner came back to {page}, and the class is at {LATER}")
    return time.monotonic() - begun


async def _together(what: Callable[[int], Awaitable[object]], count: int, a_second: float) -> list[object]:
    async def one(n: int) -> object:
        await asyncio.sleep(n / a_second)
        return await what(n)

    return await asyncio.gather(*map(one, range(count)))


async def lecture(apps: list[App], rooms: int, size: int) -> list[tuple[str, str, str]]:
    """One lecture in so many rooms of `size` at once, led on the first app and followed on the last; its lines."""
    what = f"{rooms} x {size} in rooms" if rooms > 1 else f"a room of {size}"
    what += f" on {len(apps)} processes" if len(apps) > 1 else ""
    lines: list[tuple[str, str, str]] = []
    processes = [psutil.Process(process.pid) for _, process, _ in apps]
    used = lambda: max(sum(each.cpu_times()[:2]) for each in processes)  # noqa: E731  # of the busiest
    async with AsyncExitStack() as stack:
        opened = [await _open(stack, apps[0][0]) for _ in range(rooms)]
        codes = [opened[n % rooms][1] for n in range(rooms * size)]
        members: list[Member] = await _together(
            lambda n: _join(stack, apps[-1][0], codes[n]), len(codes), JOINING
        )  # type: ignore[assignment]
        leads = [lead for lead, _ in opened]
        watching = [asyncio.create_task(each.watch()) for each in [*leads, *members]]

        async def unwatch() -> None:
            for task in watching:
                task.cancel()
            await asyncio.gather(*watching, return_exceptions=True)  # also of whose connection was lost

        stack.push_async_callback(unwatch)
        await asyncio.sleep(1)
        before, begun = used(), time.monotonic()
        await asyncio.sleep(SETTLED)
        lines.append(
            (f"{what}, at rest: the app", f"{(used() - before) / (time.monotonic() - begun):.2f} cores", "")
        )
        before, begun = used(), time.monotonic()
        for step, page in enumerate(PAGES, 1):
            said = [0.0] * rooms
            following = [asyncio.create_task(each.follow(step)) for each in members]

            async def lead_on(n: int, page: str = page, said: list[float] = said) -> None:
                said[n] = time.monotonic()
                await leads[n].visitor.turn_to(page)

            await _together(lead_on, rooms, ROOMS / LEADING)
            await asyncio.gather(*following)
            lags = [each.steps[step] - said[n % rooms] for n, each in enumerate(members)]
            lines.append(
                (
                    f"{what}: step {step} reaches all, median and p95",
                    f"{median(lags):.2f}, {p95(lags):.2f} s",
                    "p95 2 s",
                )
            )
            lags = [each.moved - said[n % rooms] for n, each in enumerate(members)]
            lines.append((f"{what}: ... and their page is drawn, p95", f"{p95(lags):.1f} s", ""))
        lines.append(
            (
                f"{what}, led on: the app",
                f"{(used() - before) / (time.monotonic() - begun):.2f} cores",
                "under 2",
            )
        )
        await asyncio.gather(
            *(lead.visitor.run() for lead in leads)
        )  # as a lecturer's strip does: what the page asks
        asked, before = time.monotonic(), used()
        await asyncio.gather(*(_press(lead.visitor, "Ask the room") for lead in leads))
        while not all(each.asked for each in members):
            await asyncio.sleep(0.05)
        lags = [each.asked - asked for each in members]
        lines.append((f"{what}: a question reaches all, p95", f"{p95(lags):.2f} s", "2 s"))
        view = json.loads(_strip(leads[0].visitor))["view"]["question"]
        options = [key for key, _ in view["options"]]
        begun = time.monotonic()
        statuses = await _together(
            lambda n: members[n].guess(view["number"], options[n % len(options)]),
            len(members),
            len(members) / GUESSING,
        )
        while not all(size in lead.answered for lead in leads) and time.monotonic() < begun + 30:
            await asyncio.sleep(0.05)
        counted = max(lead.answered.get(size, float("inf")) for lead in leads) - begun
        lines.append(
            (f"{what}: guesses that were not taken", str(sum(each != 200 for each in statuses)), "0")
        )
        lines.append((f"{what}: all guesses counted, since the first", f"{counted:.2f} s", "3 s"))
        lines.append(
            (
                f"{what}, asked: the app",
                f"{(used() - before) / (time.monotonic() - asked):.2f} cores",
                "under 2",
            )
        )
        lines.append(
            (
                f"{what}: the app's memory",
                f"{max(each.memory_info().rss for each in processes) / 1e6:.0f} MB",
                "under 700",
            )
        )
        watching[len(leads)].cancel()
        back = await _lose(stack, members[0], leads[0])
        lines.append(
            (
                f"{what}: back at the present step, after {LOST:.0f} s without a connection",
                f"{back:.2f} s",
                "",
            )
        )
    return lines


def _strip(visitor: Visitor) -> str:
    texts = [e.json or e.mixed.json for kind, e in visitor.elements.values() if kind == "bidi_component"]
    return next(text for text in texts if '"part": "strip"' in text or '"part":"strip"' in text)


def measure(folder: Path, count: int = COUNT) -> list[tuple[str, str, str]]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # two connections a member, here and there
    lines = [("load of the machine before", f"{os.getloadavg()[0]:.1f}", "under 0.5")]
    rooms = min(ROOMS, count)
    try:
        for number, size, processes in ((1, count, 1), (rooms, 2 * count // rooms, 1), (1, count, 2)):
            one = folder / f"{number}x{processes}"
            one.mkdir()
            with ExitStack() as stack:
                apps = [stack.enter_context(app(one, **FREE)) for _ in range(processes)]
                lines += asyncio.run(lecture(apps, number, size))
            print(*lines, sep="\n", file=sys.stderr, flush=True)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return lines
