"""What the browser does with a learner's own files, in a real one: pictures become small, and stay with their tab."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from own_browser import opened
from own_pictures import jpeg, scene
from PIL import Image
from playwright.sync_api import Browser, Page

from lib.pictures.own import intake
from lib.pictures.own.own_entry import SESSION
from lib.pictures.prepare.decode import PictureError, decode

LIMITS = asdict(SESSION)
HELPERS = """
globalThis.bytes = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
globalThis.text = (data) => { let all = ""; for (const byte of data) all += String.fromCharCode(byte); return btoa(all); };
globalThis.told = async (data, name, limits) => {
  try {
    const { jpeg, pixels } = await decode(new Blob([bytes(data)]), name, limits);
    return { jpeg: text(new Uint8Array(await jpeg.arrayBuffer())), data: text(pixels.data), size: [pixels.width, pixels.height] };
  } catch (error) {
    return { why: error.message };
  }
};
"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    page = opened(context, "own_files/intake.js")
    page.evaluate(HELPERS)
    yield page
    context.close()


def here(page: Page, data: bytes, name: str = "x.jpg") -> dict[str, Any]:
    return page.evaluate(
        "([data, name, limits]) => told(data, name, limits)", [base64.b64encode(data).decode(), name, LIMITS]
    )


def there(data: bytes, name: str = "x.jpg") -> Image.Image | str:
    """What Python makes of it."""
    try:
        return intake.made_small(
            decode(data, name, SESSION.file_bytes, SESSION.pixels, intake.DRAFT_SIDE), name
        )
    except PictureError as error:
        return str(error)


def same(page: Page, data: bytes, within: float, name: str = "x.jpg") -> None:
    """Both sides make the same picture of it, to `within` of 255 in the mean, or say the same sentence."""
    found, wanted = here(page, data, name), there(data, name)
    if isinstance(wanted, str):
        assert found.get("why") == wanted
        return
    assert found.get("size") == list(wanted.size), found.get("why")
    pixels = np.frombuffer(base64.b64decode(found["data"]), np.uint8).reshape(wanted.height, wanted.width, 4)
    assert (pixels[..., 3] == 255).all()
    apart = np.abs(pixels[..., :3].astype(float) - np.asarray(wanted, float))
    assert apart.mean() <= within, apart.mean()
    kept = Image.open(io.BytesIO(base64.b64decode(found["jpeg"])))
    assert (kept.format, kept.size) == ("JPEG", wanted.size)
    assert not kept.getexif()


@pytest.mark.parametrize("size", [(300, 200), (256, 256), (1200, 800), (4032, 3024), (700, 2900), (31, 16)])
def test_a_photo_becomes_what_python_makes_of_it(page: Page, size: tuple[int, int]) -> None:
    same(page, jpeg(scene(1, size)), 1.5)
