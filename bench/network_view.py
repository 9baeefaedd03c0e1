"""The network view in Chromium: frames during Play and hover, bytes sent to the page, a changed weight's new accuracy."""

from __future__ import annotations

from pathlib import Path
from statistics import median, quantiles

from playwright.sync_api import Page, WebSocket

from bench.browser import app, chromium, settle, visit


def durations(page: Page, name: str) -> list[float]:
    return page.evaluate(f"performance.getEntriesByName({name!r}).map(entry => entry.duration)")


def p95(values: list[float]) -> float:
    return quantiles(values, n=20)[18]


def _train(page: Page, url: str) -> None:
    """A short run of 784-500-300-10, so that there are two networks to choose from."""
    visit(page, f"{url}/train_a_digit_reader?epochs=1&train_size=2000")
    page.locator(".st-key-predict_accuracy").get_by_text("about 98 %").click()
    settle(page)
    page.locator(".st-key-train button").click()
    page.locator(".st-key-card_outcome").wait_for(timeout=120_000)


def measure(folder: Path) -> list[tuple[str, str, str]]:
    received = [0]

    def count(socket: WebSocket) -> None:
        socket.on("framereceived", lambda data: received.__setitem__(0, received[0] + len(data)))

    with chromium() as browser, app(folder) as (url, _, _):
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(20_000)
        page.on("websocket", count)
        _train(page, url)
        received[0] = 0
        visit(page, f"{url}/layers_and_nodes")
        page.locator(".st-key-predict_silence").get_by_text("another digit", exact=True).click()
        view = page.locator(".st-key-digit_view")
        view.locator(".score").get_by_text("Test digits read correctly").wait_for()
        opened = received[0]
        settle(page)
        page.locator(".st-key-reader").get_by_role("combobox").click()
        page.keyboard.press("ArrowDown")  # the shipped reader; the page opened with the run
        page.keyboard.press("Enter")
        page.wait_for_timeout(3000)
        settle(page)
        chosen = received[0] - opened
        view.locator(".play").click()
        page.wait_for_timeout(4000)
        play = durations(page, "layers-network-frame")
        page.evaluate("performance.clearMeasures('layers-network-frame')")
        drawing = view.locator(".drawing")
        box = drawing.bounding_box()
        assert box
        for step in range(120):
            drawing.hover(
                position={"x": box["width"] * 0.38, "y": box["height"] * (0.2 + step / 200)}, force=True
            )
        hover = durations(page, "layers-network-frame")
        drawing.focus()
        page.keyboard.press("ArrowDown")  # to a node of the first layer
        page.keyboard.press("Enter")
        for _ in range(5):
            view.locator(".silence").click()
            page.wait_for_timeout(400)
        changed = durations(page, "layers-accuracy")
    return [
        (f"network view, a frame of Play, p95 of {len(play)}", f"{p95(play):.1f} ms", "under 16 ms"),
        (f"network view, a frame of hover, p95 of {len(hover)}", f"{p95(hover):.1f} ms", "under 16 ms"),
        ("bytes to the page when it opens", f"{opened / 1e6:.2f} MB", ""),
        ("bytes to the page when another network of its size is chosen", f"{chosen / 1e6:.2f} MB", ""),
        ("changed weight to new accuracy, median", f"{median(changed):.0f} ms", "under 100 ms"),
    ]
