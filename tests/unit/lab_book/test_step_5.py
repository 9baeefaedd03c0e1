"""From schema 4 to 5: answers by key, bets on their runs; a lab book that schema 4 wrote."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from recorded import RECORDED

from lib.lab_book.guess import Guess
from lib.lab_book.runs import LabBook
from lib.settings import Settings
from lib.specs.specs import identity

ANN, BOB = "aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa", "bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb"

pytestmark = pytest.mark.sqlite  # of PostgreSQL: test_postgres.py


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    shutil.copy(RECORDED / "lab_book_4.sqlite", tmp_path / "lab_book.sqlite")
    return LabBook(Settings(folder=tmp_path))


def test_stored_answers_are_carried_over_to_keys(book: LabBook) -> None:
    train = book.answers(ANN, "train_a_digit_reader")
    assert train["predict.accuracy"] == "about_98"
    assert (train["check.updates.first"], train["check.updates"]) == ("each_digit", "each_batch")
    assert json.loads(train["asked.check.updates"]) == {"examples": 55000, "batch_size": 100, "updates": 550}
    assert (train["check.validation.first"], train["check.validation"]) == ("a_little", "never")
    assert train["explain.in_words"] == "one for the old, one for the new: 7 ≠ 1"
    assert book.answers(ANN, "layers_and_nodes")["predict.silence"] == "still"
    assert book.answers(ANN, "layers_and_nodes")["check.relu.first"] == "sum"
    assert book.answers(ANN, "how_a_picture_network_looks")["check.numbers"] == "channels"
    assert book.answers(ANN, "try_things")["check.gone_unscaled"] == "unscaled"
    assert book.answers(ANN, "try_things")["predict.batch"] == "same"
    head = book.answers(BOB, "retrain_it")
    assert (head["check.moved.first"], head["check.moved"], head["check.updates"]) == (
        "all",
        "head",
        "whole_run",
    )
    assert head["predict.method_cats_and_dogs"] == "scratch"
    assert head["predict.accuracy_caltech101"] == "about_75"
    quiz = book.answers(ANN, "check_yourself")
    run = next(run.id for run in book.runs(ANN) if run.name == "bet and done")[:8]
    assert (quiz[f"check.batches_{run}.first"], quiz[f"check.batches_{run}"]) == ("run", "epoch")
    assert (quiz["check.neither.first"], quiz["check.neither_2"]) == ("nothing", "cat_or_dog")
    assert quiz["round"] == f"2:neither,batches_{run}"


def test_an_answer_that_matches_no_option_keeps_its_text_and_what_is_no_answer_stays(book: LabBook) -> None:
    assert book.answers(BOB, "your_own_pet_photos") == {
        "asked.predict.flower": "You show the retrained model a flower.",
        "predict.flower": "a wording that nobody knows any more",
        "score.stored": "[3, 4]",
    }
    assert book.progress(ANN) == {"train_a_digit_reader": "done"}


def test_a_bet_is_the_guess_of_its_run(book: LabBook) -> None:
    runs = {run.name: run for run in book.runs(ANN)}
    done, race = runs["bet and done"], runs["race"]
    assert done.guessed == Guess(identity(done.settings), accuracy=0.93, pair=(4, 9))
    assert race.guessed == Guess(identity(race.settings), accuracy=0.91)
    assert runs["no bet"].guessed is None
    assert not [name for name in book.answers(ANN, "try_things") if name.startswith("bet.")]


def test_a_copy_of_the_file_is_kept_from_before(book: LabBook, tmp_path: Path) -> None:
    assert (tmp_path / "lab_book.sqlite.schema-4").exists()
    again = LabBook(Settings(folder=tmp_path))  # nothing is done a second time
    assert again.answers(ANN, "try_things")["predict.batch"] == "same"


def test_a_guess_stays_as_it_was_kept_and_is_its_learners_alone(book: LabBook) -> None:
    run = next(run for run in book.runs(ANN) if run.name == "no bet")
    book.keep_guess(run.id, BOB, Guess("s", option="none"))
    book.keep_guess(run.id, ANN, Guess("s", option="all"))
    book.keep_guess(run.id, ANN, Guess("s", option="other"))
    kept = book.run(run.id)
    assert kept is not None
    assert kept.guessed == Guess("s", option="all")
