"""A learner's own pictures in a real browser: every way in, deleting, training, trying live, clearing, two learners."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from chromium_flags import FLAGS
from playwright.sync_api import Browser, Locator, Page, expect
from served import App, settle, visit
from walking import expect_accessible

from bench import film

TRAINED_MS = 60_000
SCENE_SECONDS = 4
HOLD_MS = 2_200  # eight frames


def lesson(app: App) -> str:
    return f"{app.url}/your_own_pictures?way=server"


def guess(page: Page) -> None:
    page.locator(".st-key-predict_accuracy").get_by_text("nine in ten").click()
    expect(page.locator(".st-key-ask_predict_accuracy").get_by_text("Your guess:")).to_be_visible()


def choose_way(page: Page, name: str) -> None:
    page.locator(".st-key-own_way").get_by_text(name).click()
    settle(page)


def add_classes(page: Page, *names: str) -> None:
    for name in names:
        page.locator(".st-key-class_name input").fill(name)
        page.locator(".st-key-add_class button").click()
        settle(page)


def tiles(page: Page, label: int) -> Locator:
    return page.locator(f".st-key-grid_{label} .grid button")


def drop_zip(page: Page, folder: Path, files: dict[str, bytes]) -> None:
    choose_way(page, "Zip or tar")
    (folder / "mine.zip").write_bytes(hostile.zipped(files))
    page.locator("[class*=st-key-archive_] input[type=file]").set_input_files(folder / "mine.zip")


def train(page: Page) -> None:
    settle(page)
    guess(page)
    page.locator(".st-key-train button:enabled").click()
    expect(page.locator(".st-key-card_by_class")).to_be_visible(timeout=TRAINED_MS)


def test_a_zip_is_collected_mended_trained_on_and_cleared(app: App, page: Page, tmp_path: Path) -> None:
    visit(page, lesson(app))
    files = {
        f"set/{name}/{i}.jpg": hostile.photo(50 * k + i)
        for k, name in enumerate(("cup", "hat"))
        for i in range(9)
    }
    drop_zip(
        page, tmp_path, files | {"set/../../evil.jpg": hostile.photo(7), "set/cup/bad.png": b"no picture"}
    )
    expect(tiles(page, 0)).to_have_count(9)
    expect(page.locator(".st-key-card_told")).to_contain_text("evil.jpg points out of the archive")

    tiles(page, 0).nth(0).click()
    tiles(page, 0).nth(1).click()
    page.locator(".st-key-grid_0 .delete").click()
    expect(tiles(page, 0)).to_have_count(7)
    tiles(page, 0).nth(0).click()
    page.locator(".st-key-grid_0 select").select_option("hat")
    expect(tiles(page, 0)).to_have_count(6)
    expect(tiles(page, 1)).to_have_count(10)

    train(page)
    expect(page.locator(".st-key-card_by_class")).to_contain_text("95 % interval")
    page.locator(".st-key-live_way").get_by_text("A photo").click()
    settle(page)
    (tmp_path / "new.jpg").write_bytes(hostile.photo(99, (300, 200)))
    page.locator("[class*=st-key-try_photo] input[type=file]").set_input_files(tmp_path / "new.jpg")
    expect(page.locator(".st-key-card_live .guesses li")).to_have_count(2, timeout=TRAINED_MS)
    expect(page.locator(".st-key-card_live .seen img.map")).to_have_count(1)

    page.locator(".st-key-clear_all button").click()
    expect(tiles(page, 0)).to_have_count(0)
    page.reload()
    settle(page)
    expect(page.locator(".st-key-card_told")).to_have_count(0)


def test_photos_are_dropped_on_their_class_and_seen_by_nobody_else(
    app: App, page: Page, chromium: Browser, tmp_path: Path
) -> None:
    visit(page, lesson(app))
    add_classes(page, "samovar", "fez")
    paths = []
    for i in range(3):
        paths.append(tmp_path / f"secret{i}.jpg")
        paths[-1].write_bytes(hostile.photo(i))
    (tmp_path / "bad.jpg").write_bytes(b"no picture")
    page.locator("[class*=st-key-drop_1_] input[type=file]").set_input_files([*paths, tmp_path / "bad.jpg"])
    expect(tiles(page, 1)).to_have_count(3)
    expect(page.locator(".st-key-card_told")).to_contain_text("bad.jpg is not a picture")
    expect(page.locator("[class*=st-key-drop_1_] [data-testid=stFileUploaderFile]")).to_have_count(0)

    context = chromium.new_context()
    other = context.new_page()
    visit(other, lesson(app))
    expect(other.locator(".st-key-card_collect")).to_be_visible()
    assert other.locator("[class*=st-key-card_class_]").count() == 0
    assert "samovar" not in other.locator("[data-testid=stMain]").inner_text()
    context.close()
    expect(tiles(page, 1)).to_have_count(3)


@pytest.fixture
def camera_page(chromium: Browser, chromium_path: str, tmp_path: Path) -> Iterator[Page]:
    """A page whose camera sees the film."""
    film.make(tmp_path / "film.mjpeg", SCENE_SECONDS)
    browser = chromium.browser_type.launch(
        executable_path=chromium_path,
        args=[
            *FLAGS, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
            f"--use-file-for-fake-video-capture={tmp_path / 'film.mjpeg'}",
        ],
    )  # fmt: skip
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    yield page
    browser.close()


def test_the_camera_collects_by_mouse_and_keyboard_and_is_answered_live(app: App, camera_page: Page) -> None:
    page = camera_page
    visit(page, lesson(app))
    add_classes(page, *film.SCENES)
    choose_way(page, "Camera")
    page.get_by_role("button", name="Turn the camera on").click()
    video = page.locator(".st-key-camera video")
    expect(page.get_by_role("button", name="Hold: cherry")).to_be_enabled()
    for label, name in enumerate(film.SCENES):
        hold = page.get_by_role("button", name=f"Hold: {name}")
        film.wait_for(page, video, name)
        if name == "sky":
            hold.focus()
            page.keyboard.down("Space")
        else:
            hold.hover()
            page.mouse.down()
        page.wait_for_timeout(HOLD_MS)
        page.keyboard.up("Space")
        page.mouse.up()
        taken = int(hold.locator(".count").inner_text())
        assert taken >= 5  # a busy machine skips some
        expect(tiles(page, label)).to_have_count(taken)
    expect(page.locator(".st-key-card_told")).to_contain_text("Leakage")  # frames of one recording
    train(page)

    page.locator(".st-key-live_camera").get_by_role("button", name="Turn the camera on").click()
    answer = page.locator(".st-key-live_camera .bars li.best .name")
    for name in film.SCENES:
        film.wait_for(page, page.locator(".st-key-live_camera video"), name)
        expect(answer).to_have_text(name)

    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    expect_accessible(page)


def test_a_page_that_may_not_use_the_camera_says_so(app: App, page: Page) -> None:
    visit(page, lesson(app))
    add_classes(page, "cup")
    choose_way(page, "Camera")
    page.get_by_role("button", name="Turn the camera on").click()  # this browser has none
    expect(page.locator(".st-key-camera .why")).to_contain_text("photos instead")
