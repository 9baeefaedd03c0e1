"""What is shown belongs to what was asked: a result says what it is of, and the controls begin at the run that is shown."""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from lessons import finished, me, met, opened, words
from made_runs import of_digits
from pet_engine import PetEngine
from streamlit.testing.v1 import AppTest

from lib.charts.palette import DARK, LIGHT, Palette
from lib.engine.engine import Engine
from lib.lab_book.book import LabBookError
from lib.lab_book.outcome import write
from lib.measure.confusion import each_way, mixed_up, spread
from lib.measure.questions import after_epoch
from lib.models.bases import BASES
from lib.pictures.sets.archives import FileUnavailable, find_weights
from lib.screen.kit import host, labels
from lib.screen.models import offered, pet_ask
from lib.screen.runs import quiz, run_panel
from lib.specs.specs import LANES, DigitRun, RetrainRun, Training

ANN = uuid.uuid4().hex


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def ended(learner: str, spec: Training, name: str = "") -> str:
    """A finished run of these settings, with the stored example's curve."""
    return finished(learner, "digits" if isinstance(spec, DigitRun) else "retrain", name, spec).id


def open_again(learner: str, page: str, **query: str) -> AppTest:
    """The page in a new session of the same learner."""
    app = met(learner)
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(f"pages/{page}.py").run()


def test_a_result_names_its_settings_whatever_the_controls_say() -> None:
    app = opened("retrain_it")
    finished(me(app), "retrain")
    app.run()
    of = "**Last run:** new head on MobileNetV2, cats and dogs, 12 epochs"
    assert of in words(app)
    app.selectbox(key="pictures").set_value("digits").run()
    assert of in words(app)
    said = words(app)
    # all of the last run stands before what follows the controls
    assert said.index("What just happened") < said.index("turns a photo into")


def test_a_page_that_is_opened_again_stands_at_the_run_that_it_shows() -> None:
    ended(ANN, DigitRun(epochs=4, hidden=(16,), learning_rate=0.01))
    app = open_again(ANN, "train_a_digit_reader")
    assert (app.slider(key="epochs").value, app.slider(key="hidden_layers").value) == (4, 1)
    assert "**Last run:** digits 784-16-10, 4 epochs" in words(app)
    app.slider(key="epochs").set_value(7).run()
    assert app.slider(key="epochs").value == 7  # from then on they are the learner's
    assert open_again(ANN, "train_a_digit_reader", epochs="3").slider(key="epochs").value == 3
    ended(ANN, replace(RetrainRun(), pictures="digits", method="scratch", train_size=500, epochs=2))
    app = open_again(ANN, "retrain_it")
    assert (app.selectbox(key="pictures").value, app.slider(key="train_size").value) == ("digits", 500)
    assert app.selectbox(key="method").value == "scratch"


def test_names_tell_the_set_and_no_base_where_there_is_none() -> None:
    of = {
        RetrainRun(): "new head on MobileNetV2, cats and dogs",
        RetrainRun(method="scratch"): "from scratch, cats and dogs",
        RetrainRun(base="pocket", pictures="caltech101"): "new head on Pocket, Caltech-101",
        RetrainRun(pictures="own"): "new head on MobileNetV2, your own pictures",
    }
    for spec, said in of.items():
        run = host.lab_book().run(host.lab_book().add("bob", spec, str(spec), shareable=False))
        assert run is not None
        assert labels.kind(run) == said
    named = host.lab_book().run(host.lab_book().add("bob", RetrainRun(), "y", shareable=False, name="mine"))
    assert named is not None
    assert labels.title(named).startswith("mine, cats and dogs · ")


def test_where_it_goes_wrong_offers_the_newest_run_of_any_kind_first() -> None:
    photos, digits = finished("eve", "retrain"), finished("eve", "digits")
    assert list(offered.choices("eve"))[:2] == [f"digits.{digits.id}", f"retrain.{photos.id}"]
    later = ended("eve", RetrainRun(pictures="digits"))
    assert next(iter(offered.choices("eve"))) == f"retrain.{later}"


def test_two_runs_are_asked_about_once_and_by_name() -> None:
    app = opened("check_yourself")
    of_digits(host.lab_book(), me(app))
    finished(me(app), "retrain", name="my head")
    app.run()
    keys = [q.key.rpartition("_")[0] for q in quiz.own_questions(me(app))]
    assert len(keys) == len(set(keys))
    said = words(app)
    assert "Of your run my head, cats and dogs" in said
    assert "Of your run digits 784-" in said


