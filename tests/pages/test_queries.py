"""How often a page asks the lab book's database: a few times however much a learner has, and once where it redraws."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pet_engine import PetEngine, open_lesson
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.engine.engine import Engine, Refused
from lib.engine.tasks import Task
from lib.lab_book.guess import Guess
from lib.lab_book.runs import LabBook
from lib.measure.frames import Frame
from lib.measure.question import Question
from lib.pictures.sets import digits
from lib.screen.kit import host
from lib.screen.kit import lesson as lesson_parts
from lib.screen.kit.course import COURSE
from lib.screen.models import readers
from lib.screen.runs import example, live
from lib.settings import ASSETS, Settings
from lib.specs.specs import DigitRun, RetrainRun

PER_PAGE = 4
MANY = 60
LEARNER = "c0ffee" * 2 + "4" + "abc" + "8" + "0" * 15
READS_WEIGHTS = {
    "your_own_pet_photos",
    "where_does_it_go_wrong",
}  # of the model that is asked, not to see that they are there


@pytest.fixture(autouse=True)
def no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are written down as queued and stay so; models answer as `PetEngine` has them, and guesses are made."""
    fake, predict = PetEngine(), lesson_parts.predict

    def call(self: Engine, task: Task, *args: Any) -> Any:
        if task not in fake.answers:
            raise Refused("No worker is here.")
        return fake.call(task, *args)

    def guess(lesson: str, question: Question, **how: bool) -> str:
        return predict(lesson, question, **how) or question.options[0].key

    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "call", call)
    monkeypatch.setattr(lesson_parts, "predict", guess)


def me(page: AppTest) -> str:
    return page.session_state["_learner"]["offer"]


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a lab book that is filled for `LEARNER`, once for all pages."""
    folder = tmp_path_factory.mktemp("full")
    book = LabBook(Settings(folder=folder))
    fill(book, LEARNER)
    book._engine.dispose()
    return folder


def fill(book: LabBook, learner: str) -> None:
    """As many runs, answers and lessons as a learner may have; of the runs each second one is a retraining."""
    weights = (ASSETS / "digit_reader.npz").read_bytes()
    head = json.loads((ASSETS / "example_retrain.json").read_text(encoding="utf-8"))
    frame = json.dumps(Frame(0, (0,) * 20, np.ones((1, 1280))).row()).encode()
    run = example.stored()
    for i in range(MANY):
        retrained = i % 2
        spec = RetrainRun(seed=i) if retrained else DigitRun(seed=i)
        run_id = book.add(learner, spec, f"{i}", shareable=True, name=f"run {i}")
        shown = head if retrained else run
        book.change(run_id, state="done", history=shown["history"], result=shown["result"], ended=1.0 + i)
        if i >= MANY - 4:
            book.add_rows(run_id, run["rows"])
            book.keep(run_id, "weights", weights)
            book.keep_epoch(run_id, 0, frame if retrained else weights)
        book.keep_guess(run_id, learner, Guess("settings", accuracy=0.9))
    for lesson in COURSE:
        book.mark(learner, lesson.key, "done")
        book.answer(learner, lesson.key, "explain.in_words", "so it is")


@pytest.mark.parametrize("many", [False, True])
@pytest.mark.parametrize("lesson", [lesson.key for lesson in COURSE if lesson.exists])
def test_a_page_asks_at_most_four_times(lesson: str, many: bool, full: Path, own_folder: Path) -> None:
    if many:
        shutil.copytree(full, own_folder, dirs_exist_ok=True)
    page = open_lesson(lesson, LEARNER)
    if many:
        page.session_state["chosen"] = [run.id for run in host.lab_book().runs(me(page))[:1]]
    page.run()  # notes that the lesson was opened, and reads what is kept from then on
    with counted() as said:
        page.run()
    assert not page.exception
    assert len(said) <= PER_PAGE, "\n".join(said)
    assert not any("blobs" in statement for statement in said) or lesson in READS_WEIGHTS


def test_whoever_waits_behind_a_hundred_asks_no_more() -> None:
    page = open_lesson("train_a_digit_reader")
    book, mine = host.lab_book(), me(page)
    for i in range(100):
        book.add(f"learner {i}", DigitRun(seed=i), "x", shareable=True)
    run_id = book.add(mine, DigitRun(), digits.load(download=False).data_hash, shareable=True)
    with counted() as said:
        page.run()
        first = len(said)
        page.run()
    assert len(said) - first <= PER_PAGE, "\n".join(said)
    run = book.run(run_id)
    assert run is not None
    assert (place := host.engine().place(run)).position == 101
    with counted() as said:
        assert place.words in live.standing(run)[2]
    assert said == []
    book.change(run_id, state="running", status={"phase": "loading"})
    book.add_rows(run_id, example.stored()["rows"])
    page.run()  # notes that it runs
    with counted() as said:
        page.run()
    assert len(said) <= PER_PAGE, "\n".join(said)


def test_what_a_callback_wrote_is_on_the_page() -> None:
    page = open_lesson("draw_a_digit")
    page.pills(key="predict_off_centre").set_value("same").run()
    assert any("Your guess: **The same**" in str(line.value) for line in page.markdown)
    assert host.lab_book().answers(me(page), "draw_a_digit") == {"predict.off_centre": "same"}


def test_what_was_read_for_a_page_run_is_gone_after_it_and_after_a_write() -> None:
    book = host.lab_book()
    with book.page_run():
        assert book.answers("ann", "home") == {}
        book.answer("ann", "home", "q", "said")
        assert book.answers("ann", "home") == {"q": "said"}
        assert book.runs("ann") == []
        with counted() as said:
            book.runs("ann")
            book.answers("ann", "home")
        assert said == []
    with counted() as said:
        book.answers("ann", "home")
    assert len(said) == 1


def test_a_run_of_an_earlier_version_is_shown_as_it_was() -> None:
    page = open_lesson("lab_book")
    book, mine = host.lab_book(), me(page)
    old = book.add(mine, DigitRun(), "x", shareable=True)
    book.change(old, spec={"epochs": 10**6, "batch_size": 7, "momentum": 0.9}, state="done", ended=1.0)
    page.session_state["chosen"] = [old]
    page.run()
    assert not page.exception
    assert not page.error
    said = " ".join(element.proto.body for element in page.get("html"))
    assert "<dt>Batch size</dt><dd>7</dd>" in said
    assert "<dt>Epochs</dt><dd>1,000,000</dd>" in said
    new = book.add(mine, DigitRun(), "x", shareable=True)
    page.session_state["chosen"] = [old, new]
    page.run()
    assert not page.error
    assert "1,000,000" in page.dataframe[0].value.to_string()
    for lesson in ("train_a_digit_reader", "draw_a_digit", "where_does_it_go_wrong", "check_yourself"):
        assert not page.switch_page(f"pages/{lesson}.py").run().error


def test_readers_of_runs_are_found_without_their_weights() -> None:
    page = open_lesson("draw_a_digit")
    with counted() as said:
        readers.choices(me(page))
    assert not any("blobs" in statement for statement in said)
