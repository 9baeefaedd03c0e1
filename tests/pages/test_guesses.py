"""A guess about a run: asked about the settings as they stand, kept with the run, drawn and told on that run alone."""

from __future__ import annotations

import numpy as np
import pytest
from lessons import me, opened, words
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.guess import Guess
from lib.lab_book.outcome import write
from lib.lab_book.runs import Run
from lib.models.dense import Dense
from lib.pictures.sets import digits
from lib.screen.kit import host
from lib.screen.models import readers
from lib.screen.runs import stage
from lib.specs.specs import DigitRun, RetrainRun, identity

LESSON, DATA = "train_a_digit_reader", "x"
LINE = {"epoch": 1, "loss": 0.5, "accuracy": 0.9, "val_loss": 0.5, "val_accuracy": 0.9}
RESULT = {
    "best_epoch": 1, "updates": 5, "updates_per_epoch": 5, "examples": 500, "seconds": {"train": 1.0, "total": 2.0},
}  # fmt: skip


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """The guesses that were drawn; no worker is here."""
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)
    seen: list[float | None] = []
    chart = stage.frame

    def draw(metric: str, *args: object, **named: object) -> object:
        if metric == "accuracy":
            seen.append(named["bet"])  # type: ignore[arg-type]
        return chart(metric, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(stage, "frame", draw)
    return seen


def guess(app: AppTest, option: str = "about_98") -> AppTest:
    return app.pills(key="predict_accuracy").set_value(option).run()


def trained(app: AppTest) -> Run:
    app.button(key="train").click().run()
    assert not app.exception
    return host.lab_book().runs(me(app), "digits")[0]


def end(run: Run, state: str = "done", right: int = 9500) -> None:
    g = np.random.default_rng(0)
    weights = Dense((g.normal(size=(784, 10)).astype(np.float32),), (np.zeros(10, np.float32),)).to_bytes()
    outcome = {
        "state": state,
        "history": [LINE],
        "result": RESULT | {"test": [right, 10000]},
        "weights": weights,
    }
    write(host.lab_book(), run, outcome)


def asks(app: AppTest) -> bool:
    """Whether a guess is to be made before Train."""
    return app.pills(key="predict_accuracy").value is None and app.button(key="train").disabled


def test_the_question_is_about_the_settings_as_they_stand_and_presets_nothing() -> None:
    app = opened(LESSON, epochs="3", hidden="32", train_size="2000", learning_rate="0.01")
    said = words(app)
    assert (
        "1 hidden layer of 32 nodes trains for 3 epochs on 2,000 digits in batches of 100, learning rate 0.01."
        in said
    )
    assert asks(app)
    assert (app.number_input(key="exact_accuracy").value, app.selectbox(key="truth_accuracy").value) == (
        None,
        None,
    )


def test_another_setting_asks_again_before_train_and_the_old_ones_still_have_their_guess() -> None:
    app = guess(opened(LESSON))
    assert not app.button(key="train").disabled
    app.slider(key="epochs").set_value(3).run()
    assert asks(app)
    assert "You have changed the settings since your last guess." in words(app)
    guess(app, "about_80")
    app.slider(key="epochs").set_value(10).run()
    assert app.pills(key="predict_accuracy").value == "about_98"
    assert not app.button(key="train").disabled


def test_it_is_kept_with_the_run_drawn_on_it_alone_and_told(drawn: list[float | None]) -> None:
    app = guess(opened(LESSON))
    run = trained(app)
    assert run.guessed == Guess(identity(DigitRun()), LESSON, "accuracy", "about_98", 0.98)
    assert f"predict.{'accuracy'}" not in host.lab_book().answers(me(app), LESSON)
    end(run)
    app.run()
    assert drawn[-1] == 0.98
    assert "Your guess was **about 98 %**. It reads 95.0 % right: 3.0 points off." in words(app)
    assert app.pills(key="predict_accuracy").disabled  # it has its answer
    app.slider(key="epochs").set_value(3).run()
    guess(app, "about_80")
    assert drawn[-1] == 0.98  # the chart still shows the run of before, with what was guessed of that
    assert "Your guess was **about 98 %**" in words(app)


def test_a_stopped_run_answers_nothing_and_its_settings_keep_their_guess(drawn: list[float | None]) -> None:
    app = guess(opened(LESSON))
    end(trained(app), "stopped")
    app.run()
    said = words(app)
    assert "points off" not in said
    assert "A run that was stopped does not answer it" in said
    assert drawn[-1] is None
    assert app.pills(key="predict_accuracy").value == "about_98"
    assert not app.button(key="train").disabled


def test_an_old_guess_without_settings_stays_as_it_was_and_is_not_scored(drawn: list[float | None]) -> None:
    app = opened(LESSON)
    host.lab_book().answer(me(app), LESSON, "predict.accuracy", "about_98")
    run_id = host.lab_book().add(me(app), DigitRun(epochs=2), DATA, shareable=True)
    run = host.lab_book().run(run_id)
    assert run is not None
    end(run)
    app.run()
    assert asks(app)
    assert drawn[-1] is None
    assert "Your guess was" not in words(app)
    assert host.lab_book().answers(me(app), LESSON)["predict.accuracy"] == "about_98"


def test_what_was_trained_without_a_guess_is_known_and_not_asked_about() -> None:
    app = opened(LESSON)
    run_id = host.lab_book().add(me(app), DigitRun(), DATA, shareable=True)
    run = host.lab_book().run(run_id)
    assert run is not None
    end(run)
    app.run()
    assert "so you know the result" in words(app)
    assert app.pills(key="predict_accuracy").disabled
    assert not app.button(key="train").disabled


def test_who_joins_has_a_guess_of_their_own() -> None:
    first, second = guess(opened(LESSON)), guess(opened(LESSON), "about_80")
    runs = [trained(first), trained(second)]
    assert runs[1].shows == runs[0].id
    assert [run.guessed.option for run in runs if run.guessed] == ["about_98", "about_80"]


def test_a_guess_for_one_method_base_or_set_is_none_for_another() -> None:
    app = guess(opened("retrain_it"), "about_97")
    app.selectbox(key="base").set_value("pocket").run()
    assert asks(app)
    guess(app, "about_90")
    app.selectbox(key="pictures").set_value("digits").run()
    assert asks(app)
    run_id = host.lab_book().add(me(app), RetrainRun(), DATA, shareable=True)
    run = host.lab_book().run(run_id)
    assert run is not None
    assert run.guessed is None


def test_a_number_and_a_pair_are_written_down_drawn_and_listed(drawn: list[float | None]) -> None:
    app = guess(opened(LESSON))
    app.number_input(key="exact_accuracy").set_value(93.0).run()
    assert app.pills(key="predict_accuracy").value is None  # the later of the two holds
    app.selectbox(key="truth_accuracy").set_value(4)
    app.selectbox(key="taken_accuracy").set_value(9).run()
    run = trained(app)
    assert run.guessed == Guess(identity(DigitRun()), LESSON, "accuracy", "", 0.93, (4, 9))
    end(run)
    app.run()
    assert drawn[-1] == pytest.approx(0.93)
    said = words(app)
    assert "Your guess was **93.0 %**. It reads 95.0 % right: 2.0 points off." in said
    counts = readers.find(run.id, me(app)).answers.counts
    off = counts - np.diag(np.diag(counts))
    t, k = divmod(int(off.argmax()), 10)
    assert f"Most often it took a {t} for a {k}, {off.max():,} times; you guessed a 4 for a 9." in said
    app.switch_page("pages/lab_book.py").run()
    lines = next(table.value for table in app.dataframe if "you guessed" in table.value.columns)
    (line,) = lines.to_dict("records")
    assert (line["you guessed"], line["it came out"], line["points off"]) == ("93.0 %", "95.0 %", 2.0)


def test_a_guess_for_other_settings_is_not_kept_with_a_run() -> None:
    from lib.screen.runs import guesses

    asked = guesses.Asked(guesses.settings(DigitRun()), Guess(identity(DigitRun()), option="about_98"))
    run_id = host.lab_book().add(
        "ann", DigitRun(epochs=1), digits.load(download=False).data_hash, shareable=True
    )
    guesses.keep(run_id, asked, DigitRun(epochs=1))
    run = host.lab_book().run(run_id)
    assert run is not None
    assert run.guessed is None
