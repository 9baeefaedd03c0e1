"""Script work of a frame while somebody draws, in Chromium: from strokes to ten probabilities and back on the screen."""

from __future__ import annotations

from pathlib import Path
from statistics import quantiles

from bench.browser import app, chromium, visit

FRAMES = 'performance.getEntriesByName("layers-frame").map(entry => entry.duration)'


def measure(folder: Path) -> list[tuple[str, str, str]]:
    with chromium() as browser, app(folder) as (url, _, _):
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(120_000)
        visit(page, url)
        pad = page.locator("canvas").first.bounding_box()
        assert pad is not None
        x, y, side = pad["x"], pad["y"], min(pad["width"], pad["height"])
        page.mouse.move(x + 0.3 * side, y + 0.25 * side)
        page.mouse.down()
        for step in range(200):
            across, down = (
                (min(step, 70) / 70, 0) if step < 70 else (1 - (step - 70) / 260, (step - 70) / 130)
            )
            page.mouse.move(x + (0.3 + 0.4 * across) * side, y + (0.25 + 0.5 * down) * side)
        page.mouse.up()
        page.wait_for_timeout(300)
        frames = page.evaluate(FRAMES)
    return [
        (
            f"script work of a frame while drawing, p95 of {len(frames)}",
            f"{quantiles(frames, n=20)[18]:.1f} ms",
            "under 8 ms",
        )
    ]
