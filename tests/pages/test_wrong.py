"""The pages on mistakes: what they show without a run and with one, cleaning, questions in rounds, the glossary."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine, Refused
from lib.lab_book.outcome import write
from lib.measure import questions
from lib.measure.answers import Answers
from lib.models.dense import Dense
from lib.pictures.sets import digits
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.retrain_data import split
from lib.screen.kit import host
from lib.screen.kit.glossary import GLOSSARY
from lib.screen.mistakes import wrong_matrix
from lib.screen.models import readers, retrained
from lib.screen.runs import quiz
from lib.settings import ASSETS
from lib.specs.specs import DigitRun, RetrainRun

HISTORY = [
    {"epoch": i, "loss": 1 / i, "accuracy": 0.9 + i / 100, "val_loss": 0.3, "val_accuracy": v}
    for i, v in enumerate((0.90, 0.93, 0.92, 0.91), 1)
]
SPEC = DigitRun(epochs=4, hidden=(16,), train_size=500)


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def visit(page: str) -> AppTest:
    return met().switch_page(f"pages/{page}.py").run()


def lesson(**guesses: str) -> AppTest:
    """The lesson, its guess made, as the front door leaves it."""
    app = visit("where_does_it_go_wrong")
    for key, guess in (guesses or {"digits": "4_9"}).items():
        host.lab_book().answer(me(app), "where_does_it_go_wrong", f"predict.{key}", guess)
    return app.run()


def me(app: AppTest) -> str:
    return app.session_state["_learner"]["offer"]


def said(app: AppTest) -> str:
    assert not app.exception
    return " ".join(str(e.value) for e in [*app.markdown, *app.caption, *app.info, *app.warning, *app.metric])


def network(seed: int) -> Dense:
    g = np.random.default_rng(seed)
    sizes = ((784, 16), (16, 10))
    return Dense(
        tuple(0.1 * g.normal(size=s).astype(np.float32) for s in sizes), (np.zeros(16), np.zeros(10))
    )


def add_done(app: AppTest, spec: DigitRun, seed: int = 0) -> str:
    run_id = host.lab_book().add(me(app), spec, str(seed), shareable=False)
    run = host.lab_book().run(run_id)
    assert run is not None
    result = {
        "test": [800, 1000],
        "examples": 500,
        "updates_per_epoch": 5,
        "updates": 20,
        "best_epoch": 2,
        "seconds": {"train": 1.0, "total": 2.0},
    }
    write(
        host.lab_book(),
        run,
        {"state": "done", "history": HISTORY, "result": result, "weights": network(seed).to_bytes()},
    )
    return run_id


def test_without_a_run_it_looks_at_the_shipped_reader() -> None:
    app = lesson()
    facts = json.loads((ASSETS / "digit_reader.json").read_text())["test"]
    shipped = readers.shipped().answers
    if shipped.proportion.total == facts["total"]:  # the full set is at hand
        assert shipped.proportion.correct == facts["correct"]
    text = said(app)
    assert shipped.proportion.sentence() in text
    wrong = shipped.proportion.total - shipped.proportion.correct
    assert f"error rate of **{wrong / shipped.proportion.total:.4f}**" in text
    assert "Top-5" in text
    assert "Your guess was **4 and 9**" in text
    assert "Choose a run of your own" in text
    assert "expected calibration error" in text


def test_a_pair_opens_its_pictures_and_they_are_the_right_ones() -> None:
    app = lesson()
    shipped = readers.shipped().answers
    pair = app.selectbox(key="pair").options[0]
    truth, guess = pair.split(", read as ")
    app.selectbox(key="pair").select_index(0).run()
    text = said(app)
    found = shipped.of_cell(truth, guess)
    assert f"It is {truth}, and it says {guess}: {len(found):,} digits" in text
    assert (shipped.truth[found] == int(truth)).all()
    assert (shipped.guess[found] == int(guess)).all()
    assert app.session_state[wrong_matrix.CELL] == ("digits.shipped", truth, guess)


def test_the_pet_models_work_where_there_are_no_photos(engine: object) -> None:
    app = lesson(digits="4 and 9", pets="both about as often")
    app.selectbox(key="measured").set_value("retrain.stored").run()
    text = said(app)
    assert "photos" in text
    assert "of its test photos right" in text
    assert "Top-5" not in text  # two classes
    assert "The photos are not on this computer" in text
    assert "Choose a run of your own" in text


def test_marked_digits_are_left_out_and_the_runs_compared() -> None:
    app = lesson()
    first = add_done(app, SPEC)
    app.run()  # now it is offered
    app.selectbox(key="measured").set_value(f"digits.{first}").run()
    boxes = [box for box in app.checkbox if str(box.key).startswith("unfit_")]
    assert len(boxes) == 24
    rows = [int(str(box.key).removeprefix("unfit_")) for box in boxes]
    data = digits.load(download=False)
    assert set(rows) <= set(data.training_digits(500, 0).tolist())
    assert app.button(key="retrain_clean").disabled
    boxes[0].check().run()
    app.checkbox(key=f"unfit_{rows[1]}").check().run()
    app.button(key="retrain_clean").click().run()
    run = host.lab_book().runs(me(app), "digits")[0]
    assert run.live
    assert run.settings == DigitRun(
        epochs=4, hidden=(16,), train_size=500, excluded_rows=tuple(sorted(rows[:2]))
    )
    host.lab_book().change(run.id, state="failed")
    add_done(app, run.settings, seed=1)  # type: ignore[arg-type]
    app.run()
    text = said(app)
    assert "Without 2 digits" in text
    assert "95 % interval" in text
    assert "McNemar" in text


PETS = RetrainRun(train_size=50, epochs=1)


def add_pets(app: AppTest, spec: RetrainRun, wrong: int) -> str:
    """A done new head whose first `wrong` test photos are wrong."""
    truth = retrained.stored().answers.truth
    dog = np.where(np.arange(len(truth)) < wrong, 1 - truth, truth) * 0.8 + 0.1
    kernel = np.random.default_rng(wrong).normal(size=(1280, 1)).astype(np.float32)
    weights = heads_file(kernel)
    result = {
        "test": [1000 - wrong, 1000],
        "by_class": {"cats": [500 - wrong, 500], "dogs": [500, 500]},
        "original": None,
        "predictions": dog.tolist(),
        "updates_per_epoch": 2,
        "updates": 2,
        "best_epoch": 1,
        "examples": 50,
        "trainable": 1281,
        "frozen": 1,
        "seconds": {"train": 1.0, "total": 2.0},
    }
    run_id = host.lab_book().add(me(app), spec, str(wrong), shareable=False)
    run = host.lab_book().run(run_id)
    assert run is not None
    done = {"state": "done", "history": HISTORY[:1], "result": result, "weights": weights}
    write(host.lab_book(), run, done)
    return run_id


def no_answer(*_: object) -> None:
    raise Refused("No worker here.")


def heads_file(kernel: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.savez(out, about=np.array("{}"), kernel=kernel, bias=np.zeros(kernel.shape[1], np.float32))
    return out.getvalue()


def test_marked_photos_are_left_out_and_the_runs_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "call", no_answer)  # where it looked is another test's
    app = lesson(pets="both about as often")
    first = add_pets(app, PETS, 40)
    app.run()
    app.selectbox(key="measured").set_value(f"retrain.{first}").run()
    boxes = [box for box in app.checkbox if str(box.key).startswith("unfit_")]
    assert len(boxes) == 24
    rows = [int(str(box.key).removeprefix("unfit_")) for box in boxes]
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    assert set(rows) <= set(split(pack.labels, pack.part, ("cat", "dog"), 50, 0).train.tolist())
    boxes[0].check().run()
    app.button(key="retrain_clean").click().run()
    run = host.lab_book().runs(me(app), "retrain")[0]
    assert run.live
    assert run.settings == replace(PETS, excluded_rows=(rows[0],))
    host.lab_book().change(run.id, state="failed")
    add_pets(app, replace(PETS, excluded_rows=(rows[0],)), 10)
    app.run()
    text = said(app)
    assert "Without 1 photo" in text
    assert "+3.00 points" in text
    assert "it is a difference" in text


def test_a_run_on_many_classes_is_looked_at_with_its_own_answers() -> None:
    app = lesson(classes="a few are much worse")
    g = np.random.default_rng(0)
    truth = np.repeat(np.arange(7), 20)
    probabilities = g.dirichlet(np.ones(7), len(truth))
    names = tuple(f"thing {k}" for k in range(7))
    kept = Answers(names, truth, probabilities, np.empty((0, 5)), np.empty((0, 5)))
    spec = RetrainRun(pictures="caltech101")
    run_id = host.lab_book().add(me(app), spec, "many", shareable=False)
    run = host.lab_book().run(run_id)
    assert run is not None
    right = int((probabilities.argmax(axis=1) == truth).sum())
    result = {
        "test": [right, 140],
        "by_class": {name: [1, 20] for name in names},
        "best_epoch": 1,
        "examples": 100,
    }
    write(
        host.lab_book(),
        run,
        {"state": "done", "history": HISTORY, "result": result, "weights": None, "answers": kept.to_bytes()},
    )
    app.run()
    app.selectbox(key="measured").set_value(f"retrain.{run_id}").run()
    text = said(app)
    assert f"{right:,} of 140" in text
    assert "Top-5" in text
    assert "five best guesses" in text
    assert "Cleaning needs the loss of each training photo" in text


def test_questions_hint_first_then_the_reason_and_the_missed_come_back() -> None:
    app = visit("check_yourself")
    add_done(app, SPEC)
    app.run()
    asked = {q.key: q for q in (*questions.general(), *quiz.own_questions(me(app)))}
    radios = [radio for radio in app.radio if str(radio.key).startswith("check_")]
    total = len(radios)
    assert f"0 of {total} answered" in app.get("progress")[0].text
    assert any(str(radio.key).startswith("check_batches_") for radio in radios)
    app.radio(key="check_neither").set_value("nothing").run()
    assert asked["neither"].hint("nothing") in said(app)
    app.radio(key="check_neither").set_value("cat_or_dog").run()
    assert asked["neither"].why in said(app)
    for radio in radios:
        key = str(radio.key)
        if key != "check_neither":
            question = asked[key.removeprefix("check_")]
            app.radio(key=key).set_value(question.right)
    app.run()
    app.button(key="again").click().run()
    now = [str(radio.key) for radio in app.radio if str(radio.key).startswith("check_")]
    assert "check_neither_2" in now
    assert "check_rate_2" not in now
    assert len(now) < total
    assert app.radio(key="check_neither_2").value is None


def test_the_glossary_has_every_term_with_an_anchor_and_finds() -> None:
    app = visit("glossary")
    assert len(app.subheader) == len(GLOSSARY)
    assert {"learning-rate", "batch-size"} <= {head.anchor for head in app.subheader}
    app.text_input(key="find").set_value("Batch").run()
    assert app.subheader[0].value == "batch"
    assert all("batch" in (head.value + GLOSSARY[head.value.lower()]).lower() for head in app.subheader)
    app.text_input(key="find").set_value("phlogiston").run()
    assert "No entry" in said(app)