def test_a_photo_or_two_more_is_not_a_rise() -> None:
    def after(*validation: float) -> object:
        lines = [
            {"val_accuracy": v, "accuracy": 0.9, "val_loss": loss}
            for v, loss in zip(validation, (3, 1, 2, 2), strict=True)
        ]
        return after_epoch("x", [line | {"epoch": i} for i, line in enumerate(lines, 1)])

    assert after(0.90, 0.95, 0.94, 0.9525) is None
    assert after(0.90, 0.95, 0.94, 0.97).right == "further"  # type: ignore[attr-defined]


def test_mistakes_are_told_as_they_were_asked() -> None:
    names = "0123456789"
    counts = np.diag([100] * 10)
    counts[4, 9], counts[9, 4], counts[7, 2], counts[3, 5] = 12, 10, 20, 3
    assert mixed_up(counts, names) == "Mixed up most, both ways together: 4 and 9, 22 times."
    counts[2, 7] = 2
    assert (
        mixed_up(counts, names)
        == "Mixed up most, both ways together: 2 and 7 and as often 4 and 9, 22 times each."
    )
    assert mixed_up(np.diag([3, 3]), names) == ""
    assert (
        each_way(np.array([[8, 2], [1, 9]]), ("cat", "dog"))
        == "cat taken for dog twice; dog taken for cat once."
    )
    told = spread(np.array([[10, 0, 0], [0, 10, 0], [5, 0, 5]]), ("ant", "bee", "cow"))
    assert told.startswith(
        "The lowest class has 50.0 % (cow), the highest 100 % (ant). In the middle is 100 %."
    )
    assert "1 of 3 classes are more than 20 points below the 83.3 % of all" in told


def test_the_best_run_that_can_look_answers_for_own_photos(
    monkeypatch: pytest.MonkeyPatch, engine: PetEngine
) -> None:
    app = opened("your_own_pet_photos")
    best, book = finished(me(app), "retrain", name="best"), host.lab_book()
    for base, right in (("mobilenet_v2", 700), ("pocket", 600)):
        result = best.result | {"test": [right, 1000]}
        run = book.run(book.add(me(app), RetrainRun(base=base), base, shareable=True, name=base))
        assert run is not None
        write(book, run, {"state": "done", "history": best.history, "result": result, "weights": b"w"})
    app.pills(key="predict_flower").set_value("half").run()
    assert app.selectbox(key="model").options[0].startswith("best,")
    monkeypatch.setattr(pet_ask, "can_look", lambda base: base == "pocket")
    assert app.run().selectbox(key="model").options[0].startswith("pocket,")


def test_a_repeat_says_that_it_is_stored_and_a_name_that_cannot_be_kept_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = opened("lab_book")
    run = finished(me(app), "digits")
    app.session_state["chosen"] = [run.id]
    app.run()
    app.text_input(key=f"name_{run.id}").set_value("first").run()
    assert app.session_state["chosen"] == [run.id]

    def refuse(*_: object) -> None:
        raise LabBookError("The lab book cannot be written just now.")

    monkeypatch.setattr(type(host.lab_book()), "rename", refuse)
    app.text_input(key=f"name_{run.id}").set_value("second").run()
    assert not app.exception
    assert app.toast[0].value == "The lab book cannot be written just now."
    assert app.session_state["chosen"] == [run.id]
    copied = replace(run, copy_of="another", ended=run.created)
    assert "stored result" in run_panel.repeated(copied)
    assert run_panel.repeated(run) == ""


def test_no_learner_reads_of_a_servers_folder_or_of_a_switch_that_nobody_threw(tmp_path: Path) -> None:
    with pytest.raises(FileUnavailable) as refusal:
        find_weights(BASES["mobilenet_v2"], tmp_path, downloads=False)
    assert str(refusal.value) == "The weights of MobileNetV2 are not on this computer."


def test_without_the_bases_weights_retraining_says_before_what_will_be_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("LAYERS_DOWNLOADS", "0")
    host.settings.clear()
    app = opened("retrain_it")
    assert app.selectbox(key="base").value == "pocket"  # as everywhere: what ships answers
    assert "the original Pocket gets" in words(app)
    app.selectbox(key="base").set_value("mobilenet_v2").run()
    said = words(app)
    assert "the original MobileNetV2 gets" in said
    assert "cannot look at a photo of yours" in said
    assert "fetched when" not in said


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_lanes_of_a_race_do_not_borrow_the_colours_of_methods(palette: Palette) -> None:
    methods = {palette.role(name) for name in ("original", "scratch", "new_head", "fine_tune")}
    lanes = palette.runs(LANES)
    assert len(set(lanes)) == LANES
    assert not methods & set(lanes)
