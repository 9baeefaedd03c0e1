"""Runs beside each other on one axis: what each reached on the validation part and on the test part, dots with intervals.

And a claim's two sides: a dot a seed, and the band that is luck. It draws shares that others counted, and knows no run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lib.charts.axes import TICKS
from lib.charts.curves import PER_CENT
from lib.charts.palette import Palette, Theme, palette, styled, titled
from lib.measure.proportions import Proportion, per_cent

ROW = 52  # pixels that a run takes: two dots, one below the other
AROUND = 100  # pixels that title and axis take
PARTS = ("validation", "test")


@dataclass(frozen=True)
class Beside:
    """One run of several on the same picture set."""

    name: str  # names differ
    role: str  # whose colour it has
    validation: Proportion | None
    test: Proportion | None


def _axis(low: float, high: float) -> tuple[list[float], list[float]]:
    """From a tick below the lowest share to one above the highest, and the ticks between."""
    start = max(tick for tick in TICKS if tick <= low)
    step = TICKS[start]
    count = math.ceil((high - start) / step - 1e-9)
    ticks = [round(start + i * step, 2) for i in range(min(count, round((1.0 - start) / step)) + 1)]
    return [start, ticks[-1]], ticks


def beside_chart(
    runs: Sequence[Beside], *, theme: Theme = "light", chance: float | None = None
) -> alt.LayerChart:
    """A line a run: validation as a filled dot, test as a ring below it, each with its 95 % interval; chance dashed."""
    p = palette(theme)
    tested = any(run.test for run in runs)  # else no ring is promised, and a dot stands beside its name
    data: list[dict[str, Any]] = [
        {"run": run.name, "role": run.role, "part": part, "told": share.sentence()} | share.as_dict()
        for run in runs
        for part, share in zip(PARTS, (run.validation, run.test), strict=True)
        if share
    ]
    ends, ticks = _axis(
        min((row["low"] for row in data), default=0.0), max((row["high"] for row in data), default=1.0)
    )
    scale = alt.Scale(domain=ends, nice=False)
    axis = alt.Axis(values=ticks, labelExpr=PER_CENT, labelFlush=False)  # inwards, they would touch
    roles = list(dict.fromkeys(run.role for run in runs))
    base = alt.Chart(alt.Data(values=data)).encode(
        y=_names([run.name for run in runs], p),
        yOffset=alt.YOffset("part:N", scale=alt.Scale(domain=list(PARTS if tested else PARTS[:1]))),
        color=alt.Color(
            "role:N", legend=None, scale=alt.Scale(domain=roles, range=[p.role(role) for role in roles])
        ),
        tooltip=[alt.Tooltip("run:N"), alt.Tooltip("part:N"), alt.Tooltip("told:N", title="right")],
    )
    at = alt.X("accuracy:Q", title=None, scale=scale, axis=axis)
    layers = [
        base.mark_rule(strokeWidth=3, opacity=0.7).encode(
            x=alt.X("low:Q", title=None, scale=scale, axis=axis), x2="high:Q"
        ),
        base.transform_filter(alt.datum.part == "validation").mark_circle(size=130, opacity=1).encode(x=at),
        base.transform_filter(alt.datum.part == "test")
        .mark_point(size=110, opacity=1, filled=False, strokeWidth=2.5, fill=p.card)
        .encode(x=at),
    ]
    if chance is not None and chance >= ends[0]:
        line = alt.Chart(alt.Data(values=[{"at": chance, "label": f"chance: {per_cent(chance, 0)}"}]))
        place = alt.X("at:Q", title=None, scale=scale, axis=axis)
        layers.insert(0, line.mark_rule(color=p.muted, strokeDash=[2, 4]).encode(x=place))
    dots = "filled: validation · ring: test" if tested else "dot: validation"
    title = titled("Right answers", f"{dots} · line: 95 % interval", p, 20)
    chart = alt.layer(*layers, height=ROW * len(runs) + AROUND, width="container", title=title)
    return styled(chart, p)


def _names(names: Sequence[str], p: Palette) -> alt.Y:
    return alt.Y("run:N", sort=list(names), title=None, scale=alt.Scale(domain=list(names))).axis(
        labelColor=p.ink, labelFontSize=13, labelFontWeight=600, labelLimit=170, labelPadding=10, grid=False
    )


def describe_beside(runs: Sequence[Beside]) -> str:
    """What `beside_chart` shows, for who cannot see it."""
    told = "; ".join(
        f"{run.name}: "
        + ", ".join(
            f"{part} {share.sentence()}"
            for part, share in zip(PARTS, (run.validation, run.test), strict=True)
            if share
        )
        for run in runs
    )
    return f"Dots of right answers with 95 % intervals, a line a run. {told or 'Nothing to show yet'}."


@dataclass(frozen=True)
class Side:
    """One value of a claim: its name, and its share of right answers by seed."""

    name: str
    shares: Sequence[tuple[int, Proportion]]


def luck_chart(
    sides: Sequence[Side],
    *,
    theme: Theme = "light",
    title: str = "Luck",
    subtitle: str = "dot: one seed · band: worst to best seed · upright line: mean",
    row: int = ROW,
) -> alt.LayerChart:
    """A line a value: a dot a seed over the band from the worst to the best, which is luck alone; the mean as an upright line."""
    p = palette(theme)
    dots = [
        {"run": side.name, "seed": seed, "accuracy": share.accuracy, "told": share.sentence()}
        for side in sides
        for seed, share in side.shares
    ]
    bands: list[dict[str, Any]] = [
        {
            "run": side.name,
            "low": min(found),
            "high": max(found),
            "mean": sum(found) / len(found),
        }
        for side in sides
        if (found := [share.accuracy for _, share in side.shares])
    ]
    ends, ticks = _axis(
        min((band["low"] for band in bands), default=0.0), max((band["high"] for band in bands), default=1.0)
    )
    scale = alt.Scale(domain=ends, nice=False)
    axis = alt.Axis(values=ticks, labelExpr=PER_CENT, labelFlush=False)
    names = [side.name for side in sides]
    colour = alt.Color("run:N", legend=None, scale=alt.Scale(domain=names, range=p.runs(len(names))))
    y = _names(names, p)
    under = alt.Chart(alt.Data(values=bands)).encode(y=y, color=colour)
    over = alt.Chart(alt.Data(values=dots)).encode(y=y, color=colour)
    told = [alt.Tooltip("run:N"), alt.Tooltip("seed:Q"), alt.Tooltip("told:N", title="right")]
    chart = alt.layer(
        under.mark_bar(height=26, opacity=0.18, cornerRadius=13).encode(
            x=alt.X("low:Q", title=None, scale=scale, axis=axis), x2="high:Q"
        ),
        over.mark_circle(size=80, opacity=1).encode(
            x=alt.X("accuracy:Q", title=None, scale=scale, axis=axis), tooltip=told
        ),
        under.mark_tick(thickness=3, size=30, opacity=1).encode(
            x=alt.X("mean:Q", title=None, scale=scale, axis=axis)
        ),
        height=row * len(names) + AROUND,
        width="container",
        title=titled(title, subtitle, p, 20),
    )
    return styled(chart, p)


def describe_luck(sides: Sequence[Side]) -> str:
    """What `luck_chart` shows, for who cannot see it."""
    told = "; ".join(
        f"{side.name}: {', '.join(f'seed {seed} {per_cent(share.accuracy)}' for seed, share in side.shares) or 'no run yet'}"
        for side in sides
    )
    return f"Test accuracy of both values with each seed. {told}."
