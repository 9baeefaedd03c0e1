"""How often a model is wrong in groups of pictures: a dot for each group, a line for its 95 % interval."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt

from lib.charts.palette import Theme, palette, styled, titled
from lib.measure.by_group import Group

FINE = "format(datum.value * 100, '.2~f') + ' %'"  # shares of one per cent and less are told apart
LINE = 34  # pixels that a group takes
AROUND = 50  # pixels that title and axis take


def groups_chart(
    groups: Sequence[Group], part: str, things: str, *, role: str, theme: Theme = "light"
) -> alt.LayerChart:
    """Share of wrong answers, from 0 on, in the order given.

    Args:
        role: whose colour the dots have.
    """
    p = palette(theme)
    rows = [
        {
            "group": each.name,
            "share": each.wrong.accuracy,
            "low": each.wrong.low,
            "high": each.wrong.high,
            "told": each.wrong.sentence(),
            "count": f"{each.wrong.correct:,} of {each.wrong.total:,}",
        }
        for each in groups
    ]
    most = max([0.02, *(each.wrong.high for each in groups)])
    scale = alt.Scale(domain=[0, most], nice=True)
    axis = alt.Axis(labelExpr=FINE, tickCount=5, labelFlush=False, labelOverlap=True)
    names = [each.name for each in groups]
    y = alt.Y("group:N", sort=names, title=None, scale=alt.Scale(domain=names)).axis(
        labelColor=p.ink, labelFontSize=13, labelFontWeight=600, labelLimit=190, labelPadding=8, grid=False
    )
    base = alt.Chart(alt.Data(values=rows)).encode(
        y=y, tooltip=[alt.Tooltip("group:N"), alt.Tooltip("told:N", title="wrong")]
    )
    colour = p.role(role)
    chart = alt.layer(
        base.mark_rule(strokeWidth=4, color=colour).encode(
            x=alt.X("low:Q", title=None, scale=scale, axis=axis), x2="high:Q"
        ),
        base.mark_circle(size=150, opacity=1, color=colour).encode(
            x=alt.X("share:Q", title=None, scale=scale, axis=axis)
        ),
        base.mark_text(align="left", dx=10, fontSize=13, fontWeight=600, color=p.ink).encode(
            x=alt.X("high:Q", title=None, scale=scale, axis=axis), text="count:N"
        ),
        height=LINE * max(len(rows), 1) + AROUND,
        width="container",
    )
    title = titled("Wrong answers", f"{part} {things} · line: 95 % interval", p, 14)
    return styled(chart.properties(title=title, padding={"left": 5, "right": 80, "top": 5, "bottom": 5}), p)


def describe_groups(groups: Sequence[Group], things: str) -> str:
    """What `groups_chart` shows, for who cannot see it."""
    told = "; ".join(f"{each.name}: {each.wrong.sentence()}" for each in groups)
    return f"Dot chart of wrong answers in groups of {things}, with 95 % intervals. {told}."
