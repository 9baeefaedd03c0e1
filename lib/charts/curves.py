"""The learning curves of one run, accuracy and loss, while it is live and after.

Rows in, a Vega-Lite spec out; while a run is live the browser draws its rows itself, on the same frame. All of a
chart's data is one named dataset, and plots side by side are equally large, so that nothing jumps. Altair takes a tenth
of a second to build and check such a chart: each is built once and kept. It knows no page and no clock.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any

import altair as alt

from lib.charts.axes import Axes, Rows, finite, loss_format, span, ticks_of
from lib.charts.palette import Palette, Theme, palette, styled, titled
from lib.measure.proportions import Proportion, per_cent

HEIGHT = 300  # pixels, title and axes included
PLOT = 200  # of these, the plot itself
LABELS = 41  # pixels left of the plot, whatever the longest label is
ROOM = 32  # pixels right of the plot: the test dot and its word
LINE = 18  # pixels that a line of words takes
PER_CENT = "format(datum.value * 100, '.0f') + ' %'"


def accuracy_chart(
    rows: Rows,
    axes: Axes,
    *,
    theme: Theme = "light",
    role: str = "digits",
    bet: float | None = None,
    best: int | None = None,
    test: Proportion | None = None,
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
    lines = _chance(axes, bet) + ([_bet(bet, rows, low, axes.epochs)] if bet is not None else [])
    data += lines
    data += _best_words(best, low, lines) if best else []
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
    if best:
        data.append(_mark("best_words", epoch=best, value=high, label=f"best: epoch {best}"))
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
    low, high, ticks = span(metric, axes)
    share = metric == "accuracy"
    return {
        "metric": metric,
        "heading": _heading(metric, things),
        "low": low,
        "high": high,
        "epochs": axes.epochs,
        "x": ticks_of(0, axes.epochs, min(axes.epochs, 6), least=1),
        "y": [[tick, per_cent(tick, 0) if share else format(tick, loss_format(high))] for tick in ticks],
        "chance": next(iter(_chance(axes, bet)), None) if share else None,
        "bet": _bet(bet, [], low, axes.epochs) if bet is not None and share else None,
        "colours": {"curve": p.role(role), "ink": p.ink, "muted": p.muted, "grid": p.grid},
    }


def _heading(metric: str, things: str) -> tuple[str, str]:
    if metric == "loss":
        return "Loss", "how wrong, and how sure of it"
    return "Accuracy", f"thick: validation · thin: training {things}"


@lru_cache(maxsize=64)
def _chart(metric: str, axes: Axes, theme: Theme, role: str, things: str) -> dict[str, Any]:
    """The spec without its data; shared, so not to be changed."""
    p = palette(theme)
    low, high, ticks = span(metric, axes)
    title = titled(*_heading(metric, things), p)
    if metric == "accuracy":
        axis = alt.Axis(values=ticks, labelExpr=PER_CENT, labelOverlap=False)
    else:
        axis = alt.Axis(tickCount=5, format=loss_format(high), labelOverlap=False)
    axis.minExtent = axis.maxExtent = LABELS
    layers = _layers((low, high), axis, axes.epochs, p, role, best_on_top=metric == "loss")
    chart = alt.layer(
        *layers,
        data=alt.NamedData("curve"),
        title=title,
        height=HEIGHT,
        width="container",
        padding={"left": 5, "right": 5, "top": 5, "bottom": 5},  # Streamlit changes one of them
    )
    return styled(chart, p).to_dict()


def _mark(part: str, **values: Any) -> dict[str, Any]:
    """One line of the dataset: every column always there, so that the data's shape never changes."""
    return {"part": part, "epoch": None, "value": None, "low": None, "high": None, "label": ""} | values


def _curve(rows: Rows, metric: str, low: float, high: float) -> list[dict[str, Any]]:
    """The two lines, and at the edge a small triangle for each epoch of them that lies beyond it."""
    data = [_mark("frame")]  # never empty: a dataset that starts empty would have no columns
    beyond: dict[tuple[str, int], dict[str, Any]] = {}
    for row in rows:
        value, split, epoch = row[metric], row["split"], float(row["epoch"])
        if not finite(value):
            continue
        written = written_value(value, metric)
        data.append(_mark(split, epoch=epoch, value=float(value), label=written))
        if not low <= value <= high:
            edge = _mark("below" if value < low else "above", epoch=epoch, label=written)
            place = (
                split,
                math.ceil(epoch) if split == "validation" else 0,
            )  # one for all of the training line
            beyond.setdefault(place, edge | {"value": low if value < low else high})
    return data + list(beyond.values())


