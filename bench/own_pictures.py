"""Own pictures in a real browser: from the last of 3 x 20 camera frames to a trained model on the page."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median

from playwright.sync_api import Page

from bench import film
from bench.browser import app, chromium, visit

FRAMES = 20  # of each scene, or one less where the machine is busy
FRAMES_MS = 5_850  # one every 300 ms, the first at once
SCENE_SECONDS = 7.5  # a little more than 20 frames take
REPEATS = 3
LONG_MS = 120_000


def measure(folder: Path) -> list[tuple[str, str, str]]:
    film.make(folder / "film.mjpeg", SCENE_SECONDS)
    with app(folder) as (url, _, _), chromium(*film.camera(folder / "film.mjpeg")) as browser:
        taken = [
            _once(browser.new_context().new_page(), f"{url}/your_own_pictures?way=server")
            for _ in range(REPEATS)
        ]
    told = f"{median(taken):.1f} s (first {taken[0]:.1f})"
    return [
        ("own pictures: last of 3 x 20 camera frames to a trained model, page included", told, "under 5 s")
    ]


def _once(page: Page, url: str) -> float:
    """Seconds from the last frame's button to the finished run's table."""
    page.set_default_timeout(LONG_MS)
    visit(page, url)
    for name in film.SCENES:
        page.locator(".st-key-class_name input").fill(name)
        page.locator(".st-key-add_class button").click()
        page.locator(f".st-key-card_class_{list(film.SCENES).index(name)}").wait_for()
    page.locator(".st-key-own_way").get_by_text("Camera").click()
    page.get_by_role("button", name="Turn the camera on").click()
    video = page.locator(".st-key-camera video")
    for name in film.SCENES:
        button = page.get_by_role("button", name=f"Hold: {name}")
        film.wait_for(page, video, name)
        button.hover()
        page.mouse.down()
        page.wait_for_timeout(FRAMES_MS)
        page.mouse.up()
        begun = time.monotonic()
        page.locator(f".st-key-grid_{list(film.SCENES).index(name)} .grid button").nth(FRAMES - 2).wait_for()
    page.locator(".st-key-predict_accuracy").get_by_text("nine in ten").click()
    page.locator(".st-key-train button:enabled").click()
    page.locator(".st-key-card_by_class").wait_for()
    seconds = time.monotonic() - begun
    page.context.close()
    return seconds
