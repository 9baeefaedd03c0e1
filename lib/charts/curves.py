"""The learning curves of one run, accuracy and loss, while it is live and after.

Rows in, a Vega-Lite spec out; while a run is live the browser draws its rows itself, on the same frame. All of a
chart's data is one named dataset and its axes come from the settings alone, so that nothing jumps. Altair takes a tenth
of a second to build and check such a chart: each is built once and kept. It knows no page and no clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from lib.charts.palette import Palette, Theme, palette, styled, titled
from lib.measure.shares import Share, per_cent
from lib.specs.specs import DigitRun, Training

Rows = Sequence[Mapping[str, Any]]
HEIGHT = 300  # pixels, title and axes included
PER_CENT = "format(datum.value * 100, '.0f') + ' %'"
TICKS = {0.0: 0.2, 0.4: 0.1, 0.8: 0.05, 0.9: 0.02}  # lowest accuracy shown: step between ticks


@dataclass(frozen=True)
class Axes:
    """What a run's charts span, fixed before it starts."""

    epochs: int
    accuracy_low: float = 0.0  # the accuracy axis goes from here to 1; one of TICKS
    loss_high: float = 2.5  # the loss axis goes from 0 to here
    chance: float | None = None


def axes_for(settings: Training, *, classes: int | None = None, examples: int | None = None) -> Axes:
    """Axes that a run with these settings fits into.

    Near the top where the settings are known to lead there (by the recorded runs of the tests), all of 0-100 % where
    they are not: a run that fails needs the room.

    Args:
        classes: 10 for digits and 2 for photos unless told.
        examples: training pictures there really are, where fewer than asked for.
    """
    if not isinstance(settings, DigitRun):
        k = classes or 2
        low, high = (0.4, 1.0) if k == 2 else (0.0, round(math.log(k) + 0.2, 1))
        return Axes(settings.epochs, low, high, 1 / k)
    usual = {"adam": (3e-4, 3e-3), "rmsprop": (3e-4, 3e-3), "sgd": (0.05, 0.3)}[settings.optimizer]
    sure = usual[0] <= settings.learning_rate <= usual[1] and settings.dropout <= 0.5
    updates = settings.updates_per_epoch(examples)
    narrowest = min(settings.hidden, default=10)  # nodes; with no hidden layer the ten answers
    low, high = 0.0, 2.5
    if sure and updates >= 200 and narrowest >= 64:
        low, high = 0.9, 0.4
    elif sure and updates >= 50 and narrowest >= 10:
        low, high = 0.8, 0.8
    return Axes(settings.epochs, low, high, 1 / (classes or 10))


def accuracy_chart(
    rows: Rows,
    axes: Axes,
    *,
    theme: Theme = "light",
    role: str = "digits",
    bet: float | None = None,
    best: int | None = None,
    test: Share | None = None,
    things: str = "digits",
) -> dict[str, Any]:
    """Accuracy over epochs: training thin and light, validation strong with points. For `st.vega_lite_chart`.

    Args:
        rows: `epoch` (a position, 0.1 after a tenth of the first), `split` (train | validation), `accuracy`, `loss`.
        axes: what the chart spans, from `axes_for`.
        role: whose colour the curve has (`Palette.role`).
        bet: the learner's guess (0 to 1), a dashed line in ink.
        best: the epoch whose weights are kept, marked once it is known.
        test: the test part's share, a dot with its interval at the right edge.
        things: what the pictures are of, for the words.
    """
    low = axes.accuracy_low
    data = _curve(rows, "accuracy", low, 1.0) + _best(rows, best, "accuracy", low, 1.0)
    data += _chance(axes, best)
    if bet is not None:
        data.append(_bet(bet, rows, low, axes.epochs))
    if test is not None:
        ends = {"low": max(test.low, low), "high": test.high}
        value = max(test.accuracy, low)
        data.append(_mark("test", epoch=axes.epochs, value=value, label=test.sentence(), **ends))
    return _chart("accuracy", axes, theme, role, things) | {"datasets": {"curve": data}}


def loss_chart(
    rows: Rows,
    axes: Axes,
    *,
    theme: Theme = "light",
    role: str = "digits",
    best: int | None = None,
    things: str = "digits",
) -> dict[str, Any]:
    """Loss over epochs; rows and arguments as in `accuracy_chart`."""
    high = axes.loss_high
    data = _curve(rows, "loss", 0.0, high) + _best(rows, best, "loss", 0.0, high)
    return _chart("loss", axes, theme, role, things) | {"datasets": {"curve": data}}


def frame(
    metric: str,
    axes: Axes,
    *,
    theme: Theme = "light",
    role: str = "digits",
    bet: float | None = None,
    things: str = "digits",
) -> dict[str, Any]:
    """All of `accuracy_chart` or `loss_chart` but its rows, as plain values: for a browser that draws these itself.

    Spans, ticks (value, label), title and lines are those of the finished chart, so that it can take the place.
    """
    p = palette(theme)
    low, high, ticks = _span(metric, axes)
    share = metric == "accuracy"
    return {
        "metric": metric,
        "heading": _heading(metric, things),
        "low": low,
        "high": high,
        "epochs": axes.epochs,
        "x": _ticks(0, axes.epochs, min(axes.epochs, 6), least=1),
        "y": [[tick, per_cent(tick, 0) if share else f"{tick:.1f}"] for tick in ticks],
        "chance": next(iter(_chance(axes, None)), None) if share else None,
        "bet": _bet(bet, [], low, axes.epochs) if bet is not None and share else None,
        "colours": {"curve": p.role(role), "ink": p.ink, "muted": p.muted, "grid": p.grid},
    }


