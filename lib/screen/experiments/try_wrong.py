"""Gone wrong on purpose: a real run with one fault; the learner looks at evidence and names the fault before being told."""

from __future__ import annotations

import streamlit as st

from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.lab_book.runs import Run
from lib.measure.curves import read_curve, validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.screen.experiments import try_evidence, try_run
from lib.screen.kit import charts, lesson, look
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
TWIN, THIS = "the clean twin", "with the fault"


def show() -> bool:
    """One case: guess, run it, look at evidence, name the fault; whether this one is named rightly."""
    lesson.prose(
        "Each case is a real training with one fault. A **clean twin** trains beside it: the same run without the fault. "
        "You see the twin at the end."
    )
    number = st.pills(
        "Case", range(len(CASES)), default=0, key="case", required=True, format_func=lambda i: f"Case {i + 1}"
    )
    case = flawed_run(CASES[number])
    if lesson.predict(LESSON, _guess(case), fold=True) is None:
        return False
    run = try_run.latest(lambda spec: spec == case.experiment)
    with look.card("gone"):
        if run is None:
            try_run.button(case.experiment, "gone", "Run it", of=("case",))
            return False
        if run.live:
            st.caption("The evidence comes when the training is over.")
        if not try_run.watch(run, lambda _: None):
            return False
        _results(case, run)
    if not try_evidence.show(case, run):
        return False
    named = lesson.check(LESSON, table(LESSON)[f"gone_{case.key}"])
    if named:
        _told(case, run)
    return named


def _guess(case: FlawedRun) -> Question:
    """What the fault will do to the test result; each case is guessed for itself."""
    things = "digits" if case.experiment.of == "digits" else "photos"
    return table(LESSON)["fault"].given(f"fault_{CASES.index(case.key) + 1}", things=things)


def _results(case: FlawedRun, run: Run) -> None:
    """What a person would look at first: how many are right, class by class."""
    lane, history = run.result["lanes"][1], try_run.lane(run, 1)
    best = next((line for line in history if line["epoch"] == lane["best_epoch"]), None)
    validation = f" On the [[validation part]] it is {per_cent(best['val_accuracy'])}." if best else ""
    lesson.prose(f"Right in the [[test part]]: **{Proportion(*lane['test']).sentence()}**.{validation}")
    names = "0123456789" if case.experiment.of == "digits" else ("cats", "dogs")
    st.caption("Right in the test part, class by class: " + " · ".join(
        f"{name}: {right:,} of {total:,}" for name, (right, total) in zip(names, lane["by_class"], strict=True)
    ))  # fmt: skip


def outcome(wrong: Proportion, clean: Proportion, classes: int) -> str:
    """What the fault did to the test result, as far as the intervals tell them apart: a key of the guess's options."""
    if wrong.low <= 1 / classes:
        return "guessing"
    if wrong.high < clean.low:
        return "worse"
    return "better" if wrong.low > clean.high else "same"


def _told(case: FlawedRun, run: Run) -> None:
    """The clean twin beside it, which evidence shows the fault, and what the curve reader makes of the curve."""
    clean, wrong = (Proportion(*lane["test"]) for lane in run.result["lanes"])
    history, spec = try_run.lane(run, 1), case.experiment.lanes()[1]
    classes, question = len(run.result["lanes"][1]["by_class"]), _guess(case)
    with look.card("twin", "The clean twin beside it"):
        _twins(case, run)
        st.markdown(f"The clean twin gets {clean.sentence()} right. With the fault it is {wrong.sentence()}.")
        came = question.says(outcome(wrong, clean, classes))
        lesson.recall_prediction(LESSON, question, f"It came out: **{came}**.")
        st.markdown(try_evidence.told(case))
    shown = validation_size(spec, run.result["lanes"][1])
    reading = read_curve(history, spec, classes=classes, validation=shown).sentence
    cannot = "" if case.by_curves else " The curves alone cannot show this fault."
    with st.expander("Going further: the curve read by a program", key="curve_reader"):
        st.markdown(f"{reading}{cannot}")


def _twins(case: FlawedRun, run: Run) -> None:
    """Both validation curves."""
    spec = case.experiment
    curves = [NamedCurve(name, try_run.lane(run, i)) for i, name in enumerate((TWIN, THIS))]
    longest = max(each.epochs for each in spec.lanes())
    for metric, column in zip(("val_accuracy", "val_loss"), look.pair(f"twin_{run.id[:8]}"), strict=True):
        with column:
            charts.draw(
                overlay_chart, curves, metric, epochs=longest, low=0.0 if spec.of == "digits" else 0.4,
                key=f"twin_{run.id[:8]}_{metric}", alt=describe_overlay(curves, metric),
            )  # fmt: skip
