"""The run panel: one run while it waits, learns and after, whatever it is that learns. Every lesson that trains uses it.

It reads the lab book on a timer that stops with the run. It starts no run and knows no setting's meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.charts.curves import (
    Axes,
    accuracy_chart,
    axes_for,
    curve_table,
    describe_accuracy,
    describe_loss,
    loss_chart,
)
from lib.lab_book.outcome import test_share
from lib.lab_book.runs import Run
from lib.measure.curves import best_epoch, read_curve
from lib.measure.shares import Share
from lib.screen.kit import host, look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain

EVERY = 0.35  # seconds between redraws: about three a second

PHASES = {
    "loading": "Loading the pictures",
    "downloading": "Fetching the pictures",
    "features": "Computing what the base sees in each photo",
    "building": "Building the network",
    "warm_up": "Training the new head alone, before the base is opened",
    "testing": "Testing on pictures that it has never met",
}


@dataclass(frozen=True)
class Panel:
    """What differs between lessons."""

    things: str = "digits"  # what the pictures are of
    role: str = "digits"  # whose colour the curves have
    bet: float | None = None  # the learner's guess, from 0 to 1
    classes: int = 10
    extra: Callable[[Run], None] | None = None  # drawn under the charts: tiles, photos


def show(run: Run, panel: Panel) -> None:
    """Draws the panel; while the run is live it redraws itself, and the page once at the end."""
    if run.live:
        host.engine().warm_up()
        st.fragment(_live, run_every=EVERY)(run.id, panel)
    else:
        _ended(run)
        _charts(run, host.lab_book().rows(run.id), panel)
        if panel.extra:
            panel.extra(run)
        _reading(run, panel)


def _live(run_id: str, panel: Panel) -> None:
    watched = host.lab_book().watch(run_id)
    if watched is None or not watched[0].live:
        st.rerun()
    run, rows = watched
    with look.card("progress"):
        text, button = st.columns([5, 1], vertical_alignment="center")
        with text:
            _progress(run)
        with button:
            stopping = bool(run.status.get("stopping"))
            st.button(
                "Stopping" if stopping else "Stop",
                key="stop",
                disabled=stopping,
                width="stretch",
                on_click=host.engine().stop,
                args=(run.id, learner_id()),
            )
        if run.message:
            st.caption(plain(run.message))
    _charts(run, rows, panel)
    if panel.extra:
        panel.extra(run)


def _progress(run: Run) -> None:
    status = run.status
    phase = status.get("phase") or ""
    if run.state == "queued":
        place = host.engine().place(run)
        if place.position > 1 or place.seconds > 1:
            words = f"**Waiting in turn**: place {place.position} of {place.waiting}, about {place.seconds:.0f} s to go"
        else:
            words = "**Starting**: the training process takes your run"
        st.progress(0.0, words)
    elif phase == "training":
        done = ((status["epoch"] - 1) + status["update"] / status["updates"]) / status["epochs"]
        left = status.get("seconds_left")
        time_left = f" · about {left:.0f} s left" if left is not None else ""
        words = f"**Epoch {status['epoch']} of {status['epochs']}** · update {status['update']:,} of {status['updates']:,}{time_left}"
        st.progress(min(done, 1.0), words)
    elif status.get("total"):
        st.progress(min(1.0, status["done"] / status["total"]), f"**{PHASES[phase]}**")
    else:
        st.progress(1.0 if phase == "testing" else 0.0, f"**{PHASES.get(phase, 'Starting')}**")


def _ended(run: Run) -> None:
    """One line on how it ended, with the test share."""
    with look.card("outcome"):
        if run.state == "failed":
            st.error(plain(run.message), icon=":material/error:")
            return
        test = test_share(run)
        if test is None:
            st.markdown(f"**{plain(run.message) or 'Stopped before it had learned anything.'}**")
            return
        seconds = run.result["seconds"]["train"]
        figure, words = st.columns([1, 3], vertical_alignment="center")
        figure.metric("Test accuracy", f"{100 * test.accuracy:.2f} %")
        best, epochs = run.result["best_epoch"], len(run.history)
        ended = "Stopped by you" if run.state == "stopped" else "Finished"
        same = (
            " This very run had been done before, so its stored result is shown at once."
            if run.copy_of
            else ""
        )
        lines = [f"**{test.sentence()}** of test pictures read right. They had no part in the training."]
        if best:
            lines.append(
                f"Weights kept: those after epoch {best}, the best of {epochs} on the validation part."
            )
        lines.append(f"{ended} after {seconds:.1f} s of training.{same}")
        words.markdown("  \n".join(lines))
        if run.message:
            words.caption(plain(run.message))
        if run.result.get("note"):
            words.caption(run.result["note"])


def _charts(run: Run, rows: list[dict[str, Any]], panel: Panel) -> None:
    axes = axes_for(run.training, classes=panel.classes, examples=run.result.get("examples"))
    best = best_epoch(run.history) if not run.live else None
    curves(rows, axes, panel, best=best, test=test_share(run), history=run.history, key=run.id)
    glance = run.result.get("glance") or run.status.get("glance")
    if glance:
        st.caption(f"New digits: {glance:,} of them are read inside an epoch, all of them at its end.")


def curves(
    rows: list[dict[str, Any]],
    axes: Axes,
    panel: Panel,
    *,
    best: int | None,
    test: Share | None,
    history: list[dict[str, Any]],
    key: str,
    cards: str = "",
) -> None:
    """Accuracy and loss side by side; a table of the epochs behind a toggle.

    Args:
        cards: what the cards' keys begin with, where a page has two pairs of them.
    """
    theme = look.theme()
    left, right = st.columns(2)
    with left, look.card(f"{cards}accuracy"):
        chart = accuracy_chart(
            rows, axes, theme=theme, role=panel.role, bet=panel.bet, best=best, test=test, things=panel.things
        )
        alt = describe_accuracy(rows, things=panel.things, test=test, live=best is None)
        st.vega_lite_chart(spec=chart, key=f"accuracy_{key}", theme=None, width="stretch", alt=alt)
    with right, look.card(f"{cards}loss"):
        chart = loss_chart(rows, axes, theme=theme, role=panel.role, best=best, things=panel.things)
        alt = describe_loss(rows, things=panel.things, live=best is None)
        st.vega_lite_chart(spec=chart, key=f"loss_{key}", theme=None, width="stretch", alt=alt)
    if best is not None and st.toggle("Show the numbers", key=f"numbers_{key}"):
        st.dataframe(curve_table(history), hide_index=True, width="stretch")


def _reading(run: Run, panel: Panel) -> None:
    if run.history:
        reading = read_curve(run.history, run.training, classes=panel.classes)
        st.markdown(f"**Reading your curve.** {reading.sentence}")