def _span(metric: str, axes: Axes) -> tuple[float, float, list[float]]:
    """Lowest and highest value of a chart, and its ticks."""
    if metric == "loss":
        return 0.0, axes.loss_high, _ticks(0.0, axes.loss_high, 5)
    low, step = axes.accuracy_low, TICKS[axes.accuracy_low]
    return low, 1.0, [round(low + i * step, 2) for i in range(round((1.0 - low) / step) + 1)]


def _ticks(low: float, high: float, count: int, least: float = 0.0) -> list[float]:
    """About `count` round values, at least `least` apart, as Vega chooses them."""
    rough = (high - low) / max(count, 1)
    power = 10 ** math.floor(math.log10(rough))
    factor = next((f for f, over in ((10, 50), (5, 10), (2, 2)) if (rough / power) ** 2 >= over), 1)
    step = max(factor * power, least)
    return [round(low + i * step, 6) for i in range(int((high - low) / step + 1e-9) + 1)]


def _heading(metric: str, things: str) -> tuple[str, str]:
    if metric == "loss":
        return "Loss", "how wrong, and how sure of it"
    return "Accuracy", f"thick: new {things} · thin: training {things}"


@lru_cache(maxsize=64)
def _chart(metric: str, axes: Axes, theme: Theme, role: str, things: str) -> dict[str, Any]:
    """The spec without its data; shared, so not to be changed."""
    p = palette(theme)
    low, high, ticks = _span(metric, axes)
    title = titled(*_heading(metric, things), p)
    if metric == "accuracy":
        axis = alt.Axis(values=ticks, labelExpr=PER_CENT, labelOverlap=False)
    else:
        axis = alt.Axis(tickCount=5, format=".1f", labelOverlap=False)
    layers = _layers((low, high), axis, axes.epochs, p, role, best_on_top=metric == "loss")
    chart = alt.layer(
        *layers,
        data=alt.NamedData("curve"),
        title=title,
        height=HEIGHT,
        width="container",
        padding={
            "left": 5,
            "right": 36 if metric == "accuracy" else 8,
            "top": 5,
            "bottom": 5,
        },  # the test dot's room
    )
    return styled(chart, p).to_dict()


def _mark(part: str, **values: Any) -> dict[str, Any]:
    """One line of the dataset: every column always there, so that the data's shape never changes."""
    return {"part": part, "epoch": None, "value": None, "low": None, "high": None, "label": ""} | values


def _is_number(value: Any) -> bool:
    return value is not None and math.isfinite(value)


def _curve(rows: Rows, metric: str, low: float, high: float) -> list[dict[str, Any]]:
    """The two lines, and at the edge a small triangle for each part of them that lies beyond it."""
    data = [_mark("frame")]  # never empty: a dataset that starts empty would have no columns
    beyond: dict[tuple[str, float], dict[str, Any]] = {}
    for row in rows:
        value, split, epoch = row[metric], row["split"], float(row["epoch"])
        if not _is_number(value):
            continue
        written = written_value(value, metric)
        data.append(_mark(split, epoch=epoch, value=float(value), label=written))
        if not low <= value <= high:
            edge = _mark("below" if value < low else "above", epoch=epoch, label=written)
            place = (split, epoch if split == "validation" else 0.0)  # one for all of the training line
            beyond.setdefault(place, edge | {"value": low if value < low else high})
    return data + list(beyond.values())


def _chance(axes: Axes, best: int | None) -> list[dict[str, Any]]:
    """The line of what guessing gets, its words where neither the curve nor the best epoch's words stand."""
    if axes.chance is None or axes.chance < axes.accuracy_low:
        return []
    if (
        axes.chance - axes.accuracy_low < 0.08
    ):  # its words go over the line, and to where the curve has risen by then
        kind, epoch = "chance_low", 0.6 * axes.epochs
    elif best and best > axes.epochs / 2:  # the words of the best epoch stand on the right
        kind, epoch = "chance_left", 0.0
    else:
        kind, epoch = "chance", float(axes.epochs)
    return [_mark(kind, value=axes.chance, label=f"chance: {per_cent(axes.chance, 0)}", epoch=epoch)]


def _bet(bet: float, rows: Rows, low: float, epochs: int) -> dict[str, Any]:
    """The bet's line, its words on the side where the curve is not."""
    label = f"your guess: {per_cent(bet, 0 if round(bet * 100, 6).is_integer() else 1)}"
    if bet < low:
        return _mark("bet_below", epoch=epochs, value=low, label=f"{label}, below this chart")
    latest = [row["accuracy"] for row in rows if row["split"] == "validation" and _is_number(row["accuracy"])]
    part = "bet_over" if latest and bet > latest[-1] else "bet_under"
    return _mark(part, epoch=epochs, value=bet, label=label)


