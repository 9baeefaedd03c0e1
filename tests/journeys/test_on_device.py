"""Own pictures on the learner's own device, in a real browser: collect, train and try, by mouse, keyboard and touch, with the network watched or blocked."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import hostile
import pytest
from chromium_flags import FLAGS
from own_studio import TRAINED_MS, kept, open_studio, said, studio, take_digits, tiles, train
from playwright.sync_api import Browser, Page, expect
from served import App, no_errors, settle, visit
from walking import expect_accessible
from watched import Sent, watched

from bench import film

SCENE_SECONDS = 1


@pytest.fixture(scope="module")
def camera(
    chromium: Browser, chromium_path: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
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


def turn_on(page: Page) -> None:
    """The first press of a class's button turns the camera on."""
    studio(page).locator(".class .hold").first.click()
    expect(studio(page).locator(".camera")).to_be_visible()


def at_least(page: Page, label: int, count: int) -> None:
    """Waits for so many pictures of a class."""
    expect(tiles(page, label).nth(count - 1)).to_be_attached()


def test_a_picture_in_a_message_would_be_found() -> None:
    picture = hostile.photo(3)
    for start in (b"", b"x", b"xy"):
        assert Sent(frames=[b"told " + base64.b64encode(start + picture) + b" end"]).holding(picture)
    assert Sent(bodies=[("/upload", b"--" + picture + b"--")]).holding(picture)
    assert not Sent(frames=[base64.b64encode(bytes(range(256)) * 20)]).holding(picture)


def test_not_a_byte_of_a_picture_leaves_the_browser(app: App, camera: Browser, tmp_path: Path) -> None:
    (tmp_path / "dropped.jpg").write_bytes(hostile.photo(7, (300, 200)))
    (tmp_path / "new.jpg").write_bytes(hostile.photo(8, (300, 200)))
    zipped = {
        f"set/{name}/{i}.jpg": hostile.photo(50 * k + i)
        for k, name in enumerate(("cup", "hat"))
        for i in range(4)
    }
    (tmp_path / "mine.zip").write_bytes(hostile.zipped(zipped | {"set/cup/bad.png": b"no picture"}))
    page = camera.new_page(viewport={"width": 1280, "height": 800})
    with no_errors(page), watched(page) as sent:
        place = open_studio(page, app)
        turn_on(page)
        for label in (0, 1):
            place.locator(".class .hold").nth(label).hover()
            page.mouse.down()
            at_least(page, label, 3)
            page.mouse.up()
            said(page, "taken.")
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
        expect(place.locator(".result .mark")).to_contain_text("Your lab book has its numbers")
        pictures = kept(page)
        with page.expect_download() as report:
            page.get_by_role("button", name="Lab report (.html)").click()
        assert report.value.failure() is None
        page.get_by_role("link", name="Where does it go wrong?").first.click()
        settle(page)
        page.locator("[class*=st-key-ask_] button[data-variant=pills]").first.click()
        expect(page.locator(".st-key-on_device_worst img").first).to_be_visible()
    files = [path.read_bytes() for path in tmp_path.glob("*.jpg")]
    assert len(pictures) >= 8 + 1 + 2
    for picture in [*pictures, *files, *(data for data in zipped.values())]:
        assert not sent.holding(picture)
    assert sum("/files/" in address for address in sent.addresses) >= 4  # a worker's requests are watched too
    assert not sent.bodies  # nothing is uploaded, or told but by the page's own websocket
    result = max(len(frame) for frame in sent.frames if b"set_digest" in frame)
    assert max(map(len, sent.frames)) <= result
    page.context.close()


def test_what_spoke_for_its_answer_is_shown_for_test_pictures_photos_and_the_camera(
    app: App, camera: Browser, tmp_path: Path
) -> None:
    page = camera.new_page(viewport={"width": 1280, "height": 800})
    with no_errors(page), watched(page) as sent:
        place = open_studio(page, app)
        take_digits(page)
        train(page)
        tested = place.locator(".tested button")
        expect(tested).to_have_count(8)
        heat = place.locator(".try .heat")
        expect(heat).to_be_hidden()
        tested.first.click()
        expect(heat).to_be_visible()
        expect(place.locator(".try .note")).to_contain_text("spoke more for the answer")
        painted = "canvas => canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some(v => v > 0)"
        assert heat.evaluate(painted)
        place.get_by_role("checkbox", name="What spoke for the answer?").uncheck()
        expect(heat).to_be_hidden()
        (tmp_path / "new.jpg").write_bytes(hostile.photo(2))
        place.locator(".photo-file").set_input_files(tmp_path / "new.jpg")
        expect(place.locator(".try .shown")).to_be_visible()
        expect(heat).to_be_hidden()
        place.get_by_role("checkbox", name="What spoke for the answer?").check()
        expect(heat).to_be_visible()
        place.locator(".try .look").click()
        expect(place.locator(".try video")).to_be_visible()
        expect(heat).to_be_visible()
        assert heat.evaluate(painted)
        place.locator(".try .look").click()
        expect(place.locator(".try video")).to_be_hidden()
        expect(heat).to_be_hidden()
        pictures = kept(page)
        place.get_by_role("button", name="Forget these pictures").click()
        place.get_by_role("button", name="Delete them").click()
        expect(tested).to_have_count(0)
    assert all(not sent.holding(picture) for picture in pictures)
    page.context.close()


def test_where_the_runtime_is_blocked_the_servers_way_is_offered(app: App, chromium: Browser) -> None:
    page = chromium.new_context().new_page()
    page.route(
        "**/files/*",
        lambda route, request: (
            route.abort() if request.resource_type in {"fetch", "other", "xhr"} else route.continue_()
        ),
    )
    visit(page, f"{app.url}/your_own_pictures")
    expect(page.locator(".st-key-class_name input")).to_be_visible()
    page.context.close()


def test_by_keyboard_and_by_touch_on_a_phone(app: App, camera: Browser) -> None:
    context = camera.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    with no_errors(page):
        place = open_studio(page, app)
        turn_on(page)
        place.locator(".class .hold").first.focus()
        page.keyboard.down("Space")
        at_least(page, 0, 3)
        page.keyboard.up("Space")
        said(page, "of Class 1 taken")
        box = place.locator(".class .hold").nth(1)
        box.scroll_into_view_if_needed()
        at = box.bounding_box()
        assert at
        touch = context.new_cdp_session(page)
        point = {"x": at["x"] + at["width"] / 2, "y": at["y"] + at["height"] / 2}
        touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
        at_least(page, 1, 3)
        touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        said(page, "of Class 2 taken")
        tiles(page, 0).first.tap()
        expect(place.locator(".tools .chosen").first).to_have_text("1 chosen")
        place.get_by_role("radio", name="about half").focus()
        page.keyboard.press("ArrowRight")
        expect(place.get_by_role("radio", name="three quarters")).to_be_checked()
        place.get_by_role("button", name="Train", exact=True).focus()
        page.keyboard.press("Enter")
        expect(place.locator(".result .share")).to_be_visible(timeout=TRAINED_MS)
        assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
        expect_accessible(page)
    context.close()
