"""Charts as the page sends them. Building one takes Altair 15 to 100 ms; who draws the same again gets it as it was."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import streamlit as st
from streamlit.dataframe_util import convert_anything_to_arrow_bytes

from lib.screen.kit import lecture, look
from lib.screen.kit.kept import Kept

_LENGTH = re.compile(
    r"(?:[fF]ontSize|[oO]ffset|[pP]adding|[wW]idth|Limit|^d[xy]|^size|^height|^cornerRadius)$"
)  # in pixels, or their square

ROWS = "rows"  # the data set of a chart that has one only

# Some 15 kB each, a map of 400 photos 0.8 MB: as JSON, so that what a page does to its chart stays on that page, and
# rows as Streamlit sends them, which it would make anew at every run.
_specs: Kept[tuple[str, dict[str, bytes]]] = Kept(128)


def spec(chart: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """What `chart(*args, **kwargs)` draws.

    All that is drawn is the key, so that nobody gets a chart of other numbers or names than those that they have.

    Args:
        chart: a function of a module in `lib.charts`, and what it takes: all that the chart shows.
    """
    said = json.dumps([chart.__module__, chart.__qualname__, args, kwargs], default=_plain)
    text, rows = _specs.get(hashlib.sha256(said.encode()).digest(), lambda: _drawn(chart(*args, **kwargs)))
    return json.loads(text) | ({"datasets": dict(rows)} if rows else {})


def draw(
    chart: Callable[..., Any], *args: Any, key: str, alt: str, on_select: Any = "ignore", **kwargs: Any
) -> None:
    """`spec` on the page, in its theme and as wide as its column; `alt` for who cannot see it."""
    drawn = spec(chart, *args, theme=look.theme(), **kwargs)
    st.vega_lite_chart(
        spec=enlarged(drawn, lecture.scale()), theme=None, width="stretch", key=key, alt=alt,
        on_select=on_select,
    )  # fmt: skip


def enlarged(drawn: Any, by: float) -> Any:
    """A specification with its letters, lines, marks and height so much larger; its width is that of its column."""
    if by == 1:
        return drawn
    if isinstance(drawn, list):
        return [enlarged(each, by) for each in drawn]
    if not isinstance(drawn, dict):
        return drawn
    return {
        key: value * by if _LENGTH.search(key) and isinstance(value, int | float) else enlarged(value, by)
        for key, value in drawn.items()
        if key != "datasets"
    } | ({"datasets": drawn["datasets"]} if "datasets" in drawn else {})


def forget() -> None:
    """Drops all charts, as some show the names of a learner who asked to be forgotten."""
    _specs.clear()


def _drawn(chart: Any) -> tuple[str, dict[str, bytes]]:
    """The specification without its rows, and these by name."""
    # The tests check every chart against Vega-Lite's schema; doing it here takes most of the time.
    made = dict(chart if isinstance(chart, dict) else chart.to_dict(validate=False))
    rows, data = made.pop("datasets", {}), made.get("data")
    if isinstance(data, dict) and isinstance(data.get("values"), list):
        made["data"], rows = {"name": ROWS}, rows | {ROWS: data["values"]}
    return json.dumps(made), {name: convert_anything_to_arrow_bytes(each) for name, each in rows.items()}


def _plain(value: Any) -> Any:
    """What JSON does not know, as something that differs wherever the value does."""
    if isinstance(value, np.ndarray):
        return [
            value.dtype.str,
            value.shape,
            hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest(),
        ]
    if isinstance(value, np.generic):
        return value.item()
    if is_dataclass(value) and not isinstance(value, type):
        return [type(value).__qualname__, [getattr(value, name) for name in _names(type(value))]]
    raise TypeError(f"A chart's argument cannot be a {type(value).__name__}.")


@lru_cache(maxsize=64)
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))
