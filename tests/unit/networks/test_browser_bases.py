"""Bases in a real browser against Keras, on real pictures, behind the policy that the app sends."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator

import numpy as np
import pytest
from doors import Served
from modules import offer
from PIL import Image
from playwright.sync_api import Browser, Page
from real import real_photos

from lib.models.bases import BASES
from lib.networks.build.bases import build, scale
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.photos import each_photo, square
from lib.screen.models import browser_bases
from lib.settings import keras_home

COUNT = 200
SEEN = """async ([data, jpegs, map]) => {
  const base = new Base(data);
  const bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const base64 = (a) => new Uint8Array(a.buffer).reduce((s, b) => s + String.fromCharCode(b), '');
  const seen = [];
  for (const jpeg of jpegs) {
    const bitmap = await createImageBitmap(new Blob([bytes(jpeg)], { type: "image/jpeg" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas.drawImage(bitmap, 0, 0);
    seen.push(base.features(canvas.getImageData(0, 0, bitmap.width, bitmap.height), map));
  }
  const all = await Promise.all(seen);
  base.stop();
  return all.map(({ pooled, map }) => [base64(pooled), map ? base64(map.data) : "", map?.side]);
}"""


@pytest.fixture
def page(chromium: Browser, course: Served) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(course.url)
    offer(page, "base/base_client.js")
    yield page
    page.close()


@pytest.fixture(scope="module")
def jpegs() -> list[bytes]:
    """200 real photos as the browser keeps them: at most 256 pixels a side."""
    photos = real_photos()
    found = []
    for photo in each_photo(photos, photos.where("test")[:: len(photos.where("test")) // COUNT][:COUNT], 256):
        photo.thumbnail((256, 256))
        out = io.BytesIO()
        photo.save(out, "JPEG", quality=90)
        found.append(out.getvalue())
    return found


def numbers(answer: str) -> np.ndarray:
    return np.frombuffer(answer.encode("latin-1"), "<f4")


@pytest.mark.parametrize("name", browser_bases.BEST_FIRST)
def test_the_browser_sees_what_keras_sees(name: str, page: Page, jpegs: list[bytes]) -> None:
    found = {base.name: base for base in browser_bases.usable()}
    weights = cached_weights(BASES[name], keras_home())
    assert weights, f"{keras_home()} has no weights of {name}: set KERAS_HOME"
    texts = [base64.b64encode(jpeg).decode() for jpeg in jpegs]
    answers = page.evaluate(SEEN, [found[name].as_data(), texts, False])
    browser = np.stack([numbers(pooled) for pooled, *_ in answers])

    network = build(BASES[name], weights)
    size = BASES[name].size
    squares = np.stack([square(Image.open(io.BytesIO(jpeg)).convert("RGB"), size) for jpeg in jpegs])
    keras_ = network.features.predict(
        scale(BASES[name], squares.astype(np.float32)), batch_size=20, verbose=0
    )
    assert browser.shape == keras_.shape == (COUNT, found[name].features)
    far = np.linalg.norm(browser - keras_, axis=1) / np.linalg.norm(keras_, axis=1)
    assert far.max() <= 1e-2
    assert network.original
    kernel, bias = next(
        layer for layer in reversed(network.original.layers) if layer.get_weights()
    ).get_weights()
    same = (browser @ kernel + bias).argmax(1) == (keras_ @ kernel + bias).argmax(1)
    assert same.mean() >= 0.995


def test_the_last_map_is_what_the_features_are_the_mean_of(page: Page, jpegs: list[bytes]) -> None:
    pocket = browser_bases.usable()[-1]
    ((pooled, data, side),) = page.evaluate(
        SEEN, [pocket.as_data(), [base64.b64encode(jpegs[0]).decode()], True]
    )
    last = numbers(data).reshape(side, side, pocket.features)
    assert side == 7
    np.testing.assert_allclose(last.mean(axis=(0, 1)), numbers(pooled), atol=1e-5)


@pytest.mark.parametrize("kind", ["worker", "core", "wasm", "weights"])
def test_where_a_file_does_not_come_the_page_is_told(page: Page, kind: str) -> None:
    data = browser_bases.usable()[-1].as_data()
    page.route(f"**/{data[kind]}", lambda route: route.abort())
    told = page.evaluate("(data) => new Base(data).ready.then(() => 'ready', (why) => `${why}`)", data)
    assert told.startswith("Error")


def test_a_browser_fetches_each_file_once(chromium: Browser, course: Served) -> None:
    data = browser_bases.usable()[-1].as_data()
    sent = []
    context = chromium.new_context()
    for _ in range(2):
        page = context.new_page()
        page.goto(course.url)
        before = course.bytes_sent
        offer(page, "base/base_client.js")
        page.evaluate("(data) => new Base(data).ready", data)
        sent.append(course.bytes_sent - before)
        page.close()
    context.close()
    assert 4_500_000 < sent[0] < 5_000_000
    assert sent[1] == 0


def test_webassembly_is_compiled_in_no_page(page: Page) -> None:
    told = page.evaluate(
        """() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => "compiled", (why) => why.name)"""
    )
    assert told == "CompileError"


def test_what_is_asked_after_the_end_or_is_not_answered_is_refused(page: Page) -> None:
    told = page.evaluate(
        """async (data) => {
          const base = new Base(data);
          const picture = { width: 2, height: 2, data: new Uint8ClampedArray(16) };
          const why = (/** @type {Promise<unknown>} */ asked) => asked.then(() => "seen", (why) => why.message);
          const first = why(base.features(picture));
          base.stop();
          return [await first, await why(base.features(picture)), await why(base.ready)];
        }""",
        browser_bases.usable()[-1].as_data(),
    )
    assert told == ["Stopped."] * 3
