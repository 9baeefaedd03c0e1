"""Charts: valid Vega-Lite that draws, axes that stay while a run is live, colours by role, words that can be read."""

import json
from pathlib import Path

import altair as alt
import numpy as np
import pytest

from lib.charts import beside, compare, confusion, curve_words, curves, overlay
from lib.charts.axes import Axes, axes_for, closed_in
from lib.charts.palette import DARK, LIGHT, palette
from lib.charts.save import as_png, as_svg
from lib.measure.confusion import calibration, matrix
from lib.measure.curves import best_epoch
from lib.measure.proportions import Proportion
from lib.specs.specs import DigitRun, RetrainRun, make

RUNS = json.loads((Path(__file__).parents[2] / "recorded" / "curves.json").read_text())["runs"]
HISTORY = RUNS["digits default"]["history"]
AXES = axes_for(DigitRun())


def rows_of(history):
    rows = []
    for line in history:
        for tenth in range(1, 11):
            at = line["epoch"] - 1 + tenth / 10
            rows.append({"split": "train", "epoch": at, "loss": line["loss"], "accuracy": line["accuracy"]})
        rows.append(
            {
                "split": "validation",
                "epoch": line["epoch"],
                "loss": line["val_loss"],
                "accuracy": line["val_accuracy"],
            }
        )
    return rows


ROWS = rows_of(HISTORY)


def without_data(spec):
    return json.dumps({key: value for key, value in spec.items() if key != "datasets"}, sort_keys=True)


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
        svg = as_svg(alt.Chart.from_dict(chart))
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


