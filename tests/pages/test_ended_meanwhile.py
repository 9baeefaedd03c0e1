"""A click ends the script that runs, at the next thing that it draws: what a worker has answered by then is not asked again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import streamlit as st
from lessons import opened, photo
from pet_engine import PetEngine, open_lesson
from streamlit.runtime.scriptrunner import StopException

from lib.engine import tasks
from lib.screen.experiments import try_vary
from lib.screen.pet_photos import pet_answers
from lib.screen.pictures import retrain_photos

Click = Callable[[str], None]


@pytest.fixture
def click(monkeypatch: pytest.MonkeyPatch) -> Click:
    """Ends the next script where the spinner of these words goes, as a click would while it turns."""
    waiting: list[str] = []

    @contextmanager
    def spinner(text: str, **_: Any) -> Iterator[None]:
        yield
        if text in waiting:
            waiting.remove(text)
            raise StopException

    monkeypatch.setattr(st, "spinner", spinner)
    return waiting.append


def test_a_search_for_a_learning_rate(engine: PetEngine, click: Click) -> None:
    rates = [float(rate) for rate in np.geomspace(1e-6, 10, 20)]
    engine.answers[tasks.FIND_RATE] = lambda *_: {"rates": rates, "losses": rates, "suggested": 0.1}
    app = opened("try_things", part="rate")
    app.pills(key="predict_finder").set_value("falls").run()
    click("Searching")
    app.button(key="find_rate").click().run()
    app.run()
    assert any("Suggested: 0.1" in each.value for each in app.markdown)


def test_varied_photos(engine: PetEngine, click: Click, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrain_photos, "present", lambda name="": True)
    try_vary._variants.clear()
    varied = np.zeros((len(try_vary.SHOWN), try_vary.EPOCHS + 1, 8, 8, 3), np.uint8)
    engine.answers[tasks.VARIANTS] = lambda *_: varied
    click("Varying some photos")
    opened("try_things", part="vary").run()
    assert engine.asked.count(tasks.VARIANTS.name) == 1


def test_how_the_original_takes_a_set(engine: PetEngine, click: Click) -> None:
    engine.answers[tasks.FAMILIAR] = lambda *_: None
    app = opened("retrain_it")
    click("MobileNetV2 looks at some of the pictures")
    app.pills(key="predict_method_cats_and_dogs").set_value("new_head").run()
    app.run()
    assert engine.asked.count(tasks.FAMILIAR.name) == 1


def test_photos_that_were_answered_before_the_next_ones(
    engine: PetEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_lesson("your_own_pet_photos")
    app.pills(key="predict_flower").set_value("neither").run()
    asked: list[int] = []
    real = pet_answers.once

    def once(model: Any, photos: Any) -> Any:
        asked.append(len(photos))
        if len(asked) == 2:
            raise StopException
        return real(model, photos)

    monkeypatch.setattr(pet_answers, "once", once)
    photos = [(f"{i}.jpg", photo(i, size=(20, 20)), "image/jpeg") for i in range(8)]
    app.file_uploader(key="upload").set_value(photos).run()
    app.run()
    assert asked == [6, 2, 2]
