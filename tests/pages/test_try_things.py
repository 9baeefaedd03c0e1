"""The page of experiments as a script: what is raced, what is held equal, what is told and when."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.guess import Guess
from lib.lab_book.outcome import write
from lib.screen.kit import host
from lib.screen.pictures import retrain_photos
from lib.specs.experiments import UNFREEZING, biased, flawed_run
from lib.specs.specs import DigitRun, Experiment, RetrainRun, identity


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are written down as queued and stay so."""
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def open_page(part: str = "race") -> AppTest:
    app = met().switch_page("pages/try_things.py").run()
    if part != "race":
        app.segmented_control(key="part").set_value(part).run()
    assert not app.exception
    return app


def me(app: AppTest) -> str:
    return app.session_state["_learner"]["offer"]


def words(app: AppTest) -> str:
    assert not app.exception
    return " ".join(str(e.value) for e in [*app.markdown, *app.caption, *app.warning, *app.info])


def line(lane: int, epoch: int, loss: float, accuracy: float) -> dict[str, Any]:
    values = {"loss": loss, "accuracy": accuracy, "val_loss": loss, "val_accuracy": accuracy}
    return {"lane": lane, "epoch": epoch, **values}


def finish(run_id: str, tests: list[int], sides: list[dict[str, Any]] | None = None, **more: Any) -> None:
    """Gives a queued experiment a result: so many of 1,000 right in each lane."""
    run = host.lab_book().run(run_id)
    assert run is not None
    about = {
        "confused": [4, 9, 12],
        "best_epoch": 2,
        "updates": 10,
        "seconds": 1.0,
        "examples": 100,
        "parameters": 9,
    }
    lanes: list[dict[str, Any]] = [
        {"test": [right, 1000], "by_class": [[right // 10, 100]] * 10, **about} for right in tests
    ]
    for lane, counts in zip(lanes, sides or [], strict=False):
        lane["sides"] = counts
    history = [
        line(i, epoch, 9.0 / epoch, right / 1000) for epoch in (1, 2, 3) for i, right in enumerate(tests)
    ]
    result = {"lanes": lanes, "seconds": {"train": 1.0, "total": 1.0}, "data_hash": "x", **more}
    write(host.lab_book(), run, {"state": "done", "history": history, "result": result, "weights": None})


def race(app: AppTest) -> str:
    app.pills(key="predict_race").set_value("same").run()
    app.button(key="race").click().run()
    assert not app.exception
    return host.lab_book().runs(me(app), "experiment")[0].id


def test_a_race_holds_all_but_one_thing_equal_and_says_so() -> None:
    app = open_page()
    app.selectbox(key="varied_digits").set_value("learning_rate").run()
    assert "batch size 100" in words(app)
    held = next(e.value for e in app.caption if "Held equal" in e.value)
    assert "learning rate" not in held
    assert "epochs 5" in held
    run = host.lab_book().run(race(app))
    assert run is not None
    assert run.settings == Experiment(
        "digits", DigitRun(epochs=5, hidden=(100,), train_size=5000), "learning_rate", (1e-5, 1e-4, 1e-3)
    )
    assert app.button(key="race").disabled


def test_one_value_is_no_race() -> None:
    app = open_page()
    app.pills(key="values_digits_batch_size").set_value([0]).run()
    assert "two to four values" in words(app)


def test_a_guess_is_kept_and_stands_beside_the_outcome() -> None:
    app = open_page()
    assert app.button(key="race").disabled
    app.pills(key="predict_race").set_value("500").run()
    app.number_input(key="exact_race").set_value(91.0)
    app.selectbox(key="truth_race").set_value(4)
    app.selectbox(key="taken_race").set_value(9).run()
    app.button(key="race").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.guessed == Guess(identity(run.settings), "try_things", "race", "500", 0.91, (4, 9))
    finish(run.id, [900, 930, 910])
    app.run()
    said = words(app)
    assert "Your guess was **500, 91.0 %**. Best came out batch size 100 with 930 of 1,000" in said
    assert "right: 2.0 points off." in said
    assert "a 4 for a 9, 12 times; as you guessed" in said
    app.pills(key="values_digits_batch_size").set_value([0, 1]).run()  # another race is asked about anew
    assert app.pills(key="predict_race").value is None
    assert app.button(key="race").disabled


def test_the_band_of_luck_decides_what_is_a_difference() -> None:
    app = open_page()
    finish(race(app), [900, 905, 910])
    app.run()
    assert "overlap" in words(app)
    app.button(key="luck").click().run()
    luck = host.lab_book().runs(me(app), "experiment")[0]
    assert luck.settings == Experiment(
        "digits", DigitRun(epochs=5, hidden=(100,), train_size=5000, batch_size=100), "seed", (0, 1, 2)
    )
    finish(luck.id, [890, 900, 910])
    app.run()
    assert "a band of 2.0 points that is luck alone" in words(app)
    assert "not yet a difference" in words(app)


def test_a_fault_is_named_before_it_is_told() -> None:
    app = open_page("wrong")
    app.pills(key="case").set_value(1).run()
    app.button(key="gone").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == flawed_run("unscaled").experiment
    assert not app.radio  # nothing to name before it has run
    finish(run.id, [900, 800])
    app.run()
    said = words(app)
    assert "800 of 1,000" in said
    assert "clean twin read" not in said
    assert flawed_run("unscaled").why not in said
    app.radio(key="check_gone_unscaled").set_value("shuffled").run()
    assert "Where does the loss begin?" in words(app)
    app.radio(key="check_gone_unscaled").set_value("unscaled").run()
    assert flawed_run("unscaled").why in words(app)
    assert "The clean twin read 900 of 1,000" in words(app)


def test_a_rate_is_searched_and_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"rates": [1e-6, 1e-3, 1.0], "losses": [2.3, 0.5, 3.0], "suggested": 1e-4}
    monkeypatch.setattr(Engine, "call", lambda self, target, *args: found)
    app = open_page("rate")
    app.button(key="find_rate").click().run()
    assert "Suggested: 0.0001" in words(app)
    assert "warms up to 0.0001" in words(app)


def test_heads_are_raced_with_their_own_settings() -> None:
    app = open_page()
    app.segmented_control(key="race_of").set_value("retrain").run()
    app.selectbox(key="varied_retrain").set_value("schedule").run()
    assert "base MobileNetV2" in words(app)
    finish(race(app), [960, 950])
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == Experiment(
        "retrain", RetrainRun(train_size=200), "schedule", ("constant", "one_cycle")
    )
    app.run()
    assert "960 of 1,000" in str(app.dataframe[0].value.to_dict())
    assert "their intervals overlap" in words(app)


def test_unfreezing_says_so_where_there_are_no_photos(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    app = open_page("unfreeze")
    assert "takes the photos themselves" in words(app)
    assert "unfreeze_start" not in {button.key for button in app.button}


def test_harm_and_cure_stand_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrain_photos, "present", lambda: True)
    app = open_page("unfreeze")
    app.button(key="unfreeze_start").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == UNFREEZING
    finish(run.id, [890, 860, 899], start=[885, 1000])
    app.run()
    said = words(app)
    assert "Before anything was opened, 885 of 1,000" in said
    assert "Its best epoch reaches 860 of 1,000" in said
    assert "with smaller rates by depth it is 899 of 1,000" in said
    assert "0.9 points" in said


def test_a_leaning_set_is_tested_on_both_sides() -> None:
    app = open_page("bias")
    app.button(key="bias").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == biased("pocket")
    sides = [{"like": [361, 402], "other": [294, 331]}, {"like": [374, 402], "other": [236, 331]}]
    finish(run.id, [890, 850], sides=sides)
    app.run()
    assert "236 of 331" in str(app.dataframe[0].value.to_dict())
    assert "71.3 % on the other way round; with an even mix that is 88.8 %" in words(app)
    assert "learned brightness as well" in words(app)


def test_experiments_leave_the_lab_book_page_as_it_was() -> None:
    app = open_page()
    race(app)
    app.switch_page("pages/lab_book.py").run()
    assert "Nothing here yet" in words(app)
