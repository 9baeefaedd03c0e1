"""Learning curves: accuracy and loss of a run while it is live and after, several runs overlaid, and a sparkline.

Rows in, an `alt.Chart` out. All of a live chart's data is one named dataset, and its axes come from the settings
alone, so that a redraw changes data only and nothing jumps. It knows no run, no page and no clock.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lib.charts.palette import Palette, Theme, palette, styled, titled
from lib.measure.shares import Share, per_cent
from lib.specs import DigitRun, Spec

Rows = Sequence[Mapping[str, Any]]
HEIGHT = 300  # pixels, title and axes included
PER_CENT = "format(datum.value * 100, '.0f') + ' %'"
TICKS = {0.0: 0.2, 0.4: 0.1, 0.6: 0.1, 0.8: 0.05, 0.9: 0.02}  # lowest accuracy shown: step between ticks


@dataclass(frozen=True)
class Axes:
    """What a run's charts span, fixed before it starts."""

    epochs: int
    accuracy_low: float = 0.0  # the accuracy axis goes from here to 1; one of TICKS
    loss_high: float = 2.5  # the loss axis goes from 0 to here
    chance: float | None = None


def axes_for(settings: Spec, *, classes: int | None = None, examples: int | None = None) -> Axes:
    """Axes that a run with these settings fits into.

    Near the top where the settings are known to lead there (recorded runs in the tests), all of 0-100 % where they are
    not: a run that fails needs the room.

    Args:
        classes: 10 for digits and 2 for photos unless told.
        examples: training pictures there really are, where fewer than asked for.
    """
    k = classes or (10 if isinstance(settings, DigitRun) else 2)
    if not isinstance(settings, DigitRun):
        return Axes(
            settings.epochs, 0.4 if k == 2 else 0.0, 1.0 if k == 2 else round(math.log(k) + 0.2, 1), 1 / k
        )
    usual = {"adam": (3e-4, 3e-3), "rmsprop": (3e-4, 3e-3), "sgd": (0.05, 0.3)}[settings.optimizer]
    updates = settings.updates_per_epoch(examples)
    sure = usual[0] <= settings.learning_rate <= usual[1] and settings.dropout <= 0.5
    if sure and updates >= 200 and min(settings.hidden, default=0) >= 64:
        return Axes(settings.epochs, 0.9, 0.4, 1 / k)
    if sure and updates >= 50 and min(settings.hidden, default=10) >= 10:
        return Axes(settings.epochs, 0.8, 0.8, 1 / k)
    return Axes(settings.epochs, 0.0, 2.5, 1 / k)


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
) -> alt.LayerChart:
    """Accuracy over epochs: training thin and light, validation strong with points.

    Args:
        rows: `epoch` (a position, 0.1 after a tenth of the first), `split` (train | validation), `accuracy`, `loss`.
        axes: what the chart spans, from `axes_for`.
        role: whose colour the curve has (`Palette.role`).
        bet: the learner's guess (0 to 1), a dashed line in ink.
        best: the epoch whose weights are kept, marked once it is known.
        test: the test part's share, a dot with its interval at the right edge.
        things: what the pictures are of, for the words.
    """
    low, high = axes.accuracy_low, 1.0
    data = _curve(rows, "accuracy", low, high)
    if axes.chance is not None and low <= axes.chance:
        data.append(_mark("chance", value=axes.chance, label=f"chance: {per_cent(axes.chance, 0)}", epoch=0))
    if bet is not None:
        data.append(_bet(bet, rows, low, axes.epochs))
    data += _best(rows, best, "accuracy", low, high)
    if test is not None:
        data.append(
            _mark(
                "test",
                epoch=axes.epochs,
                value=test.accuracy,
                low=test.low,
                high=test.high,
                label=test.sentence(),
            )
        )
    step = TICKS[low]
    ticks = [round(low + i * step, 2) for i in range(round((high - low) / step) + 1)]
    axis = alt.Axis(values=ticks, labelExpr=PER_CENT, labelOverlap=False)
    p = palette(theme)
    title = titled("Accuracy", f"thick: new {things} · thin: training {things}", p)
    return _layers(data, (low, high), axis, axes.epochs, title, role, p, best_on_top=False)


