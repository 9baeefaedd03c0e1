"""The learning rate: what the search for one saw, and how a schedule moves it over a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np

from lib.charts.palette import Theme, palette, styled, titled

HEIGHT = 260
POINTS = 400  # of a line: more than pixels help nobody


def search_chart(
    rates: Sequence[float], losses: Sequence[float], suggested: float, *, theme: Theme = "light"
) -> alt.LayerChart:
    """Smoothed loss at each rate of the search, the rate on a scale of factors; the suggestion a dashed line."""
    p = palette(theme)
    data = [{"rate": rate, "loss": loss} for rate, loss in zip(rates, losses, strict=True)]
    x = alt.X(
        "rate:Q",
        title="learning rate",
        scale=alt.Scale(type="log"),
        axis=alt.Axis(format="~g", tickCount=7, grid=False),
    )
    top = 1.6 * losses[0]  # what comes after is the fall off the cliff
    y = alt.Y("loss:Q", title=None, scale=alt.Scale(domain=[0, top], nice=False))
    line = alt.Chart().mark_line(color=p.role("digits"), strokeWidth=3, clip=True).encode(x=x, y=y)
    mark = (
        alt.Chart().mark_rule(color=p.muted, strokeDash=[1, 3], strokeWidth=2).encode(x=alt.datum(suggested))
    )
    title = titled("Loss while the rate grows", f"dotted: suggested, {suggested:g}", p)
    chart = alt.layer(line, mark, data=alt.Data(values=data), title=title, width="container", height=HEIGHT)
    return styled(chart, p)


def schedules_chart(curves: Mapping[str, np.ndarray], *, theme: Theme = "light") -> alt.LayerChart:
    """The learning rate at every update of a run, one line for each schedule.

    Args:
        curves: name -> (updates,) rates; runs of the same length.
    """
    p = palette(theme)
    data = []
    for name, rates in curves.items():
        step = max(1, len(rates) // POINTS)
        data += [{"update": i, "rate": float(rates[i]), "schedule": name} for i in range(0, len(rates), step)]
    line = alt.Chart().mark_line(strokeWidth=3).encode(
        x=alt.X("update:Q", title="update", axis=alt.Axis(format=",d", grid=False, tickCount=6)),
        y=alt.Y("rate:Q", title=None, axis=alt.Axis(format="~g", tickCount=5)),
        color=alt.Color(
            "schedule:N", title=None, scale=alt.Scale(domain=list(curves), range=p.runs(len(curves))),
            legend=alt.Legend(orient="bottom", symbolType="stroke"),
        ),
    )  # fmt: skip
    updates = max(len(rates) for rates in curves.values())
    title = titled("Learning rate over the run", f"{updates:,} updates", p)
    return styled(
        alt.layer(line, data=alt.Data(values=data), title=title, width="container", height=HEIGHT), p
    )


def describe_schedules(curves: Mapping[str, np.ndarray]) -> str:
    """What `schedules_chart` shows, for who cannot see it."""
    each = [f"{name} from {r[0]:.2g} over {r.max():.2g} to {r[-1]:.2g}" for name, r in curves.items()]
    return f"Line chart of the learning rate over the updates: {'; '.join(each)}."
