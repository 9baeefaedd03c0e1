"""Gradient descent by hand: the loss that Learn lowers, over one weight, a step at a time, with the learner's own rate.

The same over two weights is behind "Going further", and costs nothing until that is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from lib.charts.descent import contours, describe, loss_curve
from lib.measure.descent import Landscape, descend, in_words
from lib.measure.two_digits import LEARNING_RATE
from lib.screen.kit import charts, lesson, look
from lib.screen.what_is_a_model import ones_and_zeros

RATES = (0.0001, 0.0003, 0.001, LEARNING_RATE, 0.01, 0.03, 0.1)  # from "never arrives" to "jumps out"
START_ONE, START_TWO = np.array([0.05]), np.array([0.05, -0.06])  # wrong: more ink speaks for a 1
SLOW = 0.0003  # the rate at first: many small steps can be seen
MOST = 60  # steps: where the slowest rate has still not arrived


@st.fragment
def show() -> None:
    """The curve under one learning rate and one row of buttons; the second weight below."""
    with look.card("descent"):
        st.select_slider("Learning rate", RATES, SLOW, key="descent_rate", on_change=_start_over)
        one_step, many, over, _ = st.columns([1, 1, 1, 2])
        one_step.button(
            "One step", key="descent_step", on_click=_take, args=(1,), width="stretch", type="primary"
        )
        many.button("Ten steps", key="descent_many", on_click=_take, args=(10,), width="stretch")
        over.button("Start over", key="descent_over", on_click=_start_over, width="stretch")
        one, two = ones_and_zeros.landscapes()
        _draw(one, START_ONE, loss_curve, "One weight")
        further = st.expander(
            "Going further: a second weight", icon=":material/hiking:", key="descent_two", on_change="rerun"
        )
        if further.open:
            with further:
                lesson.prose(
                    "The pixels of the four middle columns now have a weight of their own. The loss of two weights is a "
                    "landscape, seen from above. The same buttons take the steps. Which rate is good? Larger networks ask a "
                    "[[learning-rate finder]]: you find one in the lesson “Try things”."
                )
                _draw(two, START_TWO, contours, "Two weights")


def _draw(problem: Landscape, start: np.ndarray, chart: Callable[..., Any], what: str) -> None:
    path = descend(problem, start, st.session_state.descent_rate, st.session_state.get("descent_steps", 0))
    charts.draw(chart, problem, path, key=f"descent_{chart.__name__}", alt=describe(problem, path, what))
    st.caption(in_words(problem, path))


def _take(steps: int) -> None:
    st.session_state.descent_steps = min(MOST, st.session_state.get("descent_steps", 0) + steps)


def _start_over() -> None:
    st.session_state.descent_steps = 0
