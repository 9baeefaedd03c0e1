"""One setting's widget, made from its line in the tables of `lib.specs.choices`, with a way to the terms that it is about.

It knows nothing of where values are kept.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

from lib.screen.kit import glossary
from lib.specs.field import Field

LIMITS = "_room_limits"  # in the session: names of the only settings that a room's lecturer leaves open
LAYERS = 4  # hidden layers at most, as in the table
NODES = 100  # of a layer that was just added
TERMS: Mapping[str, tuple[str, ...]] = MappingProxyType({  # a setting's name: what stands in the glossary about it
    "augmentation": ("data augmentation",),
    "base": ("base", "distillation"),
    "batch_size": ("batch size",),
    "dropout": ("dropout", "overfitting"),
    "epochs": ("epoch", "overfitting"),
    "fine_rate": ("fine-tuning", "learning rate"),
    "hidden": ("hidden layer",),
    "learning_rate": ("learning rate",),
    "method": ("transfer learning", "fine-tuning"),
    "optimizer": ("optimizer", "momentum"),
    "pictures": ("picture set", "split"),
    "schedule": ("one cycle",),
    "seed": ("seed", "setting"),
    "stop_early": ("early stopping", "checkpoint"),
    "train_size": ("training part", "overfitting"),
    "unfrozen_blocks": ("fine-tuning", "batch normalisation"),
})  # fmt: skip


def help_of(field: Field) -> str:
    """What a setting does, its usual value with the reason, and its terms in the glossary, as Markdown."""
    found = [
        f"[{glossary.spelled(term)}](glossary#{glossary.anchor(term)})" for term in TERMS.get(field.name, ())
    ]
    more = f" In the glossary: {', '.join(found)}." if found else ""
    return f"{field.help} Usual: {field.text(field.default)}, {field.reason}.{more}"


def widget(field: Field, highest: int | None = None) -> Any:
    """One setting's widget. Its value is given twice: a value set in the session reaches the browser once, and one
    that misses that run (the learner's id asks for a second at once) falls back on the widget's own."""
    name, help_text = field.name, help_of(field)
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


def nodes_of_layers() -> tuple[int, ...]:
    """The nodes of each hidden layer as the widgets stand, also before they are drawn."""
    count = st.session_state["hidden_layers"]
    return tuple(st.session_state.get(f"hidden_{i}", NODES) for i in range(1, count + 1))


def _layers(field: Field, help_text: str) -> tuple[int, ...]:
    """How many hidden layers, and the nodes of each."""
    low, high = int(field.low), int(field.high)
    chosen = st.session_state["hidden_layers"]
    count = st.slider(field.label, 0, LAYERS, chosen, key="hidden_layers", help=help_text)
    nodes = []
    for i in range(1, count + 1):
        key = f"hidden_{i}"
        st.session_state.setdefault(key, NODES)
        nodes.append(
            st.number_input(f"Nodes in hidden layer {i}", low, high, st.session_state[key], key=key, step=1)
        )
    return tuple(nodes)


def _log_stops(field: Field) -> list[float]:
    """1, 2 and 5 in every decade of the range."""
    first, last = math.floor(math.log10(field.low)), math.ceil(math.log10(field.high))
    stops = [float(f"{m}e{e}") for e in range(first, last + 1) for m in (1, 2, 5)]
    return [stop for stop in stops if field.low <= stop <= field.high]
