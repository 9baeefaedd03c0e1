"""Gone wrong on purpose: a real run with one fault; the learner names it from its curves before being told."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.charts.axes import Axes
from lib.lab_book.runs import Run
from lib.measure.curves import best_epoch, read_curve, validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question_table import table
from lib.screen.experiments import try_run
from lib.screen.kit import lesson, look
from lib.screen.runs import run_panel
from lib.specs.experiments import FlawedRun, flawed_run

LESSON = "try_things"
# In an order that gives nothing away; the names in the list stand in that of the alphabet.
CASES = (
    "rate_too_low",
    "unscaled",
    "leak",
    "overfitting",
    "wrong_loss",
    "rate_too_high",
    "rare",
    "too_few_epochs",
    "shuffled",
)
HIGHS = (2.5, 10.0, 50.0)  # tops of the loss axis: fixed for as long as the loss allows


def show() -> bool:
    """One case: run it, look, name it; whether this one is named rightly."""
    number = st.pills(
        "Case", range(len(CASES)), default=0, key="case", required=True, format_func=lambda i: f"Case {i + 1}"
    )
    case = flawed_run(CASES[number])
    run = try_run.latest(lambda spec: spec == case.experiment)
    with look.card("gone"):
        st.markdown(
            "Somebody made one mistake in this training. It runs here, now, beside a clean twin that you see afterwards. "
            "Look at the curves and the results, and name the mistake."
        )
        if run is None:
            try_run.button(case.experiment, "gone", "Run it")
            return False
        if not try_run.watch(run, _wrong_lane):
            return False
        _results(case, run)
    named = lesson.check(LESSON, table(LESSON)[f"gone_{case.key}"])
    if named:
        _told(case, run)
    return named


def _wrong_lane(run: Run) -> None:
    """Curves of the lane gone wrong, training and new pictures."""
    spec, history = try_run.experiment(run), try_run.lane(run, 1)
    things = "digits" if spec.of == "digits" else "photos"
    rows: list[dict[str, Any]] = []
    for line in history:
        rows.append(
            {"split": "train", "epoch": line["epoch"], "loss": line["loss"], "accuracy": line["accuracy"]}
        )
        rows.append(
            {
                "split": "validation",
                "epoch": line["epoch"],
                "loss": line["val_loss"],
                "accuracy": line["val_accuracy"],
            }
        )
    losses = [row["loss"] for row in rows if row["loss"] is not None]
    top = next((high for high in HIGHS if max(losses, default=0) <= high), HIGHS[-1])
    axes = Axes(spec.lanes()[1].epochs, 0.0, top, 0.1 if spec.of == "digits" else 0.5)
    panel = run_panel.Panel(things=things, role="digits" if things == "digits" else "new_head")
    best = best_epoch(history) if not run.live and history else None
    run_panel.curves(rows, axes, panel, best=best, test=None, history=history, key=f"gone_{run.id}")


def _results(case: FlawedRun, run: Run) -> None:
    """What a person would look at beside the curves."""
    lane, history = run.result["lanes"][1], try_run.lane(run, 1)
    best = next((line for line in history if line["epoch"] == lane["best_epoch"]), None)
    validation = f", {per_cent(best['val_accuracy'])} of the validation part" if best else ""
    st.markdown(f"Read right: **{Proportion(*lane['test']).sentence()}** of the test part{validation}.")
    names = "0123456789" if case.experiment.of == "digits" else ("cats", "dogs")
    st.caption("Right in the test part: " + " · ".join(
        f"{name}: {right:,} of {total:,}" for name, (right, total) in zip(names, lane["by_class"], strict=True)
    ))  # fmt: skip


def _told(case: FlawedRun, run: Run) -> None:
    """The clean twin beside it, and what the curve reader makes of the curve."""
    clean, wrong = run.result["lanes"]
    history, spec = try_run.lane(run, 1), case.experiment.lanes()[1]
    st.markdown(
        f"The clean twin read {Proportion(*clean['test']).sentence()} right, this one {Proportion(*wrong['test']).sentence()}."
    )
    shown = validation_size(spec, wrong)
    reading = read_curve(history, spec, classes=len(wrong["by_class"]), validation=shown).sentence
    if case.by_curves:
        st.markdown(f"**Reading the curve by itself.** {reading}")
    else:
        st.markdown(f"**Reading the curve by itself.** {reading} The curves cannot show this fault.")
