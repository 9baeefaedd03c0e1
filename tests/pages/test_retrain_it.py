"""The retraining lesson through the front door: it predicts first, says what it needs, and never trains by itself."""

from __future__ import annotations

from dataclasses import replace

import lessons
import pytest
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.lab_book.runs import LabBook
from lib.pictures.sets.packs import load_pack
from lib.screen.kit import host
from lib.screen.retrain import retrain_advice, retrain_methods, retrain_run, retrain_sets
from lib.screen.runs.example import stored
from lib.specs.specs import RetrainRun, make

PAGE = "pages/retrain_it.py"


@pytest.fixture(autouse=True)
def no_workers(monkeypatch) -> None:
    monkeypatch.setattr("lib.engine.engine.Engine.warm_up", lambda self: None)
    monkeypatch.setattr("lib.engine.engine.Engine.enough_memory", lambda self: True)


def opened() -> tuple[AppTest, str]:
    app = met().switch_page(PAGE).run()
    assert not app.exception
    return app, app.session_state["_learner"]["offer"]


def words(app: AppTest) -> str:
    return " ".join(str(element.value) for element in (*app.markdown, *app.caption, *app.warning))


def guess(app: AppTest) -> None:
    app.pills(key="predict_accuracy").set_value("about_97").run()
    assert not app.exception


def test_it_asks_first_and_shows_a_stored_run():
    app, _ = opened()
    assert "A stored run, to look at first" in words(app)
    assert app.button(key="train").disabled
    assert [app.slider(key=name).value for name in ("epochs", "batch_size", "train_size")] == [10, 32, 1600]
    assert "2,257,984" in words(app)


def test_a_guess_lets_it_train_and_a_run_waits_in_the_lab_book():
    app, learner = opened()
    app.slider(key="epochs").set_value(2).run()
    guess(app)
    app.button(key="train").click().run()
    assert not app.exception
    (run,) = host.lab_book().runs(learner, "retrain")
    assert (run.state, run.settings) == ("queued", RetrainRun(epochs=2))


@pytest.mark.parametrize("method", ["fine_tune", "scratch"])
def test_without_photos_it_says_what_to_fetch(method, tmp_path, monkeypatch):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    app, _ = opened()
    guess(app)
    assert not app.button(key="train").disabled  # a new head needs none
    app.selectbox(key="method").set_value(method).run()
    assert not app.exception
    assert app.button(key="train").disabled
    assert "69 MB" in app.button(key="fetch_photos").label


def test_settings_that_a_method_does_not_know_are_not_shown(photos_are_here):
    app, _ = opened()
    keys = {slider.key for slider in (*app.slider, *app.select_slider)}
    assert not keys & {"unfrozen_blocks", "fine_rate"}
    app.selectbox(key="method").set_value("fine_tune").run()
    keys = {slider.key for slider in (*app.slider, *app.select_slider)}
    assert {"unfrozen_blocks", "fine_rate"} <= keys
    app.slider(key="unfrozen_blocks").set_value(2).run()
    assert not app.exception
    assert f"{473920 + 412160 + 1281:,}" in words(app)


@pytest.fixture
def photos_are_here(monkeypatch) -> None:
    monkeypatch.setattr("lib.screen.pictures.retrain_photos.present", lambda name="": True)


def test_a_finished_run_is_told_in_its_own_numbers():
    app, learner = opened()
    book: LabBook = host.lab_book()
    run = stored("retrain")  # a real run: 8 photos, 12 epochs
    run_id = book.add(learner, make("retrain", run["spec"]), "", shareable=False)
    book.change(run_id, state="done", history=run["history"], result=run["result"], ended=1.0)
    app.run()
    assert not app.exception
    told = words(app)
    assert f"{run['result']['test'][0]} of 1,000" in told
    assert "photos are fixed" not in told  # the next lesson asks to guess that
    assert "The original model, on the same photos" not in told
    assert "The next lesson compares both" in told
    assert "4,896 times" in told  # 12 epochs of 8 + 400 photos
    app.radio(key="check_base_after").set_value("some").run()
    assert "Did they move?" in words(app)
    app.radio(key="check_base_after").set_value("same").run()
    assert "The base is frozen, so its weights stay" in words(app)
    app.radio(key="check_new_classes").set_value("head").run()
    assert "2 of 2 checks answered" in words(app)


