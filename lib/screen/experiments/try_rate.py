"""Find a learning rate: a few updates, each with a larger rate, and the loss that comes of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from lib.charts.rate import search_chart
from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure.question_table import table
from lib.screen.experiments import try_run
from lib.screen.kit import charts, host, lesson, look
from lib.specs.experiments import RACE_BASES
from lib.specs.specs import to_dict

LESSON = "try_things"
LOW, HIGH = "0.000001", "10"
FAR = 1.2  # a loss that is this much higher, or lower, is another one


def show() -> bool:
    """The guess, the search, and what it says; whether a search has been seen."""
    asked = table(LESSON)["finder"].given(low=LOW, high=HIGH)
    if lesson.predict(LESSON, asked, fold=True) is None:
        return False
    with look.card("finder", "Find a learning rate"):
        kind = try_run.choose_kind("rate_for")
        lesson.prose(
            "The search makes at most 140 [[update|updates]]. Each one has a larger [[learning rate]] than the one before. Look where the "
            "[[loss]] falls fast, and where it rises."
        )
        short = host.engine().lacks_memory()
        searched = st.button("Search", key="find_rate", type="primary", disabled=bool(short))
        if short:
            st.caption(short)
        if searched:
            _search(kind)
        found = st.session_state.get(f"found_{kind}")
        if found:
            _read(found, RACE_BASES[kind].learning_rate)
            lesson.recall_prediction(LESSON, asked, f"{said(found['rates'], found['losses'])}")
    if found:
        lesson.check(LESSON, table(LESSON)["too_small"])
    return bool(found)


def _search(kind: str) -> None:
    try:
        with st.spinner("Searching"):
            # Kept before the spinner goes: a click meanwhile ends the script there
            st.session_state[f"found_{kind}"] = host.engine().call(
                tasks.FIND_RATE, kind, to_dict(RACE_BASES[kind])
            )
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/block:")


def said(rates: Sequence[float], losses: Sequence[float]) -> str:
    """What the loss did, in its own numbers."""
    least = min(range(len(losses)), key=lambda i: losses[i] if math.isfinite(losses[i]) else math.inf)
    first, lowest, last = losses[0], losses[least], losses[-1]
    words = f"The loss starts at {first:.2f}. "
    if not lowest * FAR < first:
        words += "It does not fall clearly at any rate."
    else:
        words += f"It falls to {lowest:.2f} at a rate of {rates[least]:.2g}."
    if not math.isfinite(last) or last > FAR * lowest:
        words += " Above that rate it rises."
    return words


def _read(found: dict[str, Any], usual: float) -> None:
    told = (
        f"Line chart of the loss while the learning rate grows from {found['rates'][0]:g} to "
        f"{found['rates'][-1]:.2g}. Suggested: {found['suggested']:g}."
    )
    charts.draw(search_chart, found["rates"], found["losses"], found["suggested"], key="search", alt=told)
    st.markdown(
        f"**Suggested: {found['suggested']:g}.** This is a tenth of the rate with the lowest loss, so it is far from the rates at "
        f"which the loss rises. The usual rate is {usual:g}. Race both to see which one is better."
    )
    st.caption(
        "The idea is Leslie Smith's (2015). He made the rate grow by equal steps. The constant factor and the tenth are from fastai."
    )
