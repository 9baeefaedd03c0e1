"""The chart of a run's curve: its axes stay while rows arrive, its words and lines keep clear of each other, its colours go by role."""

import json

import pytest
from chart_rows import AXES, HISTORY, ROWS, RUNS, without_data

from lib.charts import curve_words, curves
from lib.charts.axes import Axes, axes_for, closed_in
from lib.charts.palette import palette
from lib.charts.save import as_svg
from lib.measure.curves import best_epoch
from lib.measure.proportions import Proportion
from lib.specs.specs import DigitRun, RetrainRun, make


def live(n):
    best = best_epoch(HISTORY) if n == len(ROWS) else None
    test = Proportion(9760, 10_000) if best else None
    return [
        curves.accuracy_chart(ROWS[:n], AXES, bet=0.97, best=best, test=test),
        curves.loss_chart(ROWS[:n], AXES, best=best),
    ]


def test_only_data_changes_while_rows_arrive():
    first = live(0)
    for n in (1, 10, 57, len(ROWS)):
        for before, now in zip(first, live(n), strict=True):
            assert without_data(now) == without_data(before)
            columns = {frozenset(row) for row in now["datasets"]["curve"]}
            assert columns == {frozenset(("part", "epoch", "value", "low", "high", "label"))}
    assert len(live(57)[0]["datasets"]["curve"]) > len(first[0]["datasets"]["curve"])


def test_words_tell_the_curve_as_it_grows():
    told = [curve_words.describe_accuracy(ROWS[:n]) for n in (0, 11, len(ROWS))]
    assert len(set(told)) == 3
    assert told[0].startswith("Line chart of accuracy")
    assert "at epoch 1;" in told[1]
    assert "97.6 % at epoch 10" in curve_words.describe_accuracy(ROWS, test=Proportion(9760, 10_000))
    assert "9,760 of 10,000" in curve_words.describe_accuracy(ROWS, test=Proportion(9760, 10_000))


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("spec", [DigitRun(), DigitRun(epochs=3, hidden=(16,)), RetrainRun(epochs=30)])
def test_the_browser_draws_on_the_finished_charts_frame(spec, theme):
    axes = axes_for(spec)
    for metric, chart in (
        ("accuracy", curves.accuracy_chart([], axes, theme=theme, role="new_head", bet=0.97)),
        ("loss", curves.loss_chart([], axes, theme=theme, role="new_head")),
    ):
        frame = curves.frame(metric, axes, theme=theme, role="new_head", bet=0.97)
        svg = as_svg(chart)  # its schema: see test_charts
        for words in (*frame["heading"], *(label for _, label in frame["y"]), *map(str, frame["x"])):
            assert f">{words}</text>" in svg, words
        lines = [mark for mark in chart["datasets"]["curve"] if mark["part"].startswith(("chance", "bet"))]
        assert lines == [mark for mark in (frame["chance"], frame["bet"]) if mark]
        assert frame["colours"]["curve"] == palette(theme).new_head
        y = chart["layer"][-1]["encoding"]["y"] if "layer" in chart else {}
        assert y.get("scale", {}).get("domain", [frame["low"], frame["high"]]) == [
            frame["low"],
            frame["high"],
        ]


@pytest.mark.parametrize("name", RUNS)
def test_recorded_runs_fit_their_axes(name):
    run = RUNS[name]
    axes = axes_for(make(run["kind"], run["settings"]))
    inside = [line["val_accuracy"] >= axes.accuracy_low for line in run["history"]]
    assert all(inside)


@pytest.mark.parametrize("best", range(1, 11))
def test_the_ring_lies_on_its_epochs_own_point(best):
    at = [i / 10 for i in range(1, 101)]
    rows = [{"split": "validation", "epoch": e, "loss": 1 - e / 20, "accuracy": e / 20} for e in at]
    for chart, value in (
        (curves.accuracy_chart(rows, Axes(10), best=best), best / 20),
        (curves.loss_chart(rows, Axes(10), best=best), 1 - best / 20),
    ):
        rings = [line for line in chart["datasets"]["curve"] if line["part"] == "best"]
        assert [(ring["epoch"], ring["value"]) for ring in rings] == [(best, pytest.approx(value))]


