"""Charts of gradient descent: the loss over one weight, and its contours over two, each with the way down."""

from __future__ import annotations

from typing import Any

import altair as alt
import numpy as np

from lib.charts.palette import Palette, Theme, palette, styled, titled
from lib.measure.descent import Landscape

HEIGHT = 300
ONE_WEIGHT = (-0.35, 0.1)  # the axis; a step that leaves it makes it wider
TWO_WEIGHTS = ((-0.45, 0.1), (-0.15, 0.6))
TOP = 4.0  # of the loss axis
TANGENT = 0.025  # half its length, in weights
RINGS = (0.03, 0.1, 0.2, 0.35, 0.6, 1.0, 1.6, 2.4, 3.4)  # above the lowest loss


def loss_curve(problem: Landscape, path: np.ndarray, *, theme: Theme = "light") -> alt.LayerChart:
    """The loss over one weight, and the steps (n, 1) on it."""
    p = palette(theme)
    domain = (min(ONE_WEIGHT[0], 1.05 * float(path.min())), max(ONE_WEIGHT[1], 1.05 * float(path.max())))
    w = np.linspace(*domain, 121)
    curve = [{"weight": float(x), "loss": float(y)} for x, y in zip(w, problem.loss(w[:, None]), strict=True)]
    x = alt.X(
        "weight:Q",
        scale=alt.Scale(domain=domain, nice=False),
        title="the one weight",
        axis=alt.Axis(tickCount=8),
    )
    y = alt.Y("loss:Q", scale=alt.Scale(domain=(0, TOP)), title="loss")
    steps = [{"step": i, "weight": float(v[0]), "loss": float(problem.loss(v))} for i, v in enumerate(path)]
    line = (
        alt.Chart(alt.Data(values=curve)).mark_line(color=p.muted, strokeWidth=2, clip=True).encode(x=x, y=y)
    )
    way = alt.Chart(alt.Data(values=steps)).encode(x=x, y=y, order="step:Q")
    here, height, slope = path[-1, 0], steps[-1]["loss"], float(problem.gradient(path[-1])[0])
    ends = [{"weight": float(here + d), "loss": height + slope * d} for d in (-TANGENT, TANGENT)]
    tangent = (
        alt.Chart(alt.Data(values=ends))
        .mark_line(color=p.ink, strokeWidth=2, strokeDash=[5, 4], clip=True)
        .encode(x=x, y=y)
    )
    layers = alt.layer(line, tangent, *_way(way, p, ["step:Q", "weight:Q", "loss:Q"])).properties(
        width="container",
        height=HEIGHT,
        title=titled("The loss of every weight", "The dashed line shows the slope", p),
    )
    return styled(layers, p)


def contours(problem: Landscape, path: np.ndarray, *, theme: Theme = "light") -> alt.LayerChart:
    """Lines of equal loss over two weights, the bottom marked, and the steps (n, 2)."""
    p = palette(theme)
    least = float(problem.loss(problem.bottom))
    lines: list[dict[str, Any]] = []
    for k, height in enumerate(RINGS):
        for i, (a, b) in enumerate(problem.contour(least + height)):
            lines.append({"line": k, "i": i, "first": float(a), "second": float(b), "loss": least + height})
    x = alt.X(
        "first:Q", scale=alt.Scale(domain=TWO_WEIGHTS[0], nice=False), title="weight of the other pixels"
    )
    y = alt.Y("second:Q", scale=alt.Scale(domain=TWO_WEIGHTS[1], nice=False), title="weight of the middle")
    steps = [
        {"step": i, "first": float(v[0]), "second": float(v[1]), "loss": float(problem.loss(v))}
        for i, v in enumerate(path)
    ]
    rings = (
        alt.Chart(alt.Data(values=lines))
        .mark_line(color=p.muted, strokeWidth=1, opacity=0.7, clip=True)
        .encode(x=x, y=y, detail="line:N", order="i:Q", tooltip=[alt.Tooltip("loss:Q", format=".2f")])
    )
    bottom = [{"first": float(problem.bottom[0]), "second": float(problem.bottom[1])}]
    mark = (
        alt.Chart(alt.Data(values=bottom))
        .mark_point(shape="cross", color=p.ink, filled=True, size=90)
        .encode(x=x, y=y)
    )
    way = alt.Chart(alt.Data(values=steps)).encode(x=x, y=y, order="step:Q")
    layers = alt.layer(rings, mark, *_way(way, p, ["step:Q", "first:Q", "second:Q", "loss:Q"])).properties(
        width="container",
        height=HEIGHT,
        title=titled("Two weights", "Each ring has one loss; the cross is the lowest", p),
    )
    return styled(layers, p)


def describe(problem: Landscape, path: np.ndarray, what: str) -> str:
    """Alt text."""
    return (
        f"{what}: {len(path) - 1} steps of gradient descent, loss from {float(problem.loss(path[0])):.2f} to "
        f"{float(problem.loss(path[-1])):.2f}; the lowest possible is {float(problem.loss(problem.bottom)):.2f}."
    )


def _way(way: alt.Chart, p: Palette, tooltip: list[str]) -> list[alt.Chart]:
    """Steps as a line with a dot at each."""
    return [
        way.mark_line(color=p.new_head, strokeWidth=1.5, clip=True),
        way.mark_circle(color=p.new_head, size=60, opacity=1, clip=True).encode(
            tooltip=[alt.Tooltip(name, format="d" if name == "step:Q" else ".2f") for name in tooltip]
        ),
    ]
