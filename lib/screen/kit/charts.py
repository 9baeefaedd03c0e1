"""Charts as the page sends them. Building one takes Altair 15 to 100 ms; who draws the same again gets it as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st


def spec(chart: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What `chart(*args, **kwargs)` draws, for `st.vega_lite_chart(spec=...)`.

    Args:
        chart: a function of a module in `lib.charts`, and what it takes: all that the chart shows.
    """
    return _kept(f"{chart.__module__}.{chart.__qualname__}", args, kwargs, lambda: chart(*args, **kwargs))


@st.cache_data(max_entries=64, show_spinner=False)  # the largest, a map of 500 photos apart, take 50 kB
def _kept(
    name: str, args: tuple[Any, ...], kwargs: dict[str, Any], _draw: Callable[[], Any]
) -> dict[str, Any]:
    """All that is drawn is the key, so that nobody gets a chart of other numbers than those that they have."""
    # The tests check every chart against Vega-Lite's schema; doing it here takes most of the time.
    return _draw().to_dict(validate=False)
