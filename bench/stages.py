"""The stages in a Chromium without a graphics card: what moves first after Train, script of each frame while the scrubber and
the dial are dragged, a turned dial until its figure stands there, and bytes that each stage opens with. `wall` has the wall's."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request, WebSocket

from bench.browser import SLOWED, TIMED, app, chromium, settle, visit

CLICKS = 10  # of Train, each with another seed, as the same settings are the same run
TRAINING = "train_a_digit_reader"
SMALL = "hidden=16&epochs=1&train_size=1000"
LONG = "epochs=10&train_size=2000"  # of the network that the page opens with: its weights are the ones that are painted
PICTURES = (b"RIFF", b"\x89PNG", b"\xff\xd8")  # how WebP, PNG and JPEG begin: all files are sent as bytes
# What is read under the twenty digits is other than when Train was pressed
_MOVED = """() => { const stage = () => [...document.querySelectorAll('*')].map(e => e.shadowRoot?.querySelector('.training .pictures')).find(e => e);
    window.moved = new Promise((tell, fail) => document.addEventListener('pointerdown', () => {
        const begun = performance.now(), before = stage()?.textContent ?? '';
        const look = () => { const now = stage()?.textContent ?? '', ms = performance.now() - begun;
            if (now !== before && /[✓✗]/.test(now)) tell(ms);
            else if (ms > 60_000) fail(now); else setTimeout(look, 5); };
        look(); }, { once: true, capture: true })); }"""
# What a knob that is turned to each of its places computes before it hands back: figure, band and all
_TURN = """input => Array.from({ length: Number(input.max) - Number(input.min) + 1 }, (_, i) => { input.value = String(Number(input.max) - i);
    const begun = performance.now(); input.dispatchEvent(new Event('input', { bubbles: true })); return performance.now() - begun; })"""


class Opened:
    """What a page is sent until it is told: all but what every page of the app loads, and pictures apart."""

    def __init__(self, context: BrowserContext) -> None:
        self.page = context.new_page()
        self.messages = 0
        self._came: list[Request] = []
        self.page.on("websocket", self._listen)
        self.page.on("requestfinished", lambda request: self._came.append(request))

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: setattr(self, "messages", self.messages + len(data)))

    def told(self) -> tuple[int, int]:
        """(without pictures, pictures) in bytes."""
        sizes = {True: 0, False: 0}
        for request in self._came:
            if "/files/" in request.url:
                response = request.response()
                drawn = response is not None and response.body().startswith(PICTURES)
                sizes[drawn] += request.sizes()["responseBodySize"]
        return self.messages + sizes[False], sizes[True]


def measure(folder: Path) -> list[tuple[str, str, str]]:
    lines: list[tuple[str, str, str]] = []
    os.environ["LAYERS_COMPILE_AHEAD"] = "0"  # it would go on beside what is measured
    with chromium() as browser, app(folder) as (url, _, _):
        for part in (_movement, _opening, _scrubbing, _dial):
            found = part(browser, url)
            print(*found, sep="\n", file=sys.stderr, flush=True)
            lines += found
    return lines


def _train(page: Page, url: str, query: str) -> float:
    """Milliseconds from Train until the stage has something new on it."""
    visit(page, f"{url}/{TRAINING}?{query}")
    page.locator(".st-key-predict_accuracy").get_by_text("about 98 %").click()
    button = page.locator(".st-key-train button:enabled")
    button.wait_for()
    settle(page)
    page.evaluate(f"({_MOVED})(), null")
    button.click()
    return page.evaluate("window.moved")


def _movement(browser: Browser, url: str) -> list[tuple[str, str, str]]:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(60_000)
    # The first page that opens starts a worker, which takes longer than the way to Train
    cold = _train(page, url, f"{SMALL}&seed=1")
    page.locator(".st-key-card_outcome").wait_for()
    warm = []
    for seed in range(2, 2 + CLICKS):
        warm.append(_train(page, url, f"{SMALL}&seed={seed}"))
        page.locator(".st-key-card_outcome").wait_for()
    page.close()
    return [
        ("stages: first movement after Train, cold worker", f"{cold:.0f} ms", "at once"),
        (f"stages: first movement after Train, p95 of {CLICKS}", f"{np.percentile(warm, 95):.0f} ms", "< 1000 ms"),
    ]  # fmt: skip


def _opening(browser: Browser, url: str) -> list[tuple[str, str, str]]:
    lines = []
    for name, path, ready in (
        ("training", TRAINING, ".st-key-train"),
        ("retraining", "retrain_it", ".st-key-train"),
        ("comparison", "original_against_retrained", ".headline .to"),
        ("mistakes", "where_does_it_go_wrong", ".wall .share"),
    ):
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        opened = Opened(context)
        visit(opened.page, f"{url}/{path}")
        opened.page.locator("[class*=st-key-predict_] [role=radio]").first.click()
        opened.page.locator(ready).first.wait_for()
        settle(opened.page)
        opened.page.wait_for_timeout(1500)
        bare, pictures = opened.told()
        lines.append((f"stages: {name} opens with", f"{bare / 1000:.0f} kB", "< 500 kB"))
        if pictures:
            lines.append((f"stages: {name}, its pictures", f"{pictures / 1000:.0f} kB", ""))
        context.close()
    return lines


def _scrubbing(browser: Browser, url: str) -> list[tuple[str, str, str]]:
    page = _timed(browser)
    _train(page, url, f"{LONG}&seed=1")
    page.locator(".st-key-card_outcome").wait_for()
    settle(page)
    slider = page.locator(".training input[type=range]:enabled")
    slider.wait_for()
    play = page.locator(".training .play")

    def scrub() -> None:
        _drag(page, slider)
        play.click()
        page.wait_for_timeout(3000)
        play.click()

    lines = _frames(page, "scrubber and Play", scrub)
    page.close()
    return lines


def _dial(browser: Browser, url: str) -> list[tuple[str, str, str]]:
    page = _timed(browser)
    visit(page, f"{url}/original_against_retrained")
    page.locator("[class*=st-key-predict_] [role=radio]").first.click()
    page.get_by_role("button", name="How few are enough?").click()
    dial = page.locator(".dial input[type=range]")
    dial.wait_for()
    settle(page)
    turned = []
    for _ in range(3):
        turned += dial.evaluate(_TURN)
        page.wait_for_timeout(200)
    lines = [
        (f"stages: dial to figure, p95 of {len(turned)}", f"{np.percentile(turned, 95):.1f} ms", "< 50 ms"),
        *_frames(page, "dial and tiles", lambda: _drag(page, dial)),
    ]
    page.close()
    return lines


def _timed(browser: Browser) -> Page:
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(60_000)
    page.add_init_script(TIMED)
    return page


def _drag(page: Page, slider: Locator) -> None:
    """From its end to its beginning and back, as a hand does."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    y, left, right = box["y"] + box["height"] / 2, box["x"] + 8, box["x"] + box["width"] - 8
    page.mouse.move(right, y)
    page.mouse.down()
    for share in [*np.linspace(1, 0, 60), *np.linspace(0, 1, 60)]:
        page.mouse.move(left + (right - left) * share, y)
        page.wait_for_timeout(16)
    page.mouse.up()


def _frames(page: Page, what: str, act: Callable[[], None]) -> list[tuple[str, str, str]]:
    """Script of each frame that drew something meanwhile, at full speed and slowed."""
    lines = []
    slow = page.context.new_cdp_session(page)
    for times, aim in ((1, 16), (SLOWED, 50)):
        slow.send("Emulation.setCPUThrottlingRate", {"rate": times})
        page.evaluate("window.frames_ms.length = 0")
        act()
        frames = [ms for ms in page.evaluate("window.frames_ms") if ms > 0.05]
        words = f", CPU slowed {times} times" if times > 1 else ""
        p95 = f"{np.percentile(frames, 95):.1f} ms"
        lines.append((f"stages: {what}, a frame, p95 of {len(frames)}{words}", p95, f"< {aim} ms"))
    return lines
