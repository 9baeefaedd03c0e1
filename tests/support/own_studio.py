"""The studio of own pictures in a browser, for journeys: opened, filled, trained, and what its browser keeps."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from served import App, visit

TRAINED_MS = 60_000
# What the browser keeps of pictures, each as numbers: tests alone read them
KEPT = """async () => {
    const database = await new Promise((done) => {
        const asked = indexedDB.open("layer-by-layer.pictures"); asked.onsuccess = () => done(asked.result);
    });
    const found = await new Promise((done) => {
        const asked = database.transaction("jpegs").objectStore("jpegs").getAll(); asked.onsuccess = () => done(asked.result);
    });
    return found.map((bytes) => [...new Uint8Array(bytes)]);
}"""


def studio(page: Page) -> Locator:
    return page.locator(".st-key-own_studio")


def open_studio(page: Page, app: App) -> Locator:
    """The studio once it can see."""
    visit(page, f"{app.url}/your_own_pictures")
    expect(studio(page).locator(".train header")).to_contain_text("ready, also offline")
    return studio(page)


def tiles(page: Page, label: int) -> Locator:
    return studio(page).locator(".class").nth(label).locator(".grid button")


def said(page: Page, words: str) -> None:
    expect(studio(page).locator(".collect .said")).to_contain_text(words)


def take_digits(page: Page) -> None:
    studio(page).get_by_role("button", name="60 digits, ready made").click()
    said(page, "60 pictures came in")


def train(page: Page, epochs: int = 5) -> None:
    place = studio(page)
    place.locator("input[name=epochs]").fill(str(epochs))
    place.locator("input[name=epochs]").press("Tab")
    place.get_by_role("radio", name="nine in ten").click()
    place.get_by_role("button", name="Train", exact=True).click()
    expect(place.locator(".result .share")).to_be_visible(timeout=TRAINED_MS)


def kept(page: Page) -> list[bytes]:
    """The pictures in the browser's store."""
    page.wait_for_timeout(800)  # a set is kept once it has rested
    return [bytes(numbers) for numbers in page.evaluate(KEPT)]
