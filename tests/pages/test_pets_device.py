"""The lesson "Your own pet photos" in the browser, as a script: what the component is given, and what becomes of what it tells."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from device import given, tell
from lessons import photo, words
from pet_engine import PetEngine, open_lesson
from streamlit.runtime.scriptrunner import StopException
from streamlit.testing.v1 import AppTest

from lib.door.files import files
from lib.engine.engine import TOO_LITTLE, Refused
from lib.screen.models import browser_bases
from lib.screen.models.browser_bases import BrowserBase
from lib.screen.pet_photos import pet_answers, pets_device

BASE = BrowserBase(
    "mobilenet_v2", "MobileNetV2", 160, 1280, 4.4, "files/w", "files/c", "files/a", "files/m", "files/n"
)
ID, OTHER = "ab" * 12, "cd" * 12


@pytest.fixture(autouse=True)
def browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose base is made."""
    monkeypatch.setattr(browser_bases, "usable", lambda: [BASE])
    monkeypatch.setattr(pets_device, "_program", lambda: "files/program")


@pytest.fixture
def page(engine: PetEngine) -> AppTest:
    return open_lesson("your_own_pet_photos").pills(key="predict_flower").set_value("neither").run()


def heard(page: AppTest, event: str, value: Any) -> AppTest:
    return tell(page, event, value, "own_pets")


def judged(*photos: dict[str, str], model: str = "default.mobilenet_v2") -> dict[str, Any]:
    return {"model": model, "photos": list(photos)}


def one(id: str = ID, truth: str = "cat", said: str = "cat", original: str = "dog") -> dict[str, str]:
    return {"id": id, "truth": truth, "said": said, "original": original}


def test_it_says_where_photos_stay_and_offers_the_other_way(page: AppTest) -> None:
    assert "Your photos stay on this device." in words(page)
    assert not page.file_uploader
    page.button(key="by_server").click().run()
    assert "Your photos go to this server" in words(page)
    assert page.file_uploader
    page.button(key="by_device").click().run()
    assert not page.file_uploader


def test_a_browser_that_cannot_goes_over_the_server_and_is_told_so(page: AppTest) -> None:
    said = words(heard(page, "unusable", {"why": "<b>no wasm"}))
    assert "Your photos go to this server" in said
    assert "This browser cannot do it" in said
    assert page.file_uploader


def test_the_browser_gets_the_base_and_a_head_of_ten_kilobytes(page: AppTest) -> None:
    told = given(page, "own_pets")
    assert told["base"] == BASE.as_data()
    assert (told["least"], told["least_pets"], told["most"]) == (0.5, 0.1, 30)
    assert files.has(told["head"].removeprefix("files/"))
    page.slider(key="least").set_value(95).run()
    assert given(page, "own_pets") == told | {"least": 0.95}
    assert len(str(told)) < 2_000  # it travels with each run of the page


def test_words_of_photos_are_counted_once_and_can_be_corrected(page: AppTest) -> None:
    heard(page, "judged", judged(one(), one(OTHER, "dog")))
    assert words(page).count("1 of 2") >= 1  # the retrained one
    heard(page, "judged", judged(one(), one(OTHER, "dog")))
    heard(page, "judged", judged(one(), one(OTHER)))
    said = words(page)
    assert "2 of 2" in said
    assert "0 of 2" in said  # the original said dog both times


@pytest.mark.parametrize(
    "told",
    [
        None, [], {}, {"model": "default.mobilenet_v2", "photos": "x"}, judged(model="other"), judged(one(), model="another"),
        judged(one(id="<b>")), judged(one(id="a" * 5000)), judged(one(truth="fox")), judged({"id": ID}), judged(*[{}] * 99),
        judged(one(said="\ud800")), {"model": "default.mobilenet_v2", "photos": [1, None, [ID]]},
    ],
)  # fmt: skip
def test_a_strangers_word_is_checked(page: AppTest, told: Any) -> None:
    heard(page, "judged", told)
    assert not page.exception
    assert "On your own photos" not in words(page)


@pytest.fixture
def tuned(monkeypatch: pytest.MonkeyPatch, engine: PetEngine) -> AppTest:
    """A page on which a fine-tuned model answers."""
    real = pet_answers.new_head

    def made(base: str) -> Any:
        return pet_answers.replace(
            real(base), settings=pet_answers.replace(real(base).spec, method="fine_tune")
        )

    monkeypatch.setattr(pet_answers, "new_head", made)
    return open_lesson("your_own_pet_photos").pills(key="predict_flower").set_value("neither").run()


def sent(data: bytes, **other: Any) -> dict[str, Any]:
    return {"id": ID, "model": "default.mobilenet_v2", "jpeg": base64.b64encode(data).decode()} | other


def test_a_model_that_is_more_than_a_head_answers_a_photo_that_was_sent(
    tuned: AppTest, own_folder: Path
) -> None:
    told = given(tuned, "own_pets")
    assert told["base"] is None
    assert "fine-tuned" in told["why"]
    data = photo(4)
    heard(tuned, "send", sent(data))
    told = given(tuned, "own_pets")
    assert told["answers"][ID]["dog"] == pytest.approx(0.03)
    assert told["answers"][ID]["original"][0]["animal"] == "cat"
    assert len(told["answers"][ID]["places"]) == 25
    kept = b"".join(file.read_bytes() for file in own_folder.rglob("*") if file.is_file())
    assert data[200:260] not in kept
    assert "pets_told" not in tuned.session_state  # the photo itself is gone


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (sent(b"no picture"), "not a picture that can be read"),
        (sent(b"", jpeg="%%%"), "got lost. Send it again."),
        (sent(b"", jpeg=None), "not a picture that can be read"),
        (sent(b"x" * 1_100_000), "at most 1 MB fit"),
    ],
)
def test_a_photo_that_cannot_be_used_gets_a_sentence(tuned: AppTest, told: dict[str, Any], why: str) -> None:
    heard(tuned, "send", told)
    refused = given(tuned, "own_pets")["refused"]
    assert refused["id"] == ID
    assert why in refused["why"]


@pytest.mark.parametrize(
    "told", [None, 3, sent(b"", model="other"), sent(b"", id="../x"), sent(b"", id=None)]
)
def test_what_is_no_photo_is_dropped(tuned: AppTest, told: Any) -> None:
    heard(tuned, "send", told)
    assert not tuned.exception
    assert given(tuned, "own_pets")["refused"] == {"id": "", "why": ""}


def test_where_no_worker_answers_it_says_so(
    tuned: AppTest, engine: PetEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise Refused(TOO_LITTLE)

    monkeypatch.setattr(pet_answers, "once", refuse)
    heard(tuned, "send", sent(photo(5)))
    assert given(tuned, "own_pets")["refused"] == {"id": ID, "why": TOO_LITTLE}
    tuned.run()
    assert given(tuned, "own_pets")["refused"]["id"] == ""  # told once: the next photo sent may be the same


def test_a_refusal_is_told_though_a_click_ended_the_script_meanwhile(
    tuned: AppTest, engine: PetEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> Any:
        raise Refused(TOO_LITTLE)

    def ended(**_: Any) -> Any:
        raise StopException

    monkeypatch.setattr(pet_answers, "once", refuse)
    with monkeypatch.context() as busy:
        busy.setattr(pets_device, "_COMPONENT", ended)
        heard(tuned, "send", sent(photo(5)))
    tuned.run()
    assert given(tuned, "own_pets")["refused"] == {"id": ID, "why": TOO_LITTLE}
