"""The learning rate: what the search for one saw, and how a schedule moves it over a run."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lib.charts.palette import Theme, palette, styled, titled

HEIGHT = 260


def search_chart(
    rates: Sequence[float], losses: Sequence[float], suggested: float, *, theme: Theme = "light"
) -> alt.LayerChart:
    """Smoothed loss at each rate of the search, the rate on a scale of factors; the suggestion a dashed line."""
    p = palette(theme)
    data = [{"rate": rate, "loss": loss} for rate, loss in zip(rates, losses, strict=True)]
    x = alt.X(
        "rate:Q", title="learning rate", scale=alt.Scale(type="log"), axis=alt.Axis(format="~g", tickCount=7)
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


def schedule_chart(rates: Sequence[float], *, theme: Theme = "light") -> alt.LayerChart:
    """The learning rate at every update of a run."""
    p = palette(theme)
    step = max(1, len(rates) // 400)  # more points than pixels help nobody
    data = [{"update": i, "rate": float(rates[i])} for i in range(0, len(rates), step)]
    line = alt.Chart().mark_line(color=p.role("digits"), strokeWidth=3).encode(
        x=alt.X("update:Q", title="update", axis=alt.Axis(format=",d", grid=False, tickCount=6)),
        y=alt.Y("rate:Q", title=None, axis=alt.Axis(format="~g", tickCount=5)),
    )  # fmt: skip
    title = titled("Learning rate over the run", f"{len(rates):,} updates", p)
    return styled(
        alt.layer(line, data=alt.Data(values=data), title=title, width="container", height=HEIGHT), p
    )
