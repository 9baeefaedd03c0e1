"""The run panel: one run while it waits, learns and after, whatever it is that learns. Every lesson that trains uses it.

While it is live the browser fetches what is new (`lib.screen.runs.live`), and the page is drawn anew once at the end. It
starts no run and knows no setting's meaning.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from lib.charts.axes import Axes, axes_for, closed_in
from lib.charts.curve_words import curve_table, describe_accuracy, describe_loss
from lib.charts.curves import accuracy_chart, loss_chart
from lib.door.live import Watched
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.curves import best_epoch, read_curve, validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.screen.kit import charts, host, labels, lesson, look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.kit.words import took
from lib.screen.runs import live

JOINED = "Somebody trains the same settings right now. You watch the same run."
HAD_JOINED = " Somebody trained the same settings when you came, so you watched that run."
HAD_BEEN = " The same run was done before, so you see its stored result at once."

_STOPPING = "_stopping"  # the run that this session asked to stop


@dataclass(frozen=True)
class Panel:
    """What differs between lessons."""

    things: str = "digits"  # what the pictures are of
    role: str = "digits"  # whose colour the curves have
    bet: float | None = None  # the learner's guess, from 0 to 1
    classes: int = 10
    extra: Callable[[Run], None] | None = None  # drawn under the charts: tiles, photos


def show(run: Run, panel: Panel) -> None:
    """Draws the panel under what it is of; while the run is live it goes on by itself, and the page is drawn anew at the end."""
    header(run)
    if run.live:
        watch(run, partial(_growing, panel), panel.things, label=f"Accuracy on validation {panel.things}")
    else:
        ended(run, panel.things)
        _charts(run, host.lab_book().rows(run.id), panel)
        if panel.extra:
            panel.extra(run)
        reading(run, panel)


def header(run: Run, of: str = "") -> None:
    """What a result is of, the run's settings unless told: the controls beside it may stand for others by now."""
    line = f"**{'This' if run.live else 'Last'} run:** {plain(of or labels.settings(run))}"
    st.markdown(f"{line}. {JOINED}" if run.live and run.joined else line)


def repeated(run: Run) -> str:
    """That a result was there before, or was watched with others; "" of a run that was trained for this learner."""
    return HAD_JOINED if run.joined else HAD_BEEN if run.copy_of else ""


def watch(
    run: Run, draw: Callable[[Run], None], things: str = "pictures", key: str = "stop", label: str = ""
) -> None:
    """A live run of any kind: how far it is, a button that stops it, and what `draw` makes of it; the page anew at the end.

    Args:
        label: of the share of new pictures that it reads right, which the browser keeps up to date. Without one, all is
            drawn anew at each new line of the history.
    """
    host.engine().warm_up()
    st.fragment(_watch, run_every=live.every())(run.id, draw, things, key, label)


def _watch(run_id: str, draw: Callable[[Run], None], things: str, key: str, label: str) -> None:
    run = host.lab_book().run(run_id)
    watched = live.watched(run, things) if run else None
    if run is None or watched is None:
        st.rerun()
    with look.card("progress") if label else nullcontext():
        _progress(run, watched, key, label, None if label else len(run.history))
    draw(run)


def _growing(panel: Panel, run: Run) -> None:
    axes = axes_for(run.training, classes=panel.classes, examples=run.result.get("examples"))
    left, right = look.pair("curves")
    with left, look.card("accuracy"):
        live.chart(run, "accuracy", axes, role=panel.role, things=panel.things, bet=panel.bet)
    with right, look.card("loss"):
        live.chart(run, "loss", axes, role=panel.role, things=panel.things)
    st.space(24)  # the toggle that stands here once the run has ended
    if panel.extra:
        panel.extra(run)


