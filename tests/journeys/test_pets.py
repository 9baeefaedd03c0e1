"""Cats and dogs in a real browser, with real photos: one's own photo is told, a group of the comparison opens."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from served import App, settle, visit

from lib.pictures.sets.photos import cached_cats_and_dogs
from lib.settings import keras_home

TRAINED_MS = 60_000  # a worker starts, imports tensorflow, builds a base and trains a head


@pytest.fixture
def a_cat(tmp_path: Path) -> Path:
    """A test photo of a cat as a file; a machine without the photos skips, CI fails."""
    photos = cached_cats_and_dogs(keras_home())
    if photos is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("no cats and dogs in Keras' cache")
    file = tmp_path / "mieze.jpg"
    with zipfile.ZipFile(photos.archive) as archive:
        file.write_bytes(archive.read(photos.names[photos.where("test")[10]]))
    return file


def predict(page: Page, key: str, answer: str) -> None:
    page.locator(f".st-key-predict_{key}").get_by_text(answer, exact=True).click()
    expect(page.locator(f".st-key-ask_predict_{key}").get_by_text("Your guess:")).to_be_visible(
        timeout=TRAINED_MS
    )


def test_a_learners_own_photo_is_told_and_scored_by_the_server(app: App, page: Page, a_cat: Path) -> None:
    visit(page, f"{app.url}/your_own_pet_photos?way=server")
    predict(page, "flower", "neither of them")
    own = page.locator(".st-key-card_photo_1")
    photos = page.locator(".st-key-upload input[type=file]")
    photos.wait_for(state="attached", timeout=TRAINED_MS)
    photos.set_input_files(a_cat)
    expect(own.get_by_text("It says cat")).to_be_visible(timeout=TRAINED_MS)
    expect(own.locator(".seen img.map")).to_have_count(1)
    assert own.locator(".seen img").first.evaluate("image => image.naturalWidth") > 100
    own.locator(".st-key-truth_1").get_by_text("cat", exact=True).click()
    expect(page.locator(".st-key-card_score .figure").last).to_have_text("1 of 1", timeout=TRAINED_MS)
    expect(page.locator(".st-key-card_stranger_temple").get_by_text("probably neither")).to_be_visible()


def test_a_group_of_the_comparison_opens_its_photos(app: App, page: Page, a_cat: Path) -> None:
    visit(page, f"{app.url}/original_against_retrained")
    predict(page, "groups", "Many become right, a few become wrong")
    page.get_by_role("tab", name="Fixed and broken").click()
    expect(page.locator(".st-key-card_luck")).to_contain_text("McNemar", timeout=TRAINED_MS)
    settle(page, TRAINED_MS)  # the photos are checked once
    broken = page.locator(".st-key-card_group_broken")
    count = int(broken.locator(".figure").inner_text())
    broken.click()  # anywhere on the card
    photos = page.locator(".photos img")
    expect(photos).to_have_count(min(count, 24), timeout=TRAINED_MS)
    assert photos.first.evaluate("image => image.naturalWidth") > 100
    broken.click()
    expect(photos).to_have_count(0, timeout=TRAINED_MS)
