"""Find a learning rate, and see how a schedule moves it over the run."""

from __future__ import annotations

import streamlit as st

from lib.charts.rate import describe_schedules, schedules_chart, search_chart
from lib.engine import tasks
from lib.engine.engine import Refused
from lib.models.schedule import rates
from lib.screen.experiments import try_run
from lib.screen.kit import charts, host, look
from lib.specs.experiments import RACE_BASES
from lib.specs.specs import to_dict


def show() -> bool:
    """The search and the schedule; whether a search has been seen."""
    with look.card("finder", "Find a learning rate"):
        kind = try_run.choose_kind("rate_for")
        st.markdown(
            "140 updates, the rate larger by the same factor at each. Where the loss falls fast, learning works; where it "
            "shoots up, steps are too large. The idea is Leslie Smith's (2015), who raised the rate by equal steps; the factor is fastai's."
        )
        spec = RACE_BASES[kind]
        short = host.engine().lacks_memory()
        searched = st.button("Search", key="find_rate", type="primary", disabled=bool(short))
        if short:
            st.caption(short)
        if searched:
            try:
                with st.spinner("Searching"):
                    answer = host.engine().call(tasks.FIND_RATE, kind, to_dict(spec))
                st.session_state[f"found_{kind}"] = answer
            except Refused as refusal:
                st.warning(str(refusal), icon=":material/block:")
        found = st.session_state.get(f"found_{kind}")
        if found:
            told = (
                f"Line chart of the loss while the learning rate grows from {found['rates'][0]:g} to "
                f"{found['rates'][-1]:.2g}. Suggested: {found['suggested']:g}."
            )
            charts.draw(
                search_chart, found["rates"], found["losses"], found["suggested"], key="search", alt=told
            )
            st.markdown(
                f"**Suggested: {found['suggested']:g}**, a tenth of the rate with the lowest loss, fastai's rule: far enough from the edge. "
                f"The usual rate is {spec.learning_rate:g}. Race the two to see which is better."
            )
    with look.card("schedule", "One cycle"):
        top = found["suggested"] if found else spec.learning_rate
        updates = try_run.updates(spec)
        st.markdown(
            f"A schedule changes the rate during the run. One cycle (Smith 2018) warms up to {top:g} over a quarter of the "
            "updates, so that the random first weights do not jump, and then falls to almost nothing, so that the last steps "
            "settle; that it falls along a cosine is fastai's. “Schedule” is a setting of every run; race it against a constant rate under “Race”."
        )
        curves = {"one cycle": rates("one_cycle", updates, top), "constant": rates("constant", updates, top)}
        charts.draw(schedules_chart, curves, key="one_cycle", alt=describe_schedules(curves))
    return bool(found)
