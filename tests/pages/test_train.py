"""The training lesson and the lab book as scripts: what the controls make, what is refused, what is shown after."""

from __future__ import annotations

import json
import re

import pytest
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.engine.engine import TOO_LITTLE, Engine
from lib.engine.visitor import Visitor
from lib.export.tables import curve_csv, settings_json
from lib.lab_book.guess import Guess
from lib.lab_book.outcome import write
from lib.lab_book.runs import LabBook
from lib.pictures.sets import digits
from lib.screen.kit import host
from lib.screen.kit import lesson as lesson_parts
from lib.screen.runs import example
from lib.settings import ROOT
from lib.specs.specs import DigitRun, identity, make, to_dict


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are written down as queued and stay so."""
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def front_door(**query: str) -> AppTest:
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    offer = app.session_state["_learner"]["offer"]
    app.session_state["learner"] = {"answer": {"offer": offer, "id": offer}}
    return app


def open_lesson(guess: bool = True, **query: str) -> AppTest:
    app = met()
    for name, value in query.items():  # a page switch clears them
        app.query_params[name] = value
    app = app.switch_page("pages/train_a_digit_reader.py").run()
    assert not app.exception
    return app.pills(key="predict_accuracy").set_value("about_98").run() if guess else app


def me(app: AppTest) -> str:
    return app.session_state["_learner"]["offer"]


def book() -> LabBook:
    return host.lab_book()


def words(app: AppTest) -> str:
    assert not app.exception
    return " ".join(str(e.value) for e in [*app.markdown, *app.caption, *app.warning, *app.error, *app.info])


def add_done(app: AppTest, spec: DigitRun, right: int = 9700, best: int = 6) -> str:
    """A finished run in the learner's lab book, with the stored example's curve."""
    stored = example.stored()
    run_id = book().add(me(app), spec, "x", shareable=True)
    book().add_rows(run_id, stored["rows"])
    run = book().run(run_id)
    assert run is not None
    result = stored["result"] | {"test": [right, 10000], "best_epoch": best}
    write(book(), run, {"state": "done", "history": stored["history"], "result": result, "weights": b"w"})
    return run_id


def test_nothing_trains_before_the_guess() -> None:
    app = open_lesson(guess=False)
    assert app.button(key="train").disabled
    assert "Make your guess" in words(app)
    assert "stored run" in words(app)


def test_every_setting_of_the_page_reaches_the_run() -> None:
    app = open_lesson()
    app.slider(key="epochs").set_value(3)
    app.slider(key="batch_size").set_value(512)
    app.slider(key="hidden_layers").set_value(3).run()
    app.number_input(key="hidden_1").set_value(40)
    app.number_input(key="hidden_3").set_value(7)
    app.select_slider(key="learning_rate").set_value(0.01)
    app.selectbox(key="optimizer").set_value("sgd")
    app.slider(key="dropout").set_value(0.25)
    app.slider(key="train_size").set_value(5000)
    app.number_input(key="seed").set_value(11)
    app.toggle(key="stop_early").set_value(True).run()
    app.pills(key="predict_accuracy").set_value("about_98").run()
    app.button(key="train").click().run()
    assert not app.exception
    assert "second" in words(app)
    assert "in turns" not in words(app)  # the one that trains is the learner's own
    run = book().runs(me(app))[0]
    assert run.settings == DigitRun(
        epochs=3, batch_size=512, hidden=(40, 300, 7), learning_rate=0.01, optimizer="sgd", dropout=0.25,
        train_size=5000, seed=11, stop_early=True,
    )  # fmt: skip
    assert run.state == "queued"
    assert app.button(key="train").disabled


def test_a_link_sets_the_controls_and_a_wrong_one_says_so() -> None:
    app = open_lesson(guess=False, epochs="7", batch_size="99999", hidden="64")
    assert app.slider(key="epochs").value == 7
    assert app.slider(key="batch_size").value == 100
    assert app.slider(key="hidden_layers").value == 1
    assert "Batch size" in words(app)


def test_settings_outlive_a_page_switch_and_go_back_to_the_usual() -> None:
    app = open_lesson()
    app.slider(key="epochs").set_value(4).run()
    app.switch_page("pages/home.py").run()
    app.switch_page("pages/train_a_digit_reader.py").run()
    assert app.slider(key="epochs").value == 4
    app.button(key="usual_settings").click().run()
    assert app.slider(key="epochs").value == 10


def test_the_arithmetic_follows_the_settings() -> None:
    app = open_lesson()
    assert "545,810" in words(app)
    assert "550 updates" in words(app)
    app.slider(key="hidden_layers").set_value(0).run()
    assert "7,850" in words(app)


def test_beside_others_the_time_with_turns_is_told_in_seconds() -> None:
    for n in range(2):
        book().add(f"somebody {n}", DigitRun(seed=n), f"z{n}", shareable=True)
    said = words(open_lesson())
    assert re.search(
        r"About \d+ seconds on this machine\. With those that train now, in turns: about \d+ seconds\.", said
    )


def test_a_second_run_of_the_same_learner_is_refused_in_a_sentence() -> None:
    app = open_lesson()
    book().add(me(app), DigitRun(seed=3), "y", shareable=True)
    app.button(key="train").click().run()
    assert "One of your runs is still training" in words(app)


def test_what_is_too_long_cannot_be_started_and_a_click_sets_what_fits() -> None:
    app = open_lesson()
    app.slider(key="epochs").set_value(30)
    app.slider(key="batch_size").set_value(8).run()
    assert words(app).count("larger batch size") == 1
    assert app.button(key="train").disabled
    way = app.button(key="train_fits_0")
    assert way.label.startswith("Use ")
    way.click().run()
    assert not app.exception
    app.pills(key="predict_accuracy").set_value("about_98").run()
    assert not app.button(key="train").disabled
    assert app.slider(key="epochs").value < 30
    assert way.label == f"Use {app.slider(key='epochs').value} epochs"
    assert "larger batch size" not in words(app)


def test_after_a_run_the_page_speaks_of_its_own_numbers() -> None:
    app = open_lesson()
    spec = DigitRun(epochs=6, hidden=(16,))
    run_id = add_done(app, spec, right=9381, best=5)
    guess = Guess(identity(spec), "train_a_digit_reader", "accuracy", "about_98", 0.98)
    book().keep_guess(run_id, me(app), guess)
    app.run()
    said = words(app)
    assert "9,381 of 10,000" in said
    assert "2,750 times, a batch of digits went through the network." in said
    assert "Now the network gets 619 of 10,000 test digits wrong." in said
    assert "Your guess was **about 98 %**. It reads 93.8 % right: 4.2 points off." in said
    assert "still improving" in said
    app.radio(key="check_one_batch").set_value("all_better").run()
    assert "Of which digits is that loss?" in words(app)
    app.radio(key="check_one_batch").set_value("ones").run()
    assert "An update lowers the loss of its own batch." in words(app)
    app.radio(key="check_chooses").set_value("test").run()
    assert "Can it still judge it?" in words(app)
    app.radio(key="check_chooses").set_value("validation").run()
    assert "Only digits that chose nothing give a fair result" in words(app)
    code = " ".join(element.value for element in app.code)
    assert "Dense(16" in code
    assert "epochs=6" in code


def test_the_lab_book_is_empty_at_first_and_shows_only_ones_own() -> None:
    app = front_door()
    app.switch_page("pages/lab_book.py").run()
    assert "Nothing here yet" in words(app)
    book().add("somebody else", DigitRun(), "z", shareable=True, name="secret name")
    app.run()
    assert "Nothing here yet" in words(app)


def test_the_lab_book_renames_compares_and_deletes() -> None:
    app = front_door()
    first, second = add_done(app, DigitRun(epochs=3)), add_done(app, DigitRun(epochs=6, dropout=0.5), 9800)
    app.switch_page("pages/lab_book.py").run()
    assert not app.exception
    app.session_state["chosen"] = [first]
    app.run()
    app.text_input(key=f"name_{first}").set_value("my first").run()
    assert next(run for run in book().runs(me(app)) if run.id == first).name == "my first"
    app.session_state["chosen"] = [first, second]
    app.run()
    assert not app.exception
    table = app.dataframe[0].value
    assert list(table["setting"][:2]) == ["Epochs", "Dropout"]
    app.session_state["chosen"] = [first]
    app.run()
    app.button(key="delete").click().run()
    app.button(key="delete_yes").click().run()
    assert [run.id for run in book().runs(me(app))] == [second]
    assert not app.exception


def test_the_downloads_say_what_was_really_trained() -> None:
    app = front_door()
    run_id = add_done(app, DigitRun(epochs=6, hidden=(16,), seed=1))
    run = book().run(run_id)
    assert run is not None
    said = json.loads(settings_json(run))
    assert said["settings"] == to_dict(make("digits", run.spec))
    assert said["trained"]["updates_per_epoch"] == 550
    assert said["trained"]["examples"] == 55000
    lines = curve_csv(book().rows(run_id)).splitlines()
    assert lines[0] == "step,epoch,split,loss,accuracy"
    assert len(lines) == 1 + len(example.stored()["rows"])


def test_too_little_memory_disables_the_button_and_says_why_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "lacks_memory", lambda self: TOO_LITTLE)
    monkeypatch.setattr("lib.engine.engine.ANSWER_S", 0.01)  # no worker is here to ask
    for page in ("train_a_digit_reader", "retrain_it", "try_things", "original_against_retrained"):
        monkeypatch.setattr(lesson_parts, "predict", lambda *asked, **how: "some guess")
        app = front_door().switch_page(f"pages/{page}.py").run()
        assert words(app).count(TOO_LITTLE) == 1, page
        train = next(button for button in app.button if button.key in {"train", "race"})
        assert train.disabled


def test_a_setting_that_comes_along_with_the_click_is_shown_before_it_is_trained() -> None:
    app = open_lesson(hidden="32,16")
    for kind, key, value in (
        ("slider", "epochs", 3),
        ("number_input", "hidden_2", 20),
        ("slider", "hidden_layers", 1),
    ):
        getattr(app, kind)(key=key).set_value(value)
        app.button(
            key="train"
        ).click().run()  # in one message: the page that was pressed showed the old settings
        assert book().runs(me(app)) == []
        assert "nothing was started" in words(app)
        assert app.button(key="train").disabled  # the guess was about the old ones
        app.pills(key="predict_accuracy").set_value("about_98").run()
    app.button(key="train").click().run()
    (run,) = book().runs(me(app))
    assert (run.settings.epochs, run.settings.hidden) == (3, (32,))
    assert run.guessed is not None


def test_train_pressed_twice_is_one_run_and_no_reproach() -> None:
    app = open_lesson()
    spec = app.session_state["_spec_digits"]
    app.button(key="train").click().run()
    (run,) = book().runs(me(app))
    who = Visitor(me(app), "another tab", "")
    assert host.engine().submit(who, spec, digits.load(download=False).data_hash) == run.id
    assert len(book().runs(me(app))) == 1
