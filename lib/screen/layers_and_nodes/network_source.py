"""Which network the lesson on layers shows, and which digit it reads: a test digit, or the drawing beside it.

It knows nothing of what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.screen.kit import look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.sketchpad import sketchpad
from lib.screen.layers_and_nodes.network_view import send_digits, send_picture
from lib.screen.models import readers
from lib.screen.models.model import Model

SHOWN = 1000  # test digits on which every change is measured
PAD = "layers_pad"
TEST, OWN = "A test digit", "Your drawing"


@dataclass(frozen=True, eq=False)
class Source:
    """A reader and the picture that it reads."""

    reader: Model
    picture: (
        str  # the name under which the browser knows the picture; "" where it has it among the test digits
    )
    ink: np.ndarray | None  # (28, 28) float32, 0 to 1; None while nothing is drawn
    number: int  # of the test digit, from 0
    what: str  # "this 7", or "your drawing"
    place: DeltaGenerator  # where the view goes, beside the pad if there is one


def test_digits() -> digits.DigitSet:
    """The digits at hand; nothing is downloaded for this lesson."""
    return digits.load(download=False)


def test_ink(number: int) -> tuple[np.ndarray, int]:
    """Test digit `number`, from 0: (28, 28) float32 in 0 to 1, and its label."""
    data = test_digits()
    row = data.test[number % len(data.test)]
    return scale(data.some([row])).reshape(28, 28), int(data.labels[row])


def send_test_digits() -> str:
    """Sends the digits on which changes are measured; returns their digest."""
    data = test_digits()
    rows = data.test[:SHOWN]
    return send_digits(data.data_hash, lambda: (data.some(rows), data.labels[rows]))


@dataclass(frozen=True)
class Standing:
    """The networks that are offered, and the one that the page shows."""

    options: dict[str, str]  # name by id
    reader: Model


def standing() -> Standing:
    """The network chosen, else the learner's newest; asked for once a run of the page."""
    options = readers.choices(learner_id())
    chosen = st.session_state.get("reader")
    return Standing(options, readers.find(chosen if chosen in options else next(iter(options)), learner_id()))


def choose(shown: Standing) -> Source:
    """The row in which the learner chooses network and picture, and, for a drawing, the pad beside the view."""
    with look.card("source"):
        which, what, number = st.columns([2, 2, 1])
        choose_network(which, shown)
        kind = what.segmented_control(
            "It reads", [TEST, OWN], default=TEST, required=True, key="reads", width="stretch"
        )
        digit = number.number_input(
            "Test digit", 1, len(test_digits().test), key="digit_number", disabled=kind == OWN
        )
    if kind == TEST:
        ink, label = test_ink(digit - 1)
        send_picture("test", ink)
        return Source(shown.reader, "test", ink, digit - 1, f"this {label}", st.container())
    return drawn(shown.reader)


def choose_network(place: DeltaGenerator, shown: Standing) -> None:
    """One of the learner's own networks, or the one that ships; the run that follows shows it."""
    place.selectbox("Network", list(shown.options), format_func=shown.options.__getitem__, key="reader")


def drawn(reader: Model) -> Source:
    """The learner's drawing, with the pad beside the view."""
    pad, view = st.columns([1, 3.5])
    with pad:
        drawing = sketchpad(reader.network, key=PAD, show="pad", report=True)
    return Source(reader, PAD, drawing.ink28 if drawing else None, -1, "your drawing", view)
