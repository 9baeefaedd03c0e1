"""The stage of a run: progress, curves, what it makes of twenty pictures, weights as they form, and a scrubber over the epochs.

The browser draws it (`lib/screen/web/training`), live from the run's feed and afterwards from what the lab book keeps. It starts
no run and knows no setting's meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.charts.axes import axes_for, closed_in
from lib.charts.curve_words import curve_table, describe_accuracy, describe_loss
from lib.charts.curves import frame
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.curves import best_epoch
from lib.screen.kit import host, look
from lib.screen.kit.web import component
from lib.screen.runs import frames, live, run_panel
from lib.screen.runs.run_panel import Panel

GONE = "This run cannot be played again: the course keeps the weights of every epoch for your newest three runs only."

BY_DEVICE = "This run cannot be played again: a browser that trains does not keep the weights of every epoch."

_COMPONENT = component("training")


@dataclass(frozen=True)
class Seen:
    """The pictures that are read after each epoch, and what is shown of the weights."""

    urls: Sequence[str]  # none where the pictures are not on this machine
    labels: Sequence[int]
    names: Sequence[str]  # of the classes
    weights: dict[str, Any] | None = None  # title, key, columns, rows
    blocks: dict[str, Any] | None = None  # title, key, titles


def show(run: Run, panel: Panel, seen: Callable[[Run], Seen]) -> None:
    """Draws the stage of a run of any state but failed; once it has ended, its outcome and its curve in words too."""
    with st.container(key="head", gap="xsmall"):
        run_panel.header(run)
        if run.live:
            run_panel.watch(run, lambda run: None, panel.things, label="Validation accuracy now")
        else:
            run_panel.ended(run, panel.things)
    if run.state != "failed":
        draw(run, panel, seen(run))
    if not run.live:
        run_panel.reading(run, panel)


def draw(run: Run, panel: Panel, seen: Seen) -> None:
    """The stage alone: curves, pictures, weights, scrubber."""
    axes = axes_for(run.training, classes=panel.classes, examples=run.result.get("examples"))
    rows = [] if run.live else host.lab_book().rows(run.id)
    test = test_proportion(run)
    if not run.live:
        axes = closed_in(axes, rows, test)
    looks: dict[str, Any] = {"theme": look.theme(), "role": panel.role, "things": panel.things}
    key = f"stage_{run.shows}"
    data = {
        "token": live.token(run) if run.live else "",
        "looks": [frame("accuracy", axes, bet=panel.bet, **looks), frame("loss", axes, **looks)],
        "rows": [live.short(row) for row in rows],
        "start": frames.of_start(run),
        "film": None if run.live else frames.of_ended(run, key),
        "said": run.status.get("guesses"),
        "alts": [describe_accuracy(rows, things=panel.things, test=test), describe_loss(rows, things=panel.things)],
        "best": best_epoch(run.history) if run.result else None,
        "test": {"accuracy": test.accuracy, "low": test.low, "high": test.high} if test else None,
        "urls": seen.urls, "labels": seen.labels, "names": seen.names, "things": panel.things,
        "none": "" if run.live or run.has_replay else BY_DEVICE if run.on_device else GONE,
        "weights": seen.weights, "blocks": seen.blocks,
    }  # fmt: skip
    with look.card("stage"):
        _COMPONENT(key=key, data=data, on_missing_change=lambda: None, height="content")
    if run.history and not run.live and st.toggle("Show the numbers", key=f"numbers_{run.id}"):
        st.dataframe(curve_table(run.history), hide_index=True, width="stretch")
