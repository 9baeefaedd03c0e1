"""What a learner takes home, as scripts: the card, the files behind it, links that hide controls."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl, urlsplit

import nbformat
import pytest
from lessons import finished, me, opened
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine, Refused
from lib.lab_book.guess import Guess
from lib.measure import questions
from lib.screen.kit import host, labels
from lib.screen.runs import quiz, take_home
from lib.specs.specs import DigitRun


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)


def words(app: AppTest) -> str:
    return " ".join(str(e.value) for e in [*app.markdown, *app.caption, *app.warning, *app.info])


@pytest.mark.parametrize(("page", "kind"), [("train_a_digit_reader", "digits"), ("retrain_it", "retrain")])
def test_the_card_stands_under_a_finished_run_alone(page: str, kind: str) -> None:
    app = opened(page)
    assert "The code of this run, in plain Keras" not in words(app)
    finished(me(app), kind)
    app.run()
    assert not app.exception
    assert "The code of this run, in plain Keras" in words(app)


@pytest.mark.parametrize("kind", ["digits", "retrain"])
def test_code_and_notebook_hold_the_run_s_settings(kind: str) -> None:
    run = finished("me", kind)
    code, book = take_home._script(run), nbformat.reads(take_home._notebook(run), 4)
    compile(code, "program.py", "exec")
    right, total = run.result["test"]
    assert f"in_the_app = {right} / {total}" in code
    assert f"epochs={run.settings.epochs}" in code
    assert f"in_the_app = {right} / {total}" in book.cells[-1].source


def test_titles_keep_proper_names() -> None:
    book = nbformat.reads(take_home._notebook(finished("me", "retrain")), 4)
    assert book.cells[0].source == "# New head on MobileNetV2, cats and dogs"


def test_a_notebook_s_title_takes_no_markup_from_the_name_of_a_class(monkeypatch: pytest.MonkeyPatch) -> None:
    run = finished("me", "retrain")
    monkeypatch.setattr(labels, "kind", lambda run: "new head on Pocket, your own: <img src=x>, [cups](//x)")
    title = nbformat.reads(take_home._notebook(run), 4).cells[0].source
    assert title == "# New head on Pocket, your own\\: \\<img src\\=x\\>, \\[cups\\]\\(//x\\)"


def test_the_report_holds_what_this_learner_wrote_and_no_other() -> None:
    run = finished("me", "retrain", name="<b>mine</b>")
    host.lab_book().answer("me", "retrain_it", "predict.accuracy", "about_97")
    host.lab_book().answer(
        "me", "retrain_it", "asked.predict.accuracy", "How many of the 1,000 will it get right?"
    )
    host.lab_book().answer("me", "retrain_it", "explain.in_words", "it <i>saw</i> before")
    host.lab_book().answer("me", "retrain_it", "check.moved", "head")
    host.lab_book().answer(
        "me",
        "retrain_it",
        "asked.check.moved",
        json.dumps({"all": 2259265, "learns": 1281, "stays": 2257984}),
    )
    host.lab_book().answer("me", "draw_a_digit", "predict.off_centre", "a wording that nobody knows any more")
    host.lab_book().keep_guess(run.id, "me", Guess("s", "retrain_it", "accuracy", "about_90", 0.9))
    question = questions.general()[0]
    host.lab_book().answer("me", "check_yourself", f"check.{quiz._name(question, 1)}.first", question.right)
    host.lab_book().answer("somebody else", "retrain_it", "explain.in_words", "their secret")
    text = take_home._report(run, "me")
    assert "about 97 %" in text
    assert "Guess: How many of the 1,000 will it get right?" in text
    assert "Your model has 2,259,265 weights. How many of them can an update move?" in text
    assert "1,281" in text
    assert "a wording that nobody knows any more" in text
    off = 100 * abs(0.9 - run.result["test"][0] / run.result["test"][1])
    assert f"Guess on run #{run.id[:4]}" in text
    assert (
        f"about 90 %; it came out {100 * run.result['test'][0] / run.result['test'][1]:.1f} %, {off:.1f} points off"
        in text
    )
    assert "1 of 1 answered right at once" in text
    assert "it &lt;i&gt;saw&lt;/i&gt; before" in text
    assert "<b>mine</b>" not in text
    assert "their secret" not in text


def test_a_model_that_is_gone_is_refused_in_a_sentence() -> None:
    run = finished("me", "digits")
    host.lab_book().keep(run.id, "weights", None)
    with pytest.raises(Refused, match="no longer kept"):
        labels.keras_file(run)


@pytest.mark.parametrize(
    ("downloads", "asked"), [(True, ["answering", "keras_file"]), (False, ["keras_file"])]
)
def test_a_model_s_file_fetches_the_base_that_only_its_features_were_needed_of(
    downloads: bool, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAYERS_DOWNLOADS", str(downloads))
    run, called = finished("me", "retrain"), list[str]()
    monkeypatch.setattr(host.engine(), "call", lambda task, *args: called.append(task.name) or b"file")
    monkeypatch.setattr(labels, "cached_weights", lambda base, home: None)
    assert labels.keras_file(run) == b"file"
    assert called == asked


def test_a_link_of_before_opens_with_its_settings_and_hides_what_it_names() -> None:
    app = opened("retrain_it", method="fine_tune", open_layers="2", photos="80", hide="photos")
    assert app.slider(key="unfrozen_blocks").value == 2
    assert not [slider for slider in app.slider if slider.key == "train_size"]
    assert "Training photos 80" in words(app)


def test_a_link_hides_controls_and_keeps_their_values() -> None:
    app = opened(
        "train_a_digit_reader", epochs="4", batch_size="200", seed="7", hide="epochs,seed,nonsense,__class__"
    )
    assert {"epochs", "seed"}.isdisjoint(widget.key for widget in [*app.slider, *app.number_input])
    assert app.slider(key="batch_size").value == 200
    assert "Epochs 4, Seed 7" in words(app)
    app.slider(key="batch_size").set_value(400).run()
    assert app.session_state["_spec_digits"] == DigitRun(epochs=4, batch_size=400, seed=7)
    app.button(key="usual_settings").click().run()
    assert app.session_state["_spec_digits"] == DigitRun(epochs=4, seed=7)
    assert not app.exception
    assert "nonsense" not in words(app)


def test_the_link_that_is_offered_brings_the_settings_back() -> None:
    app = opened("train_a_digit_reader", epochs="4")
    app.multiselect(key="share_hide").set_value(["epochs"]).run()
    address = next(code.value for code in app.code if "train_a_digit_reader" in code.value)
    assert dict(parse_qsl(urlsplit(address).query)) == {"epochs": "4", "hide": "epochs"}


def test_the_lab_book_offers_the_card_and_a_link() -> None:
    app = opened("lab_book")
    run = finished(me(app), "retrain")
    app.session_state["chosen"] = [run.id]
    app.run()
    assert not app.exception
    assert "The code of this run, in plain Keras" in words(app)
    address = next(code.value for code in app.code if "retrain_it?" in code.value)
    assert "train_size=8" in address
    assert json.dumps(run.id) not in address
