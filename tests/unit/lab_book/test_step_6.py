"""From schema 5 to 6: settings by the field's names; a lab book that schema 5 wrote, and those of 45580e7 and since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from recorded import RECORDED

from lib.lab_book.guess import Guess
from lib.lab_book.runs import LabBook, Run
from lib.measure.answers import Answers
from lib.settings import Settings
from lib.specs.specs import DigitRun, Experiment, RaceRun, RetrainRun, Spec, identity

ANN, BOB = "aaaaaaaaaaaa4aaa8aaaaaaaaaaaaaaa", "bbbbbbbbbbbb4bbb8bbbbbbbbbbbbbbb"
DIGITS = DigitRun(epochs=2, train_size=2000, excluded_rows=(3, 40))
TUNED = RetrainRun(method="fine_tune", train_size=200, unfrozen_blocks=2, excluded_rows=(7,))
AMOUNTS = Experiment("digits", DigitRun(epochs=5, hidden=(100,)), "train_size", (200, 1000, 5000))
BLOCKS = Experiment("retrain", RetrainRun(method="fine_tune", train_size=200), "unfrozen_blocks", (1, 4, 8))

pytestmark = pytest.mark.sqlite  # of PostgreSQL: test_postgres.py


def opened(version: int, folder: Path) -> LabBook:
    shutil.copy(RECORDED / f"lab_book_{version}.sqlite", folder / "lab_book.sqlite")
    return LabBook(Settings(folder=folder))


def by_name(book: LabBook, learner: str) -> dict[str, Run]:
    return {run.name: run for run in book.runs(learner)}


@pytest.mark.parametrize(
    ("name", "spec", "data", "guess"),
    [
        ("digits", DIGITS, "mnist", Guess("", "train_a_digit_reader", "accuracy", "about_90", 0.9, (4, 9))),
        ("fine-tuned", TUNED, "pets", Guess("", "retrain_it", "accuracy", "about_97", 0.97)),
        ("amounts", AMOUNTS, "mnist", Guess("", "try_things", "race", "5000", 0.95)),
        ("blocks", BLOCKS, "pets", Guess("", "try_things", "race", "4", 0.9)),
    ],
)
def test_a_run_has_todays_names_and_is_found_as_a_repeat(
    tmp_path: Path, name: str, spec: Spec, data: str, guess: Guess
) -> None:
    book = opened(5, tmp_path)
    run = by_name(book, ANN)[name]
    assert run.settings == spec
    found = book.same_run(identity(spec, data), "anybody")
    assert found is not None
    assert found.id == run.id
    assert run.guessed == Guess(**(vars(guess) | {"settings": identity(spec)}))
    assert not {"examples", "photos", "open_layers", "without"} & set(str(run.spec).split("'"))


def test_a_repeat_a_race_and_what_waits(tmp_path: Path) -> None:
    book = opened(5, tmp_path)
    mine = by_name(book, BOB)
    assert mine[""].identity == identity(DIGITS, "mnist")  # a repeat of Ann's
    assert mine["race"].identity == identity(RaceRun(), "pets")
    assert mine["own"].identity == identity(RetrainRun(pictures="own", train_size=5000), "bob's own")
    assert mine["waits"].identity == identity(DigitRun(train_size=5000), "mnist")  # a set that a result names
    assert mine["waits elsewhere"].settings == DigitRun(train_size=300)


def test_a_guess_on_pictures_of_ones_own_stays(tmp_path: Path) -> None:
    """Of what its hash was made, the pictures are not kept."""
    own = by_name(opened(5, tmp_path), BOB)["own"].guessed
    assert own is not None
    assert (own.option, own.accuracy) == ("nine_in_ten", 0.9)


def test_answers_are_read_by_the_old_name_and_by_the_new_one(tmp_path: Path) -> None:
    book = opened(5, tmp_path)
    kept = book.test_answers(by_name(book, ANN)["fine-tuned"].id)
    assert kept is not None
    for data in (kept, Answers.from_bytes(kept).to_bytes()):
        assert Answers.from_bytes(data).probabilities.tolist() == [[0.75, 0.25], [0.5, 0.5]]


def test_what_softmax_was_asked_with_has_its_new_name_and_words_stay(tmp_path: Path) -> None:
    book = opened(5, tmp_path)
    said = book.answers(ANN, "layers_and_nodes")
    assert said == {"asked.check.softmax": json.dumps({"probability": "0.9812"}), "check.softmax": "one"}
    assert book.answers(ANN, "draw_a_digit")["asked.check.softmax"].startswith(
        "The likelihood"
    )  # the old name


@pytest.mark.parametrize("version", [2, 3])  # 2: the schema of 45580e7
def test_a_run_stored_at_45580e7_is_found_as_a_repeat(tmp_path: Path, version: int) -> None:
    book = opened(version, tmp_path)
    for spec, data in (
        (DigitRun(epochs=2, hidden=(16,)), "mnist"),
        (RetrainRun(), "pets"),
        (RaceRun(), "pets"),
        (Experiment(), "mnist"),
    ):
        found = book.same_run(identity(spec, data), "anybody")
        assert found is not None
        assert found.settings == spec


def test_an_identity_that_no_known_data_explains_is_kept(tmp_path: Path) -> None:
    before = json.loads((RECORDED / "lab_book_2.json").read_text(encoding="utf-8"))["runs"]
    odd = {
        run: line["run"]["identity"] for run, line in before.items() if len({*line["run"]["identity"]}) == 1
    }
    book = opened(2, tmp_path)
    assert odd
    for run_id, kept in odd.items():
        run = book.run(run_id)
        assert run is not None
        assert (run.identity, run.readable) == (kept, True)