def loss_chart(
    rows: Rows,
    axes: Axes,
    *,
    theme: Theme = "light",
    role: str = "digits",
    best: int | None = None,
    things: str = "digits",
) -> alt.LayerChart:
    """Loss over epochs; rows and arguments as in `accuracy_chart`."""
    data = _curve(rows, "loss", 0.0, axes.loss_high) + _best(rows, best, "loss", 0.0, axes.loss_high)
    y = (
        alt.Y("value:Q", title=None)
        .scale(domain=[0, axes.loss_high], nice=False)
        .axis(tickCount=5, format=".1f", labelOverlap=False)
    )
    p = palette(theme)
    title = titled("Loss", f"how wrong, and how sure of it · thick: new {things}", p)
    return _layers(data, (0, axes.loss_high), axis, axes.epochs, title, role, p, best_on_top=True)


def _mark(part: str, **values: Any) -> dict[str, Any]:
    """One line of the dataset: every column always there, so that the data's shape never changes."""
    return {"part": part, "epoch": None, "value": None, "low": None, "high": None, "label": ""} | values


def _curve(rows: Rows, metric: str, low: float, high: float) -> list[dict[str, Any]]:
    """The two lines, and a small triangle at the edge for what lies beyond it."""
    data = [_mark("frame")]
    beyond: dict[tuple[str, float], dict[str, Any]] = {}
    for row in rows:
        value = row[metric]
        if value is None or not math.isfinite(value):
            continue
        written = per_cent(value) if metric == "accuracy" else f"{value:.3g}"
        data.append(_mark(row["split"], epoch=float(row["epoch"]), value=float(value), label=written))
        if not low <= value <= high:
            edge = "below" if value < low else "above"
            place = (row["split"], row["epoch"] if row["split"] == "validation" else 0)
            beyond.setdefault(
                place,
                _mark(
                    edge,
                    epoch=float(row["epoch"]),
                    value=low if value < low else high,
                    label=f"{written} here",
                ),
            )
    return data + list(beyond.values())


def _bet(bet: float, rows: Rows, low: float, epochs: int) -> dict[str, Any]:
    """The bet's line, its words on the side where the curve is not."""
    label = f"your bet: {per_cent(bet, 0 if round(bet * 100, 6).is_integer() else 1)}"
    if bet < low:
        return _mark("bet_below", epoch=epochs, value=low, label=f"{label}, below this chart")
    latest = [row["accuracy"] for row in rows if row["split"] == "validation"][-1:]
    over = bool(latest) and latest[0] is not None and bet > latest[0]
    return _mark("bet_over" if over else "bet_under", epoch=epochs, value=bet, label=label)


def _best(rows: Rows, best: int | None, metric: str, low: float, high: float) -> list[dict[str, Any]]:
    for row in rows:
        value = row[metric]
        if (
            best is not None
            and row["split"] == "validation"
            and round(row["epoch"]) == best
            and value is not None
        ):
            return [_mark("best", epoch=best, value=min(max(value, low), high), label=f"best: epoch {best}")]
    return []