def test_another_set_brings_its_own_classes_photos_and_question():
    app, learner = opened()
    app.selectbox(key="pictures").set_value("digits").run()
    assert not app.exception
    assert "10 classes, so guessing gets about 10 in 100 right" in words(app)
    assert (app.slider(key="train_size").value, app.slider(key="train_size").max) == (3929, 3929)
    assert app.button(key="train").disabled  # the guess about cats and dogs is not one about digits
    app.pills(key="predict_accuracy").set_value("about_90").run()
    assert f"{(1280 + 1) * 10:,}" in words(app)
    app.button(key="train").click().run()
    (run,) = host.lab_book().runs(learner, "retrain")
    assert run.spec["pictures"] == "digits"
    app.selectbox(key="pictures").set_value("cats_and_dogs").run()
    assert app.slider(key="train_size").value == 1600


def test_own_pictures_are_collected_first():
    app, _ = opened()
    app.selectbox(key="pictures").set_value("own").run()
    assert not app.exception
    assert app.button(key="train").disabled
    assert app.info


def test_the_adviser_answers_a_bet_and_counts_what_was_tried(monkeypatch):
    monkeypatch.setattr("lib.engine.engine.Engine.call", lambda self, task, *args: None)
    app, learner = opened()
    run = stored("retrain")
    run_id = host.lab_book().add(learner, make("retrain", run["spec"]), "", shareable=False)
    host.lab_book().change(run_id, state="done", history=run["history"], result=run["result"], ended=1.0)
    app.run()
    app.pills(key="predict_method_cats_and_dogs").set_value("scratch").run()
    assert not app.exception
    told = words(app)
    assert "**New head** (you guessed: From scratch)" in told
    best = round(400 * max(line["val_accuracy"] for line in run["history"]))
    assert f"Your best so far on the validation part: New head, {best} of 400" in told
    assert "the validation part decides" in told


def test_a_card_sets_the_method_in_settings_and_address_and_says_what_learns(photos_are_here):
    app, _ = opened()
    cards = app.radio(key="method_card")
    assert (cards.value, cards.options) == ("new_head", ["New head", "Fine-tuned", "From scratch"])
    cards.set_value("fine_tune").run()
    assert not app.exception
    assert app.selectbox(key="method").value == "fine_tune"
    assert app.query_params["method"] == "fine_tune"
    assert "Method **Fine-tuned**" in words(app)
    app.selectbox(key="method").set_value("scratch").run()  # and the settings choose the card
    assert app.radio(key="method_card").value == "scratch"
    app.slider(key="epochs").set_value(3).run()
    app.radio(key="method_card").set_value("new_head").run()
    assert "method" not in app.query_params
    assert (app.slider(key="epochs").value, app.query_params["epochs"]) == (3, "3")


def test_a_card_says_what_learns_and_what_that_costs():
    of = retrain_sets.chosen("cats_and_dogs")
    said = {
        name: retrain_methods.caption(replace(RetrainRun(), method=name), of)
        for name in retrain_methods.NAMES
    }
    assert "**1,281** weights learn; the quickest" in said["new_head"]
    assert "last 4 blocks learn too" in said["fine_tune"]
    assert all("times as long" in said[name] for name in ("fine_tune", "scratch"))
    for theme in ("light", "dark"):
        drawn = [retrain_methods.drawing(name, theme) for name in retrain_methods.NAMES]
        assert len(set(drawn)) == 3
        assert [each.count("v-2.5a3") for each in drawn] == [4, 2, 0]  # locks


def test_a_link_that_leaves_the_method_out_shows_no_cards():
    app = lessons.opened("retrain_it", method="scratch", hide="method")
    assert not [each for each in app.radio if each.key == "method_card"]
    assert app.session_state["_spec_retrain"].method == "scratch"


def test_the_map_stands_beside_the_advice_and_comes_after_the_guess(monkeypatch):
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    found = {"top": pack.seen.top, "probabilities": pack.seen.probabilities, "labels": pack.labels}
    monkeypatch.setattr("lib.engine.engine.Engine.call", lambda self, task, *args: found)
    retrain_advice._alike.clear()
    app, _ = opened()
    assert not [each for each in app.get("html") if "set-map" in each.body]
    app.pills(key="predict_method_cats_and_dogs").set_value("new_head").run()
    drawn = next(each.body for each in app.get("html") if "set-map" in each.body)
    assert "Cats and dogs: about 800 pictures a class. That is many pictures, like ImageNet." in drawn
    assert 'class="quarter here new_head"' in drawn
    assert 'class="dot"' in drawn
    app.selectbox(key="base").set_value("pocket").run()
    drawn = next(each.body for each in app.get("html") if "set-map" in each.body)
    assert "likeness not known" in drawn
    assert 'class="line"' in drawn


def test_pocket_s_story_is_told_as_it_was():
    said = retrain_run.pocket()
    assert "learned from MobileNetV2" in said
    assert "1,600 training photos" in said
    assert "866 of 1,000 against 818" in said
