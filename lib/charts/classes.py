"""Accuracy class by class, one line each: before and after, or one model alone. Readable at 97 classes.

It draws shares that others counted, and knows no model.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import altair as alt

from lib.charts.curves import PER_CENT
from lib.charts.palette import Theme, palette, styled, titled
from lib.measure.proportions import Proportion, per_cent

Order = Literal["lowest", "gained", "lost", "given"]
LINE = 22  # pixels that a class takes
AROUND = 60  # pixels that the axes take


@dataclass(frozen=True)
class ClassProportion:
    """One class: what is right now, and what was right before; None where that is not known."""

    name: str
    after: Proportion
    before: Proportion | None = None

    @property
    def gain(self) -> float:
        """From -1 to 1; 0 where nothing is known of before."""
        return 0.0 if self.before is None else self.after.accuracy - self.before.accuracy


def ordered(lines: Sequence[ClassProportion], order: Order, most: int | None = None) -> list[ClassProportion]:
    """The classes in the order of the chart, equals as given; the first `most` of them."""
    by = {
        "lowest": lambda line: line.after.accuracy,
        "gained": lambda line: -line.gain,
        "lost": lambda line: line.gain,
    }
    return (sorted(lines, key=by[order]) if order in by else list(lines))[:most]


def classes_chart(
    lines: Sequence[ClassProportion],
    *,
    theme: Theme = "light",
    role: str = "new_head",
    role_before: str = "original",
    chance: float | None = None,
) -> alt.LayerChart:
    """A dot for now with its 95 % interval, a ring for before, and a line from one to the other.

    Args:
        lines: with names that differ, drawn from top to bottom.
        role, role_before: whose colours the dot and the ring have.
        chance: what guessing gives (0 to 1), dotted.
    """
    p = palette(theme)
    compared = any(line.before is not None for line in lines)
    names = [line.name for line in lines]
    rows = [_row(line) for line in lines]
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(labelExpr=PER_CENT, tickCount=3, orient="top", labelFlush=False)
    y = alt.Y("name:N", sort=None, title=None, scale=alt.Scale(domain=names)).axis(
        labelColor=p.ink, labelLimit=118, labelOverlap=False, grid=False, labelPadding=6
    )
    told = [alt.Tooltip("name:N", title="class"), alt.Tooltip("now:N", title="right")]
    if compared:
        told.append(alt.Tooltip("was:N", title="before"))
    base = alt.Chart().encode(y=y, tooltip=told)

    def x(field: str) -> alt.X:
        return alt.X(f"{field}:Q", title=None, scale=scale, axis=axis)

    layers: list[Any] = [
        base.mark_rule(color=p.role(role), strokeWidth=1.5, opacity=0.45).encode(x=x("low"), x2="high:Q")
    ]
    if chance is not None:
        guess = alt.Chart(alt.Data(values=[{"at": chance}]))
        layers.insert(0, guess.mark_rule(color=p.muted, strokeDash=[2, 4]).encode(x=x("at")))
    if compared:
        known = base.transform_filter("isValid(datum.before)")
        moved = (
            alt.when(alt.datum.after >= alt.datum.before)
            .then(alt.value(p.fixed))
            .otherwise(alt.value(p.broken))
        )
        layers.append(
            known.mark_rule(strokeWidth=4, opacity=0.55).encode(x=x("before"), x2="after:Q", color=moved)
        )
        layers.append(
            known.mark_point(
                color=p.role(role_before), filled=False, size=70, strokeWidth=2.5, opacity=1
            ).encode(x=x("before"))
        )
    layers += [
        base.mark_circle(color=p.role(role), size=80, opacity=1).encode(x=x("after")),
        base.mark_text(align="left", dx=10, fontSize=13, color=p.ink).encode(
            x=alt.value("width"), text="count:N"
        ),
    ]
    reads = "dot: right answers · line: 95 % interval"
    title = titled(
        "Class by class",
        [reads, "ring: before, where known · green gained, red lost"] if compared else reads,
        p,
    )
    chart = alt.layer(
        *layers, data=alt.NamedData("classes"), datasets={"classes": rows}, title=title, width="container",
        height=LINE * len(rows) + AROUND, padding={"left": 5, "right": 66, "top": 5, "bottom": 5},
    )  # fmt: skip
    return styled(chart, p)


def _row(line: ClassProportion) -> dict[str, Any]:
    before, after = line.before, line.after
    return {
        "name": line.name, "after": after.accuracy, "low": after.low, "high": after.high, "now": after.sentence(),
        "count": f"{after.correct} of {after.total}", "before": before.accuracy if before else None,
        "was": before.sentence() if before else "no name for it",
    }  # fmt: skip


def describe_classes(lines: Sequence[ClassProportion]) -> str:
    """What `classes_chart` shows, for who cannot see it: its first and its last three classes."""
    shown = [*lines[:3], *lines[max(3, len(lines) - 3) :]]
    told = "; ".join(f"{line.name}: {line.after.sentence()}" for line in shown)
    return f"Right answers of {len(lines)} classes with 95 % intervals. First and last: {told or 'none'}."


def classes_table(lines: Sequence[ClassProportion]) -> list[dict[str, Any]]:
    """A line for each class: numbers, so that a table can be sorted by them."""
    return [
        {"class": line.name, "pictures": line.after.total}
        | ({"right before": line.before.correct if line.before else None} if any(each.before for each in lines) else {})
        | {
            "right": line.after.correct, "accuracy": per_cent(line.after.accuracy),
            "95 % interval": f"{per_cent(line.after.low).removesuffix(' %')}–{per_cent(line.after.high)}",
        }
        for line in lines
    ]  # fmt: skip
