"""What a browser tells of a training: counted as any run is, or dropped with a sentence; no part of it is believed unseen."""

from __future__ import annotations

import base64
import math
from typing import Any

import numpy as np
import pytest
from device import line, told

from lib.measure import head
from lib.measure.answers import Answers
from lib.measure.device_run import MARK, ON_DEVICE, Unfit, number_of, read
from lib.models.bases import BASES
from lib.specs.specs import RetrainRun

GUESSES = ("half", "nine_in_ten")


def test_its_answers_are_counted_here_and_its_weights_answer() -> None:
    run = read(told(), GUESSES)
    result = run.outcome["result"]
    assert run.spec == RetrainRun(pictures="own", base="pocket", epochs=2, batch_size=8, train_size=5000)
    assert (result["test"], result["by_class"]) == ([5, 6], {"cup": [3, 3], "hat": [2, 3]})
    assert result["untrained"]["test"] == [3, 6]
    assert (result["updates_per_epoch"], result["trainable"]) == (4, BASES["pocket"].features + 1)
    assert MARK in result["source"]
    assert result[ON_DEVICE] == {"leaks": 0, "tested": [f"picture-{i}" for i in range(6)]}
    assert run.guess == "nine_in_ten"
    assert Answers.from_bytes(run.outcome["answers"]).proportion.correct == 5
    seen = np.zeros((1, BASES["pocket"].features), np.float32)
    assert head.answers(run.outcome["weights"], seen).tolist() == [[0.5, 0.5]]
    assert [(row["step"], row["split"]) for row in run.rows] == [
        (4, "train"), (4, "validation"), (8, "train"), (8, "validation"),
    ]  # fmt: skip


def test_many_classes_have_an_output_each_and_a_second_number() -> None:
    run = read(told(classes=tuple("abcdefg"), truth=[0, 1, 2, 3, 4, 5]), GUESSES)
    assert run.outcome["result"]["test"] == [5, 6]
    assert run.outcome["result"]["top5"] == [6, 6]
    assert run.outcome["result"]["predictions"] is None


def test_the_same_words_are_the_same_run_and_another_head_is_another() -> None:
    assert read(told(), GUESSES).digest == read(told(), GUESSES).digest
    assert read(told(), GUESSES).digest != read(told(2), GUESSES).digest


def test_a_stopped_run_has_fewer_epochs_and_one_whose_loss_ran_away_too() -> None:
    stopped = told(epochs=5, state="stopped", history=[line(1)], best_epoch=1, updates=6)
    assert read(stopped, GUESSES).outcome["state"] == "stopped"
    lost = line(2, 0.5, loss=None, val_loss=None)
    away = told(epochs=5, history=[line(1), lost], best_epoch=1, updates=8)
    assert read(away, GUESSES).outcome["history"][1]["loss"] is None


def floats(*values: float) -> str:
    return base64.b64encode(np.array(values, "<f4").tobytes()).decode()


HEAD = told()["head"]
WRONG: dict[str, dict[str, Any]] = {
    "settings that are not offered": {"spec": {"method": "fine_tune"}},
    "a base that no browser has": {"spec": {"base": "vgg16"}},
    "a base that is no text": {"spec": {"base": ["pocket"]}},
    "too many epochs": {"spec": {"epochs": 31}},
    "settings that are a list": {"spec": []},
    "one class": {"classes": ["cup"]},
    "21 classes": {"classes": [f"c{i}" for i in range(21)]},
    "a name that would be formatting": {"classes": ["cup", "<b>hat"]},
    "a name that is too long": {"classes": ["cup", "h" * 41]},
    "two names alike": {"classes": ["cup", "CUP"]},
    "a name that is a number": {"classes": ["cup", 1]},
    "no pictures to learn from": {"counts": {"train": 0, "validation": 6, "test": 6}},
    "more pictures than fit": {"counts": {"train": 990, "validation": 6, "test": 6}},
    "counts that are truths": {"counts": {"train": True, "validation": 6, "test": 6}},
    "fewer labels than pictures": {"truth": [0] * 5},
    "a label of no class": {"truth": [0, 1, 0, 1, 0, 2]},
    "a label below all": {"truth": [0, 1, 0, 1, 0, -1]},
    "answers that do not add up": {"probabilities": [[0.9, 0.9]] * 6},
    "answers of three classes": {"probabilities": [[0.2, 0.3, 0.5]] * 6},
    "an answer that is no number": {"probabilities": [[math.nan, 1.0]] * 6},
    "an answer above 1": {"probabilities": [[2.0, -1.0]] * 6},
    "answers as a text": {"probabilities": "x" * 6},
    "no curve": {"history": []},
    "a longer curve than was asked": {"history": [line(i + 1) for i in range(3)]},
    "a shorter one that is done": {"history": [line(1)], "best_epoch": 1, "updates": 4},
    "epochs that jump": {"history": [line(1), line(3)]},
    "an accuracy above 1": {"history": [line(1), line(2, 1.5)]},
    "an endless loss": {"history": [line(1), line(2, loss=math.inf)]},
    "a line that is none": {"history": [line(1), 7]},
    "a state that there is not": {"state": "running"},
    "more updates than epochs make": {"updates": 99},
    "another best epoch": {"best_epoch": 1},
    "more right than there are": {"untrained": [7, 6]},
    "a head of another base": {"head": HEAD | {"kernel": floats(1.0, 2.0)}},
    "a head that is no number": {"head": HEAD | {"bias": floats(math.nan)}},
    "a head that is no base64": {"head": HEAD | {"bias": "!!!!!!!!"}},
    "a head that is a list": {"head": [1, 2]},
    "seconds below 0": {"seconds": {"features": -1, "train": 1}},
    "seconds that never end": {"seconds": {"features": math.inf, "train": 1}},
    "more leaks than pictures": {"leaks": 7},
    "a digest that is none": {"set_digest": "../../etc"},
    "a test picture that is markup": {"ids": ["<img>"] * 6},
    "fewer test pictures": {"ids": ["a"]},
}  # fmt: skip


@pytest.mark.parametrize("other", WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_is_dropped_with_a_sentence(other: dict[str, Any]) -> None:
    with pytest.raises(
        Unfit, match=r"^A training came from this device whose [a-z ]+ cannot be right\. It is not kept\."
    ):
        read(told(**other), GUESSES)


@pytest.mark.parametrize("missing", sorted(told().keys() - {"number", "guess", "ids"}))
def test_what_lacks_a_part_is_dropped(missing: str) -> None:
    with pytest.raises(Unfit):
        read({key: value for key, value in told().items() if key != missing}, GUESSES)


def test_what_is_no_message_has_no_number() -> None:
    assert number_of(told(7)) == 7
    for odd in (None, "x", [], {"number": True}, {"number": 1.5}, {"number": -1}, {"number": 2**60}):
        assert number_of(odd) == 0
    with pytest.raises(Unfit):
        read("x", GUESSES)


def test_a_guess_that_is_not_offered_counts_as_none() -> None:
    assert read(told(guess="everything"), GUESSES).guess == ""
    assert read(told(guess=["half"]), GUESSES).guess == ""
