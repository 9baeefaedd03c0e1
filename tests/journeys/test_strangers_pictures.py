"""Strangers hand pictures and words to the running app: many pixels at once, and names that would be read as a page."""

from __future__ import annotations

import threading
from urllib.parse import quote

import hostile
import psutil
import pytest
from hostile import HOSTILE
from hungry import FLOOD_MB, HUNGRIEST, hungry
from playwright.sync_api import Page, expect
from served import App, settle, visit
from wire import Wire

VISITORS = 8
PATIENT_MS = 90_000
PHOTO = "A photo or scan"
STEP = 0.02  # seconds between two looks at the app's memory


class Watched:
    """The most memory that a process has while it is looked at, in MB above what it had before."""

    def __init__(self, pid: int) -> None:
        self._process, self._over = psutil.Process(pid), threading.Event()
        self._before = self._most = self._process.memory_info().rss
        self._watching = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._over.wait(STEP):
            self._most = max(self._most, self._process.memory_info().rss)

    def __enter__(self) -> Watched:
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    @property
    def megabytes(self) -> float:
        return (self._most - self._before) / 1e6


def test_a_flood_of_pictures_through_the_page_s_own_uploader(app: App) -> None:
    pictures = hungry()
    wires = [Wire(app.url, "draw_a_digit").run().meet() for _ in range(VISITORS)]
    for wire in wires:  # what every visitor costs, pictures or not, and the page's code
        guess = wire.find("button_group")
        wire.widgets[guess.id] = ("string_array_value", [guess.options[0].content])
        wire.run()
        way = wire.find("button_group", lambda element: element.label == "What is read")
        wire.widgets[way.id] = ("string_array_value", [PHOTO])
        uploader = wire.run().find("file_uploader").id
        wire.upload(uploader, ("small.png", hostile.photo(form="PNG"))).run()
    told: list[str] = []

    def attack(wire: Wire) -> None:
        for name in HUNGRIEST:
            told.append(wire.upload(uploader, (f"{name}.png", pictures[name])).run().text())

    with Watched(app.process.pid) as seen:
        threads = [threading.Thread(target=attack, args=(wire,)) for wire in wires]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(told) == VISITORS * len(HUNGRIEST)
    assert all(
        "shows no writing" in said or "not read yet" in said or "does not look" in said for said in told
    )
    assert seen.megabytes < FLOOD_MB
    wires[0].upload(uploader, ("huge.png", hostile.png(5_000, 4_990))).run()
    assert "at most 8 million fit" in wires[0].text()
    for wire in wires:
        wire.__exit__()


@pytest.fixture
def asked(page: Page, app: App) -> list[str]:
    """Addresses elsewhere that the browser asks for."""
    found: list[str] = []
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((app.url, "data:", "blob:")) else found.append(request.url)
        ),
    )
    return found


def innocent(page: Page) -> None:
    """No element of the page leads to what a stranger wrote."""
    for kind, where in (("img", "src"), ("a", "href"), ("iframe", "src"), ("img", "onerror")):
        assert page.locator(f"{kind}[{where}*='evil.example']").count() == 0
    assert page.locator("img[src='x'], [onerror]").count() == 0
    assert page.locator("[data-testid=stMain] .katex").count() == 0


def test_words_in_a_link_and_in_a_file_s_name(app: App, page: Page, asked: list[str]) -> None:
    page.goto(f"{app.url}/train_a_digit_reader?epochs={quote(HOSTILE)}&hidden={quote(HOSTILE)}")
    settle(page, timeout=PATIENT_MS)  # the first page of a fresh app on a busy machine
    expect(page.get_by_text("The link asks for something that is not possible.").first).to_be_visible()
    assert "evil" not in page.locator("[data-testid=stMain]").inner_text()
    innocent(page)
    visit(page, f"{app.url}/draw_a_digit")
    page.locator(".st-key-predict_off_centre").get_by_text("Another digit").click()
    settle(page)
    page.locator(".st-key-way").get_by_text(PHOTO).click()
    settle(page)
    name = HOSTILE.partition("/")[0] + " www.evil.example a@evil.example :material:home: $x$ :red[x].png"
    page.locator("input[type=file]").set_input_files(
        {"name": name, "mimeType": "image/png", "buffer": b"no picture"}
    )
    settle(page)
    told = page.get_by_text("is not a picture that can be read")
    expect(told).to_be_visible()
    expect(told).to_contain_text(":red[x].png" if len(name) < 60 else "![x](http:")
    innocent(page)
    assert not asked
