"""Own pet photos answered in a real browser: with the network watched, as the server answers them, sent by name alone, and blocked."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocketRoute, expect
from served import App, settle, visit
from watched import watched

from lib.pictures.sets.photos import cached_cats_and_dogs
from lib.settings import keras_home

AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
TRAINED_MS = 60_000  # a worker starts, imports tensorflow, builds a base and trains a head


@pytest.fixture
def pets(tmp_path: Path) -> list[Path]:
    """Two test photos as files, a cat's and a dog's; a machine without the photos skips, CI fails."""
    photos = cached_cats_and_dogs(keras_home())
    if photos is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no cats and dogs in Keras' cache")
    test = photos.where("test")
    found = []
    with zipfile.ZipFile(photos.archive) as archive:
        for name, row in (("mieze.jpg", test[10]), ("rex.jpg", test[-10])):
            file = tmp_path / name
            file.write_bytes(archive.read(photos.names[row]))
            found.append(file)
    return found


def opened(page: Page, app: App, query: str = "") -> None:
    visit(page, f"{app.url}/your_own_pet_photos{query}")
    page.locator(".st-key-predict_flower").get_by_text("neither of them", exact=True).click()
    expect(page.locator(".st-key-ask_predict_flower").get_by_text("Your guess:")).to_be_visible(
        timeout=TRAINED_MS
    )


def cards(page: Page) -> Locator:
    return page.locator(".st-key-own_pets .photo-card")


def drop(page: Page, *files: Path) -> None:
    place = page.locator(".st-key-own_pets .photos-file")
    place.wait_for(state="attached", timeout=TRAINED_MS)
    place.set_input_files(files)


def test_not_a_byte_of_a_photo_leaves_the_browser(app: App, page: Page, pets: list[Path]) -> None:
    bad = pets[0].with_name("bad.jpg")
    bad.write_bytes(b"no picture")
    with watched(page) as sent:
        opened(page, app)
        drop(page, *pets, bad)
        expect(cards(page)).to_have_count(2)
        expect(page.locator(".st-key-own_pets .troubles")).to_contain_text("bad.jpg is not a picture")
        first, second = cards(page).nth(0), cards(page).nth(1)
        expect(first.get_by_text("It says cat")).to_be_visible(timeout=TRAINED_MS)
        expect(second.get_by_text("It says dog")).to_be_visible()
        expect(first.locator("canvas.map")).to_be_visible()
        expect(first.locator(".guesses")).to_have_count(2)
        expect(first.locator(".guesses").nth(1).locator("li")).to_have_count(5)
        expect(first.locator(".sure")).to_contain_text("How sure is that? ")
        first.get_by_role("button", name="cat", exact=True).click()
        score = page.locator(".st-key-card_score .figure").last
        expect(score).to_have_text("1 of 1", timeout=TRAINED_MS)
        second.get_by_role("button", name="cat", exact=True).click()
        expect(score).to_have_text("1 of 2")
        second.get_by_role("button", name="dog", exact=True).click()
        expect(score).to_have_text("2 of 2")
        settle(page)
    for file in pets:
        assert not sent.holding(file.read_bytes())
    assert not sent.bodies
    assert max(map(len, sent.frames)) < 20_000  # words, and what Streamlit says of its own widgets


def test_what_a_photo_was_is_counted_though_the_network_was_away(
    app: App, chromium: Browser, pets: list[Path]
) -> None:
    page = chromium.new_page()  # one that may log an error: Streamlit's own, of what is said meanwhile
    routes: list[WebSocketRoute] = []

    def through(route: WebSocketRoute) -> None:
        route.connect_to_server()
        routes.append(route)

    page.route_web_socket("**/_stcore/stream", through)
    opened(page, app)
    drop(page, pets[0])
    cat = cards(page).get_by_role("button", name="cat", exact=True)
    expect(cat).to_be_visible(timeout=TRAINED_MS)
    expect(cards(page).get_by_text("It says cat")).to_be_visible(timeout=TRAINED_MS)
    settle(page)
    routes[-1].close()
    page.wait_for_selector("[data-testid=stApp]:not([data-test-connection-state=CONNECTED])")
    cat.evaluate("button => button.click()")  # at once: it is back within a second
    expect(page.locator(".st-key-card_score .figure").last).to_have_text("1 of 1", timeout=TRAINED_MS)
    page.close()


def test_a_slider_and_taking_a_photo_away(app: App, page: Page, pets: list[Path]) -> None:
    opened(page, app)
    drop(page, pets[0])
    drop(page, *pets)  # the first is here already
    expect(cards(page)).to_have_count(2)
    expect(cards(page).nth(1).get_by_text("It says dog")).to_be_visible(timeout=TRAINED_MS)
    page.get_by_role("button", name="Settings", exact=False).click()
    slider = page.locator(".st-key-least").get_by_role("slider")
    slider.focus()
    slider.press("End")
    expect(
        page.locator(".st-key-card_controls").get_by_text("at this setting and is right on")
    ).to_be_visible()
    expect(cards(page).get_by_text("It says").or_(cards(page).get_by_text("No answer"))).to_have_count(2)
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({include: ['.st-key-own_pets']}, {resultTypes: ['violations']})")[
        "violations"
    ]
    assert not [(rule["id"], rule["nodes"]) for rule in found if rule["impact"] in {"serious", "critical"}]
    page.get_by_role("button", name="Take mieze.jpg away").click()
    expect(cards(page)).to_have_count(1)
    expect(cards(page).locator(".called")).to_have_text("rex.jpg")


def test_where_the_runtime_is_blocked_the_servers_way_is_offered(app: App, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.route(
        "**/files/*",
        lambda route, request: route.abort() if request.resource_type != "script" else route.continue_(),
    )
    opened(page, app)
    expect(page.get_by_text("Your photos go to this server")).to_be_visible(timeout=TRAINED_MS)
    page.locator(".st-key-upload input[type=file]").wait_for(state="attached", timeout=TRAINED_MS)
    page.get_by_role("button", name="Keep them on this device").wait_for()
    page.context.close()
