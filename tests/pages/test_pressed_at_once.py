"""Whoever types, moves or marks something and presses a button the next moment: on a slow network both come with one message,
and the button still knows what stood there before. What starts, or is written down, is what the learner sees.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import made_runs
import pytest
from lessons import me, met, opened, words
from streamlit.testing.v1 import AppTest

from lib.lab_book.runs import Run
from lib.screen.kit import host
from lib.screen.kit.controls import CHANGED
from lib.specs.specs import Experiment

pytestmark = pytest.mark.usefixtures("no_worker")


def runs(app: AppTest) -> list[Run]:
    return host.lab_book().runs(me(app))


def test_a_setting_that_changes_as_train_is_pressed_starts_nothing_else():
    app = opened("retrain_it")
    app.pills(key="predict_accuracy").set_value("about_97").run()
    app.number_input(key="seed").set_value(9)
    app.button(key="train").click().run()
    assert runs(app) == []
    assert CHANGED in words(app)
    app.pills(key="predict_accuracy").set_value("about_82").run()
    assert CHANGED not in words(app)
    app.button(key="train").click().run()
    assert [(run.settings.seed, run.guessed.option) for run in runs(app)] == [(9, "about_82")]  # type: ignore[union-attr]


def test_a_guess_that_changes_as_train_is_pressed_is_the_guess():
    app = opened("retrain_it")
    app.pills(key="predict_accuracy").set_value("about_97").run()
    app.pills(key="predict_accuracy").set_value("about_82")
    app.button(key="train").click().run()
    assert [run.guessed.option for run in runs(app) if run.guessed] == ["about_82"]


def _epochs(app: AppTest) -> None:
    app.slider(key="race_epochs_digits").set_value(3)


def _values(app: AppTest) -> None:
    app.pills(key="values_digits_batch_size").set_value([0, 1])


@pytest.mark.parametrize("change", [_epochs, _values])
def test_a_race_that_changes_as_it_is_started_is_not_the_race_before(
    change: Callable[[AppTest], None],
) -> None:
    app = opened("try_things")
    app.pills(key="predict_race").set_value("same").run()
    change(app)
    app.button(key="race").click().run()
    assert runs(app) == []
    assert CHANGED in words(app)
    app.pills(key="predict_race").set_value("same").run()
    standing = app.slider(key="race_epochs_digits").value
    app.button(key="race").click().run()
    (run,) = runs(app)
    assert isinstance(run.settings, Experiment)
    assert run.settings.base.epochs == standing


def test_a_case_that_is_left_as_it_is_run_does_not_run() -> None:
    app = opened("try_things", part="wrong")
    app.pills(key="predict_fault_1").set_value("same").run()
    app.pills(key="case").set_value(1)
    app.button(key="gone").click().run()
    assert runs(app) == []


def test_a_picture_that_is_marked_as_retrain_is_pressed_is_left_out() -> None:
    app = met()
    made_runs.of_digits(host.lab_book(), me(app))
    app.switch_page("pages/where_does_it_go_wrong.py").run()
    app.pills(key="predict_digits").set_value("4_9").run()
    app.session_state["mistakes_tab"] = "Clean and retrain"
    app.run()
    first, second, *_ = [box.key for box in app.checkbox if box.key.startswith("unfit_")]
    app.checkbox(key=first).check().run()
    app.checkbox(key=second).check()
    app.button(key="retrain_clean").click().run()
    left_out = sorted(int(key.removeprefix("unfit_")) for key in (first, second))
    assert list(runs(app)[0].training.excluded_rows) == left_out


def test_what_is_typed_as_a_claim_is_made_is_kept() -> None:
    app = opened("lab_book")
    app.segmented_control(key="lab_view").set_value("Claims").run()
    app.pills(key="claim_gap").set_value("some").run()
    app.text_input(key="claim_why").set_value("smaller steps")
    app.pills(key="claim_gap").set_value("little")
    app.button(key="claim_it").click().run()
    (kept,) = [json.loads(said) for said in host.lab_book().answers(me(app), "lab_book").values()]
    assert (kept["why"], kept["gap"]) == ("smaller steps", "little")


def test_values_that_change_as_a_claim_is_made_make_no_other_claim() -> None:
    app = opened("lab_book")
    app.segmented_control(key="lab_view").set_value("Claims").run()
    app.pills(key="claim_gap").set_value("some").run()
    app.selectbox(key="claim_of").set_value("retrain")
    app.button(key="claim_it").click().run()
    assert host.lab_book().answers(me(app), "lab_book") == {}
    assert [toast.value for toast in app.toast] == [CHANGED]