def _progress(run: Run, watched: Watched, key: str, label: str, lines: int | None) -> None:
    def stop() -> None:
        st.session_state[_STOPPING] = run.id
        host.engine().stop(run.id, learner_id())

    with st.container(key=f"standing_{key}"):
        shown, button = st.columns([5, 1], vertical_alignment="center")
    with shown:
        live.progress(run, watched, label, lines)
    stopping = st.session_state.get(_STOPPING) == run.id
    button.button(
        "Stopping" if stopping else "Stop", key=key, disabled=stopping, width="stretch", on_click=stop
    )
    if run.joined and not label:  # else the header says it, in a line that is there already
        st.caption(JOINED)


def ended(run: Run, things: str = "pictures") -> None:
    """One line on how it ended, with the test share."""
    with look.card("outcome"):
        if run.state == "failed":
            st.error(plain(run.message), icon=":material/error:")
            return
        test = test_proportion(run)
        if test is None:
            st.markdown(f"**{plain(run.message) or 'Stopped before it had learned anything.'}**")
            return
        figure, words = st.columns([1, 3], vertical_alignment="center")
        figure.metric("Test accuracy", per_cent(test.accuracy))
        best, epochs = run.result["best_epoch"], len(run.history)
        how = "Stopped by you" if run.state == "stopped" else "Finished"
        same = repeated(run)
        lines = [
            f"**{test.sentence()}** of the [[test part]] are right. None of these {things} was in the training."
        ]
        if best:
            lines.append(
                f"Kept: the weights after epoch {best}, the best of {epochs} on the [[validation part]]."
            )
        lines.append(f"{how} after {took(run.result['seconds'])}.{same}")
        with words:
            lesson.prose("  \n".join(lines))
        if run.message or run.mark:
            words.caption(plain(run.message) or labels.marked(run))
        if run.result.get("note"):
            words.caption(run.result["note"])


def _charts(run: Run, rows: list[dict[str, Any]], panel: Panel) -> None:
    axes = axes_for(run.training, classes=panel.classes, examples=run.result.get("examples"))
    best, test = best_epoch(run.history), test_proportion(run)
    axes = closed_in(axes, rows, test)
    curves(rows, axes, panel, best=best, test=test, history=run.history, key=run.id)
    glance = run.result.get("glance") or run.status.get("glance")
    if glance:
        st.caption(f"Inside an epoch the network reads {glance:,} validation digits, at its end all of them.")


def curves(
    rows: list[dict[str, Any]],
    axes: Axes,
    panel: Panel,
    *,
    best: int | None,
    test: Proportion | None,
    history: list[dict[str, Any]],
    key: str,
) -> None:
    """Accuracy and loss side by side; a table of the epochs behind a toggle."""
    left, right = look.pair("curves")
    with left, look.card("accuracy"):
        charts.draw(
            accuracy_chart, rows, axes, role=panel.role, bet=panel.bet, best=best, test=test, things=panel.things,
            key=f"accuracy_{key}", alt=describe_accuracy(rows, things=panel.things, test=test),
        )  # fmt: skip
    with right, look.card("loss"):
        charts.draw(
            loss_chart, rows, axes, role=panel.role, best=best, things=panel.things,
            key=f"loss_{key}", alt=describe_loss(rows, things=panel.things),
        )  # fmt: skip
    if best is not None and st.toggle("Show the numbers", key=f"numbers_{key}"):
        st.dataframe(curve_table(history), hide_index=True, width="stretch")


def reading(run: Run, panel: Panel) -> None:
    """The curve of a run that has ended, in words."""
    if run.history:
        shown = validation_size(run.training, run.result)
        said = read_curve(run.history, run.training, classes=panel.classes, validation=shown)
        lesson.prose(f"**Reading your curve.** {linked(said.sentence)}")


def linked(sentence: str) -> str:
    """The words on a curve with the terms in them as `lesson.prose` takes them."""
    for term in ("overfitting", "learning rate"):
        sentence = sentence.replace(term, f"[[{term}]]", 1)
    return sentence
