"""Several runs in one chart, a colour each; and one run in the size of a word.

It draws validation curves only: those are what runs are compared by.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lib.charts.axes import TICKS, Rows
from lib.charts.curves import HEIGHT, LABELS, PER_CENT, epoch_axis, written_value
from lib.charts.palette import Theme, palette, styled, titled

LEGEND_LINE = 22  # pixels that a name takes below the chart


@dataclass(frozen=True)
class NamedCurve:
    """One run among several: its name in the legend, its history, and its role where the role tells it apart."""

    name: str
    history: Rows  # a line an epoch: epoch, val_accuracy, val_loss
    role: str | None = None


def overlay_chart(
    runs: Sequence[NamedCurve],
    metric: str = "val_accuracy",
    *,
    theme: Theme = "light",
    epochs: int | None = None,
    low: float | None = None,
    high: float | None = None,
    bet: float | None = None,
) -> alt.LayerChart:
    """The validation curves of several runs, the legend below.

    Roles give the colours where each run has another one; else the colours only tell the runs apart.

    Args:
        runs: with names that differ.
        metric: `val_accuracy` or `val_loss`.
        epochs, low, high: ends of the axes while runs are live (`Axes` has them); what the data needs unless told.
        bet: the learner's guess of the accuracy (0 to 1), a dashed line in ink.
    """
    p = palette(theme)
    roles = [run.role for run in runs]
    told_apart = None not in roles and len(set(roles)) == len(roles)
    colours = [p.role(role or "") for role in roles] if told_apart else p.runs(len(runs))
    data: list[dict[str, Any]] = [
        {
            "run": run.name,
            "epoch": line["epoch"],
            "value": line[metric],
            "label": written_value(line[metric], metric),
        }
        for run in runs
        for line in run.history
        if line[metric] is not None and math.isfinite(line[metric])
    ]
    values = [row["value"] for row in data] or [1.0]
    accuracy = metric == "val_accuracy"
    if accuracy:
        span = [low if low is not None else max(t for t in TICKS if t <= max(min(values), 0)), 1.0]
        axis = alt.Axis(labelExpr=PER_CENT, tickCount=5)
    else:
        span = [0.0, high or max(values) * 1.05]
        axis = alt.Axis(tickCount=5)
    axis.minExtent = axis.maxExtent = LABELS  # so that two side by side have equal plots
    colour = alt.Color(
        "run:N",
        title=None,
        scale=alt.Scale(domain=[run.name for run in runs], range=colours),
        legend=alt.Legend(orient="bottom", direction="vertical", symbolType="stroke", columns=1),
    )
    base = alt.Chart().encode(
        x=epoch_axis(epochs or max((row["epoch"] for row in data), default=1)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(domain=span, nice=False), axis=axis),
        color=colour,
        tooltip=[alt.Tooltip("run:N"), alt.Tooltip("epoch:Q"), alt.Tooltip("label:N", title="value")],
    )
    rule = alt.Chart().mark_rule(color=p.ink, strokeWidth=1.5, strokeDash=[6, 4], clip=True)
    bets = [] if bet is None or not accuracy else [rule.encode(y=alt.datum(bet))]
    chart = alt.layer(
        base.mark_line(strokeWidth=3, clip=True),
        base.transform_filter(alt.FieldRangePredicate("value", span)).mark_circle(size=60, opacity=1),
        *bets,
        data=alt.NamedData("runs"),
        datasets={"runs": data},
        title=titled(
            "Accuracy on new pictures" if accuracy else "Loss on new pictures",
            "validation part of each run",
            p,
        ),
        width="container",
        height=HEIGHT + LEGEND_LINE * len(runs),
    )
    return styled(chart, p)


def describe_overlay(runs: Sequence[NamedCurve], metric: str = "val_accuracy") -> str:
    """What `overlay_chart` shows, for who cannot see it."""
    ends = [
        f"{run.name}: {written_value(run.history[-1][metric], metric)} at epoch {run.history[-1]['epoch']}"
        for run in runs
        if run.history
    ]
    return f"Line chart of validation {metric[4:]} over epochs. {'; '.join(ends) or 'Nothing to show yet'}."
