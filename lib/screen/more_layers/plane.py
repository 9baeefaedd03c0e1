"""Points in a plane and a network that learns them in the browser (`lib/screen/web/plane`): where it starts, and what it tells.

The server trains nothing here. It hears of a try on XOR that is the best of its kind, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeGuard

import streamlit as st

from lib.measure.proportions import Proportion
from lib.screen.kit.web import component

NEW = 200  # new points that a try is counted on, as in plane_points.js
FLAT, BENT, LINEAR = "flat", "bent", "linear"  # no hidden layer; hidden layers with ReLU; and without
SETS = ("clouds", "xor", "rings", "spirals")
# What a link may set, by name, with the least, the usual and the highest value
NUMBERS = {"layers": (0, 0, 2), "nodes": (1, 8, 8), "relu": (0, 1, 1), "seed": (0, 0, 9999)}
_SEEN = "plane_seen"
_COMPONENT = component("plane")


@dataclass(frozen=True)
class Try:
    """One training that ended: new points right, and the hidden layers with their nodes."""

    right: int
    layers: int
    nodes: int

    @property
    def share(self) -> Proportion:
        return Proportion(self.right, NEW)

    @property
    def network(self) -> str:
        """As in "1 hidden layer of 8 nodes"."""
        nodes = f"{self.nodes} {'node' if self.nodes == 1 else 'nodes'}"
        return (
            f"1 hidden layer of {nodes}"
            if self.layers == 1
            else f"{self.layers} hidden layers of {nodes} each"
        )


def show() -> dict[str, Try]:
    """Draws it; gives the best tries on XOR of this session, by kind."""
    best: dict[str, Try] = st.session_state.setdefault(_SEEN, {})
    data = {"start": start(st.query_params), "seen": {kind: asdict(each) for kind, each in best.items()}}
    state = _COMPONENT(key="plane", data=data, on_seen_change=lambda: None, height="content")
    for kind, told in heard(state.get("seen")).items():
        if kind not in best or told.right > best[kind].right:
            best[kind] = told
    return best


def heard(said: Any) -> dict[str, Try]:
    """What the browser says of tries, as far as it can be true."""
    found = {}
    for kind in (FLAT, BENT, LINEAR):
        values = said.get(kind) if isinstance(said, Mapping) else None
        if not isinstance(values, Mapping):
            continue
        right, layers, nodes = (values.get(name) for name in ("right", "layers", "nodes"))
        if _within(right, NEW) and _within(layers, 2) and _within(nodes, 8):
            found[kind] = Try(right, layers, nodes)
    return found


def _within(value: Any, most: int) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def start(query: Mapping[str, str]) -> dict[str, Any]:
    """The settings that the lab opens with: a link's, as in `?points=rings&layers=1`, where they can be used."""
    points = query.get("points", "")
    chosen: dict[str, Any] = {"points": points if points in SETS else "xor"}
    for name, (least, usual, most) in NUMBERS.items():
        text = query.get(name, "")
        chosen[name] = (
            int(text) if text.isascii() and text.isdigit() and least <= int(text[:6]) <= most else usual
        )
    return chosen | {"relu": bool(chosen["relu"])}
