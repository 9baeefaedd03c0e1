"""The lesson "Your own pictures" over the server, as a script: ways in, what is told of a set, training on it, and what is never kept."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import hostile
import numpy as np
import pytest
import streamlit as st
from lessons import photo, words
from pet_engine import PetEngine, open_lesson
from streamlit.testing.v1 import AppTest

from lib.engine import tasks
from lib.engine.engine import Place
from lib.engine.visitor import Visitor
from lib.lab_book.runs import LabBook, Run
from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.screen.kit import host
from lib.screen.kit.kept import Kept
from lib.specs.specs import RetrainRun, identity


class OwnEngine(PetEngine):
    """Keeps what a run was given; answers live pictures with the first class."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[dict[str, Any]] = []
        self.answers |= {tasks.READY: self._ready, tasks.ANSWER: self._answer}

    def submit(self, who: Visitor, spec: Any, data_hash: str, **more: Any) -> str:
        self.given.append({"spec": spec, "hash": data_hash, **more})
        return "run"

    def stop(self, run_id: str, learner: str) -> None:
        self.asked.append(f"stop {run_id}")

    def place(self, run: Run) -> Place:
        return Place(1, 1, 0.0)

    def _ready(self, base: str) -> None:
        pass

    def _answer(self, weights: bytes, pixels: np.ndarray) -> dict[str, Any]:
        maps = np.linspace(0, 1, 25).reshape(1, 5, 5)
        return {"classes": ("cup", "hat"), "probabilities": np.array([[0.9, 0.1]]), "maps": maps}


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OwnEngine:
    fake = OwnEngine()
    monkeypatch.setattr(host, "engine", fake)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    st.cache_data.clear()
    Kept.clear_all()
    return fake


@pytest.fixture
def page(engine: OwnEngine) -> AppTest:
    return open_lesson("your_own_pictures", own_by_server="so")


def own(page: AppTest) -> OwnSet:
    return page.session_state["own_set"] if "own_set" in page.session_state else OwnSet()


def add_class(page: AppTest, name: str) -> AppTest:
    page.text_input(key="class_name").set_value(name)
    return page.button(key="add_class").click().run()


def drop_archive(page: AppTest, data: bytes) -> AppTest:
    page.segmented_control(key="own_way").set_value("archive").run()
    (upload,) = [each for each in page.file_uploader if each.key.startswith("archive_")]
    return upload.set_value(("mine.zip", data, "application/zip")).run()


def drop_photos(page: AppTest, label: int, *files: tuple[str, bytes]) -> AppTest:
    (upload,) = [each for each in page.file_uploader if each.key.startswith(f"drop_{label}_")]
    return upload.set_value([(name, data, "image/jpeg") for name, data in files]).run()


def bet(page: AppTest) -> AppTest:
    return page.pills(key="predict_accuracy").set_value("nine_in_ten").run()


