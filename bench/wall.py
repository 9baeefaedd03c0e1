"""The wall of 10,000 digits in a Chromium without a graphics card: script of each frame while it is rearranged, zoomed and
dragged, at full speed and with the CPU slowed four times; a brush until its figures stand there; bytes until it stands."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from bench.browser import READY, SLOWED, TIMED, app, chromium

ORDERS = ("like", "loss", "guess", "sure", "truth")
# What a click or a turned knob computes before it hands back: figures and all
_BRUSH = """([what, value]) => { const root = [...document.querySelectorAll('*')].map(e => e.shadowRoot).find(r => r?.querySelector('.wall'));
    const one = root.querySelector(what), begun = performance.now();
    if (value === null) one.click(); else { one.value = value; one.dispatchEvent(new Event('input', { bubbles: true })); }
    return performance.now() - begun; }"""


def measure(folder: Path) -> list[tuple[str, str, str]]:
    lines: list[tuple[str, str, str]] = []
    with chromium() as browser, app(folder) as (url, _, _):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.add_init_script(TIMED)
        sizes: dict[str, int] = {}
        page.on(
            "response",
            lambda r: (
                sizes.setdefault(r.url, int(r.headers.get("content-length", 0)))
                if "/files/" in r.url
                else None
            ),
        )
        page.goto(f"{url}/where_does_it_go_wrong")
        page.wait_for_selector(READY, timeout=120_000)
        page.get_by_text("4 and 9").click()
        page.locator(".wall .share").first.wait_for(timeout=60_000)
        page.wait_for_timeout(4000)
        numbers, *sheets = sizes.values()
        lines.append(("wall: numbers of 10,000 digits", f"{numbers / 1000:.0f} kB", "< 500 kB"))
        lines.append(("wall: all of them small", f"{sum(sheets) / 1000:.0f} kB", ""))
        slow = page.context.new_cdp_session(page)
        for times, aim, brushed in ((1, 16, 50), (SLOWED, 50, 200)):
            slow.send("Emulation.setCPUThrottlingRate", {"rate": times})
            words = f", CPU slowed {times} times" if times > 1 else ""
            frames = _frames(page)
            lines.append(
                (
                    f"wall: script of a frame, p95 of {len(frames)}{words}",
                    f"{np.percentile(frames, 95):.1f} ms",
                    f"< {aim} ms",
                )
            )
            aims = f"< {brushed} ms" if times == 1 else ""
            lines.append(
                (
                    f"wall: a brush until its figures stand, p95{words}",
                    f"{np.percentile(_brushes(page), 95):.1f} ms",
                    aims,
                )
            )
    return lines


def _frames(page: Page) -> list[float]:
    """Milliseconds of script of each frame that drew the wall."""
    page.evaluate("window.frames_ms.length = 0")
    for order in ORDERS:
        page.locator(".wall .by").select_option(order)
        page.wait_for_timeout(900)
        box = page.locator(".wall .pictures").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + 200
        for way in (-120, -120, -120, 120):
            page.keyboard.down("Control")
            page.mouse.move(x, y)
            page.mouse.wheel(0, way)
            page.keyboard.up("Control")
            page.wait_for_timeout(40)
        page.mouse.down()
        for step in range(12):
            page.mouse.move(x + 12 * step, y + 6 * step)
        page.mouse.up()
        page.wait_for_timeout(100)
    return [ms for ms in page.evaluate("window.frames_ms") if ms > 0.05]


def _brushes(page: Page) -> list[float]:
    taken = []
    for low in range(5, 95, 10):
        taken.append(page.evaluate(_BRUSH, [".wall .low", str(low)]))
        page.wait_for_timeout(100)
    taken.append(page.evaluate(_BRUSH, [".wall .low", "0"]))
    for _ in range(6):
        taken.append(page.evaluate(_BRUSH, [".wall .pairs button", None]))
        page.wait_for_timeout(100)
    return taken
