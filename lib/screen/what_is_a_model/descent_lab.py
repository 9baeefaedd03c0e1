"""Gradient descent by hand: a loss curve, a loss surface, a step at a time, with the learner's own rate."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.charts.descent import contours, describe, loss_curve
from lib.measure.descent import descend, in_words
from lib.screen.kit import charts, look
from lib.screen.what_is_a_model import ones_and_zeros

RATES = (0.002, 0.01, 0.05, 0.2, 0.5, 0.8, 1.1)  # from "never arrives" to "jumps out"
START_ONE, START_TWO = np.array([2.5]), np.array([1.8, 2.6])
MOST = 60  # steps: where the slowest rate has still not arrived


@st.fragment
def show() -> None:
    """Both charts under one learning rate and one pair of buttons."""
    with look.card("descent"):
        rate = st.select_slider("Learning rate", RATES, 0.05, key="descent_rate", on_change=_start_over)
        one_step, many, over, _ = st.columns([1, 1, 1, 2])
        one_step.button(
            "One step", key="descent_step", on_click=_take, args=(1,), width="stretch", type="primary"
        )
        many.button("Ten steps", key="descent_many", on_click=_take, args=(10,), width="stretch")
        over.button("Start over", key="descent_over", on_click=_start_over, width="stretch")
        steps = st.session_state.get("descent_steps", 0)
        one, two = ones_and_zeros.bowls()
        columns = st.columns(2)
        for column, problem, start, chart, what in (
            (columns[0], one, START_ONE, loss_curve, "One weight"),
            (columns[1], two, START_TWO, contours, "Two weights"),
        ):
            path = descend(problem, start, rate, steps)
            with column:
                charts.draw(
                    chart, problem, path, key=f"descent_{chart.__name__}", alt=describe(problem, path, what)
                )
                st.caption(in_words(problem, path, rate))


def _take(steps: int) -> None:
    st.session_state.descent_steps = min(MOST, st.session_state.get("descent_steps", 0) + steps)


def _start_over() -> None:
    st.session_state.descent_steps = 0
