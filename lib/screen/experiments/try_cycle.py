"""One cycle: a schedule that moves the learning rate over a run. It trains nothing; a race of schedules does."""

from __future__ import annotations

import streamlit as st

from lib.charts.rate import describe_schedules, schedules_chart
from lib.measure.question_table import table
from lib.models.schedule import rates
from lib.screen.experiments import try_cards, try_run
from lib.screen.kit import charts, lesson, look
from lib.specs.experiments import RACE_BASES

LESSON = "try_things"


def show() -> bool:
    """The guess, the schedule as a chart, and the way to a race of it; whether it was seen."""
    asked = table(LESSON)["cycle"]
    if lesson.predict(LESSON, asked, fold=True) is None:
        return False
    with look.card("schedule", "One cycle"):
        kind = try_run.choose_kind("cycle_for")
        spec = RACE_BASES[kind]
        top, updates = spec.learning_rate, try_run.updates(spec)
        curves = {"one cycle": rates("one_cycle", updates, top), "constant": rates("constant", updates, top)}
        charts.draw(schedules_chart, curves, key="one_cycle", alt=describe_schedules(curves))
        peak = 1 + int(curves["one cycle"].argmax())
        lesson.recall_prediction(
            LESSON, asked, f"In one cycle the steps are largest at update {peak:,} of {updates:,}."
        )
        lesson.prose(
            f"**What this shows.** A schedule changes the [[learning rate]] during the run. One cycle starts with small steps, "
            f"because the first [[weight|weights]] are random. The rate rises to {top:g}. Then it falls to almost nothing, so that "
            "the weights settle."
        )
        st.caption("One cycle is from Smith (2018). The form of the fall, a cosine, is from fastai.")
        st.button(
            "Race one cycle against a constant rate", key="race_schedules", icon=":material/arrow_forward:", on_click=_race,
            args=(kind,),
        )  # fmt: skip
    lesson.check(LESSON, table(LESSON)["half_way"])
    return True


def _race(kind: str) -> None:
    st.session_state["race_of"], st.session_state[f"varied_{kind}"] = kind, "schedule"
    try_cards.open_part("race")