def finished(page: AppTest, book: LabBook, result: dict[str, Any] | None = None) -> str:
    """A run on own pictures in the learner's lab book, as the engine leaves it."""
    learner = page.session_state["_learner"]["offer"]
    spec = RetrainRun(pictures="own", base="pocket", epochs=1)
    run = book.add(learner, spec, identity(spec, "x"), shareable=False)
    now = time.time()
    known = {
        "test": [5, 6], "by_class": {"cup": [3, 3], "hat": [2, 3]}, "best_epoch": 1, "updates": 4, "trainable": 514, "frozen": 99_000,
        "examples": 28, "updates_per_epoch": 4, "seconds": {"train": 1.0, "total": 2.0, "features": 1.0, "without_cache": 3.0},
    }  # fmt: skip
    line = {"epoch": 1, "loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.7}
    book.change(run, state="done", started=now, ended=now, result=known | (result or {}), history=[line])
    book.keep(run, "weights", b"weights")
    return run


def test_nothing_can_be_trained_before_there_is_something(page: AppTest, engine: OwnEngine) -> None:
    assert page.button(key="train").disabled
    assert "at least two classes" in words(page)
    assert not [
        asked for asked in page.pills if asked.key == "predict_accuracy"
    ]  # there is nothing to guess of


def test_a_zip_comes_in_and_is_told(page: AppTest) -> None:
    said = words(
        drop_archive(page, hostile.zipped(hostile.good() | {"../x.jpg": photo(5), "set/cup/bad.jpg": b"x"}))
    )
    assert own(page).classes == ("cup", "hat")
    assert own(page).counts() == [3, 3]
    assert "2 things were left out" in page.expander[0].label
    assert "points out of the archive" in said
    page.button(key="notes_read").click().run()
    assert not own(page).notes
    assert not page.exception


def test_a_hostile_zip_is_refused_in_a_sentence_and_keeps_what_is_there(page: AppTest) -> None:
    drop_archive(page, hostile.zipped(hostile.good()))
    drop_archive(page, b"PK\x03\x04 no zip at all")
    assert "damaged" in page.warning[0].value
    assert own(page).counts() == [3, 3]


def test_photos_dropped_on_a_class_are_its_own(page: AppTest) -> None:
    add_class(page, "cup")
    add_class(page, "hat")
    add_class(page, "CUP")
    assert "already" in page.warning[0].value
    drop_photos(page, 1, ("a.jpg", photo(1)), ("b.png", photo(2, "PNG")), ("no.jpg", b"x"))
    assert own(page).counts() == [0, 2]
    assert "no.jpg is not a picture" in words(page).replace("\\", "")
    assert not any(each.value for each in page.file_uploader)  # the widgets keep no file


def test_balance_twins_and_leakage_are_told(page: AppTest) -> None:
    add_class(page, "cup")
    add_class(page, "hat")
    frames = [(f"{i}.jpg", photo(1)) for i in range(8)]
    drop_photos(page, 0, *frames)
    drop_photos(page, 1, *[(f"{i}.jpg", photo(10 + i)) for i in range(3)], ("same.jpg", photo(1)))
    said = words(page)
    assert "**Uneven.** A model that says “cup” to every picture gets 67 %" in said
    assert "**Twins.** 7 pictures look almost the same" in said
    assert "2 test or validation pictures come from the same recording" in said
    assert ">Leakage<" in said
    assert "**Two labels.** 9 pictures" in said
    page.button(key="keep_one").click().run()
    assert own(page).counts() == [1, 4]


def test_pictures_are_deleted_and_moved_by_their_ids(page: AppTest) -> None:
    from lib.screen.own import own_grid
    from lib.screen.pictures import own_state

    drop_archive(page, hostile.zipped(hostile.good()))
    made = own(page)
    changed: list[OwnSet] = []
    patched = own_state.change
    try:
        own_state.change = lambda make: changed.append(make(made))  # type: ignore[assignment]
        own_grid._change({"ids": made.ids()[:2], "to": None})
        own_grid._change({"ids": made.ids()[:2], "to": 1})
        own_grid._change({"ids": made.ids()[:2], "to": 9})
        own_grid._change({"ids": ["never"], "to": None})
        own_grid._change("nonsense")
    finally:
        own_state.change = patched  # type: ignore[assignment]
    assert [each.counts() for each in changed] == [[1, 3], [1, 5], [3, 3], [3, 3]]


def test_training_takes_the_pictures_along_and_shares_nothing(page: AppTest, engine: OwnEngine) -> None:
    drop_archive(page, hostile.zipped(hostile.good()))
    assert page.button(key="train").disabled  # no guess yet
    bet(page)
    page.button(key="train").click().run()
    (given,) = engine.given
    assert given["spec"].pictures == "own"
    assert given["spec"].base == "pocket"  # the other base's weights are not here
    assert given["shareable"] is False
    assert packed.from_bytes(given["pictures"]).counts() == [3, 3]


def test_settings_have_usual_values_of_their_own_and_stand_in_the_address(page: AppTest) -> None:
    assert [each.label for each in page.slider] == ["Epochs"]
    assert [each.label for each in page.selectbox if each.key == "base"] == ["Base"]
    assert page.slider(key="epochs").value == 20
    assert page.query_params == {"base": "pocket"}  # the other base's weights are not here
    page.slider(key="epochs").set_value(7).run()
    assert page.query_params["epochs"] == "7"
    page.button(key="usual_settings").click().run()
    assert page.slider(key="epochs").value == 20
    assert page.selectbox(key="base").value == "pocket"
    assert "_spec_retrain" not in page.session_state  # the retraining lesson keeps its own


def test_what_came_out_is_told_with_its_interval_and_tried_live(page: AppTest, engine: OwnEngine) -> None:
    finished(page, host.lab_book())
    page.run()
    said = words(page)
    assert "| cup | 3 of 3 |" in said
    assert "5 of 6" in said
    assert "By chance about 50 %" in said
    assert "interval" in said
    page.segmented_control(key="live_way").set_value("photo").run()
    (upload,) = [each for each in page.file_uploader if each.key.startswith("try_photo")]
    upload.set_value(("mine.jpg", photo(3), "image/jpeg")).run()
    assert "90.0 %" in words(page)
    assert 'class="seen"' in words(page)
    (upload,) = [each for each in page.file_uploader if each.key.startswith("try_photo")]
    upload.set_value(("bad.jpg", b"x", "image/jpeg")).run()
    assert "not a picture" in page.error[0].value
    assert not page.exception


def test_clear_all_leaves_nothing_in_the_session_and_stops_the_run(page: AppTest, engine: OwnEngine) -> None:
    drop_archive(page, hostile.zipped(hostile.good()))
    kept = own(page).pictures[0].jpeg
    learner = page.session_state["_learner"]["offer"]
    run = host.lab_book().add(learner, RetrainRun(pictures="own"), "x", shareable=False)
    page.button(key="clear_all").click().run()
    assert own(page).pictures == ()
    assert f"stop {run}" in engine.asked
    held = [value for _, value in page.session_state._state.filtered_state.items()]
    assert kept not in repr(held).encode("latin-1", "replace")
    assert not any(isinstance(value, OwnSet) for value in held)


def test_no_picture_reaches_the_disk(page: AppTest, own_folder: Path) -> None:
    drop_archive(page, hostile.zipped({f"kaffeetasse/{i}.jpg": photo(i) for i in range(3)}))
    kept = own(page).pictures[0].jpeg
    on_disk = b"".join(file.read_bytes() for file in own_folder.rglob("*") if file.is_file())
    assert kept[100:160] not in on_disk
    assert b"kaffeetasse" not in on_disk


def test_two_learners_have_two_sets(page: AppTest, engine: OwnEngine) -> None:
    drop_archive(page, hostile.zipped(hostile.good()))
    other = open_lesson("your_own_pictures", own_by_server="so")
    assert own(other).classes == ()
    assert "cup" not in words(other)


def test_the_ready_example_can_be_trained_on(page: AppTest) -> None:
    page.button(key="example").click().run()
    assert own(page).counts() == [30, 30]
    assert own(page).why_not() == ""
    assert len(own(page).leaks()) == 0


def test_hot_dog_comes_with_advice(page: AppTest) -> None:
    page.button(key="hot_dog").click().run()
    assert own(page).classes == ("hot dog", "not hot dog")
    assert "a sausage" in words(page)
    page.button(key="remove_0_of_2").click().run()
    assert own(page).classes == ("not hot dog",)


def test_a_class_name_loses_what_would_be_read_as_formatting(page: AppTest) -> None:
    add_class(page, "<b>x</b> $a$ *b* :red[c]")
    assert own(page).classes == ("b x b a b red c",)


def test_a_class_is_renamed_and_never_into_another(page: AppTest) -> None:
    drop_archive(page, hostile.zipped(hostile.good()))
    (field,) = [each for each in page.text_input if each.key.startswith("rename_0_")]
    field.set_value("mug").run()
    assert own(page).classes == ("mug", "hat")
    (field,) = [each for each in page.text_input if each.key.startswith("rename_0_")]
    field.set_value("HAT").run()
    assert own(page).classes == ("mug", "hat")
    assert "already" in page.warning[0].value


def test_an_archive_that_can_be_read_in_two_ways_is_asked_about(page: AppTest) -> None:
    names = [
        f"{part}/{name}/{i}.jpg" for part in ("eins", "zwei") for name in ("cup", "hat") for i in range(2)
    ]
    said = words(drop_archive(page, hostile.zipped({name: photo(i) for i, name in enumerate(names)})))
    assert own(page).classes == ("cup", "hat")
    assert "**Which classes are meant?**" in said
    assert "1 thing to know about what came in" in page.expander[0].label
    page.button(key="read_as_1").click().run()
    assert own(page).classes == ("eins", "zwei")
    page.button(key="read_as_0").click().run()
    assert own(page).classes == ("eins", "zwei")
    assert "Which classes are meant" not in words(page)
    assert not page.exception


def test_a_page_opened_again_stands_at_the_run_that_it_shows(page: AppTest) -> None:
    finished(page, host.lab_book())
    again = open_lesson("your_own_pictures", page.session_state["_learner"]["offer"], own_by_server="so")
    assert (again.slider(key="epochs").value, again.selectbox(key="base").value) == (1, "pocket")