def _chance(axes: Axes, bet: float | None) -> list[dict[str, Any]]:
    """The line of what guessing gets, its words above it: on the left where those of the bet stand on the right."""
    if axes.chance is None or axes.chance < axes.accuracy_low:
        return []
    near = bet is not None and abs(_height(bet - axes.chance, axes.accuracy_low)) < 3 * LINE
    kind, epoch = ("chance_left", 0.0) if near else ("chance", float(axes.epochs))
    return [_mark(kind, value=axes.chance, label=f"chance: {per_cent(axes.chance, 0)}", epoch=epoch)]


def _height(share: float, low: float) -> float:
    """An accuracy's difference in pixels."""
    return PLOT * share / (1.0 - low)


def _bet(bet: float, rows: Rows, low: float, epochs: int) -> dict[str, Any]:
    """The guess's line, its words within the plot and on the side where the curve is not."""
    label = f"your guess: {per_cent(bet, 0 if round(bet * 100, 6).is_integer() else 1)}"
    if bet < low:
        return _mark("bet_below", epoch=epochs, value=low, label=f"{label}, below this chart")
    latest = [row["accuracy"] for row in rows if row["split"] == "validation" and finite(row["accuracy"])]
    over = bool(latest) and bet > latest[-1]
    if _height(bet - low, low) < LINE:
        over = True
    elif _height(1.0 - bet, low) < LINE:
        over = False
    return _mark("bet_over" if over else "bet_under", epoch=epochs, value=bet, label=label)


def _best(rows: Rows, best: int | None, metric: str, low: float, high: float) -> list[dict[str, Any]]:
    """The ring, on the row at that epoch's end: others lie inside an epoch. Nothing where none is known."""
    for row in rows if best else ():
        if row["split"] == "validation" and abs(row["epoch"] - best) < 1e-3 and finite(row[metric]):
            return [_mark("best", epoch=best, value=min(max(row[metric], low), high))]
    return []


def _best_words(best: int, low: float, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The best epoch's words at the bottom of the accuracy chart, in the first line that no other words take."""
    taken = []
    for line in lines:  # the lowest pixel of its words, counted from the bottom
        at = _height(line["value"] - low, low)
        taken.append(at - LINE if line["part"] == "bet_under" else at)
    free = next(i for i in range(len(lines) * 2 + 1) if all(abs(i * LINE - at) >= LINE for at in taken))
    value = low + free * LINE * (1.0 - low) / PLOT
    return [_mark("best_words", epoch=best, value=value, label=f"best: epoch {best}")]


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
    place = {"baseline": "top", "dy": 4} if best_on_top else {"baseline": "bottom", "dy": -2}
    validation = part("validation").encode(x=x, y=y, tooltip=told)
    y_low, y_high = (alt.Y(f"{end}:Q", title=None, scale=scale, axis=axis) for end in ("low", "high"))
    return [
        # Nothing is seen of it: it keeps the right side as wide where there is no test dot.
        part("frame").mark_rule(opacity=0, xOffset=ROOM).encode(x=alt.value("width")),
        part("chance", "chance_left").mark_rule(color=p.muted, strokeDash=[2, 4]).encode(y=y),
        words("chance", p.muted, align="right", baseline="bottom", dx=-4, dy=-2),
        words("chance_left", p.muted, align="left", baseline="bottom", dx=4, dy=-2),
        part("train").mark_line(color=colour, strokeWidth=1.5, opacity=0.55, clip=True).encode(x=x, y=y),
        part("best").mark_rule(color=p.muted, strokeWidth=1, strokeDash=[1, 3]).encode(x=x),
        words("best_words", p.muted, **side, **place),
        validation.mark_line(color=colour, strokeWidth=3, clip=True),
        validation.transform_filter(within)
        .transform_filter(whole)
        .mark_circle(color=colour, size=70, opacity=1),
        part("best").mark_point(color=p.ink, size=190, strokeWidth=2, opacity=1).encode(x=x, y=y),
        part("bet_over", "bet_under").mark_rule(color=p.ink, strokeWidth=1.5, strokeDash=[6, 4]).encode(y=y),
        words("bet_over", p.ink, align="right", baseline="bottom", dx=-4, dy=-2),
        words("bet_under", p.ink, align="right", baseline="top", dx=-4, dy=3),
        words("bet_below", p.ink, align="right", baseline="bottom", dx=-4, dy=-2),
        edge("below", "triangle-down", -5),
        edge("above", "triangle-up", 5),
        part("test").mark_rule(color=p.ink, strokeWidth=2.5, xOffset=16).encode(x=x, y=y_low, y2="high:Q"),
        part("test")
        .mark_circle(color=p.ink, size=64, opacity=1, xOffset=16)
        .encode(x=x, y=y, tooltip=told[1:]),
        part("test")
        .mark_text(text="test", color=p.ink, fontSize=13, xOffset=18, baseline="bottom", dy=-3)
        .encode(x=x, y=y_high),
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
