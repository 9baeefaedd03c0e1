"""Vary the photos as a page: it shows what the training sees, asks first, trains ten heads, and concludes from their numbers."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
import reading_level
from lessons import me, met, words
from reading_level import HARDEST, LONGEST, blocks, grade
from streamlit.testing.v1 import AppTest

from lib.engine import tasks
from lib.engine.engine import Engine
from lib.lab_book.outcome import write
from lib.screen.experiments import try_vary
from lib.screen.kit import host
from lib.screen.pictures import retrain_photos
from lib.specs.experiments import varying
from lib.specs.specs import VARY_SEEDS, Experiment


@pytest.fixture(autouse=True)
def variants(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """A worker that only varies photos; runs are written down as queued and stay so."""
    asked: list[Any] = []

    def call(self: Engine, task: tasks.Task, *args: Any) -> np.ndarray:
        assert task == tasks.VARIANTS
        asked.append(args)
        return np.zeros((len(try_vary.SHOWN), 1 + try_vary.EPOCHS, 8, 8, 3), np.uint8)

    monkeypatch.setattr(Engine, "call", call)
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)
    monkeypatch.setattr(retrain_photos, "present", lambda *_: True)
    monkeypatch.setattr(
        try_vary, "cached_weights", lambda base, home: Path("x") if base.name == "pocket" else None
    )
    try_vary._variants.clear()
    return asked


def opened() -> AppTest:
    page = met().switch_page("pages/try_things.py")
    page.query_params["part"] = "vary"
    page.session_state["part"] = "vary"
    page.run()
    assert not page.exception
    return page


def finish(page: AppTest, tests: list[int], validation: list[float], state: str = "done") -> None:
    (run,) = host.lab_book().runs(me(page), "experiment")
    assert isinstance(run.settings, Experiment)
    lanes = [
        {"test": [right, 1000], "best_epoch": 2, "updates": 60, "seconds": 1.0, "seed": i % VARY_SEEDS} for i, right in enumerate(tests)
    ]  # fmt: skip
    history = [
        {"lane": i, "epoch": epoch, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.5, "val_accuracy": share - (epoch != 2) / 10}
        for epoch in (1, 2, 3)
        for i, share in enumerate(validation)
    ]  # fmt: skip
    result = {"lanes": lanes, "pairs": [], "seconds": {"train": 1.0, "total": 1.0}, "data_hash": "x"}
    write(host.lab_book(), run, {"state": state, "history": history, "result": result, "weights": None})


def started(option: str = "varied") -> AppTest:
    page = opened()
    assert page.button(key="vary").disabled
    page.pills(key="predict_vary").set_value(option).run()
    page.button(key="vary").click().run()
    assert not page.exception
    (run,) = host.lab_book().runs(me(page), "experiment")
    assert (run.state, run.settings) == ("queued", varying("pocket"))
    assert run.guessed is not None
    assert run.guessed.option == option
    return page


def test_it_shows_the_variants_of_the_very_run_once_for_everybody(variants: list[Any]) -> None:
    page = opened()
    (drawn,) = (each.body for each in page.get("html") if 'class="photos"' in each.body)
    assert drawn.count("<img") == 1 + try_vary.EPOCHS
    assert "A cat, varied in epoch 2" in drawn
    opened()
    ((spec, photos, epochs),) = variants
    assert (spec["train_size"], spec["seed"], spec["batch_size"]) == (
        50,
        0,
        varying("pocket").base.batch_size,
    )
    assert (photos, epochs) == (list(try_vary.SHOWN), try_vary.EPOCHS)


def test_what_may_be_luck_is_told_as_luck_and_validation_chooses() -> None:
    page = started("same")
    finish(page, [940, 925, 933, 938, 940, 941, 920, 939, 937, 941], [0.94] * 5 + [0.95] * 5)
    page.run()
    said = words(page)
    assert "94.0 % without varied photos and 95.0 % with them" in said
    assert "So it chooses varied photos" in said
    assert "So this can be luck" in said
    assert "no difference beyond luck" in said
    assert "Your guess was **about the same**" in said
    assert len(page.dataframe[0].value) == 2 * VARY_SEEDS
    sentences = {s for block in blocks(page) for s in reading_level.sentences(block)}
    assert max(len(reading_level.words(s)) for s in sentences) <= LONGEST
    assert median(map(grade, sentences)) <= HARDEST
    page.radio(key="check_vary_label").set_value("mirror").run()
    assert "A mirrored 2 is not a 2" in words(page)


@pytest.mark.parametrize(("gain", "end"), [(40, "So varying helped here"), (-40, "So varying hurt here")])
def test_what_is_more_than_luck_is_told_as_it_came_out(gain: int, end: str) -> None:
    page = started()
    plain = [900, 905, 898, 903, 901]
    finish(page, plain + [right + gain + i for i, right in enumerate(plain)], [0.94] * 10)
    page.run()
    said = words(page)
    assert end in said
    assert "So it chooses neither" in said
    assert "One likely reason" not in said


def test_a_stopped_experiment_concludes_nothing() -> None:
    page = started()
    finish(page, [900] * 10, [0.9] * 10, state="stopped")
    page.run()
    assert "Train all heads to compare them" in words(page)
    assert "The test, opened once" not in words(page)


def test_without_photos_a_sentence_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrain_photos, "present", lambda *_: False)
    page = opened()
    assert "Varied photos are made from the photos themselves" in words(page)
    assert "vary" not in {button.key for button in page.button}


def test_a_worker_that_cannot_answer_leaves_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    from lib.engine.engine import Refused

    def refuse(*_: Any) -> None:
        raise Refused("No worker answers.")

    monkeypatch.setattr(Engine, "call", refuse)
    page = opened()
    assert "cannot be shown now: No worker answers." in words(page)
    assert page.pills(key="predict_vary").options
