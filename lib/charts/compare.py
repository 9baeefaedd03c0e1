"""Models side by side on the same test photos: dots with intervals, the transfer race, weights that learn or stay.

It draws shares that others counted, and knows no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from lib.charts.curves import PER_CENT
from lib.charts.palette import Palette, Theme, palette, styled, titled
from lib.measure.proportions import Proportion, per_cent

LINE = 46  # pixels that a model takes
AROUND = 110  # pixels that title and axis take
NAMES = {
    "original": "Original",
    "untrained": "Untrained head",
    "scratch": "From scratch",
    "new_head": "New head",
    "fine_tune": "Fine-tuned",
}


@dataclass(frozen=True)
class Line:
    """One line of the chart: its role gives the colour, its shares the dot and the interval."""

    role: str
    proportion: Proportion
    by_class: dict[str, Proportion]
    name: str = ""  # its role's name unless told

    @property
    def label(self) -> str:
        return self.name or NAMES[self.role]


def dots_chart(
    models: Sequence[Line],
    *,
    theme: Theme = "light",
    only: str | None = None,
    chance: float | None = 0.5,
    bet: float | None = None,
) -> alt.LayerChart:
    """Accuracy of each model: a dot, its count beside it, a line for the 95 % interval; chance dashed.

    Args:
        models: with labels that differ, drawn from top to bottom.
        only: the pictures of this class alone (a name in `by_class`); all of them unless told.
        chance: what guessing gives (0 to 1); None leaves the line out.
        bet: the learner's guess (0 to 1), a dashed line in ink.
    """
    p = palette(theme)
    data = [_dot(model, only) for model in models]
    total = data[0]["total"] if data else 0
    title = titled(
        only.capitalize() if only else "Right answers",
        f"dot: right of {total:,} · line: 95 % interval",
        p,
        30,
    )
    chart = _dots(data, [model.label for model in models], p, chance, bet)
    return styled(chart.properties(title=title, padding={"left": 5, "right": 40, "top": 5, "bottom": 5}), p)


def _dot(model: Line, only: str | None) -> dict[str, Any]:
    proportion = model.by_class[only] if only else model.proportion
    return {"model": model.label, "role": model.role, "told": proportion.sentence()} | proportion.as_dict()


def _dots(
    data: list[dict[str, Any]], labels: list[str], p: Palette, chance: float | None, bet: float | None
) -> Any:
    low = 0.4 if all(row["low"] >= 0.4 for row in data) and (chance or 1) >= 0.4 else 0.0
    roles = list(dict.fromkeys(row["role"] for row in data))
    scale = alt.Scale(domain=[low, 1], nice=False)
    axis = alt.Axis(labelExpr=PER_CENT, tickCount=6, labelFlush=False)
    y = alt.Y("model:N", sort=labels, title=None, scale=alt.Scale(domain=labels)).axis(
        labelColor=p.ink, labelFontSize=14, labelFontWeight=600, labelLimit=140, labelPadding=10, grid=False
    )
    colour = alt.Color("role:N", legend=None, scale=alt.Scale(domain=roles, range=[p.role(r) for r in roles]))
    told = [alt.Tooltip("model:N"), alt.Tooltip("told:N", title="right")]
    x = alt.X("accuracy:Q", title=None, scale=scale, axis=axis)
    base = alt.Chart(alt.Data(values=data)).encode(y=y, color=colour, tooltip=told)
    high = alt.X("high:Q", title=None, scale=scale, axis=axis)
    layers = [
        base.mark_rule(strokeWidth=4).encode(
            x=alt.X("low:Q", title=None, scale=scale, axis=axis), x2="high:Q"
        ),
        base.mark_circle(size=180, opacity=1).encode(x=x),
        base.mark_text(align="left", dx=12, fontSize=14, fontWeight=600).encode(
            x=high, text=alt.Text("correct:Q", format=",")
        ),
    ]
    lines = [
        (value, words, colour, dash)
        for value, words, colour, dash in (
            (chance, "chance", p.muted, [2, 4]),
            (bet, "your guess", p.ink, [6, 4]),
        )
        if value is not None and value >= low
    ]
    for value, words, line_colour, dash in lines:
        at = alt.Chart(alt.Data(values=[{"at": value, "label": f"{words}: {per_cent(value, 0)}"}]))
        place = alt.X("at:Q", title=None, scale=scale, axis=axis)
        layers.insert(0, at.mark_rule(color=line_colour, strokeDash=dash, strokeWidth=1.5).encode(x=place))
        layers.append(
            at.mark_text(
                color=line_colour,
                fontSize=13,
                align="right" if value > 0.8 else "center",
                baseline="bottom",
                dy=-6,
            ).encode(x=place, y=alt.value(0), text="label:N")
        )
    return alt.layer(*layers, height=LINE * max(len(labels), 1) + AROUND, width="container")


def describe_dots(models: Sequence[Line], only: str | None = None) -> str:
    """What `dots_chart` shows, for who cannot see it."""
    lines = "; ".join(f"{dot['model']}: {dot['told']}" for dot in (_dot(model, only) for model in models))
    photos = f"photos of {only}" if only else "photos"
    return f"Dot chart of right answers on the same {photos}, with 95 % intervals. {lines or 'Nothing to show yet'}."


def dots_table(models: Sequence[Line]) -> list[dict[str, Any]]:
    """A line for each model and for each class of it: the chart's table, and its CSV."""
    return [
        {"model": model.label, "photos": photos} | proportion.as_dict()
        for model in models
        for photos, proportion in (("all", model.proportion), *model.by_class.items())
    ]


@dataclass(frozen=True)
class RaceResult:
    """One finished heat of the transfer race."""

    role: str  # scratch | new_head | fine_tune
    photos: int  # that it trained on
    seed: int
    accuracy: float  # on the test part, from 0 to 1


