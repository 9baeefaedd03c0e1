"""Find a learning rate, and see how a schedule moves it over the run."""

from __future__ import annotations

import streamlit as st

from lib.charts.rate import schedule_chart, search_chart
from lib.engine import Refused
from lib.experiments import RACE_BASE
from lib.schedule import rates
from lib.screen import host, look
from lib.specs import DigitRun, RetrainRun, to_dict

KINDS = {"digits": "A digit network", "retrain": "A new head for cats and dogs"}


def show() -> bool:
    """The search and the schedule; whether a search has been seen."""
    with look.card("finder", "Find a learning rate"):
        kind = st.segmented_control(
            "For",
            list(KINDS),
            default="digits",
            key="rate_for",
            required=True,
            format_func=lambda name: KINDS[name],
        )
        st.markdown(
            "140 updates, the rate a little larger at each. Where the loss falls fast, learning works; where it "
            "shoots up, steps are too large. The idea is Leslie Smith's (2015)."
        )
        spec: DigitRun | RetrainRun = RACE_BASE if kind == "digits" else RetrainRun()
        if st.button("Search", key="find_rate", type="primary"):
            try:
                with st.spinner("Searching"):
                    found = host.engine().call("lib.networks.find_rate:find", kind, to_dict(spec))
                st.session_state[f"found_{kind}"] = found
            except Refused as refusal:
                st.warning(str(refusal), icon=":material/block:")
        found = st.session_state.get(f"found_{kind}")
        if found:
            chart = search_chart(found["rates"], found["losses"], found["suggested"], theme=look.theme())
            told = (
                f"Line chart of the loss while the learning rate grows from {found['rates'][0]:g} to "
                f"{found['rates'][-1]:.2g}. Suggested: {found['suggested']:g}."
            )
            st.altair_chart(
                chart.properties(background="transparent"),
                key="search",
                theme=None,
                width="stretch",
                alt=told,
            )
            st.markdown(
                f"**Suggested: {found['suggested']:g}**, a tenth of the rate with the lowest loss: far enough from the edge. "
                f"The usual rate is {spec.learning_rate:g}. Race the two to see which is better."
            )
    with look.card("schedule", "One cycle"):
        top = found["suggested"] if found else spec.learning_rate
        updates = _updates(spec)
        st.markdown(
            f"A schedule changes the rate during the run. One cycle (Smith 2018) warms up to {top:g} over a quarter of the "
            "updates, so that the random first weights do not jump, and then falls to almost nothing, so that the last steps "
            "settle. “Schedule” is a setting of every run; race it against a constant rate under “Race”."
        )
        chart = schedule_chart(rates("one_cycle", updates, top).tolist(), theme=look.theme())
        told = f"Line chart of the learning rate over {updates:,} updates: up to {top:g}, then down to almost nothing."
        st.altair_chart(
            chart.properties(background="transparent"), key="one_cycle", theme=None, width="stretch", alt=told
        )
    return bool(found)


def _updates(spec: DigitRun | RetrainRun) -> int:
    if isinstance(spec, DigitRun):
        return spec.epochs * spec.updates_per_epoch()
    return spec.epochs * -(-spec.photos // spec.batch_size)
