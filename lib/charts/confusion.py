"""The confusion matrix from 2 to 97 classes, and how sure against how right.

A click on a cell is left to the page: the selection is called `cell` and has the fields `truth` and `guess`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

import altair as alt
import numpy as np

from lib.charts.curves import PER_CENT
from lib.charts.palette import Theme, palette, styled, titled
from lib.measure.confusion import Calibration
from lib.measure.proportions import per_cent

Order = Literal["mistakes", "given"]
NAMES = ["the classes"]  # where their names will stand
COUNTED = 16  # up to so many classes a cell has room for its number
LEVEL = 24  # up to so many letters in all names together these stand level below the matrix
AROUND = 190  # pixels that title, axes and slanted names take


def order_of(counts: np.ndarray, order: Order = "mistakes", most: int | None = None) -> list[int]:
    """Class numbers in the order of the chart: most mistakes first (made with it or for it), or as given.

    Args:
        most: only so many classes, those with the most mistakes.
    """
    off = counts - np.diag(np.diag(counts))
    mistakes = off.sum(axis=0) + off.sum(axis=1)
    ranked = np.argsort(-mistakes, kind="stable")[: most or len(counts)]
    return [int(k) for k in (ranked if order == "mistakes" else np.sort(ranked))]


def confusion_chart(
    counts: np.ndarray,
    names: Sequence[str],
    *,
    theme: Theme = "light",
    order: Order = "mistakes",
    most: int | None = None,
    diagonal: bool = False,
    shares: bool = False,
) -> dict[str, Any]:
    """A cell for every kind of mistake that was made: row the truth, column the guess.

    Args:
        counts: (classes, classes) from `lib.measure.confusion.matrix`.
        diagonal: also what was right, in green; hidden at first because it outshines everything.
        shares: colour and number by the share of the row's class, not by the count.

    Returns:
        The Vega-Lite specification. What does not depend on the answers is built once: Altair takes a fifth of a
        second to check 97 names in every place where they stand.
    """
    chosen = order_of(counts, order, most)
    shown = [names[k] for k in chosen]
    rows = _cells(counts, names, chosen, diagonal)
    field = "share" if shares else "count"
    highest = max((row[field] for row in rows if row["truth"] != row["guess"]), default=1)
    spec = _named(
        _template(theme, len(chosen), len("".join(shown)) <= LEVEL, diagonal, shares, highest), shown
    )
    spec["datasets"] = {"cells": rows, "thread": [{"truth": name, "guess": name} for name in shown]}
    return spec


def _named(part: Any, shown: list[str]) -> Any:
    """A copy of a specification with the classes in place of `NAMES`."""
    if isinstance(part, dict):
        return {key: _named(value, shown) for key, value in part.items()}
    if isinstance(part, list):
        return shown if part == NAMES else [_named(value, shown) for value in part]
    return part


@lru_cache(maxsize=32)
def _template(
    theme: Theme, k: int, level: bool, diagonal: bool, shares: bool, highest: float
) -> dict[str, Any]:
    """The specification of `k` classes without their names and without data."""
    p = palette(theme)
    many = k > 24
    step = max(10 if k <= 60 else 8.4, min(40, 620 // max(k, 1)))
    size = 13 if not many else 10 if k <= 60 else 8
    labels: dict[str, Any] = {"labelFontSize": size, "labelColor": p.ink, "labelLimit": 120, "grid": False}
    labels |= {"labelOverlap": False, "labelPadding": 4, "titlePadding": 8}
    scale = alt.Scale(domain=NAMES, padding=0.06)
    x = alt.X(
        "guess:N",
        title="it says",
        scale=scale,
        # Above many classes: near the rows with most mistakes.
        axis=alt.Axis(
            labelAngle=-90 if many else 0 if level else -60,
            orient="top" if many else "bottom",
            **labels,
        ),
    )
    y = alt.Y("truth:N", title="it is", scale=scale, axis=alt.Axis(**labels))
    field = "share" if shares else "count"
    ramp = alt.Scale(domain=[0, highest], range=[p.grid, p.broken])
    cell = alt.selection_point(name="cell", fields=["truth", "guess"], on="click", empty=False)
    told = [
        alt.Tooltip("truth:N", title="it is"),
        alt.Tooltip("guess:N", title="it says"),
        alt.Tooltip("count:Q", format=","),
        alt.Tooltip("told:N", title="share of its class"),
    ]
    base = alt.Chart().encode(x=x, y=y)
    wrong = base.transform_filter("datum.truth !== datum.guess")
    mark: dict[str, Any] = {"cornerRadius": 1 if many else 3, "cursor": "pointer"}
    layers = [
        wrong.mark_rect(stroke=p.ink, **mark)
        .encode(
            color=alt.Color(f"{field}:Q", legend=None, scale=ramp),
            tooltip=told,
            strokeWidth=alt.when(cell).then(alt.value(2.5)).otherwise(alt.value(0)),
        )
        .add_params(cell)
    ]
    if not diagonal:  # a thread to follow where the right answers would stand
        thread = alt.Chart(alt.NamedData("thread"))
        layers.append(thread.mark_circle(color=p.grid, size=min(40, step), opacity=1).encode(x=x, y=y))
    else:
        right = base.transform_filter("datum.truth === datum.guess").mark_rect(color=p.fixed, **mark)
        layers.append(
            right.encode(opacity=alt.Opacity("share:Q", legend=None, scale=alt.Scale(domain=[0, 1])))
        )
    if k <= COUNTED:
        number = alt.Text("short:N") if shares else alt.Text("count:Q", format=",")
        # Without a tooltip of its own a number lets clicks through to its cell. On the pale part of the ramp ink
        # reads best, on the strong part the card's own colour.
        strong = f"datum.truth === datum.guess || datum.{field} > {highest} * 0.68"
        colour = alt.when(strong).then(alt.value(p.card)).otherwise(alt.value(p.ink))
        layers.append(base.mark_text(fontSize=size).encode(text=number, color=colour))
    lines, numbers = (
        "row: what it is · column: what the model says",
        "numbers: per cent of the row's pictures",
    )
    chart = alt.layer(
        *layers,
        data=alt.NamedData("cells"),
        title=titled("Which is taken for which", [lines, numbers] if shares else lines, p),
        width="container",
        height=step * k + AROUND,
    )
    return styled(chart, p).to_dict()


def _cells(
    counts: np.ndarray, names: Sequence[str], chosen: Sequence[int], diagonal: bool
) -> list[dict[str, Any]]:
    """A row for each cell that is not empty: 97 classes have 9,409 cells, and few of them hold a mistake."""
    part = counts[np.ix_(chosen, chosen)]
    totals = np.maximum(counts.sum(axis=1), 1)
    rows = []
    for i, j in np.argwhere(part > 0):
        if i == j and not diagonal:
            continue
        share = float(part[i, j] / totals[chosen[i]])
        rows.append({
            "truth": names[chosen[i]], "guess": names[chosen[j]], "count": int(part[i, j]), "share": share,
            "told": f"{int(part[i, j]):,} of {int(totals[chosen[i]]):,}, {per_cent(share)}", "short": f"{100 * share:.0f}" if share >= 0.005 else "<1",
        })  # fmt: skip
    return rows


def describe_confusion(counts: np.ndarray, names: Sequence[str]) -> str:
    """What `confusion_chart` shows, for who cannot see it: the three most frequent mistakes."""
    off = counts - np.diag(np.diag(counts))
    ranked = np.argsort(-off, axis=None, kind="stable")[:3]
    worst = [(int(i) // len(counts), int(i) % len(counts)) for i in ranked if off.flat[i]]
    told = "; ".join(f"{names[t]} taken for {names[g]}: {int(off[t, g]):,}" for t, g in worst)
    return f"Confusion matrix of {len(names)} classes. Most frequent mistakes: {told or 'none'}."


def confusion_table(counts: np.ndarray, names: Sequence[str]) -> list[dict[str, Any]]:
    """A line for each kind of mistake made, the most frequent first."""
    rows = _cells(counts, names, range(len(counts)), diagonal=False)
    return [
        {
            "it is": row["truth"],
            "it says": row["guess"],
            "count": row["count"],
            "share of its class": row["told"],
        }
        for row in sorted(rows, key=lambda row: -row["count"])
    ]


def reliability_chart(
    measured: Calibration, *, theme: Theme = "light", role: str = "digits"
) -> alt.LayerChart:
    """How sure (mean probability of the best guess) against how right, a dot with its interval for each group."""
    p = palette(theme)
    rows = [
        {
            "sure": b.sure,
            "right": b.right.accuracy,
            "low": b.right.low,
            "high": b.right.high,
            "n": b.right.total,
            "told": b.right.sentence(),
        }
        for b in measured.bins
    ]
    scale, axis = alt.Scale(domain=[0, 1], nice=False), alt.Axis(labelExpr=PER_CENT, tickCount=5)
    x = alt.X("sure:Q", title="how sure it is", scale=scale, axis=axis)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title="how often it is right", scale=scale, axis=axis)

    ideal = alt.Chart(alt.Data(values=[{"sure": 0, "right": 0}, {"sure": 1, "right": 1}]))
    base = alt.Chart(alt.Data(values=rows)).encode(
        tooltip=[
            alt.Tooltip("sure:Q", title="how sure", format=".1%"),
            alt.Tooltip("told:N", title="right"),
        ]
    )
    chart = alt.layer(
        ideal.mark_line(color=p.muted, strokeDash=[2, 4], strokeWidth=1.5).encode(x=x, y=y("right")),
        base.mark_rule(color=p.role(role), strokeWidth=3).encode(x=x, y=y("low"), y2="high:Q"),
        base.mark_circle(color=p.role(role), opacity=1).encode(
            x=x,
            y=y("right"),
            size=alt.Size("n:Q", legend=None, scale=alt.Scale(type="sqrt", range=[50, 400])),
        ),
        title=titled(
            "How sure, how right",
            ["dot: a group of pictures · line: 95 % interval", "dashed: exactly as sure as right"],
            p,
        ),
        width="container",
        height=340,
    )
    return styled(chart, p)


def describe_reliability(measured: Calibration) -> str:
    """What `reliability_chart` shows, for who cannot see it."""
    groups = "; ".join(f"{per_cent(b.sure)} sure: {b.right.sentence()} right" for b in measured.bins)
    return f"Reliability chart. {groups}. Expected calibration error {100 * measured.error:.1f} points."


def reliability_table(measured: Calibration) -> list[dict[str, Any]]:
    """A line for each group: how sure, how many, how many right."""
    return [
        {
            "probability": f"{b.low:.0%} to {b.high:.0%}",
            "how sure": per_cent(b.sure),
            "right": b.right.sentence(),
        }
        for b in measured.bins
    ]
