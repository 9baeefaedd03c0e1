"""Own pictures on the learner's own device, in a real browser: collect, train and try, with the network watched, cut, and blocked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_core_python
import hostile
import pytest
from chromium_flags import FLAGS
from playwright.sync_api import Browser, Locator, Page, expect
from served import App, no_errors, settle, visit
from watched import watched

from bench import film

TRAINED_MS = 60_000
SCENE_SECONDS = 2
HOLD_MS = 1_500
AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
# What the browser keeps of pictures, each as numbers: this test alone reads them
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
    expect(studio(page).locator(".class .hold")).to_have_count(2)
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


@pytest.fixture(scope="module")
def camera(chromium: Browser, chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser whose camera sees the film."""
    scenes = tmp_path_factory.mktemp("film") / "film.mjpeg"
    film.make(scenes, SCENE_SECONDS)
    browser = chromium.browser_type.launch(
        executable_path=chromium_path,
        args=[
            *FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={scenes}",
        ],
    )  # fmt: skip
    yield browser
    browser.close()


def hold(page: Page, label: int, scene: str) -> None:
    """Records a scene of the film by holding a class's button; the first press turns the camera on."""
    button = studio(page).locator(".class .hold").nth(label)
    if studio(page).locator(".camera").is_hidden():
        button.click()
        expect(studio(page).locator(".camera")).to_be_visible()
    film.wait_for(page, studio(page).locator(".collect video"), scene)
    before = tiles(page, label).count()
    button.hover()
    page.mouse.down()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(tiles(page, label)).not_to_have_count(before)
    page.wait_for_timeout(HOLD_MS)
    page.mouse.up()
    said(page, "taken.")


def test_not_a_byte_of_a_picture_leaves_the_browser(app: App, camera: Browser, tmp_path: Path) -> None:
    (tmp_path / "dropped.jpg").write_bytes(hostile.photo(7, (300, 200)))
    (tmp_path / "new.jpg").write_bytes(hostile.photo(8, (300, 200)))
    zipped = {f"set/{name}/{i}.jpg": hostile.photo(50 * k + i) for k, name in enumerate(("cup", "hat")) for i in range(4)}
    (tmp_path / "mine.zip").write_bytes(hostile.zipped(zipped | {"set/cup/bad.png": b"no picture"}))
    page = camera.new_page(viewport={"width": 1280, "height": 800})
    with no_errors(page), watched(page) as sent:
        place = open_studio(page, app)
        for label, scene in enumerate(("cherry", "leaf")):
            hold(page, label, scene)
        place.locator(".class .drop").nth(1).click()
        place.locator(".photos-file").set_input_files(tmp_path / "dropped.jpg")
        said(page, "1 picture came in")
        place.locator(".archive-file").set_input_files(tmp_path / "mine.zip")
        said(page, "8 pictures came in")
        expect(place.locator(".class")).to_have_count(4)
        expect(place.locator(".told")).to_contain_text("bad.png is not a picture")
        train(page)
        expect(place.locator(".try .bars .best")).to_be_visible()  # the camera is on: it answers at once
        place.locator(".photo-file").set_input_files(tmp_path / "new.jpg")
        expect(place.locator(".try .shown")).to_be_visible()
        expect(place.locator(".try .bars li")).to_have_count(4)
        expect(place.locator(".result .mark")).to_contain_text("in your lab book", timeout=20_000)
        pictures = kept(page)
        page.get_by_role("link", name="Where does it go wrong?").first.click()
        settle(page)
        page.get_by_role("link", name="Lab book").first.click()
        settle(page)
    files = [path.read_bytes() for path in tmp_path.glob("*.jpg")]
    assert len(pictures) >= 8 + 1 + 2
    for picture in [*pictures, *files, *(data for data in zipped.values())]:
        assert not sent.holding(picture)
    assert not sent.bodies  # nothing is uploaded, or told but by the page's own websocket
    result = max(len(frame) for frame in sent.frames if b"set_digest" in frame)
    assert max(map(len, sent.frames)) <= result
    page.context.close()
