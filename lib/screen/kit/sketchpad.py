"""The sketchpad: draw a digit and be read, in the browser, on a network's own weights.

Python sends the weights once and hears of the drawing only when `report` is set. What a drawing is worth (a
score, a lesson's words) is the page's business.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import streamlit as st

from lib.models.dense import Dense
from lib.pictures.prepare.data_urls import as_text
from lib.pictures.prepare.prepare import SIDE
from lib.screen.kit.web import component
from lib.screen.kit.weights import send_weights

_COMPONENT = component("sketchpad")


@dataclass(frozen=True)
class Drawing:
    """A finished drawing, prepared in both ways: 0 = paper to 1 = ink, (28, 28) float32."""

    id: str  # the same from the first stroke to the next clear
    centred: bool  # which of the two the network read; False where the learner has switched centring off
    centred_ink: np.ndarray  # cut out, scaled and centred as MNIST does
    plain_ink: np.ndarray  # the whole pad, scaled down

    @property
    def ink28(self) -> np.ndarray:
        """What the network saw."""
        return self.centred_ink if self.centred else self.plain_ink


def sketchpad(
    network: Dense,
    *,
    key: str,
    show: Literal["bars", "network", "pad"] = "bars",
    report: bool = False,
    example: bool = False,
    picture: np.ndarray | None = None,
) -> Drawing | None:
    """Shows the sketchpad and, with `report`, returns the drawing once the pen has rested; None when empty.

    `show` chooses what stands beside the pad: ten probability bars, a small picture of the network at work, or
    nothing, where a network view of the page reads the drawing (it names this `key` as its picture).
    `example` draws a 7, labelled as an example, until the learner draws. With a `picture` (28, 28) in 0-1 the
    network reads that instead, and there is no pad. Without `report` no drawing ever reaches the server.
    """
    with st.container(gap=None):  # the weights' component is empty and must not take a gap
        data = {
            "key": key,
            "network": send_weights(network),
            "show": show,
            "report": report,
            "example": example,
            "picture": None if picture is None else as_text(picture, "<f4"),
        }
        state = _COMPONENT(key=key, data=data, on_drawing_change=lambda: None, height="content")
    return _drawing(state.get("drawing")) if report and picture is None else None


def reported(key: str) -> Drawing | None:
    """The drawing on a pad with `report` as it stands by now: a button pressed at once knew the one before."""
    return _drawing((st.session_state.get(key) or {}).get("drawing"))


def _drawing(value: Any) -> Drawing | None:
    """What the browser reported; anything that is no drawing counts as none."""
    try:
        inks = [
            np.frombuffer(base64.b64decode(value[name], validate=True), "<f4") for name in ("cut", "plain")
        ]
        centred, plain = (np.clip(ink.reshape(SIDE, SIDE), 0, 1) for ink in inks)
        return Drawing(
            str(value["id"])[:16], bool(value["centred"]), np.nan_to_num(centred), np.nan_to_num(plain)
        )
    except (KeyError, TypeError, ValueError):
        return None
