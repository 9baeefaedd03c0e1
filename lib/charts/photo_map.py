"""Chart of photos as points: two directions of their features, a colour and a shape for each class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np

from lib.charts.palette import Theme, palette, styled

HEIGHT = 440


def map_chart(
    points: np.ndarray,
    labels: np.ndarray,
    classes: Sequence[str],
    *,
    pictures: Sequence[str] | None = None,
    theme: Theme = "light",
) -> alt.Chart:
    """One mark a photo: points (n, 2), class numbers (n,); `pictures` are the addresses of small images.

    Pointing at a mark shows its class, and its photo where pictures are given.
    """
    p = palette(theme)
    rows: list[dict[str, Any]] = [
        {"across": float(x), "up": float(y), "class": classes[label]}
        for (x, y), label in zip(points, labels, strict=True)
    ]
    tooltip: list[str] = ["class:N"]
    if pictures:
        for row, picture in zip(rows, pictures, strict=True):
            row["image"] = picture  # the tooltip shows a field of this name as a picture
        tooltip.append("image:N")
    axis = alt.Axis(labels=False, grid=True, tickCount=6)
    chart = (
        alt.Chart(alt.Data(values=rows))
        .mark_point(filled=True, size=70, opacity=0.75)
        .encode(
            x=alt.X("across:Q", axis=axis, title="first direction", scale=alt.Scale(zero=False)),
            y=alt.Y("up:Q", axis=axis, title="second direction", scale=alt.Scale(zero=False)),
            color=alt.Color(
                "class:N", scale=alt.Scale(domain=list(classes), range=p.runs(len(classes))),
                legend=alt.Legend(title=None, orient="top"),
            ),
            shape=alt.Shape("class:N", scale=alt.Scale(domain=list(classes)), legend=alt.Legend(title=None, orient="top")),
            tooltip=tooltip,
        )
        .properties(width="container", height=HEIGHT)
    )  # fmt: skip
    return styled(chart, p)
