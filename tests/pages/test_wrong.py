"""The pages on mistakes: what they show without a run and with one, cleaning, the glossary."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from lessons import wall_data, words
from mistakes import HISTORY, PETS, SPEC, add_done, add_pets, lesson, me, no_answer, visit
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine
from lib.lab_book.outcome import write
from lib.measure.answers import Answers
from lib.pictures.sets import digits
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.retrain_data import split
from lib.screen.kit import host
from lib.screen.kit.glossary import GLOSSARY
from lib.screen.kit.tiles import digit_url
from lib.screen.models import readers
from lib.settings import ASSETS
from lib.specs.specs import DigitRun, RetrainRun


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def tables(app: AppTest) -> AppTest:
    app.session_state["mistakes_tab"] = "As tables"
    return app.run()


def cleaning(app: AppTest) -> AppTest:
    app.session_state["mistakes_tab"] = "Clean and retrain"
    return app.run()


def said(app: AppTest) -> str:
    assert not app.exception
    return " ".join(str(e.value) for e in [*app.markdown, *app.caption, *app.info, *app.warning, *app.metric])


def test_without_a_run_it_looks_at_the_shipped_reader() -> None:
    app = lesson()
    facts = json.loads((ASSETS / "digit_reader.json").read_text())["test"]
    shipped = readers.shipped().answers
    if shipped.proportion.total == facts["total"]:  # the full set is at hand
        assert shipped.proportion.correct == facts["correct"]
    text = said(app)
    assert shipped.proportion.sentence() in text
    assert "You look at its test part" in text
    text = said(tables(app))
    assert shipped.proportion.sentence() in text
    wrong = shipped.proportion.total - shipped.proportion.correct
    assert f"error rate of **{wrong / shipped.proportion.total:.4f}**" in text
    assert "Top-5" in text
    assert "Your guess was **4 and 9**" in text
    assert "expected calibration error" in text
    calibration = next(each for each in app.expander if each.label.startswith("Going further"))
    assert any("expected calibration error" in each.value for each in calibration.markdown)
    assert not calibration.proto.expanded
    assert "Choose a run of your own" in said(cleaning(app))


def test_a_pair_opens_its_pictures_and_they_are_the_right_ones() -> None:
    app = tables(lesson())
    shipped = readers.shipped().answers
    pair = app.selectbox(key="pair").options[0]
    truth, guess = pair.split(", read as ")
    app.selectbox(key="pair").select_index(0).run()
    text = said(app)
    found = shipped.of_cell(truth, guess)
    assert f"It is {truth}, it says {guess}: {len(found):,} digits" in text
    assert (shipped.truth[found] == int(truth)).all()
    assert (shipped.guess[found] == int(guess)).all()
    images = re.findall(r'src="(data:image/png[^"]+)"', words(app))
    data = digits.load(download=False)
    assert images == [digit_url(each) for each in data.some(data.test[found])]


def test_the_pet_models_work_where_there_are_no_photos(engine: object) -> None:
    app = lesson(digits="4 and 9", pets="both about as often")
    app.selectbox(key="measured").set_value("retrain.stored").run()
    assert "You look at its test part, 1,000 photos" in said(app)
    assert wall_data(app)["pictures"] is None
    app.session_state["wall_retrain.stored.test"] = {"open": 3}
    assert "The photos are not on this computer" in wall_data(app.run())["detail"]["why"]
    text = said(tables(app))
    assert "of its test photos are right" in text
    assert "Top-5" not in text  # two classes
    assert "Choose a run of your own" in said(cleaning(app))


def test_marked_digits_are_left_out_and_the_runs_compared() -> None:
    app = lesson()
    first = add_done(app, SPEC)
    app.run()  # now it is offered
    app.selectbox(key="measured").set_value(f"digits.{first}").run()
    cleaning(app)
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


def test_marked_photos_are_left_out_and_the_runs_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "call", no_answer)  # where it looked is another test's
    app = lesson(pets="both about as often")
    first = add_pets(app, PETS, 40)
    app.run()
    app.selectbox(key="measured").set_value(f"retrain.{first}").run()
    cleaning(app)
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
    assert "So on these test photos it is a difference" in text


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
    assert wall_data(app)["classes"] == list(names)
    text = said(tables(app))
    assert f"{right:,} of 140" in text
    assert "Top-5" in text
    assert "five best predictions" in text
    text = said(cleaning(app))
    assert "Cleaning needs the loss of each training photo" in text


def test_the_glossary_has_every_term_with_an_anchor_and_finds() -> None:
    app = visit("glossary")
    assert len(app.subheader) == len(GLOSSARY)
    assert {"learning-rate", "batch-size"} <= {head.anchor for head in app.subheader}
    app.text_input(key="find").set_value("Batch").run()
    assert app.subheader[0].value == "batch"
    assert all("batch" in (head.value + GLOSSARY[head.value.lower()]).lower() for head in app.subheader)
    app.text_input(key="find").set_value("phlogiston").run()
    assert "No entry" in said(app)