def contrast(a, b):
    def light(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    high, low = sorted((light(a), light(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("p", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read(p):
    for colour in (
        p.ink,
        p.muted,
        p.original,
        p.scratch,
        p.new_head,
        p.fine_tune,
        p.fixed,
        p.broken,
        *p.others,
    ):
        assert contrast(colour, p.card) >= 4.5, colour  # charts stand on cards
    for colour in (p.ink, p.muted):
        assert contrast(colour, p.page) >= 4.5, colour


def models():
    return [
        compare.Line(
            role,
            Proportion(right, 1000),
            {"cats": Proportion(right // 2, 500), "dogs": Proportion(right - right // 2, 500)},
        )
        for role, right in (
            ("original", 818),
            ("untrained", 487),
            ("scratch", 690),
            ("new_head", 969),
            ("fine_tune", 973),
        )
    ]


RACE = [
    compare.RaceResult(role, photos, seed, 0.5 + 0.1 * i + 0.01 * seed)
    for i, role in enumerate(("scratch", "new_head", "fine_tune"))
    for photos in (10, 100, 1600)
    for seed in range(3)
]


def matrix_of(classes):
    g = np.random.default_rng(classes)
    truth = g.integers(0, classes, 40 * classes)
    guess = np.where(g.random(len(truth)) < 0.9, truth, g.integers(0, classes, len(truth)))
    return matrix(truth, guess, classes), [f"class {k}" for k in range(classes)]


def measured():
    probabilities = np.random.default_rng(0).dirichlet(np.ones(4) * 0.3, 500)
    return calibration(probabilities, probabilities.argmax(axis=1))


NAMED = [
    overlay.NamedCurve("first", HISTORY),
    overlay.NamedCurve("second", RUNS["digits sgd_1e-2"]["history"]),
]
BESIDE = [
    beside.Beside("1. new head", "new_head", Proportion(391, 400), Proportion(968, 1000)),
    beside.Beside("2. scratch", "scratch", Proportion(285, 400), None),
    beside.Beside("3. stopped", "fine_tune", None, None),
]
SIDES = [
    beside.Side("batch size 20", [(0, Proportion(948, 1000)), (1, Proportion(951, 1000))]),
    beside.Side("batch size 500", [(0, Proportion(930, 1000)), (1, Proportion(928, 1000))]),
]
CHARTS = {
    "accuracy": lambda t: curves.accuracy_chart(
        ROWS, AXES, theme=t, bet=0.97, best=8, test=Proportion(976, 1000)
    ),
    "loss": lambda t: curves.loss_chart(ROWS, AXES, theme=t, best=8),
    "no rows": lambda t: curves.accuracy_chart([], AXES, theme=t),
    "photos": lambda t: curves.accuracy_chart(ROWS, axes_for(RetrainRun()), theme=t, things="photos"),
    "overlay": lambda t: overlay.overlay_chart(NAMED, theme=t),
    "overlay loss": lambda t: overlay.overlay_chart(NAMED, "val_loss", theme=t),
    "overlay of nothing": lambda t: overlay.overlay_chart([], theme=t),
    "dots": lambda t: compare.dots_chart(models(), theme=t, bet=0.9),
    "dogs": lambda t: compare.dots_chart(models(), theme=t, only="dogs"),
    "beside": lambda t: beside.beside_chart(BESIDE, theme=t, chance=0.5),
    "beside of nothing": lambda t: beside.beside_chart(BESIDE[2:], theme=t),
    "luck": lambda t: beside.luck_chart(SIDES, theme=t),
    "race": lambda t: compare.race_chart(RACE, (10, 100, 1600), theme=t),
    "race begins": lambda t: compare.race_chart([], (10, 100, 1600), theme=t),
    "parameters": lambda t: compare.parameters_bar(1281, 2_257_984, theme=t),
    "2 classes": lambda t: confusion.confusion_chart(*matrix_of(2), theme=t),
    "10 classes": lambda t: confusion.confusion_chart(*matrix_of(10), theme=t, diagonal=True, shares=True),
    "97 classes": lambda t: confusion.confusion_chart(*matrix_of(97), theme=t, order="given"),
    "reliability": lambda t: confusion.reliability_chart(measured(), theme=t),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", CHARTS)
def test_every_chart_draws(name, theme):
    chart = CHARTS[name](theme)
    svg = as_svg(chart, theme=theme, width=390)
    assert svg.startswith("<svg")
    assert palette(theme).card in svg
    assert "NaN" not in svg


def test_live_charts_keep_to_the_schema():
    # Altair checks its own charts; these are given out as plain specs. One says all: they share their layers.
    alt.Chart.from_dict(CHARTS["accuracy"]("light"))


def test_png():
    assert as_png(CHARTS["dots"]("light")).startswith(b"\x89PNG")


def test_files_leave_the_chart_as_it_is():
    chart = CHARTS["accuracy"]("light")
    before = json.dumps(chart)
    as_svg(chart)
    assert json.dumps(chart) == before


def test_race_axes_are_fixed():
    ends = [compare.race_chart(RACE[:n], (10, 100, 1600)).to_dict() for n in (0, 4, 27)]
    assert len({without_data(spec) for spec in ends}) == 1


def test_runs_beside_each_other_share_an_axis_that_no_interval_leaves():
    for chart, shares in (
        (beside.beside_chart(BESIDE), [BESIDE[0].validation, BESIDE[0].test, BESIDE[1].validation]),
        (beside.luck_chart(SIDES), [share for side in SIDES for _, share in side.shares]),
    ):
        ends = {tuple(layer["encoding"]["x"]["scale"]["domain"]) for layer in chart.to_dict()["layer"]}
        ((low, high),) = ends
        assert all(low <= share.accuracy <= high for share in shares)
    assert (low, high) == (0.9, 0.96)


def test_tables_hold_what_is_drawn():
    table = curve_words.curve_table(HISTORY)
    assert len(table) == 10
    assert table[7]["accuracy, new"] == "97.8 %"
    assert curve_words.curve_table(
        [{"epoch": 1} | dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"))]
    )[0]["loss, new"] == ("not a number")
    dots = compare.dots_table(models())
    assert dots[0] == {"model": "Original", "photos": "all"} | Proportion(818, 1000).as_dict()
    assert len(dots) == 15
    assert {line["seeds"] for line in compare.race_table(RACE)} == {3}
    counts, names = matrix_of(97)
    off_diagonal = int(counts.sum() - np.trace(counts))
    assert sum(line["count"] for line in confusion.confusion_table(counts, names)) == off_diagonal
    assert sum(b.right.total for b in measured().bins) == 500
    assert len(confusion.reliability_table(measured())) == len(measured().bins)


def test_every_chart_has_its_words():
    assert "second: 92.0 % at epoch 10" in overlay.describe_overlay(NAMED)
    assert "New head: 969 of 1,000, 95.6–97.8 %" in compare.describe_dots(models())
    assert "Original: 409 of 500" in compare.describe_dots(models(), "dogs")
    assert "1. new head: validation 391 of 400" in beside.describe_beside(BESIDE)
    assert "test 968 of 1,000, 95.5–97.7 %; 2. scratch: validation" in beside.describe_beside(BESIDE)
    assert "batch size 500: seed 0 93.0 %, seed 1 92.8 %" in beside.describe_luck(SIDES)
    assert "1,600 photos" in compare.describe_race(RACE)
    assert "1,281 weights learn" in compare.describe_parameters(1281, 2_257_984)
    assert "taken for" in confusion.describe_confusion(*matrix_of(10))
    assert "calibration error" in confusion.describe_reliability(measured())


def test_confusion_order():
    counts = np.array([[9, 1, 0], [0, 9, 0], [0, 5, 4]])
    assert confusion.order_of(counts) == [1, 2, 0]
    assert confusion.order_of(counts, "given") == [0, 1, 2]
    assert confusion.order_of(counts, "given", most=2) == [1, 2]
