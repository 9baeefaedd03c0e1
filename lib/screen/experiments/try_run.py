"""An experiment on a page: start it, watch its lanes grow side by side, stop it. It knows no experiment's meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from lib.lab_book.runs import Run
from lib.pictures.sets import digits
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import controls, host, labels, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.runs import run_panel
from lib.specs.specs import DigitRun, Experiment, RetrainRun, Training

KINDS = {"digits": "A digit network", "retrain": "A new head for cats and dogs"}
SHORT = {"digits": "Digits", "retrain": "Cats and dogs"}  # as a phone has room for, side by side
Draw = Callable[[Run], None]


def choose_kind(key: str) -> str:
    """What the experiment trains: a kind of run."""
    chosen = st.segmented_control(
        "For", list(SHORT), default="digits", key=key, required=True, format_func=lambda kind: SHORT[kind]
    )
    return str(chosen or "digits")


def runs() -> list[Run]:
    """This learner's experiments, newest first."""
    return host.lab_book().runs(learner_id(), "experiment") if settled() else []


def latest(fits: Callable[[Experiment], bool]) -> Run | None:
    """The newest experiment of this kind."""
    return next((run for run in runs() if fits(experiment(run))), None)


def experiment(run: Run) -> Experiment:
    spec = run.settings
    assert isinstance(spec, Experiment)
    return spec


def lane(run: Run, number: int) -> list[dict[str, Any]]:
    """One lane's history, a line an epoch."""
    return [line for line in run.history if line["lane"] == number]


def said(spec: Experiment, value: Any) -> str:
    """A value of the varied setting in words."""
    return labels.value(spec, value)


def updates(spec: Training) -> int:
    """How often the weights move in the whole run."""
    if isinstance(spec, DigitRun):
        return spec.epochs * spec.updates_per_epoch()
    return spec.epochs * -(-spec.train_size // spec.batch_size)


def button(
    spec: Experiment,
    key: str,
    label: str,
    then: Callable[[str, Experiment], None] = lambda run_id, chosen: None,
    second: bool = False,
    ready: bool = True,
    first: str = "",
    of: Sequence[str] = (),
) -> None:
    """Starts `spec`, with the time it will take; `then` is told the run's id and what was started. A refusal stays as a sentence.

    Args:
        second: one above it on the page says already why none can be started.
        ready, first: whether what comes before it is done, and what that is where it is not.
        of: keys of the widgets that `spec` is made of: one that changes as the button is pressed makes another experiment.
    """
    drawn = _standing(of)

    def start(chosen: Experiment) -> None:
        if _standing(of) != drawn:
            st.session_state[f"refusal_{key}"] = controls.CHANGED
            return
        base = chosen.base
        source = data_hash(base) if isinstance(base, RetrainRun) else digits.load(download=False).data_hash
        controls.submit(chosen, source, lambda run_id: then(run_id, chosen), f"refusal_{key}")

    free = ready and not any(run.live for run in runs())
    controls.start_button(spec, label, key, start, ready=free, first=first, second=second)
    controls.refusal(f"refusal_{key}")


def _standing(keys: Sequence[str]) -> list[Any]:
    return [st.session_state.get(key) for key in keys]


def watch(run: Run, draw: Draw) -> bool:
    """Draws the run, anew at each line of its history while it is live; whether it has left a result."""
    if run.live:
        run_panel.watch(run, draw)
        return False
    if not run.result:
        st.info(plain(run.message) or "Stopped before it learned anything.")
        return False
    if told := run_panel.repeated(run):
        st.caption(told.strip())
    draw(run)
    return True


def on_card(key: str, run: Run, draw: Draw, read: Callable[[Run], None], of: str = "") -> bool:
    """`watch` on a card, then what the result says; whether there is one.

    Args:
        of: what the run is, where the controls above it may stand for another one.
    """
    with look.card(key):
        if of:
            run_panel.header(run, of)
        over = watch(run, draw)
        if over:
            read(run)
    return over
