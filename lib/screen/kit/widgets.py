"""One setting's widget, made from its line in the tables of `lib.specs.choices`. It knows nothing of where values are kept."""

from __future__ import annotations

import math
from typing import Any

import streamlit as st

from lib.specs.field import Field

LAYERS = 4  # hidden layers at most, as in the table


def widget(field: Field, highest: int | None = None) -> Any:
    """One setting's widget. Its value is given twice: a value set in the session reaches the browser once, and one
    that misses that run (the learner's id asks for a second at once) falls back on the widget's own."""
    name, help_text = field.name, f"{field.help} Usual: {field.text(field.default)}, {field.reason}."
    if field.kind == "layers":
        return _layers(field, help_text)
    value = st.session_state[name]
    if field.kind == "indices":  # chosen by looking at pictures, on another page
        if value:
            st.caption(f"{field.label}: {len(value)}.")
        return value
    if field.kind == "bool":
        return st.toggle(field.label, value, key=name, help=help_text)
    if field.kind == "choice":
        labels = dict(field.choices)
        return st.selectbox(
            field.label,
            list(labels),
            list(labels).index(value),
            key=name,
            format_func=lambda choice: labels[choice],
            help=help_text,
        )
    number = int if field.kind == "int" else float
    low, high = number(field.low), number(field.high if highest is None else highest)
    if name == "seed":
        return st.number_input(field.label, low, high, value, key=name, step=1, help=help_text)
    if field.log:
        stops = sorted({*_log_stops(field), value})
        return st.select_slider(
            field.label, stops, value, key=name, format_func=lambda v: f"{v:g}", help=help_text
        )
    step = (field.step if (high - low) % field.step == 0 else 1) if field.kind == "int" else 0.05
    return st.slider(field.label, low, high, value, key=name, step=step, help=help_text)


def _layers(field: Field, help_text: str) -> tuple[int, ...]:
    """How many hidden layers, and the nodes of each."""
    low, high = int(field.low), int(field.high)
    chosen = st.session_state["hidden_layers"]
    count = st.slider(field.label, 0, LAYERS, chosen, key="hidden_layers", help=help_text)
    nodes = []
    for i in range(1, count + 1):
        key = f"hidden_{i}"
        st.session_state.setdefault(key, 100)
        nodes.append(
            st.number_input(f"Nodes in hidden layer {i}", low, high, st.session_state[key], key=key, step=1)
        )
    return tuple(nodes)


def _log_stops(field: Field) -> list[float]:
    """1, 2 and 5 in every decade of the range."""
    first, last = math.floor(math.log10(field.low)), math.ceil(math.log10(field.high))
    stops = [float(f"{m}e{e}") for e in range(first, last + 1) for m in (1, 2, 5)]
    return [stop for stop in stops if field.low <= stop <= field.high]
