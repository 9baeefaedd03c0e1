"""A class's runs in one chart: every validation curve as a thin line, the best one thick. It draws curves, and knows no room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from lib.charts.axes import TICKS
from lib.charts.curves import LABELS, PER_CENT, epoch_axis
from lib.charts.overlay import NamedCurve
from lib.charts.palette import Theme, palette, styled, titled
from lib.measure.proportions import per_cent

HEIGHT = 250  # enlarged for a hall it is still seen whole


def _best(runs: Sequence[NamedCurve]) -> int:
    """Which run reaches the highest validation accuracy; -1 where none has a point."""
    tops = [max((line["val_accuracy"] or 0.0 for line in run.history), default=-1.0) for run in runs]
    return max(range(len(tops)), key=tops.__getitem__) if tops and max(tops) >= 0 else -1


def class_curves_chart(runs: Sequence[NamedCurve], *, theme: Theme = "light") -> alt.LayerChart:
    """Validation accuracy of many runs by epoch; names, which may be empty, stand in the tooltip."""
    p, best = palette(theme), _best(runs)
    data: list[dict[str, Any]] = [
        {"n": n, "run": run.name, "epoch": line["epoch"], "value": line["val_accuracy"], "best": n == best,
         "told": per_cent(line["val_accuracy"])}
        for n, run in enumerate(runs)
        for line in run.history
        if line["val_accuracy"] is not None and math.isfinite(line["val_accuracy"])
    ]  # fmt: skip
    low = max(tick for tick in TICKS if tick <= min((row["value"] for row in data), default=0.9))
    axis = alt.Axis(labelExpr=PER_CENT, tickCount=5, minExtent=LABELS, maxExtent=LABELS)
    base = alt.Chart(alt.Data(values=data)).encode(
        x=epoch_axis(max((row["epoch"] for row in data), default=1)),
        y=alt.Y("value:Q", title=None, scale=alt.Scale(domain=[low, 1.0], nice=False), axis=axis),
        detail="n:N",
        tooltip=[alt.Tooltip("run:N"), alt.Tooltip("epoch:Q"), alt.Tooltip("told:N", title="right")],
    )
    thin = base.transform_filter("!datum.best").mark_line(
        color=p.role("new_head"), strokeWidth=1.5, opacity=0.4, clip=True
    )
    thick = base.transform_filter("datum.best").mark_line(
        color=p.ink, strokeWidth=3, clip=True, point={"size": 50, "color": p.ink}
    )
    title = titled("Everybody’s curve", "validation accuracy · the best one dark", p)
    return styled(alt.layer(thin, thick).properties(height=HEIGHT, title=title), p)


def describe_class_curves(runs: Sequence[NamedCurve]) -> str:
    best = _best(runs)
    if best < 0:
        return "No run of this room has a point of its curve yet."
    tops = [
        max((line["val_accuracy"] or 0.0 for line in run.history), default=0.0) for run in runs if run.history
    ]
    return f"Validation accuracy of {len(tops)} runs by epoch. The best reaches {per_cent(max(tops))}, the lowest of all best values is {per_cent(min(tops))}."
