"""Charts as the page sends them. Building one takes Altair 15 to 100 ms; who draws the same again gets it as it was."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import streamlit as st


def spec(chart: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What `chart(*args, **kwargs)` draws, for `st.vega_lite_chart(spec=...)`.

    Args:
        chart: a function of a module in `lib.charts`, and what it takes: all that the chart shows.
    """
    return _kept(pickle.dumps((chart, args, kwargs)), lambda: chart(*args, **kwargs))


@st.cache_data(max_entries=64, show_spinner=False)  # the largest, a map of 500 photos apart, take 50 kB
def _kept(call: bytes, _draw: Callable[[], Any]) -> dict[str, Any]:
    """`call` says what is drawn, so that nobody gets a chart of other numbers than those that they have."""
    # The tests check every chart against Vega-Lite's schema; doing it here takes most of the time.
    return _draw().to_dict(validate=False)
