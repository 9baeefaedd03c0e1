"""What a page makes, reads and asks, it makes, reads and asks once: a rerun in which nothing has changed does none of it."""

from __future__ import annotations

import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import altair as alt
import made_runs
import numpy as np
import pytest
from lessons import me, photo, words
from pet_engine import PetEngine, open_lesson
from PIL import Image
from streamlit import dataframe_util
from streamlit.testing.v1 import AppTest

from lib.engine import tasks
from lib.screen.kit import host
from lib.screen.kit.course import COURSE
from lib.screen.kit.kept import Kept
from lib.screen.models.pet_ask import Refused
from lib.settings import ASSETS

TABLES = {
    "meet_the_original",  # where its photos are not here
    "original_against_retrained",
    "where_does_it_go_wrong",
    "lab_book",
}  # `st.dataframe` makes them anew

opened: list[str] | None = None


def _hear(event: str, args: tuple[Any, ...]) -> None:
    if opened is not None and event == "open" and isinstance(args[0], str):
        path = Path(args[0])
        if path.is_relative_to(ASSETS) and path.suffix in {".json", ".npz", ".npy"}:
            opened.append(path.name)


sys.addaudithook(_hear)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often charts were built, pictures packed, archives opened."""
    found: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def counting(*args: Any, **kwargs: Any) -> Any:
            found[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(owner, name, counting)

    count(alt.LayerChart, "to_dict")
    count(alt.Chart, "to_dict")
    count(Image.Image, "save")
    count(dataframe_util, "convert_pandas_df_to_arrow_bytes")
    count(np, "load")
    count(zipfile.ZipFile, "__init__")
    return found


@pytest.fixture
def answers(answering: PetEngine) -> Iterator[PetEngine]:
    """The same, and nothing is listened to any more afterwards."""
    global opened
    yield answering
    opened = None


WITH_RUNS = [
    "layers_and_nodes",
    "retrain_it",
    "original_against_retrained",
    "where_does_it_go_wrong",
    "lab_book",
]


@pytest.mark.parametrize(
    ("lesson", "many"),
    [*((lesson.key, False) for lesson in COURSE), *((lesson, True) for lesson in WITH_RUNS)],
)
def test_a_rerun_makes_nothing_anew(
    lesson: str, many: bool, answers: PetEngine, counted: Counter[str]
) -> None:
    global opened
    page = open_lesson(lesson)
    if many:
        for make in (made_runs.of_digits, made_runs.of_pets, made_runs.of_many):
            make(host.lab_book(), me(page))
        page.run()
        for key, wanted in (("picture_set", "caltech101 made up"), ("measured", "Caltech")):
            for box in page.selectbox:
                if box.key == key:
                    box.set_value(next(each for each in box.options if "altech" in each or each == wanted))
    for _ in range(2):
        page.run()
    assert not page.exception
    assert "could not go on" not in words(page)
    counted.clear()
    answers.asked.clear()
    opened = []
    page.run()
    if lesson in TABLES:
        del counted["convert_pandas_df_to_arrow_bytes"]
    assert (dict(counted), answers.asked, opened) == ({}, [], [])


def test_a_missing_base_is_asked_for_once_a_minute(answers: PetEngine) -> None:
    def missing(*_: Any) -> None:
        raise Refused("Its weights are not here.")

    answers.answers[tasks.ANSWERING] = answers.answers[tasks.FEATURE_MAPS] = missing
    for lesson in ("meet_the_original", "how_a_picture_network_looks"):
        for _ in range(2):  # two learners
            open_lesson(lesson).run()
    assert Counter(answers.asked) == {
        "answering": 1,
        "feature_maps": 2,
    }  # the base that is wanted, and Pocket


def own_photo(page: AppTest, data: bytes) -> AppTest:
    """The learner's own photo on the lesson about the original."""
    page.pills(key="photo").set_value("Your own").run()
    return page.file_uploader(key="upload").set_value(("mine.jpg", data, "image/jpeg")).run()


def test_two_sessions_with_the_same_photo_ask_each_for_itself(answers: PetEngine) -> None:
    pages = [open_lesson("meet_the_original") for _ in range(2)]
    for page in pages:
        page.run()
        answers.asked.clear()
        own_photo(page, photo(3))
        assert answers.asked.count("original") == 2  # as it expects its pixels, and as they stand in the file
        answers.asked.clear()
        page.run()
        assert not answers.asked


def holds(value: Any, depth: int = 6) -> bool:
    """Whether there is a picture or an answer anywhere in it."""
    if isinstance(value, (np.ndarray, Image.Image, Kept)):
        return True
    if isinstance(value, dict):
        return depth > 0 and any(holds(each, depth - 1) for each in value.values())
    if isinstance(value, (list, tuple)):
        return depth > 0 and any(holds(each, depth - 1) for each in value)
    return depth > 0 and hasattr(value, "__dict__") and holds(vars(value), depth - 1)


@pytest.mark.parametrize("button", ["not_you", "forget_me_yes"])
def test_after_leaving_the_session_keeps_no_photo_and_no_answer(
    answers: PetEngine, button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "forget", host.lab_book().forget, raising=False)
    page = own_photo(open_lesson("meet_the_original").run(), photo(4))
    run = made_runs.of_many(host.lab_book(), me(page))
    page.switch_page("pages/where_does_it_go_wrong.py").run()
    kept = [
        store
        for store in Kept._every()
        if any(isinstance(key, tuple) and run in key for key in store._entries)
    ]
    assert kept
    assert "_mine_said" in page.session_state
    if button == "forget_me_yes":
        page.button(key="forget_me").click().run()
    page.button(key=button).click().run()
    state = page.session_state
    assert not [
        name for name in ("_mine_said", "photo_asked", "upload") if name in state and holds(state[name])
    ]
    if button == "forget_me_yes":
        assert not [
            store for store in kept if any(isinstance(key, tuple) and run in key for key in store._entries)
        ]
