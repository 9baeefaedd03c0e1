"""The wall of pictures on the mistakes page: which part it shows, what its files hold, and a picture that is opened."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections import OrderedDict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from lessons import photo, wall_data, words
from mistakes import PETS, SPEC, add_done, add_pets, lesson, me, network, no_answer
from PIL import Image
from streamlit.testing.v1 import AppTest

from lib.door.files import files
from lib.engine.engine import Engine
from lib.lab_book.outcome import write
from lib.measure import head, wall
from lib.measure.answers import Answers
from lib.measure.beside_test import beside_test
from lib.models.dense import Dense
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PhotoSet
from lib.pictures.sets.retrain_data import split
from lib.screen.kit import host
from lib.screen.kit.tiles import digit_url
from lib.screen.models import readers
from lib.screen.pictures import set_photos
from lib.specs.specs import DigitRun, RetrainRun

HEAD = 8  # bytes before the numbers


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)
    monkeypatch.setattr(Engine, "call", no_answer)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "served", True)


def on_a_run(spec: DigitRun = SPEC) -> tuple[AppTest, str]:
    app = lesson()
    run_id = add_done(app, spec)
    app.run().selectbox(key="measured").set_value(f"digits.{run_id}").run()
    return app, run_id


def opened(app: AppTest, value: Any, part: str) -> dict[str, Any] | None:
    app.session_state[f"wall_{part}"] = {"open": value}
    return wall_data(app.run())["detail"]


def at(sent: dict[str, str]) -> bytes:
    name = sent["address"].removeprefix("files/")
    packed = files.get(name)
    assert packed is not None
    return gzip.decompress(packed)


def read(packed: bytes, n: int) -> dict[str, np.ndarray]:
    at = HEAD + 16 * n
    shorts = np.frombuffer(packed, "<u2", 6 * n, at).reshape(6, n)
    return {
        "best": np.frombuffer(packed, "<f4", n, HEAD),
        "of_truth": np.frombuffer(packed, "<f4", n, HEAD + 12 * n),
        "guess": shorts[0],
        "truth": shorts[3],
    }


def test_a_run_shows_its_validation_part_and_its_test_part_once_it_is_opened(served: None) -> None:
    app, run_id = on_a_run()
    data, own = digits.load(download=False), network(0)
    for part, rows in (("validation", data.validation), ("test", data.test)):
        shown = wall_data(app)
        assert shown["of"] == f"digits.{run_id}.{part}"
        found = read(at(shown["numbers"]), len(rows))
        said = own.probabilities(scale(data.some(rows)))
        assert (found["truth"] == data.labels[rows]).all()
        assert (found["guess"] == said.argmax(axis=1)).all()
        np.testing.assert_allclose(found["best"], said.max(axis=1), atol=1e-6)
        np.testing.assert_allclose(
            found["of_truth"], said[np.arange(len(rows)), data.labels[rows]], atol=1e-6
        )
        if part == "validation":
            assert "The test part stays closed" in words(app)
            app.button(key="open_test").click().run()
    app.segmented_control(key="part").set_value("validation").run()
    assert wall_data(app)["part"] == "validation"


def test_of_what_ships_the_test_part_is_shown_at_once() -> None:
    app = lesson()
    assert wall_data(app)["part"] == "test"
    assert not [button for button in app.button if button.key == "open_test"]


def test_numbers_that_the_process_has_forgotten_are_made_again_only_for_a_browser_that_lacks_them(
    served: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, run_id = on_a_run()
    sent = wall_data(app)["numbers"]
    packed = at(sent)
    with monkeypatch.context() as patch:
        patch.setattr(files, "_kept", OrderedDict())
        patch.setattr(wall, "pack", lambda *_: pytest.fail("made again"))
        assert wall_data(app.run())["numbers"] == sent
    app.session_state[f"wall_digits.{run_id}.validation"] = {"missing": True}
    assert base64.b64decode(wall_data(app.run())["numbers"]["text"]) == packed


def test_pictures_come_as_sheets_once_they_are_asked_for(served: None) -> None:
    app, run_id = on_a_run()
    data = digits.load(download=False)
    shown = wall_data(app)["pictures"]
    count = -(-len(data.validation) // 1000)
    app.session_state[f"wall_digits.{run_id}.validation"] = {"want": list(range(count))}
    shown = wall_data(app.run())["pictures"]
    assert [len(shown[level]["sheets"]) for level in ("small", "large")] == [count, count]
    sheet = np.asarray(Image.open(io.BytesIO(at(shown["large"]["sheets"][0]))))
    for i in (0, 40, len(data.validation[:1000]) - 1):
        row, column = divmod(i, 32)
        picture = sheet[28 * row : 28 * row + 28, 28 * column : 28 * column + 28]
        assert (255 - picture == data.some([data.validation[i]])[0]).all()
    small = Image.open(io.BytesIO(at(shown["small"]["sheets"][0])))
    assert small.width == 32 * 8
    other, _ = on_a_run()
    assert (
        wall_data(other)["pictures"] == shown
    )  # another learner has the same addresses, and asks for nothing


def test_a_digit_opens_with_its_pixels_and_what_the_run_has_seen_that_is_like_it() -> None:
    app, run_id = on_a_run()
    data, own = digits.load(download=False), network(0)
    detail = opened(app, 7, f"digits.{run_id}.validation")
    assert detail is not None
    assert detail["picture"] == digit_url(data.some([data.validation[7]])[0])
    assert detail["title"] == "Integrated gradients"
    assert "score (logit)" in detail["words"]
    assert "Blank paper alone gives" in detail["further"]
    rows = data.training_digits(SPEC.train_size, SPEC.seed)
    apart = seen(own, rows) - seen(own, data.validation[[7]])
    nearest = rows[np.argsort((apart**2).sum(axis=1))[:6]]
    assert [each["url"] for each in detail["near"]] == [digit_url(each) for each in data.some(nearest)]
    assert [each["label"] for each in detail["near"]] == [str(label) for label in data.labels[nearest]]
    assert "among the 500 training digits" in detail["among"]


def seen(own: Dense, rows: np.ndarray) -> np.ndarray:
    return own.activations(scale(digits.load(download=False).some(rows)))[-2]


def test_what_a_browser_makes_up_opens_nothing() -> None:
    app, run_id = on_a_run()
    n = len(digits.load(download=False).validation)
    for value in (-1, n, True, 2.5, "3", [3], {"a": 1}, None):
        assert opened(app, value, f"digits.{run_id}.validation") is None
    for value in (7, "x", {"a": 1}, [None, "1", -4, 10**9, True] * 300):
        app.session_state[f"wall_digits.{run_id}.validation"] = {"want": value, "missing": "yes"}
        assert not app.run().exception


def test_a_new_head_has_its_validation_part_and_its_nearest_training_photos() -> None:
    app = lesson(pets="both about as often")
    run_id = add_pets(app, PETS, 40)
    app.run().selectbox(key="measured").set_value(f"retrain.{run_id}").run()
    shown, pack = wall_data(app), load_pack("mobilenet_v2")
    assert pack is not None
    assert shown["of"] == f"retrain.{run_id}.validation"
    weights = host.lab_book().weights(run_id)
    assert weights is not None
    rows = np.flatnonzero(pack.part == 1)
    said = head.answers(weights, pack.seen.features[rows])
    assert "Validation" not in words(app)
    assert len(rows) == 400
    detail = opened(app, 11, shown["of"])
    assert detail is not None
    learned = split(pack.labels, pack.part, ("cat", "dog"), PETS.train_size, PETS.seed).train
    apart = pack.seen.features[learned].astype(np.float32) - pack.seen.features[rows[11]].astype(np.float32)
    nearest = learned[np.argsort((apart**2).sum(axis=1))[:6]]
    assert [each["label"] for each in detail["near"]] == [("cat", "dog")[pack.labels[row]] for row in nearest]
    assert said.shape == (400, 2)


def test_the_readers_own_training_digits_are_named_only_where_they_are_here() -> None:
    app = lesson()
    detail = opened(app, 3, "digits.shipped.test")
    assert detail is not None
    assert bool(detail["near"]) == (digits.load(download=False).size == 70_000)
    assert readers.shipped().answers.proportion.total == len(digits.load(download=False).test)


def made_up_set() -> PhotoSet:
    """Seven classes of 12 photos each: 6 to learn from, 3 to validate, 3 to test."""
    out = io.BytesIO()
    names = tuple(f"{k}/{i}.jpg" for k in range(7) for i in range(12))
    with zipfile.ZipFile(out, "w") as archive:
        for seed, name in enumerate(names):
            archive.writestr(name, photo(seed))
    labels = np.repeat(np.arange(7), 12)
    part = np.tile(np.repeat([0, 1, 2], [6, 3, 3]), 7)
    return PhotoSet("caltech101", out.getvalue(), names, labels, tuple(f"thing {k}" for k in range(7)), part)


def test_a_head_on_many_classes_has_all_of_it_and_can_be_cleaned(monkeypatch: pytest.MonkeyPatch) -> None:
    photos, g = made_up_set(), np.random.default_rng(0)
    monkeypatch.setattr(set_photos, "find", lambda spec, tested_on: photos)
    train, validation, test = (photos.where(part) for part in ("train", "validation", "test"))
    features = tuple(
        np.eye(7)[photos.labels[rows]] + 0.1 * g.normal(size=(len(rows), 7))
        for rows in (train, validation, test)
    )
    said = [g.dirichlet(np.ones(7), len(rows)) for rows in (train, validation, test)]
    kept = beside_test(
        photos.labels[validation],
        said[1],
        train,
        photos.labels[train],
        said[0],
        (features[0], features[1], features[2]),
    )
    app = lesson(classes="a few are much worse")
    spec = RetrainRun(pictures="caltech101")
    run = host.lab_book().run(host.lab_book().add(me(app), spec, "many", shareable=False))
    assert run is not None
    right = int((said[2].argmax(axis=1) == photos.labels[test]).sum())
    result = {
        "test": [right, len(test)],
        "by_class": {name: [1, 3] for name in photos.classes},
        "best_epoch": 1,
        "examples": 42,
    }
    answers = Answers(photos.classes, photos.labels[test], said[2]).to_bytes(kept.arrays())
    write(
        host.lab_book(),
        run,
        {"state": "done", "history": [], "result": result, "weights": None, "answers": answers},
    )
    app.run().selectbox(key="measured").set_value(f"retrain.{run.id}").run()
    shown = wall_data(app)
    assert shown["of"] == f"retrain.{run.id}.validation"
    assert shown["like"] == "by its features"
    detail = opened(app, 4, shown["of"])
    assert detail is not None
    own = photos.classes[photos.labels[validation[4]]]
    assert [each["label"] for each in detail["near"]] == [own] * 6
    assert all(each["url"].startswith("data:image/jpeg") for each in detail["near"])

    app.session_state["mistakes_tab"] = "Clean and retrain"
    boxes = [box for box in app.run().checkbox if str(box.key).startswith("unfit_")]
    worst = train[np.argsort(said[0][np.arange(42), photos.labels[train]], kind="stable")[:24]]
    assert [int(str(box.key).removeprefix("unfit_")) for box in boxes] == worst.tolist()
    boxes[0].check().run()
    app.button(key="retrain_clean").click().run()
    assert not app.exception
    again = host.lab_book().runs(me(app), "retrain")[0]
    assert again.live
    assert again.settings == replace(spec, excluded_rows=(int(worst[0]),))
