"""Own pet photos in a real browser against the server's answers, on real photos; and what is sent, only when it is asked for."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from doors import Served
from modules import offer
from PIL import Image
from playwright.sync_api import Browser, Page
from real import real_photos
from served import until

from lib.door.files import files
from lib.models.bases import BASES
from lib.networks.answer import ask
from lib.networks.answer.retrained import default_head
from lib.pictures.prepare.decode import LIMIT_BYTES, LIMIT_PIXELS, decode
from lib.pictures.sets.photos import each_photo, square
from lib.screen.kit import web
from lib.screen.models import browser_bases
from lib.screen.models.model import PHOTOS, Model
from lib.screen.pet_photos import pets_device
from lib.specs.specs import RetrainRun

COUNT = 24  # photos, of which every fourth comes as a phone takes it: large, and lying on its side
LIMITS = {"file_bytes": LIMIT_BYTES, "pixels": LIMIT_PIXELS}
ANSWERS = """async ([base, head, limits, jpegs]) => {
  const looking = new Looking(base);
  const answers = [];
  for (const jpeg of jpegs) {
    const bytes = Uint8Array.from(atob(jpeg), (c) => c.charCodeAt(0));
    const seen = await looking.see(await upright(new Blob([bytes]), "photo.jpg", limits));
    answers.push(await looking.answer(seen, head));
  }
  looking.close();
  return answers;
}"""
# A page's component with nothing of Streamlit's around it
OPENED = """([html, data]) => {
  document.body.innerHTML = `<div data-testid="stApp" data-test-connection-state="CONNECTED">${html}</div>`;
  globalThis.told = [];
  const tell = (name, value) => told.push([name, value]);
  globalThis.part = { data, find: (selector) => document.body.querySelector(selector),
    props: { setTriggerValue: tell, setStateValue: tell } };
  globalThis.pets = open(part);
}"""


DATA: dict[str, Any] = {
    "limits": LIMITS, "most": 2, "model": "tuned", "title": "Pocket", "base": None, "head": "", "why": "This model was fine-tuned.",
    "least": 0.5, "least_pets": 0.1, "answers": {}, "refused": {"id": "", "why": ""},
}  # fmt: skip


@pytest.fixture
def page(chromium: Browser, course: Served) -> Iterator[Page]:
    page = chromium.new_page()
    page.goto(course.url)
    yield page
    page.close()


@pytest.fixture(scope="module")
def jpegs() -> list[bytes]:
    photos = real_photos()
    test = photos.where("test")
    found = []
    for i, photo in enumerate(each_photo(photos, test[:: len(test) // COUNT][:COUNT], 600)):
        out, exif = io.BytesIO(), Image.Exif()
        if i % 4 == 3:
            times = -(-2000 // min(photo.size))  # decoded at half its size
            photo = photo.resize((photo.width * times, photo.height * times), Image.Resampling.BICUBIC)
            photo = photo.transpose(Image.Transpose.ROTATE_90)
            exif[0x0112] = 6  # the camera was turned
        photo.save(out, "JPEG", quality=90, exif=exif)
        found.append(out.getvalue())
    return found


@pytest.mark.parametrize("name", browser_bases.BEST_FIRST)
def test_the_browser_answers_what_the_server_answers(name: str, page: Page, jpegs: list[bytes]) -> None:
    weights = default_head(name)
    model = Model(
        "m", PHOTOS, "", "", lambda: None, RetrainRun(base=name), weights=lambda: weights, beside=name
    )
    base = next(base for base in browser_bases.usable() if base.name == name)
    head = f"files/{files.keep(pets_device.packed(model))}"
    offer(page, "own_pets/looking.js", "own_files/intake.js")
    texts = [base64.b64encode(jpeg).decode() for jpeg in jpegs]
    here = page.evaluate(ANSWERS, [base.as_data(), head, LIMITS, texts])

    pixels = np.stack([square(decode(jpeg, "photo.jpg"), BASES[name].size) for jpeg in jpegs])
    there = ask.pets(name, weights, pixels, pixels)
    for i, answer in enumerate(here):
        theirs = pets_device.as_data(
            pets_device.Answer(there["original"][i], there["retrained"][i, 1], there["maps"][i], True)
        )
        assert (answer["dog"] > 0.5) == (theirs["dog"] > 0.5)
        assert abs(answer["dog"] - theirs["dog"]) <= 0.02
        assert answer["original"][0]["name"] == theirs["original"][0]["name"]
        within = (
            0.05 if i % 4 == 3 else 0.02
        )  # Pillow decodes a large JPEG at half its size, other decoders halve it
        shares = {guess["name"]: guess["share"] for guess in theirs["original"]}
        for guess in answer["original"]:
            assert abs(guess["share"] - shares.get(guess["name"], 0)) <= within
        assert abs(answer["pets"] - theirs["pets"]) <= within
        np.testing.assert_allclose(answer["places"], theirs["places"], atol=0.1)


def test_photos_wait_where_there_is_no_network_for_a_moment(page: Page, jpegs: list[bytes]) -> None:
    pocket, weights = browser_bases.usable()[-1], default_head("pocket")
    model = Model("m", PHOTOS, "", "", lambda: None, RetrainRun(base="pocket"), weights=lambda: weights)
    data = DATA | {"base": pocket.as_data(), "head": f"files/{files.keep(pets_device.packed(model))}"}
    offer(page, "own_pets/pets.js")
    page.route(f"**/{pocket.names}", lambda route: route.abort())
    page.evaluate(OPENED, [web.read("own_pets/own_pets.html"), data])
    app = page.locator("[data-testid=stApp]")
    app.evaluate("app => { app.dataset.testConnectionState = 'DISCONNECTED_FOREVER'; }")
    page.locator(".photos-file").set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": jpegs[0]}
    )
    page.get_by_text("Your photos wait until it does.").wait_for()
    assert page.evaluate("told") == []
    page.unroute_all()
    app.evaluate("app => { app.dataset.testConnectionState = 'CONNECTED'; }")
    page.evaluate("pets.update()")
    page.get_by_text("It says").wait_for()


def test_a_photo_is_sent_by_its_button_alone_and_small(page: Page, jpegs: list[bytes]) -> None:
    offer(page, "own_pets/pets.js")
    page.evaluate(OPENED, [web.read("own_pets/own_pets.html"), DATA])
    some = [{"name": f"{i}.jpg", "mimeType": "image/jpeg", "buffer": jpegs[i]} for i in (3, 1, 2)]
    page.locator(".photos-file").set_input_files(some)
    assert page.locator(".troubles").inner_text().startswith("You gave 3 photos more, and 2 fit at once.")
    page.locator(".photo-card canvas.photo[data-shown]").nth(1).wait_for()
    assert page.evaluate("told") == []
    page.locator(".photo-card .send").first.click()
    page.get_by_text("The server is looking").wait_for()
    assert page.locator(".photo-card .send").count() == 0  # one at a time
    until(page, "told.length")
    ((what, sent),) = page.evaluate("told")
    assert (what, sent["model"]) == ("send", "tuned")
    picture = Image.open(io.BytesIO(base64.b64decode(sent["jpeg"])))
    assert min(picture.size) == 512
    assert not picture.getexif()
    answer = {
        "dog": 0.9,
        "original": [{"name": "beagle", "share": 0.7, "animal": "dog"}],
        "pets": 0.9,
        "places": [0, 0.5, 1, 0.2],
    }
    page.evaluate("(data) => { part.data = data; pets.update(); }", DATA | {"answers": {sent["id"]: answer}})
    page.get_by_text("It says dog, 90.0 %.").wait_for()
    page.get_by_role("button", name="dog", exact=True).click()
    until(page, "told.length > 1")
    what, judged = page.evaluate("told")[-1]
    assert (what, judged["photos"]) == (
        "judged",
        [{"id": sent["id"], "truth": "dog", "said": "dog", "original": "dog"}],
    )
