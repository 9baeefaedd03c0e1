"""Charts of every kind: valid Vega-Lite that draws and is saved, ends that stay, and words that can be read."""

import json
import re

import altair as alt
import numpy as np
import pytest
from chart_rows import AXES, HISTORY, ROWS, RUNS, without_data

from lib.charts import beside, compare, confusion, curve_words, curves, groups, overlay
from lib.charts.axes import axes_for
from lib.charts.palette import DARK, LIGHT, palette
from lib.charts.save import as_png, as_svg
from lib.measure.by_group import Group
from lib.measure.confusion import calibration, matrix
from lib.measure.proportions import Proportion
from lib.specs.specs import RetrainRun


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
VALIDATED = [  # two stored digit networks, of which nobody opens the test part
    beside.Beside("no hidden layer", "digits", Proportion(4594, 5000), None),
    beside.Beside("1 hidden layer of 128 nodes", "digits", Proportion(4866, 5000), None),
]
SIDES = [
    beside.Side("batch size 20", [(0, Proportion(948, 1000)), (1, Proportion(951, 1000))]),
    beside.Side("batch size 500", [(0, Proportion(930, 1000)), (1, Proportion(928, 1000))]),
]
GROUPS = [Group("dark", Proportion(11, 343)), Group("bright", Proportion(0, 323))]
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
    "groups": lambda t: groups.groups_chart(GROUPS, "test", "photos", role="new_head", theme=t),
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


def test_runs_beside_each_other_name_only_the_dots_that_are_drawn():
    said = [beside.beside_chart(runs).to_dict()["title"]["subtitle"] for runs in (BESIDE, VALIDATED)]
    assert said == [
        "filled: validation · ring: test · line: 95 % interval",
        "dot: validation · line: 95 % interval",
    ]


def test_ticks_of_runs_beside_each_other_stay_at_their_places_on_a_phone():
    """The first label once began at its tick, and so stood against the second: "90 %92 %"."""
    svg = as_svg(beside.beside_chart(VALIDATED), width=300)
    assert len(re.findall(r'text-anchor="middle"[^>]*>\d+ %<', svg)) == 5


def test_tables_hold_what_is_drawn():
    table = curve_words.curve_table(HISTORY)
    assert len(table) == 10
    assert table[7]["accuracy, validation"] == "97.8 %"
    assert curve_words.curve_table(
        [{"epoch": 1} | dict.fromkeys(("loss", "accuracy", "val_loss", "val_accuracy"))]
    )[0]["loss, validation"] == ("not a number")
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
    assert "dark: 11 of 343, 1.8–5.7 %; bright: 0 of 323" in groups.describe_groups(GROUPS, "photos")


def test_confusion_order():
    counts = np.array([[9, 1, 0], [0, 9, 0], [0, 5, 4]])
    assert confusion.order_of(counts) == [1, 2, 0]
    assert confusion.order_of(counts, "given") == [0, 1, 2]
    assert confusion.order_of(counts, "given", most=2) == [1, 2]
