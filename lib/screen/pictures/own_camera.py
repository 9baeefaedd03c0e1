"""The camera: frames taken while a class's button is held, or one frame after another for a model to answer.

What comes from the browser is bounded here and decoded like any other picture. It knows nothing of models.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from lib.screen.kit.web import component
from lib.screen.kit.words import likely

MOST = 50  # frames of one hold: 15 seconds
FRAME_LETTERS = 400_000  # of a frame as text: a JPEG of 256 pixels has some 30,000
HEAD = "data:image/jpeg;base64,"

_COMPONENT = component("camera")


@dataclass(frozen=True)
class Frames:
    """What one hold brought."""

    number: int  # rises from hold to hold
    label: int
    frames: tuple[bytes, ...]  # JPEG files, still to be decoded with care


def collect(
    classes: Sequence[str], counts: Sequence[int], room: int, got: int, take: Callable[[Frames], None]
) -> None:
    """Shows the camera with a button to hold for each class; `take` hears of the frames before the next run.

    Args:
        room: how many more pictures fit.
        got: number of the last hold that was heard of.
    """

    def heard() -> None:
        if (batch := read_frames(st.session_state["camera"].get("frames"), len(classes))) is not None:
            take(batch)

    data = {
        "mode": "collect",
        "classes": list(classes),
        "counts": list(counts),
        "room": room,
        "most": MOST,
        "got": got,
    }
    _COMPONENT(key="camera", data=data, on_frames_change=heard, height="content")


def live(answer: Sequence[tuple[str, float]], said: str, got: int, ask: Callable[[int, bytes], None]) -> None:
    """Shows the camera with an answer's bars; `ask` hears of each frame before the next run.

    Args:
        answer: each class with its probability, for the last frame.
        said: one line under the bars.
        got: number of the last frame that was answered.
    """

    def heard() -> None:
        asked = read_frame(st.session_state["live_camera"].get("frame"))
        if asked is not None:
            ask(*asked)

    bars = [[name, round(share, 4), likely(share)] for name, share in answer]
    data = {"mode": "live", "bars": bars, "said": said, "got": got}
    _COMPONENT(key="live_camera", data=data, on_frame_change=heard, height="content")


def read_frames(value: Any, classes: int) -> Frames | None:
    """What the browser says of one hold; anything else counts as nothing."""
    try:
        frames = tuple(jpeg for each in value["frames"][:MOST] if (jpeg := _jpeg(each)))
        label, number = value["label"], value["number"]
    except (TypeError, KeyError):
        return None
    if not frames or not isinstance(label, int) or not isinstance(number, int) or not 0 <= label < classes:
        return None
    return Frames(number, label, frames)


def read_frame(value: Any) -> tuple[int, bytes] | None:
    """Number and JPEG of a frame to be answered; anything else counts as nothing."""
    try:
        number, jpeg = value["number"], _jpeg(value["frame"])
    except (TypeError, KeyError):
        return None
    return (number, jpeg) if jpeg and isinstance(number, int) else None


def _jpeg(text: Any) -> bytes:
    """A JPEG's bytes from its data URL; b"" for anything else."""
    if not isinstance(text, str) or not text.startswith(HEAD) or len(text) > FRAME_LETTERS:
        return b""
    try:
        return base64.b64decode(text[len(HEAD) :], validate=True)
    except binascii.Error:
        return b""
