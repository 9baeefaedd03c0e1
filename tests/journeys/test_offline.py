"""A machine with an empty Keras cache and no network: what ships is enough to draw, to retrain and to ask a photo."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from served import App, settle, visit
from sklearn.datasets import load_sample_images
from training import SLOW, train

NOWHERE = "http://127.0.0.1:9"  # nothing listens there: every download fails at once


@pytest.fixture(scope="module")
def offline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = App(
        tmp_path_factory.mktemp("offline"),
        KERAS_HOME=str(tmp_path_factory.mktemp("keras")),
        http_proxy=NOWHERE,
        https_proxy=NOWHERE,
        no_proxy="127.0.0.1,localhost",
    )
    app.start()
    yield app
    app.stop()


@pytest.fixture
def other(chromium: Browser) -> Iterator[Page]:
    """A second learner's page."""
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def open_retraining(page: Page, app: App, settings: str) -> None:
    visit(page, f"{app.url}/retrain_it?{settings}")
    page.locator(".st-key-predict_accuracy").get_by_text("about 97 %").click()
    settle(page)


def test_two_learners_retrain_from_what_ships_and_see_only_their_own(
    offline: App, page: Page, other: Page
) -> None:
    open_retraining(page, offline, "epochs=4&seed=3")
    open_retraining(other, offline, "epochs=5&seed=4&base=pocket")
    train(page)
    other.locator(".st-key-train button").click()
    for who, epochs in ((page, 4), (other, 5)):
        outcome = who.locator(".st-key-card_outcome")
        expect(outcome).to_contain_text("of 1,000", timeout=SLOW)
        expect(outcome).to_contain_text(f"of {epochs} on the validation part")
    visit(other, f"{offline.url}/lab_book")
    expect(other.get_by_text("1 of at most")).to_be_visible()


def test_what_needs_photos_says_so_and_a_download_that_fails_is_told(offline: App, page: Page) -> None:
    open_retraining(page, offline, "method=scratch")
    card = page.locator(".st-key-card_photos")
    expect(card).to_contain_text("69 MB")
    expect(page.locator(".st-key-train button")).to_be_disabled()
    card.locator(".st-key-fetch_photos button").click()
    expect(card.get_by_role("alert")).to_be_visible(timeout=SLOW)
    expect(card.locator(".st-key-fetch_photos button")).to_contain_text("Go on fetching")


def test_a_photo_is_told_by_pocket(offline: App, page: Page) -> None:
    visit(page, f"{offline.url}/your_own_pet_photos?way=server")
    page.locator(".st-key-predict_flower").get_by_text("neither of them", exact=True).click()
    file = io.BytesIO()
    Image.fromarray(load_sample_images().images[0]).save(file, "JPEG")
    upload = page.locator(".st-key-upload input[type=file]")
    upload.wait_for(state="attached", timeout=SLOW)
    upload.set_input_files({"name": "temple.jpg", "mimeType": "image/jpeg", "buffer": file.getvalue()})
    own = page.locator(".st-key-card_photo_1")
    expect(own.locator(".seen img.map")).to_have_count(1, timeout=SLOW)
    expect(page.get_by_text("Pocket").first).to_be_visible()