def _best(rows: Rows, best: int | None, metric: str, low: float, high: float) -> list[dict[str, Any]]:
    for row in rows:
        if row["split"] == "validation" and round(row["epoch"]) == best and _is_number(row[metric]):
            return [
                _mark("best", epoch=best, value=min(max(row[metric], low), high), label=f"best: epoch {best}")
            ]
    return []


def _layers(
    span: tuple[float, float],
    axis: alt.Axis,
    epochs: int,
    p: Palette,
    role: str,
    *,
    best_on_top: bool,
) -> list[alt.Chart]:
    """All marks that a curve can ever have; which of them show is decided by the data's column `part`."""
    colour = p.role(role)
    scale = alt.Scale(domain=list(span), nice=False)
    x = epoch_axis(epochs)
    y = alt.Y("value:Q", title=None, scale=scale, axis=axis)
    within = alt.FieldRangePredicate(field="value", range=list(span))
    whole = "abs(datum.epoch - round(datum.epoch)) < 0.001"  # a dot an epoch; the line has more points
    late = f"datum.epoch > {0.7 * epochs}"  # words go to the left of what stands far right
    told = [alt.Tooltip("epoch:Q", title="epoch", format=".1~f"), alt.Tooltip("label:N", title="value")]

    def part(*names: str) -> alt.Chart:
        return alt.Chart().transform_filter(alt.FieldOneOfPredicate(field="part", oneOf=list(names)))

    def words(name: str, colour: str, **mark: Any) -> alt.Chart:
        return part(name).mark_text(color=colour, fontSize=13, **mark).encode(x=x, y=y, text="label:N")

    def edge(name: str, shape: str, shift: int) -> alt.Chart:
        mark = part(name).mark_point(
            shape=shape, color=colour, filled=True, size=60, opacity=1, yOffset=shift
        )
        return mark.encode(x=x, y=y, tooltip=told)

    side = {"align": alt.expr(f"{late} ? 'right' : 'left'"), "dx": alt.expr(f"{late} ? -8 : 8")}
    place = {"baseline": "top", "dy": 4 if best_on_top else -18}
    best_words = words("best", p.muted, **side, **place).encode(y=alt.value(0 if best_on_top else "height"))
    validation = part("validation").encode(x=x, y=y, tooltip=told)
    y_low = alt.Y("low:Q", title=None, scale=scale, axis=axis)
    return [
        part("chance", "chance_left", "chance_low").mark_rule(color=p.muted, strokeDash=[2, 4]).encode(y=y),
        words("chance", p.muted, align="right", baseline="top", dx=-4, dy=4),
        words("chance_left", p.muted, align="left", baseline="top", dx=4, dy=4),
        words("chance_low", p.muted, align="right", baseline="bottom", dy=-3),
        part("train").mark_line(color=colour, strokeWidth=1.5, opacity=0.55, clip=True).encode(x=x, y=y),
        part("best").mark_rule(color=p.muted, strokeWidth=1, strokeDash=[1, 3]).encode(x=x),
        best_words,
        validation.mark_line(color=colour, strokeWidth=3, clip=True),
        validation.transform_filter(within)
        .transform_filter(whole)
        .mark_circle(color=colour, size=70, opacity=1),
        part("best").mark_point(color=p.ink, size=190, strokeWidth=2, opacity=1).encode(x=x, y=y),
        part("bet_over", "bet_under").mark_rule(color=p.ink, strokeWidth=1.5, strokeDash=[6, 4]).encode(y=y),
        words("bet_over", p.ink, align="right", baseline="bottom", dy=-5),
        words("bet_under", p.ink, align="right", baseline="top", dy=5),
        words("bet_below", p.ink, align="right", baseline="bottom", dy=-24),
        edge("below", "triangle-down", -5),
        edge("above", "triangle-up", 5),
        part("test").mark_rule(color=p.ink, strokeWidth=2.5, xOffset=16).encode(x=x, y=y_low, y2="high:Q"),
        part("test")
        .mark_circle(color=p.ink, size=64, opacity=1, xOffset=16)
        .encode(x=x, y=y, tooltip=told[1:]),
        part("test").mark_text(text="test", color=p.ink, fontSize=13, xOffset=18, dy=18).encode(x=x, y=y),
    ]


def epoch_axis(epochs: int) -> alt.X:
    """Whole epochs from 0 to the last, fixed."""
    axis = alt.Axis(tickMinStep=1, format="d", grid=False, tickCount=min(epochs, 6))
    return alt.X("epoch:Q", title="epoch", scale=alt.Scale(domain=[0, epochs], nice=False), axis=axis)


def written_value(value: float | None, metric: str) -> str:
    """An accuracy as per cent, a loss with three digits; `metric` as in rows or in a history."""
    if value is None or not math.isfinite(value):
        return "not a number"
    return per_cent(value) if metric.endswith("accuracy") else f"{value:.3g}"
