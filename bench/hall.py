"""A class at once: how long its first pages take, what watching a run costs, and what a second visit fetches.

Visitors are `bench.crowd`'s, in this process; they take CPU of the same machine, so each line stands beside a bare
Streamlit page of as many elements that the same crowd opens in the same way.
"""

from __future__ import annotations

import asyncio
import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles

import psutil

from bench.browser import app
from bench.crowd import Visitor, Watcher

TRAINING = "train_a_digit_reader"
LONG = "hidden=500,300&epochs=30&train_size=55000&batch_size=16"  # longer than it is watched; stopped then
WATCHED = 30.0  # seconds
APART = 0.2  # seconds between two pages that are opened to watch
SPREAD = 2.0  # seconds over which watchers begin: pages are not opened in one moment
BARE = "import streamlit as st\nfor n in range({n}):\n    st.markdown(f'Line {{n}}')\n"


@dataclass
class Crowd:
    """What came of one."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    bytes: list[int] = field(default_factory=list)  # of a first visit, by websocket and HTTP together


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[18] if len(values) > 1 else float("nan")


async def arrive(url: str, count: int, within: float, page: str = "") -> Crowd:
    """So many visitors, evenly over `within` seconds; each stays until all have seen their page."""
    crowd = Crowd()

    async def one(n: int) -> None:
        await asyncio.sleep(within * n / count)
        try:
            async with Visitor(url, page) as visitor:
                crowd.seconds.append(await visitor.first())
                crowd.bytes.append(visitor.received + visitor.fetched)
                await visitor.meet()
        except Exception as error:
            crowd.failed.append(f"{type(error).__name__} {error}")

    await asyncio.gather(*(one(n) for n in range(count)))
    return crowd


@dataclass
class Watched:
    """What came of watching one run."""

    cores: float  # that the app took meanwhile
    alone: float  # of that, what it took without a watcher
    lags: list[float]  # from a change's first sight by any watcher to its sight by each
    answers: list[float]  # seconds that each took
    size: float  # bytes of a redraw
    waits: list[float]  # seconds that pages were told to wait
    lost: int  # watchers that were cut off


async def watch(url: str, process: psutil.Process, count: int, seed: int) -> Watched:
    """A learner trains; `count` pages of that learner watch."""
    query = f"{LONG}&seed={seed}"
    seen: dict[str, list[float]] = {}  # epoch -> when each watcher first saw it
    answers, waits, sizes, lost = [], [], [], [0]

    async def used(seconds: float) -> float:
        before, begun = sum(process.cpu_times()[:2]), time.monotonic()
        await asyncio.sleep(seconds)
        return (sum(process.cpu_times()[:2]) - before) / (time.monotonic() - begun)

    async with Visitor(url, TRAINING, query) as owner:
        await owner.run()
        learner = await owner.meet()
        guess = owner.find("button_group")
        owner.widgets[guess.id] = ("string_array_value", [guess.options[0].content])
        await owner.run()
        button = owner.find("button", lambda element: element.label == "Train")
        await owner.run(pressed=button.id)
        path = owner.watched()
        if not path:
            raise RuntimeError("Nothing is trained: " + str(owner.says(r".*(?:memory|waiting|full).*")))
        async with Watcher(url, path) as first:
            until = time.monotonic() + 120
            while time.monotonic() < until:  # a worker starts
                told = await first.ask()
                if told and told["words"][0].startswith("Epoch"):
                    break
                await asyncio.sleep(first.next)
        alone = await used(WATCHED / 2)
        ready = asyncio.Barrier(count + 1)

        async def one(n: int) -> None:
            await asyncio.sleep(APART * n)
            async with AsyncExitStack() as open_pages:
                try:
                    visitor = await open_pages.enter_async_context(Visitor(url, TRAINING, query))
                    await visitor.run()
                    visitor.widgets |= {guess.id: owner.widgets[guess.id]}
                    await visitor.meet(learner)
                    watcher = await open_pages.enter_async_context(Watcher(url, visitor.watched() or path))
                except (TimeoutError, OSError):
                    lost[0] += 1
                    watcher = None
                await ready.wait()
                await asyncio.sleep(SPREAD * n / count)
                if watcher is not None:
                    await look(watcher)

        async def look(watcher: Watcher) -> None:
            end, mine = time.monotonic() + WATCHED, set[str]()
            while time.monotonic() < end:
                begun, before = time.monotonic(), watcher.received
                told = await watcher.ask()
                answers.append(time.monotonic() - begun)
                if not watcher.next:
                    lost[0] += 1
                    return
                waits.append(watcher.next)
                if told:
                    if mine:  # the first has all of the curve
                        sizes.append(watcher.received - before)
                    epoch = told["words"][0]
                    if epoch not in mine:
                        mine.add(epoch)
                        seen.setdefault(epoch, []).append(time.monotonic())
                await asyncio.sleep(watcher.next * (0.9 + 0.2 * random.random()))

        async with asyncio.TaskGroup() as watchers:
            for n in range(count):
                watchers.create_task(one(n))
            await ready.wait()
            await asyncio.sleep(SPREAD)
            cores = await used(WATCHED - 2 * SPREAD)
        stop = owner.find("button", lambda element: element.label == "Stop")
        if stop is not None:
            await owner.run(pressed=stop.id)
    # What all saw at the start is no change
    first_seen = sorted(seen, key=lambda epoch: min(seen[epoch]))[1:]
    lags = [at - min(seen[epoch]) for epoch in first_seen for at in seen[epoch]]
    return Watched(cores, alone, lags, answers, sum(sizes) / max(1, len(sizes)), waits, lost[0])


async def twice(url: str) -> tuple[int, int, int]:
    """Bytes of files at a first and a second visit of one browser, and by websocket at the first."""
    kept: dict[str, int] = {}
    visits = []
    for _ in range(2):
        async with Visitor(url, kept=kept) as visitor:
            await visitor.first()
            visits.append(visitor)
    return visits[0].fetched, visits[1].fetched, visits[0].received


@contextmanager
def bare(folder: Path, elements: int) -> Iterator[str]:
    """Address of an app of one page with nothing but so many lines."""
    script = folder / "bare.py"
    script.write_text(BARE.format(n=elements), encoding="utf-8")
    with app(folder, script) as (url, _, _):
        yield url


async def _size(url: str, page: str) -> int:
    async with Visitor(url, page) as visitor:
        await visitor.run()
        await visitor.meet()
        return len(visitor.elements)


def measure(folder: Path) -> list[tuple[str, str, str]]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))  # 300 visitors here, 300 sockets there
    lines = [("load of the machine before", f"{os.getloadavg()[0]:.1f}", "under 0.5")]
    try:
        with app(folder) as (url, process, _):
            server = psutil.Process(process.pid)
            first, second, socket = asyncio.run(twice(url))
            asyncio.run(arrive(url, 1, 0, TRAINING))  # who comes first waits for the digits to be read
            lines.append(("a first visit, by websocket and as files", f"{socket:,} and {first:,} B", ""))
            lines.append(("a second visit, weights", f"{second:,} B", "0"))
            for what, count, within, page, aim in (
                ("100 open the home page within 20 s", 100, 20.0, "", "1 s"),
                ("300 open it within 60 s", 300, 60.0, "", "3 s, nobody refused"),
                ("30 open the training page within 5 s", 30, 5.0, TRAINING, "2 s"),
            ):
                came = asyncio.run(arrive(url, count, within, page))
                with bare(folder, asyncio.run(_size(url, page))) as plain:
                    beside = asyncio.run(arrive(plain, count, within))
                told = f"{p95(came.seconds):.2f} s (bare {p95(beside.seconds):.2f})"
                lines.append((f"{what}: first complete run, p95", told, aim))
                lines.append((f"{what}: did not get it", f"{len(came.failed)} of {count}", "0"))
                lines.append((f"{what}: in all", f"{sum(came.bytes) / 1e6:.0f} MB", ""))
                print(*lines[-3:], *set(came.failed), sep="\n", file=sys.stderr, flush=True)
            for count, aim in ((1, "8 % of a core"), (300, "under 1.2 cores")):
                run = asyncio.run(watch(url, server, count, seed=count))
                told = f"{run.cores:.3f} cores, {run.alone:.3f} unwatched"
                lines.append((f"{count} watch one run: the app", told, aim))
                lines.append((f"{count} watch one run: a redraw", f"{run.size / 1000:.2f} kB", "10 kB"))
                told = f"{p95(run.answers):.3f} s, every {median(run.waits):.1f} s"
                lines.append((f"{count} watch one run: an answer, p95", told, ""))
                if count > 1:
                    lines.append(("300 watch one run: a change seen, p95", f"{p95(run.lags):.1f} s", "3 s"))
                    lines.append(("300 watch one run: cut off", str(run.lost), "0"))
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return lines
