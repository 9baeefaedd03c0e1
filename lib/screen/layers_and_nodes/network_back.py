"""The backward pass of one digit, drawn node by node: which weight moves which way, and one update at a time.

The browser computes all of it on a copy of the network's weights; `lib.measure.backward` computes the same here, for the words
of the page. It knows nothing of lessons and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.models.dense import Dense
from lib.screen.kit.web import component
from lib.screen.kit.weights import send_weights
from lib.screen.layers_and_nodes.network_view import DIGIT_LABELS

# A gentle one; one that mends a digit at once; and one that makes the network forget the others
RATES = (0.001, 0.01, 0.1)
OWN = -1  # the digit's number where it is the learner's drawing

_BACK = component("network_back", "network_view/network_view.css")


@dataclass(frozen=True)
class Updated:
    """The last first update that the learner made."""

    digit: int  # its place among the digits sent, or `OWN`
    rate: float


def network_back(
    network: Dense, *, key: str, digits: str, worst: Sequence[int], picture: str | None = None
) -> Updated | None:
    """Shows the backward pass, and returns what was updated; None while nothing was.

    Args:
        digits: digest of the test digits (`send_digits`), on which every update is measured.
        worst: those that the learner goes through, by their place among them.
        picture: name under which the sketchpad of that key offers a drawing, which is read instead.
    """
    with st.container(gap=None):  # the weights' component is empty and must not take a gap
        digest = send_weights(network)
        data = {
            "network": digest,
            "digits": digits,
            "worst": list(worst),
            "picture": picture,
            "labels": list(DIGIT_LABELS),
            "rates": list(RATES),
            "rate": RATES[0],
        }
        state = _BACK(key=key, data=data, on_updated_change=lambda: None, height="content")
    return _updated(state.get("updated"), digest, worst)


def _updated(said: Any, digest: str, worst: Sequence[int]) -> Updated | None:
    """What the browser tells; anything that is no update of this network counts as none."""
    if not isinstance(said, dict) or said.get("network") != digest:
        return None
    digit, rate = said.get("digit"), said.get("rate")
    if type(digit) is not int or digit not in (*worst, OWN) or rate not in RATES:
        return None
    return Updated(digit, float(rate))