def race_chart(
    results: Sequence[RaceResult], sizes: Sequence[int], *, theme: Theme = "light", chance: float = 0.5
) -> alt.LayerChart:
    """Accuracy over the number of photos (each step a factor), the mean of the seeds with a band from worst to best.

    Args:
        results: what is there so far; the axes are fixed by `sizes`, so it can fill in live.
        sizes: all numbers of photos that will be tried.
    """
    p = palette(theme)
    values = [
        {"method": NAMES[r.role], "role": r.role, "photos": r.photos, "seed": r.seed, "accuracy": r.accuracy}
        for r in results
    ]
    order = ["scratch", "new_head", "fine_tune"]
    x = alt.X(
        "photos:Q",
        title="photos to learn from",
        scale=alt.Scale(type="log", domain=[min(sizes), max(sizes)], nice=False),
        axis=alt.Axis(values=list(sizes), format=",d", grid=False, labelOverlap="greedy"),
    )
    scale = alt.Scale(domain=[0.4, 1], nice=False)
    axis = alt.Axis(labelExpr=PER_CENT, tickCount=6)
    colour = alt.Color(
        "method:N",
        title=None,
        scale=alt.Scale(domain=[NAMES[role] for role in order], range=[p.role(role) for role in order]),
        legend=alt.Legend(orient="bottom", symbolType="stroke", symbolOpacity=1, columns=3),
    )
    base = alt.Chart().encode(x=x, color=colour)

    def mean(title: str | None = None) -> alt.Y:
        return alt.Y("mean(accuracy):Q", title=title, scale=scale, axis=axis)

    guess = alt.Chart(alt.Data(values=[{"at": chance, "label": f"chance: {per_cent(chance, 0)}"}]))
    at = alt.Y("at:Q", title=None, scale=scale, axis=axis)
    chart = alt.layer(
        guess.mark_rule(color=p.muted, strokeDash=[2, 4]).encode(y=at),
        guess.mark_text(color=p.muted, fontSize=13, align="right", baseline="top", dy=4).encode(
            y=at, x=alt.value("width"), text="label:N"
        ),
        base.mark_area(opacity=0.18, clip=True).encode(
            y=alt.Y("min(accuracy):Q", title=None, scale=scale, axis=axis), y2="max(accuracy):Q"
        ),
        base.mark_line(strokeWidth=3, clip=True).encode(y=mean()),
        base.mark_circle(size=70, opacity=1, clip=False).encode(
            y=mean(),
            tooltip=["method:N", "photos:Q", alt.Tooltip("mean(accuracy):Q", format=".1%"), "count():Q"],
        ),
        data=alt.NamedData("race"),
        datasets={"race": values},
        title=titled(
            "Accuracy on the same test photos", "line: mean of the seeds · band: worst to best seed", p
        ),
        width="container",
        height=340,
    )
    return styled(chart, p)


def describe_race(results: Sequence[RaceResult]) -> str:
    """What `race_chart` shows, for who cannot see it."""
    lines = race_table(results)
    told = "; ".join(f"{r['method']}, {r['photos']:,} photos: {per_cent(r['mean'])}" for r in lines)
    return f"Line chart of accuracy over the number of training photos. {told or 'Nothing to show yet'}."


def race_table(results: Sequence[RaceResult]) -> list[dict[str, Any]]:
    """A line for each method and number of photos: mean, worst and best accuracy, and how many seeds."""
    keys = sorted({(r.photos, r.role) for r in results})
    lines = []
    for photos, role in keys:
        found = [r.accuracy for r in results if (r.photos, r.role) == (photos, role)]
        mean = sum(found) / len(found)
        lines.append(
            {
                "method": NAMES[role],
                "photos": photos,
                "mean": mean,
                "worst": min(found),
                "best": max(found),
                "seeds": len(found),
            }
        )
    return lines


def parameters_bar(
    trainable: int, frozen: int, *, theme: Theme = "light", role: str = "new_head"
) -> alt.LayerChart:
    """Weights that learn and weights that stay, as one bar; what learns keeps a visible sliver however small."""
    p = palette(theme)
    whole = max(trainable + frozen, 1)
    width = max(trainable / whole, 0.006 if trainable else 0.0)
    data = [
        {"part": "learns", "start": 0.0, "end": width, "told": f"{trainable:,} learn"},
        {"part": "stays", "start": width, "end": 1.0, "told": f"{frozen:,} stay as they are"},
    ]
    colour = alt.Color(
        "part:N", legend=None, scale=alt.Scale(domain=["learns", "stays"], range=[p.role(role), p.grid])
    )
    hidden = alt.Scale(domain=[0, 1], nice=False)
    base = alt.Chart(alt.Data(values=data)).encode(tooltip=alt.Tooltip("told:N", title="weights"))

    def words(part: str, side: str, colour: str) -> alt.Chart:
        text = base.transform_filter(alt.datum.part == part).mark_text(
            fontSize=13, y=10, align="left" if side == "left" else "right", color=colour
        )
        return text.encode(text="told:N", x=alt.value(0 if side == "left" else "width"))

    chart = alt.layer(
        base.mark_bar(height=16, y=34, cornerRadius=4).encode(
            x=alt.X("start:Q", axis=None, scale=hidden), x2="end:Q", color=colour
        ),
        words("learns", "left", p.role(role)),
        words("stays", "right", p.muted),
        height=48,
        width="container",
    )
    return styled(chart, p)


def describe_parameters(trainable: int, frozen: int) -> str:
    """What `parameters_bar` shows, for who cannot see it."""
    return f"One bar: {trainable:,} weights learn, {frozen:,} stay as they are ({per_cent(trainable / max(trainable + frozen, 1))} learn)."
