"""The curve reader on recorded runs whose fault is known, and on curves made to have one."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure.curves import best_epoch, class_count, read_curve, updates_kept, validation_size
from lib.measure.proportions import per_cent
from lib.specs.specs import DigitRun, RetrainRun, make

RUNS = json.loads((Path(__file__).parents[2] / "recorded" / "curves.json").read_text())["runs"]

# What anyone who trains networks would say of each recorded run.
EXPECTED = {
    "digits default": "overfitting",
    "digits long": "overfitting",
    "digits few_digits": "overfitting",
    "digits few_1000_b100": "overfitting",
    "digits rms_0.01": "overfitting",
    "digits shuffled": "overfitting",
    "digits two_epochs": "too_short",
    "digits three_epochs": "improving",
    "digits b1024": "improving",
    "digits sgd_1": "improving",
    "digits sgd_1e-2": "improving",
    "digits sgd_1e-3": "improving",
    "digits none_hidden": "levelled",
    "digits tiny_net": "levelled",
    "digits dropout": "levelled",
    "digits adam_0.03": "rate_too_high",
    "digits adam_0.1": "rate_too_high",
    "digits adam_0.1_deep": "rate_too_high",
    "digits adam_1": "diverged",
    "digits sgd_1e-5": "rate_too_low",
    "digits sgd_1e-4": "rate_too_low",
    "digits adam_1e-5": "rate_too_low",
    "photos head": "overfitting",
    "photos head_2": "overfitting",
    "photos head_50": "levelled",
    "photos head_1e-4": "improving",
    "photos head_1e-5": "rate_too_low",
    "photos sgd_1e-5": "rate_too_low",
    "photos head_0.1": "rate_too_high",
    "photos head_1": "rate_too_high",
    "photos scratch": "overfitting",
    "photos scratch_200": "overfitting",
    "photos scratch_0.1": "diverged",
}


def curve(loss, val_loss, accuracy=None, val_accuracy=None):
    accuracy = accuracy or [0.9] * len(loss)
    val_accuracy = val_accuracy or [0.9] * len(loss)
    return [
        {"epoch": i + 1, "loss": a, "accuracy": b, "val_loss": c, "val_accuracy": d}
        for i, (a, b, c, d) in enumerate(zip(loss, accuracy, val_loss, val_accuracy, strict=True))
    ]


def read(history, settings, *, classes=None):
    """Of a run on MNIST, or on cats and dogs."""
    return read_curve(
        history,
        settings,
        classes=classes or class_count(settings, {}),
        validation=validation_size(settings, {}),
    )


@pytest.mark.parametrize("name", RUNS)
def test_recorded_runs(name):
    run = RUNS[name]
    reading = read(run["history"], make(run["kind"], run["settings"]))
    assert reading.kind == EXPECTED[name], reading.sentence
    assert reading.best_epoch == best_epoch(run["history"])
    assert run["kind"] != "digits" or "photo" not in reading.sentence


@pytest.mark.parametrize("name", RUNS)
def test_every_share_in_a_sentence_is_from_the_run(name):
    run = RUNS[name]
    sentence = read(run["history"], make(run["kind"], run["settings"])).sentence
    told = set(re.findall(r"[\d.]+ %", sentence)) - {"10 %", "50 %"}  # chance
    shares = [line[key] for line in run["history"] for key in ("accuracy", "val_accuracy")]
    pairs = [(a + b) / 2 for a in shares for b in shares]  # a median of an even number of epochs
    assert told <= {per_cent(share) for share in shares + pairs}


def test_overfitting_names_the_turn():
    history = curve(
        [0.3, 0.1, 0.05, 0.03, 0.02, 0.01],
        [0.2, 0.1, 0.08, 0.09, 0.11, 0.12],
        [0.91, 0.95, 0.975, 0.985, 0.99, 0.994],
        [0.95, 0.965, 0.977, 0.9765, 0.977, 0.9768],
    )
    reading = read(history, DigitRun())
    assert (reading.kind, reading.since_epoch, reading.best_epoch) == ("overfitting", 3, 3)
    assert "at 99.4 %. On others it has stayed near 97.7 % since epoch 3" in reading.sentence


@pytest.mark.parametrize("lost", [None, float("nan"), float("inf")])
@pytest.mark.parametrize("settings", [DigitRun(learning_rate=1.0), RetrainRun(learning_rate=1.0)])
def test_not_a_number(lost, settings):
    history = curve([0.5, lost, lost], [0.5, lost, lost])
    reading = read(history, settings)
    assert (reading.kind, reading.since_epoch) == ("diverged", 2)
    assert "well below 1." in reading.sentence


def test_nothing_to_learn_from_is_not_blamed_on_the_usual_rate():
    flat = curve([2.303] * 5, [2.303] * 5, [0.1] * 5, [0.101] * 5)
    assert read(flat, DigitRun()).kind == "chance"
    assert read(flat, DigitRun(learning_rate=0.5)).kind == "diverged"
    assert read(flat, DigitRun(learning_rate=1e-5)).kind == "rate_too_low"


def test_more_classes_have_another_chance():
    history = curve([3.9, 3.9, 3.9], [3.9, 3.9, 3.9], [0.02] * 3, [0.021] * 3)
    assert "2 %" in read(history, RetrainRun(), classes=50).sentence


def test_a_run_of_97_classes_is_never_told_the_chance_of_two():
    settings = RetrainRun(pictures="caltech101")
    result = {"classes": [str(k) for k in range(97)], "test": [12, 938]}
    assert (class_count(settings, result), validation_size(settings, result)) == (97, 936)
    history = curve([4.57] * 4, [4.57] * 4, [0.011] * 4, [0.012] * 4)
    reading = read(history, settings, classes=class_count(settings, result))
    assert "Guessing gives 1 %" in reading.sentence
    assert "50 %" not in reading.sentence


@pytest.mark.parametrize(("more", "kind"), [(1, "levelled"), (2, "levelled"), (4, "improving")])
def test_a_lucky_picture_of_six_is_not_still_improving(more, kind):
    settings = RetrainRun(pictures="own")
    right = [1 / 6] * 4 + [(1 + more) / 6]
    history = curve([0.6, 0.55, 0.5, 0.5, 0.5], [0.6] * 5, [0.6] * 5, right)
    reading = read_curve(history, settings, classes=3, validation=6)
    assert reading.kind == kind, reading.sentence


def test_how_many_pictures_a_curve_was_measured_on():
    own, small = RetrainRun(pictures="own"), {"test": [700, 714]}
    assert validation_size(DigitRun(), small) == 357
    assert validation_size(DigitRun(), {"test": [9800, 10000]}) == 5000
    assert validation_size(RetrainRun(), {}) == 400
    assert validation_size(own, {"test": [5, 6]}) == 6
    assert validation_size(own, {"test": [5, 6], "validation": 4}) == 4


def test_no_epoch():
    assert read([], DigitRun()).kind == "too_short"
    assert best_epoch([]) is None


def test_an_epoch_that_ended_without_a_number_is_never_the_best():
    assert best_epoch(curve([1, 1], [None, float("inf")], None, [0.9, 0.9])) is None
    assert best_epoch(curve([1, 1], [float("nan"), 0.4], None, [0.95, 0.9])) == 2


def test_the_kept_weights_have_had_the_updates_up_to_the_best_epoch():
    result = {"updates": 5500, "updates_per_epoch": 550}
    assert updates_kept(result | {"best_epoch": 5}) == 2750
    assert updates_kept(result | {"best_epoch": 0, "updates": 200}) == 200  # stopped inside its first epoch


def test_best_epoch_breaks_ties_by_loss_then_by_time():
    assert best_epoch(curve([1, 1, 1], [0.3, 0.2, 0.2], None, [0.9, 0.9, 0.9])) == 2
    assert best_epoch(curve([1, 1, 1], [None, 0.4, 0.5], None, [0.9, 0.9, 0.91])) == 3


share = st.floats(0, 1)
amount = st.one_of(st.floats(0, 100), st.just(float("nan")), st.just(float("inf")), st.none())
lines = st.lists(st.tuples(amount, amount, share, share), max_size=30)


@given(lines, st.sampled_from([1e-5, 1e-3, 1.0]), st.sampled_from(["adam", "sgd"]))
def test_any_curve_gets_one_sentence(lines, rate, optimizer):
    history = curve(*([line[i] for line in lines] for i in range(4))) if lines else []
    for settings in (
        DigitRun(learning_rate=rate, optimizer=optimizer),
        RetrainRun(learning_rate=rate, optimizer=optimizer),
    ):
        reading = read(history, settings)
        assert reading.sentence.endswith(".")
        assert "nan" not in reading.sentence.split()
        assert (reading.best_epoch is None) == (not history)
