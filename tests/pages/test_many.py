"""Finished runs on sets of many classes: what the two lessons show of them, from answers that the test wrote."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import numpy as np
import pytest
from lessons import wall_data, words
from pet_engine import PetEngine, open_lesson
from PIL import Image
from streamlit.testing.v1 import AppTest

from lib.door.files import files
from lib.lab_book.outcome import write
from lib.measure import naming
from lib.measure.answers import Answers
from lib.measure.proportions import Proportion
from lib.models.bases import imagenet_names
from lib.pictures.own import packed
from lib.pictures.own.near_duplicates import fingerprint
from lib.pictures.own.own import OwnSet
from lib.pictures.own.own_picture import OwnPicture
from lib.screen.kit import host
from lib.screen.models import offered
from lib.specs.specs import RetrainRun

LEOPARD, BEAVER, TOASTER = (imagenet_names().index(name) for name in ("leopard", "beaver", "toaster"))
NAMES = ("Leopards", "beaver", *(f"thing {k}" for k in range(95)))
EACH = 8
TRUTH = np.repeat(np.arange(97), EACH)


def learner(page: AppTest) -> str:
    return page.session_state["_learner"]["offer"]


def answers(
    right: int, names: tuple[str, ...] = NAMES, each: int = EACH, best: int | None = None, seed: int = 0
) -> Answers:
    """The first `right` of every class are right, the rest are taken for the next class; the original says `best`."""
    k = len(names)
    truth = np.repeat(np.arange(k), each)
    said = np.where(np.tile(np.arange(each), k) < right, truth, (truth + 1) % k)
    probabilities = np.random.default_rng(seed).uniform(0, 0.3 / k, (len(truth), k))
    probabilities[np.arange(len(truth)), said] += 1 - probabilities.sum(axis=1)
    top = np.empty((0, 5), np.int16) if best is None else np.tile([best, 1, 2, 3, 4], (len(truth), 1))
    return Answers(names, truth, probabilities.astype(np.float16), top, np.full(top.shape, 0.2))


def a_run(
    page: AppTest, said: Answers, method: str = "new_head", pictures: str = "caltech101", data: str = "x"
) -> str:
    """A finished run with these answers in the learner's lab book."""
    right = said.right
    by_class = {
        name: [int(right[said.truth == k].sum()), int((said.truth == k).sum())]
        for k, name in enumerate(said.classes)
    }
    was = None
    if said.has_original:
        was = naming.measured(
            naming.to_imagenet(said.classes), said.classes, said.truth, said.top[:, 0], right
        )
    result = {
        "test": [int(right.sum()), len(right)], "by_class": by_class, "top5": [len(right), len(right)], "predictions": None,
        "untrained": {"test": [7, len(right)], "by_class": by_class}, "best_epoch": 1, "examples": 97, "trainable": 100,
        "frozen": 200, "updates": 3, "updates_per_epoch": 3, "data_hash": f"{pictures} {data}",
        "seconds": {"features": 1.0, "train": 2.0, "total": 3.0, "without_cache": 9.0},
        **(was or {"original": None, "groups": None, "original_right": None}),
    }  # fmt: skip
    history = [{"epoch": 1, "loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5}]
    book = host.lab_book()
    run_id = book.add(
        learner(page), RetrainRun(pictures=pictures, method=method), f"{method}{data}", shareable=False
    )
    run = book.run(run_id)
    assert run is not None
    outcome = {
        "state": "done",
        "history": history,
        "result": result,
        "weights": None,
        "answers": said.to_bytes(),
    }
    write(book, run, outcome)
    return run_id


@pytest.fixture
def page(engine: PetEngine) -> AppTest:
    """The comparison, for a learner who has guessed on it."""
    app = open_lesson("original_against_retrained")
    guesses = {
        "groups": "Many become right, a few become wrong",
        "many": "Many become right, a few become wrong",
        "unnamed": "about half",
    }
    for key, guess in guesses.items():
        host.lab_book().answer(learner(app), "original_against_retrained", f"predict.{key}", guess)
    return app


def on_set(page: AppTest, data: str = "caltech101 x") -> AppTest:
    return page.run().selectbox(key="picture_set").set_value(data).run()


def test_without_a_run_on_another_set_nothing_is_to_be_chosen(page: AppTest) -> None:
    assert not [box for box in page.run().selectbox if box.key == "picture_set"]
    assert "818 of 1,000" in words(page)


def test_too_few_names_and_the_original_is_not_measured(page: AppTest) -> None:
    a_run(page, answers(6, best=LEOPARD))
    a_run(page, answers(3), "scratch")
    assert "818 of 1,000" in words(page.run())  # cats and dogs stay the default
    said = words(on_set(page))
    assert "The original cannot name these classes" in said
    assert "1.0 %" in said  # chance
    assert "2 of 97 classes have a name" in words(page)
    assert Proportion(6 * 97, 8 * 97).sentence() in said
    # Without an original the other run stands as before, and both were asked about all photos.
    assert f"{3 * 97} fixed against 0 broken" in said  # on all photos: both models were asked about all
    assert "less than once in 10" in said
    assert "significant" not in said


def opened(page: AppTest) -> AppTest:
    """With the names open in its next run; these tests send no expander's state of themselves."""
    page.session_state["names"] = True
    return page


def test_names_that_the_learner_gives_count_and_go_back_to_as_found(page: AppTest) -> None:
    names = ("Leopards", "beaver", "thing")
    a_run(page, answers(6, names, best=LEOPARD))
    page = on_set(page)
    said = words(page)
    assert "8 of 16" in said  # the original calls everything a leopard: right on 8 of the 16 that have a name
    assert "12 of 16" in said
    assert "4 fixed" not in said
    assert "6 fixed against 2 broken" in said
    assert not [
        each for each in page.selectbox if each.key == "names_class"
    ]  # 1,000 names, for who opens them
    opened(page).run()
    opened(page).selectbox(key="names_class").set_value("thing").run()
    opened(page).multiselect(key="names_of_caltech101 x_thing").set_value([TOASTER]).run()
    said = words(page)
    assert "8 of 24" in said
    assert "12 fixed against 2 broken" in said
    opened(page).button(key="names_reset").click().run()
    assert "6 fixed against 2 broken" in words(page)
    opened(page).selectbox(key="names_class").set_value("beaver").run()
    opened(page).multiselect(key="names_of_caltech101 x_beaver").set_value([BEAVER, LEOPARD]).run()
    assert "16 of 16" in words(page)


def test_one_picture_is_told_with_its_names(page: AppTest) -> None:
    a_run(page, answers(6, best=TOASTER))
    page = on_set(page)
    said = words(page)
    assert "toaster" in said
    assert "It is **Leopards**" in said
    page.button(key="next_wrong").click().run()
    assert page.number_input(key="one_picture").value == 7  # the first six of the first class are right
    page.button(key="next_wrong").click().run().button(key="next_wrong").click().run()
    assert page.number_input(key="one_picture").value == 15


def test_all_97_classes_stand_in_the_table_before_and_after(page: AppTest) -> None:
    names = ("Leopards", "beaver", "accordion", *(f"thing {k}" for k in range(4)))
    a_run(page, answers(6, names, best=LEOPARD))
    page = on_set(page)
    page.toggle(key="lines_numbers_compare").set_value(True).run()
    table = next(frame.value for frame in page.dataframe if "right before" in frame.value)
    assert list(table["class"]) == list(names)  # all have 6 of 8
    assert table["right before"].fillna(-1).tolist() == [8, 0, 0, -1, -1, -1, -1]
    assert set(table["right"]) == {6}


def test_another_learners_runs_are_not_offered(page: AppTest) -> None:
    a_run(page, answers(6))
    stranger = open_lesson("original_against_retrained")
    assert learner(stranger) != learner(page)
    assert not [box for box in stranger.selectbox if box.key == "picture_set"]


@pytest.fixture
def wrong(engine: PetEngine) -> AppTest:
    app = open_lesson("where_does_it_go_wrong")
    for key, guess in (
        ("classes", "a few are much worse"),
        ("digits", "4 and 9"),
        ("pets", "both about as often"),
    ):
        host.lab_book().answer(learner(app), "where_does_it_go_wrong", f"predict.{key}", guess)
    return app


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state["mistakes_tab"] = name
    return app.run()


def test_97_classes_hang_on_the_wall_and_stand_in_tables(wrong: AppTest) -> None:
    run_id = a_run(wrong, answers(5))
    wrong.run().selectbox(key="measured").set_value(f"retrain.{run_id}").run()
    shown = wall_data(wrong)
    assert len(shown["classes"]) == 97
    packed = base64.b64decode(shown["numbers"]["text"])
    assert np.frombuffer(packed, "<u4", 2).tolist() == [8 * 97, 97]
    said = words(tab(wrong, "As tables"))
    assert Proportion(5 * 97, 8 * 97).sentence() in said
    wrong.selectbox(key="pair").set_value("thing 3, read as thing 4").run()
    assert "It is thing 3, it says thing 4: 3 photos" in words(wrong)
    assert any(len(frame.value) == 97 for frame in wrong.dataframe)
    wrong.segmented_control(key="table").set_value("Confusion matrix").run()
    assert any(len(frame.value) == 97 for frame in wrong.dataframe)
    wrong.segmented_control(key="table").set_value("Highest losses").run()
    assert any("loss" in frame.value for frame in wrong.dataframe)


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    pixels = np.random.default_rng(shade).integers(0, 256, (40, 40, 3), np.uint8)
    Image.fromarray(pixels).save(out, "JPEG")
    return out.getvalue()


def own_set() -> OwnSet:
    made = [(k, picture(10 * k + i)) for k in range(2) for i in range(7)]
    pictures = tuple(
        OwnPicture(f"{i}.jpg", k, jpeg, fingerprint_of(jpeg)) for i, (k, jpeg) in enumerate(made)
    )
    return OwnSet(("hot dog", "other"), pictures)


def fingerprint_of(jpeg: bytes) -> bytes:
    return fingerprint(Image.open(io.BytesIO(jpeg)).convert("RGB"))


def test_own_pictures_come_from_this_sessions_memory_and_else_are_numbers(wrong: AppTest) -> None:
    own = own_set()
    photos = packed.to_photo_set(own)
    test = photos.labels[photos.where("test")]
    said = replace(
        answers(0, own.classes, 1), truth=test, probabilities=np.tile([[0.9, 0.1]], (len(test), 1))
    )
    run_id = a_run(wrong, said, pictures="own", data=photos.split_key)
    wrong.run().selectbox(key="measured").set_value(f"retrain.{run_id}").run()
    (guess,) = [group for group in wrong.button_group if str(group.key).startswith("predict_two_")]
    # asked of these classes, and the guess about cats and dogs answers nothing here
    assert guess.options == ["hot dog taken for other", "other taken for hot dog", "both about as often"]
    guess.set_value("second").run()
    assert "Your guess: **other taken for hot dog**" in words(wrong)
    assert wall_data(wrong)["pictures"] is None
    assert "in your session's memory alone" in words(wrong)
    tab(wrong, "As tables")
    wrong.segmented_control(key="table").set_value("Highest losses").run()
    assert "in your session's memory alone" in words(wrong)
    found = offered.find(f"retrain.{run_id}", learner(wrong))
    assert found.things == "pictures"
    wrong.session_state["own_set"] = own
    shown = words(wrong.run())
    assert "in your session's memory alone" not in shown
    assert "data:image/jpeg" in shown
    files_before = dict(files._kept)
    sheets = wall_data(tab(wrong, "The wall"))["pictures"]["small"]["sheets"]
    assert [list(sheet) for sheet in sheets] == [["text"]]  # with the message: no address has them
    assert files._kept.keys() == files_before.keys()
    wrong.session_state["own_set"] = replace(
        own, classes=("sausage", "other")
    )  # not the ones that it was tested on
    assert "in your session's memory alone" in words(wrong.run())
    assert wall_data(wrong)["pictures"] is None