LINES = {"chance": (0, 1), "chance_left": (0, 1), "bet_over": (0, 1), "bet_below": (0, 1), "bet_under": (-1, 0), "best_words": (0, 1)}  # fmt: skip


@pytest.mark.parametrize("low", [0.0, 0.4, 0.8, 0.9, 0.95])
@pytest.mark.parametrize("chance", [None, 0.01, 0.1, 0.5])
def test_no_line_of_words_stands_in_anothers(low, chance):
    for bet in (None, 0.05, 0.1, 0.4, 0.5, 0.55, 0.8, 0.9, 0.95, 0.98, 1.0):
        data = curves.accuracy_chart(ROWS, Axes(10, low, 1.0, chance), bet=bet, best=8)["datasets"]["curve"]
        said = []
        for line in data:
            if line["part"] in LINES:
                at, words = 200 * (line["value"] - low) / (1 - low), LINES[line["part"]]
                said.append((at + 18 * words[0], at + 18 * words[1], line["part"] == "chance_left"))
        for i, (bottom, top, left) in enumerate(said):
            assert bottom >= -1e-6, (bet, said)
            assert top <= 200 + 1e-6 or bet is None or bet <= low, (bet, said)
            for other in said[:i]:
                assert bottom >= other[1] - 1e-6 or top <= other[0] + 1e-6 or left != other[2], (bet, said)


def test_axes_close_in_on_the_curve_once_the_run_has_ended():
    def at(epoch, accuracy, loss):
        return {"split": "validation", "epoch": epoch, "accuracy": accuracy, "loss": loss}

    photos = axes_for(RetrainRun(epochs=5))
    assert (photos.accuracy_low, photos.loss_high) == (0.4, 1.0)
    rows = [at(0.2, 0.6, 0.9), at(1, 0.971, 0.09), at(3, 0.98, 0.05), at(5, 0.989, None)]
    near = closed_in(photos, rows)
    assert (near.accuracy_low, near.loss_high, near.epochs, near.chance) == (0.95, 0.1, 5, 0.5)
    assert closed_in(photos, rows, Proportion(90, 100)).accuracy_low == 0.8  # its interval has to be seen
    assert closed_in(photos, rows[:2]).accuracy_low == 0.6  # a short run keeps its beginning
    assert closed_in(photos, []) == photos
    lost = closed_in(axes_for(DigitRun()), [at(n, 0.1, 1e6) for n in range(1, 5)])
    assert (lost.accuracy_low, lost.loss_high) == (0.0, 0.4)


def test_what_lies_beyond_is_marked():
    rows = [{"split": "train", "epoch": 0.1, "loss": 9.0, "accuracy": 0.12}, {"split": "train", "epoch": 0.2, "loss": None, "accuracy": 0.95}]  # fmt: skip
    parts = [row["part"] for row in curves.accuracy_chart(rows, AXES)["datasets"]["curve"]]
    assert parts.count("below") == 1
    parts = [row["part"] for row in curves.loss_chart(rows, AXES)["datasets"]["curve"]]
    assert parts.count("above") == 1
    assert parts.count("train") == 1  # the lost loss is left out


def test_a_bet_below_the_axis_is_told():
    data = curves.accuracy_chart(ROWS, AXES, bet=0.5)["datasets"]["curve"]
    assert [row["label"] for row in data if row["part"] == "bet_below"] == [
        "your guess: 50 %, below this chart"
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("role", ["digits", "scratch", "new_head", "fine_tune", "original"])
def test_colour_by_role(theme, role):
    text = json.dumps(curves.accuracy_chart(ROWS, AXES, theme=theme, role=role))
    assert palette(theme).role(role) in text
    others = {"scratch", "new_head", "fine_tune", "original"} - {
        role,
        "new_head" if role == "digits" else role,
    }
    assert not any(palette(theme).role(other) in text for other in others)
