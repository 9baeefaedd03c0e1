"""Two to eight runs of the lab book beside each other: dots with intervals first, one axis a picture set, then curves and what differs."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.charts.beside import Beside, beside_chart, describe_beside
from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.curves import class_count
from lib.screen.kit import charts, look
from lib.screen.kit.labels import title
from lib.screen.kit.plain import plain
from lib.screen.runs import lab_book
from lib.specs.specs import Training


def show(runs: Sequence[Run]) -> None:
    """All of it. The runs keep their numbers in every set."""
    numbered = {run.id: f"{i}. {lab_book.name(run, lab_book.spec_of(run))}" for i, run in enumerate(runs, 1)}
    sets = lab_book.by_set(runs)
    for number, (named, of_set) in enumerate(sets.items()):
        with look.card(f"dots_{number}", plain(named)):
            _dots([run for run, _ in of_set], numbered, number)
    st.caption(
        "Where two intervals overlap, the difference may be luck. Choose by the validation part: the test part chooses nothing."
    )
    with look.card("differences", "What differs"):
        _differences(runs, numbered)
    for number, (named, of_set) in enumerate(sets.items()):
        curves = [
            NamedCurve(numbered[run.id], run.history, lab_book.method(run, lab_book.spec_of(run))[1])
            for run, _ in of_set
        ]
        for metric, column in zip(("val_accuracy", "val_loss"), look.pair(f"overlay_{number}"), strict=True):
            with column, look.card(f"overlay_{number}_{metric}", plain(named)):
                charts.draw(
                    overlay_chart, curves, metric, key=f"overlay_{number}_{metric}", alt=describe_overlay(curves, metric)
                )  # fmt: skip


def _dots(runs: Sequence[Run], numbered: dict[str, str], number: int) -> None:
    lines = []
    for run in runs:
        spec = lab_book.spec_of(run)
        role = lab_book.method(run, spec)[1]
        lines.append(Beside(numbered[run.id], role, lab_book.validation(run, spec), test_proportion(run)))
    specs = [spec for run in runs if isinstance(spec := lab_book.spec_of(run), Training)]
    chance = 1 / class_count(specs[0], runs[0].result) if specs else None
    charts.draw(beside_chart, lines, chance=chance, key=f"beside_{number}", alt=describe_beside(lines))
    marks = [f"{plain(numbered[run.id])} was {run.mark}" for run in runs if run.mark]
    if marks:
        st.caption(f"{'; '.join(marks)}.")


def _differences(runs: Sequence[Run], numbered: dict[str, str]) -> None:
    """A line a setting in which they differ, a column a run, with their results."""
    columns = [numbered[run.id] for run in runs]
    lines = [
        {"setting": field.label} | dict(zip(columns, values, strict=True))
        for field, values in lab_book.differing(runs)
    ]
    if any(run.on_device for run in runs):
        lines.append(
            {"setting": "Where"}
            | {name: run.mark or "trained by the server" for name, run in zip(columns, runs, strict=True)}
        )
    for part, shares in (
        ("Validation", [lab_book.validation(run, lab_book.spec_of(run)) for run in runs]),
        ("Test", [test_proportion(run) for run in runs]),
    ):
        told = [share.sentence() if share else "–" for share in shares]
        lines.append({"setting": part} | dict(zip(columns, told, strict=True)))
    st.dataframe(lines, hide_index=True, width="stretch", key="differences")
    if len(lines) == 2:
        st.caption("Their settings are the same. So the difference is luck, or the pictures.")
    st.caption("; ".join(f"{i} is {plain(title(run))}" for i, run in enumerate(runs, 1)))
