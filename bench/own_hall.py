"""Thirty at once on "Your own pictures": two real browsers collect, train and try, 28 visitors have the page; what the server does.

All of a browser's work is done in its own processes, so that the server's share is told from them: CPU seconds of the app's process
and of those that it started, by the operating system. The main thread's script a frame is that of the first browser.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Locator, Page

from bench import film
from bench.browser import app, chromium, launch, visit
from bench.crowd import Visitor
from bench.hall import p95
from bench.script_time import Traced, traced

CLIENTS = 28
PAGE = "your_own_pictures"
SCENE_SECONDS = 2.0
HELD_MS = 3_000  # that a class's button is held: some ten pictures
EPOCHS = 30  # as many as may be
ROUNDS = 3  # of training
TRIED_MS = 8_000
PATIENCE_MS = 60_000
SETTLED = 5.0  # seconds after which thirty open pages are at rest


def measure(folder: Path) -> list[tuple[str, str, str]]:
    film.make(folder / "film.mjpeg", SCENE_SECONDS)
    camera = film.camera(folder / "film.mjpeg")
    with ExitStack() as stack:
        url, process, _ = stack.enter_context(app(folder))
        first = stack.enter_context(chromium(*camera))
        second = launch(first.browser_type, *camera)
        stack.callback(second.close)
        pages = [_opened(browser, url) for browser in (first, second)]
        stack.enter_context(_crowd(url))
        time.sleep(SETTLED)
        server = Server(process.pid)
        idle = server.share(lambda: time.sleep(SETTLED))
        collecting = server.share(lambda: _collect(pages))
        trained, tried = Traced(), Traced()

        def training() -> None:
            with traced(pages[0]) as seen:
                for _ in range(ROUNDS):
                    _train(pages)
            trained.frames, trained.rate = seen.frames, seen.rate

        def trying() -> None:
            with traced(pages[0]) as seen:
                pages[0].wait_for_timeout(TRIED_MS)
            tried.frames, tried.rate = seen.frames, seen.rate

        train = server.share(training)
        try_ = server.share(trying)
        speed = _studio(pages[0]).locator(".speed").inner_text()
        _studio(pages[0]).get_by_role("checkbox", name="What spoke for its answer?").check()
        mapped = Traced()
        with traced(pages[0]) as seen:
            pages[0].wait_for_timeout(TRIED_MS)
        mapped.frames, mapped.rate = seen.frames, seen.rate
    lines = [
        (f"30 on the page, 2 {what}: the server, of one core", f"{100 * share:.1f} %", aim)
        for what, share, aim in (
            ("wait", idle, ""),
            ("collect", collecting, ""),
            ("train", train, "under 5 %"),
            ("try", try_, "under 5 %"),
        )
    ]
    for what, one in (("training", trained), ("trying", tried), ("trying, with what spoke for it", mapped)):
        told = f"{p95(one.frames):.1f} ms, {one.rate:.0f} frames a second"
        lines.append((f"own pictures, {what}: script a frame on the main thread, p95", told, "under 16 ms"))
    lines.append(
        ("own pictures, trying: answers, beside another browser that tries", speed, "20 a second where alone")
    )
    return lines


class Server:
    """The app's process with all that it started."""

    def __init__(self, pid: int) -> None:
        self._process = psutil.Process(pid)

    def _seconds(self) -> float:
        all_ = [self._process, *self._process.children(recursive=True)]
        return sum(sum(each.cpu_times()[:2]) for each in all_)

    def share(self, act: Callable[[], None]) -> float:
        """Of one core, while `act` runs."""
        before, begun = self._seconds(), time.monotonic()
        act()
        return (self._seconds() - before) / (time.monotonic() - begun)


def _studio(page: Page) -> Locator:
    return page.locator(".st-key-own_studio")


def _opened(browser: Browser, url: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    visit(page, f"{url}/{PAGE}")
    _studio(page).locator(".train header").get_by_text("ready, also offline").wait_for()
    return page


def _collect(pages: list[Page]) -> None:
    for page in pages:
        place = _studio(page)
        place.locator(".class .hold").first.click()  # turns the camera on
        place.locator(".camera").wait_for()
        for label, name in enumerate(list(film.SCENES)[:2]):
            film.wait_for(page, place.locator(".camera video"), name)
            place.locator(".class .hold").nth(label).hover()
            page.mouse.down()
            page.wait_for_timeout(HELD_MS)
            page.mouse.up()
        place.locator("input[name=epochs]").fill(str(EPOCHS))
        place.locator("input[name=epochs]").press("Tab")
        place.get_by_role("radio", name="nine in ten").click()


def _train(pages: list[Page]) -> None:
    """All at once."""
    for page in pages:
        _studio(page).get_by_role("button", name="Train", exact=True).click()
    for page in pages:
        _studio(page).get_by_role("button", name="Train", exact=True).and_(
            page.locator(":enabled")
        ).wait_for()
        _studio(page).locator(".result .share").wait_for()


@contextmanager
def _crowd(url: str) -> Iterator[None]:
    """So many visitors who have the page open until the block ends, in a thread of their own."""
    there, ended = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    async def all_of_them() -> None:
        async def one(n: int) -> None:
            await asyncio.sleep(0.1 * n)
            async with Visitor(url, PAGE) as visitor:
                await visitor.run()
                await visitor.meet()
                await arrived.wait()
                while not ended.is_set():
                    await asyncio.sleep(0.5)

        arrived = asyncio.Barrier(CLIENTS + 1)
        async with asyncio.TaskGroup() as group:
            for n in range(CLIENTS):
                group.create_task(one(n))
            await arrived.wait()
            there.set()

    def run() -> None:
        try:
            asyncio.run(all_of_them())
        except BaseException as error:
            failed.append(error)
            there.set()

    thread = threading.Thread(target=run)
    thread.start()
    there.wait()
    try:
        if failed:
            raise failed[0]
        yield
    finally:
        ended.set()
        thread.join()
