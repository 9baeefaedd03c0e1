"""The page of experiments as a script: how it opens, what is raced, what is held equal, what is told and when."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from experiments import finish, open_page
from lessons import me, met, words
from mistakes import no_answer
from streamlit.testing.v1 import AppTest

from lib.charts.palette import DARK
from lib.engine.engine import Engine
from lib.lab_book.guess import Guess
from lib.screen.experiments import try_cards
from lib.screen.kit import host
from lib.screen.pictures import retrain_photos
from lib.specs.experiments import UNFREEZING, biased
from lib.specs.specs import DigitRun, Experiment, RetrainRun, identity

pytestmark = pytest.mark.usefixtures("no_worker")


def race(app: AppTest) -> str:
    app.pills(key="predict_race").set_value("same").run()
    app.button(key="race").click().run()
    assert not app.exception
    return host.lab_book().runs(me(app), "experiment")[0].id


PARTS = ("race", "unfreeze", "vary", "wrong", "bias", "rate", "cycle")


@pytest.mark.parametrize("part", PARTS)
def test_every_experiment_opens_by_its_link_with_its_guess_first(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Engine, "call", no_answer)
    app = met()
    app.query_params["part"] = part
    app.switch_page("pages/try_things.py").run()
    assert not app.exception
    front, further = app.radio(key="part"), app.radio(key="part_further")
    assert {*front.options} | {*further.options}
    assert part in {front.value, further.value}
    assert None in {front.value, further.value}  # one choice, over both rows
    (_,) = [pills for pills in app.pills if str(pills.key).startswith("predict_")]
    starts = {"race", "unfreeze_start", "vary", "gone", "bias", "find_rate"}
    assert all(button.disabled for button in app.button if button.key in starts)
    assert not any(str(radio.key).startswith("check_") for radio in app.radio)


def test_a_card_writes_its_link_and_an_unknown_link_opens_the_race() -> None:
    app = open_page()
    app.radio(key="part").set_value("bias").run()
    assert app.query_params["part"] == "bias"
    app.radio(key="part_further").set_value("cycle").run()
    assert app.query_params["part"] == "cycle"
    assert app.radio(key="part").value is None
    app.pills(key="predict_cycle").set_value("early").run()
    assert "In one cycle the steps are largest at update 6" in words(app)
    app.button(key="race_schedules").click().run()
    assert app.query_params["part"] == "race"
    assert app.selectbox(key="varied_digits").value == "schedule"
    app.query_params["part"] = "<script>"
    assert app.run().radio(key="part").value == "race"


def test_every_card_has_a_drawing_in_the_colours_of_either_theme() -> None:
    for part in PARTS:
        light, dark = (try_cards.drawing(part, theme) for theme in ("light", "dark"))  # type: ignore[arg-type]
        assert light.startswith("<svg ")
        assert light != dark
        known = {str(getattr(DARK, each.name)) for each in fields(DARK)} | set(DARK.others)
        assert set(re.findall(r"#[0-9a-f]{6}", dark)) <= known
    assert all((try_cards.DRAWINGS / f"{part}.svg").stat().st_size < 1000 for part in PARTS)


def test_a_race_holds_all_but_one_thing_equal_and_says_so() -> None:
    app = open_page()
    app.selectbox(key="varied_digits").set_value("learning_rate").run()
    assert "batch size 100" in words(app)
    held = next(e.value for e in app.caption if "The same in all" in e.value)
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
    assert "Your guess was **500, 91.0 %**. Best was batch size 100 with 930 of 1,000" in said
    assert "right: 2.0 points off." in said
    assert "a 4 for a 9, 12 times; as you guessed" in said
    app.pills(key="values_digits_batch_size").set_value([0, 1]).run()  # another race is asked about anew
    assert app.pills(key="predict_race").value is None
    assert app.button(key="race").disabled


def test_one_race_tells_networks_apart_and_three_seeds_tell_settings_apart() -> None:
    app = open_page()
    first = race(app)
    finish(first, [900, 905, 910], pairs=[[0, 1, 30, 25], [0, 2, 30, 20], [1, 2, 25, 20]])
    app.run()
    assert "not yet a difference" in words(app)
    assert "is batch size 500, with 91.0 %. Choose this one." in words(app)
    for seed, tests in ((1, [880, 925, 915]), (2, [910, 905, 912])):
        app.button(key="luck").click().run()
        again = host.lab_book().runs(me(app), "experiment")[0]
        assert again.settings == Experiment(
            "digits",
            DigitRun(epochs=5, hidden=(100,), train_size=5000, seed=seed),
            "batch_size",
            (20, 100, 500),
        )
        finish(again.id, tests)
        app.run()
        assert "900 of 1,000" in str(app.dataframe[0].value.to_dict())  # the race that was asked about stays
    said = words(app)
    assert "With 3 seeds each, best and worst are 1.5 points apart on average" in said
    assert "it may be luck" in said
    assert "batch size 20: between 88.0 % and 91.0 % with 3 seeds: 3.0 points of pure luck" in said
    assert app.button(key="luck").label == "Race again with seed 3"


def test_a_setting_that_matters_with_every_seed_is_told_so() -> None:
    app = open_page()
    finish(race(app), [700, 900, 910])
    app.run()
    assert "Race again with 2 other seeds" in words(app)  # an earlier version kept no pairs
    for tests in ([705, 905, 908], [702, 903, 911]):
        app.button(key="luck").click().run()
        finish(host.lab_book().runs(me(app), "experiment")[0].id, tests)
        app.run()
    assert "the setting matters here" in words(app)


def test_lanes_that_are_level_are_told_as_level() -> None:
    app = open_page()
    app.pills(key="predict_race").set_value("same").run()
    app.button(key="race").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    finish(run.id, [910, 910, 900], pairs=[[0, 1, 0, 0], [0, 2, 10, 20], [1, 2, 10, 20]])
    app.run()
    said = words(app)
    assert "batch size 20 and batch size 100 are equal. So it chooses none" in said
    assert "Best was batch size 20 and batch size 100, all equal, with 910 of 1,000" in said


def test_a_rate_is_searched_and_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"rates": [1e-6, 1e-3, 1.0], "losses": [2.3, 0.5, 3.0], "suggested": 1e-4}
    monkeypatch.setattr(Engine, "call", lambda self, target, *args: found)
    app = open_page("rate")
    app.button(key="find_rate").click().run()
    assert "Suggested: 0.0001" in words(app)
    assert "Your guess was **it rises from the start**. The loss starts at 2.30." in words(app)
    assert "It falls to 0.50 at a rate of 0.001. Above that rate it rises." in words(app)


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
    assert "One race cannot tell" in words(app)


def test_unfreezing_says_so_where_there_are_no_photos(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    app = open_page("unfreeze")
    assert "needs the photos themselves" in words(app)
    assert "unfreeze_start" not in {button.key for button in app.button}


def test_harm_and_cure_stand_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retrain_photos, "present", lambda *_: True)
    app = open_page("unfreeze")
    app.button(key="unfreeze_start").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == UNFREEZING
    finish(run.id, [890, 860, 899], start=[885, 1000], pairs=[[0, 1, 10, 40], [0, 2, 20, 11], [1, 2, 50, 11]])
    app.run()
    said = words(app)
    assert "Before the blocks were opened, 885 of 1,000" in said
    assert "one large rate for all gets 860 of 1,000" in said
    assert "Smaller rates by depth get 899 of 1,000" in said
    assert "86.0 % of the validation photos right, the frozen one 89.0 %. That can be luck" in said
    assert "20 test photos are right with small rates alone, 11 with the frozen base alone" in said
    assert "overwritten" not in said


def test_a_leaning_set_is_tested_on_both_sides() -> None:
    app = open_page("bias")
    app.button(key="bias").click().run()
    run = host.lab_book().runs(me(app), "experiment")[0]
    assert run.settings == biased("pocket")
    sides = [{"like": [361, 402], "other": [294, 331]}, {"like": [374, 402], "other": [236, 331]}]
    finish(run.id, [890, 850], sides=sides)
    app.run()
    assert "236 of 331" in str(app.dataframe[0].value.to_dict())
    assert (
        "It gets 71.3 % of light cats and dark dogs right. The head with the even mix gets 88.8 % of those right"
        in words(app)
    )
    assert "learned brightness too" in words(app)


def test_experiments_leave_the_lab_book_page_as_it_was() -> None:
    app = open_page()
    race(app)
    app.switch_page("pages/lab_book.py").run()
    assert "Nothing here yet" in words(app)
