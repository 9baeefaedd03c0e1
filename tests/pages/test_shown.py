"""What is shown belongs to what was asked: a result says what it is of, and the controls begin at the run that is shown."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest
from lessons import finished, me, met, opened, words
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.outcome import write
from lib.screen.kit import host, labels
from lib.screen.models import offered
from lib.screen.runs import example
from lib.specs.specs import DigitRun, RetrainRun, Training

ANN = uuid.uuid4().hex


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def ended(learner: str, spec: Training, name: str = "") -> str:
    """A finished run of these settings, with the stored example's curve."""
    kind = "digits" if isinstance(spec, DigitRun) else "retrain"
    stored, book = example.stored(kind), host.lab_book()
    run_id = book.add(learner, spec, f"{spec}", shareable=True, name=name)
    book.add_rows(run_id, stored["rows"])
    run = book.run(run_id)
    assert run is not None
    write(
        book,
        run,
        {"state": "done", "history": stored["history"], "result": stored["result"], "weights": b"no model"},
    )
    return run_id


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
