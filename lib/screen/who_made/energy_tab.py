"""What training takes in energy: the seconds of the learner's last run times watts that are assumed, beside a published figure.

It is an estimate, and says so. Nothing is measured: no meter is here.
"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.lab_book.runs import Run
from lib.measure.energy import PUBLISHED, USUAL_WATTS, watt_hours
from lib.screen.kit import host, labels, lesson, look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.words import lasting
from lib.screen.runs import example


def show() -> None:
    """The learner's last run, or the stored one; the watts; the published figure."""
    seconds, whose = latest(host.lab_book().runs(learner_id()))
    with look.card("energy", "What does training take?"):
        st.markdown(f"**{whose}** It took **{lasting(seconds)}** ({seconds:.1f} s).")
        watts = st.number_input("Watts that the computer takes", 1, 1000, USUAL_WATTS, key="watts")
        st.caption(
            f"We assume {USUAL_WATTS} watts: a usual laptop takes 30 to 60 when it works hard, a small one 10 to 25. The course "
            "does not know its computer, and measures nothing. If you know better, write your own number."
        )
        used = watt_hours(seconds, watts)
        lesson.prose(
            f"{seconds:.1f} s × {watts} W = {seconds * watts:,.0f} joules = **{_short(used)} Wh**. This is an **estimate**. "
            "Trust its first digit at most."
        )
        st.markdown(
            f"**Beside it, a published figure.** {PUBLISHED.what} took **{PUBLISHED.kilowatt_hours} kWh** ({PUBLISHED.source}). "
            f"That is about **{_times(1000 * PUBLISHED.kilowatt_hours / used)} times** as much as this run."
        )
        lesson.prose(
            f"{PUBLISHED.fit} Still it shows why a [[base]] is trained once and then shared. A new [[head]] uses that work again. "
            "And before the one training that is published, people try many that are not."
        )


def latest(runs: Sequence[Run]) -> tuple[float, str]:
    """Seconds of the newest run that says how long it took, and whose it is; of the stored run where there is none."""
    for run in runs:
        seconds = run.result.get("seconds") if run.readable else None
        if isinstance(seconds, dict) and (found := seconds.get("total") or seconds.get("train")):
            return float(found), f"Your last run: {labels.title(run)}."
    seconds = example.stored()["result"]["seconds"]
    return float(seconds.get("total") or seconds["train"]), "A stored run of the digit network, not yours."


def _short(value: float) -> str:
    """Two digits that count: 0.0042, 0.13, 12."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.2g}"


def _times(value: float) -> str:
    """One digit that counts: an estimate has no more."""
    power = 10 ** (len(str(int(value))) - 1) if value >= 1 else 1
    return f"{round(value / power) * power:,.0f}"