def _layers(
    data: list[dict[str, Any]],
    span: tuple[float, float],
    axis: alt.Axis,
    epochs: int,
    title: alt.TitleParams,
    role: str,
    p: Palette,
    *,
    best_on_top: bool,
) -> alt.LayerChart:
    """All marks that a curve can ever have; which of them show is decided by the data's column `part`."""
    colour = p.role(role)
    x = (
        alt.X("epoch:Q", title="epoch")
        .scale(domain=[0, epochs], nice=False)
        .axis(tickMinStep=1, format="d", grid=False, tickCount=min(epochs, 10))
    )
    axis = alt.Axis(tickCount=5, format=".1f", labelOverlap=False)
    p = palette(theme)
    roles = [run.role for run in runs]
    told_apart = None not in roles and len(set(roles)) == len(roles)
    colours = [p.role(role or "") for role in roles] if told_apart else p.runs(len(runs))
    data = [
        {
            "run": run.name,
            "epoch": line["epoch"],
            "value": line[metric],
            "label": _written(line[metric], metric[4:]),
        }
        for run in runs
        for line in run.history
        if line[metric] is not None and math.isfinite(line[metric])
    ]
    values = [row["value"] for row in data] or [1.0]
    last = epochs or max((row["epoch"] for row in data), default=1)
    if metric == "val_accuracy":
        low = max(floor for floor in TICKS if floor == 0 or floor <= min(values))
        y = (
            alt.Y("value:Q", title=None)
            .scale(domain=[low, 1], nice=False)
            .axis(labelExpr=PER_CENT, tickCount=5)
        )
        title = titled("Accuracy on new pictures", "the validation part of each run", p)
    else:
        y = alt.Y("value:Q", title=None).scale(domain=[0, max(values)], nice=True).axis(tickCount=5)
        title = titled("Loss on new pictures", "the validation part of each run", p)
    colour = (
        alt.Color("run:N", title=None)
        .scale(domain=[run.name for run in runs], range=colours)
        .legend(orient="bottom", direction="vertical", symbolType="stroke", columns=1)
    )
    base = alt.Chart().encode(
        x=alt.X("epoch:Q", title="epoch")
        .scale(domain=[0, last], nice=False)
        .axis(tickMinStep=1, format="d", grid=False, tickCount=min(last, 10)),
        y=y,
        color=colour,
        tooltip=[alt.Tooltip("run:N"), alt.Tooltip("epoch:Q"), alt.Tooltip("label:N", title="value")],
    )
    chart = alt.layer(
        base.mark_line(strokeWidth=3),
        base.mark_circle(size=60, opacity=1),
        data=alt.NamedData("runs"),
        datasets={"runs": data},
        title=title,
        width="container",
        height=HEIGHT + 24 * len(runs),
    )
    return styled(chart, p)


def describe_overlay(runs: Sequence[NamedCurve], metric: str = "val_accuracy") -> str:
    """What `overlay_chart` shows, for who cannot see it."""
    ends = [
        f"{run.name}: {_cell(run.history[-1][metric], metric[4:])} at epoch {run.history[-1]['epoch']}"
        for run in runs
        if run.history
    ]
    return f"Line chart of validation {metric[4:]} over epochs. {'; '.join(ends) or 'Nothing to show yet'}."


def sparkline(
    history: Rows, *, theme: Theme = "light", role: str = "digits", width: int = 120, height: int = 32
) -> alt.LayerChart:
    """A run's validation accuracy in the size of a word, its best epoch a dot; no axes, so for shape only."""
    p = palette(theme)
    data = [{"epoch": line["epoch"], "value": line["val_accuracy"]} for line in history]
    values = [row["value"] for row in data] or [1.0]
    base = alt.Chart(alt.NamedData("spark")).encode(
        x=alt.X("epoch:Q", axis=None).scale(zero=False, nice=False),
        y=alt.Y("value:Q", axis=None).scale(domain=[min(values) - 0.01, max(values) + 0.01]),
    )
    top = base.transform_window(rank="rank()", sort=[alt.SortField("value", "descending")], ignorePeers=True)
    chart = alt.layer(
        base.mark_line(color=p.role(role), strokeWidth=2),
        top.transform_filter("datum.rank == 1").mark_circle(color=p.role(role), size=40, opacity=1),
        datasets={"spark": data},
        width=width,
        height=height,
        padding=3,
    )
    return styled(chart, p)
