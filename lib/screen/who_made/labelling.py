"""Ten digits that a learner labels, beside the set's labels and what the shipped reader reads; and that its weights stay.

The browser asks and compares; here is what it gets, and what it tells is checked.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lib.measure.question_table import table
from lib.pictures.prepare.data_urls import as_text
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.screen.kit import lesson, look
from lib.screen.kit.kept import Kept
from lib.screen.kit.web import component
from lib.screen.kit.weights import digest
from lib.screen.models import readers

LESSON = "who_made_this_set"
# Of the 5,000 that ship, none of which the shipped reader has seen: the six of which it gives the set's label the least
# probability, and four of the others, mixed. A test finds them again.
ROWS = (3795, 1440, 4251, 2556, 1484, 2554, 3043, 3183, 4250, 1347)
HARDEST = 6
CANNOT = 10  # the label of a digit that a person cannot tell
PEOPLE = 2  # label them at most
KEY = "label_digits"
# In the session: lists of labels, and the reader's checksum before any and after the last
_GIVEN, _BEFORE, _AFTER = "labelled_by", "labelling_before", "labelling_after"

_COMPONENT = component("label_digits")
_packed: Kept[dict[str, Any]] = Kept(1)  # 11 kB: the same ten for everybody


def show() -> list[list[int]]:
    """The ten digits; the lists of labels that people have given here, the learner's own first."""
    if _BEFORE not in st.session_state:
        st.session_state[_BEFORE] = checksum()
    given: list[list[int]] = st.session_state.setdefault(_GIVEN, [])
    st.caption(
        f"{HARDEST} of these {len(ROWS)} digits are the ones that the course’s reader gets most wrong. The other "
        f"{len(ROWS) - HARDEST} are ordinary. All are from MNIST."
    )
    data = _packed.get("ten", _pack) | {"people": given}
    state = _COMPONENT(key=KEY, data=data, on_people_change=lambda: None, height="content")
    found = read(state.get("people"))
    if found is not None and found != given:
        given = st.session_state[_GIVEN] = found
        st.session_state[_AFTER] = checksum()  # as the labels come in
    if given:
        _told(given, st.session_state[_BEFORE], st.session_state[_AFTER])
    return given


def read(told: Any) -> list[list[int]] | None:
    """The lists that a browser told; None where they are not what it can tell."""
    if not isinstance(told, list) or len(told) > PEOPLE:
        return None
    fits = all(
        isinstance(labels, list)
        and len(labels) == len(ROWS)
        and all(type(each) is int and 0 <= each <= CANNOT for each in labels)
        for labels in told
    )
    return told if fits else None


def same(one: list[int], other: list[int]) -> int:
    """How many digits have the same label in both; one that a person cannot tell agrees with nobody."""
    return sum(a == b != CANNOT for a, b in zip(one, other, strict=True))


def checksum() -> str:
    """Of all numbers of the shipped reader, as it lies in the app's memory now."""
    return digest(readers.shipped().network)


def _told(given: list[list[int]], before: str, after: str) -> None:
    packed = _packed.get("ten", _pack)
    you, labels, said = given[0], packed["labels"], packed["said"]
    agreed, n = same(you, labels), len(labels)
    with look.card("happened", "What just happened"):
        lesson.recall_prediction(
            LESSON, table(LESSON)["agree"], f"You agree with the set on **{agreed} of {n}**."
        )
        second = (
            f" You and the second person agree on {same(you, given[1])} of {n}." if len(given) > 1 else ""
        )
        if agreed < n:
            st.markdown(
                f"In {n - agreed} of these pictures you and the set name different digits.{second} "
                "Labels come from people. Training takes the set’s label as the right answer, always."
            )
        else:
            st.markdown(
                f"Here you and the set name the same digits.{second} Labels come from people, so other people may name others."
            )
        of_reader = same(said, labels)
        lesson.prose(
            f"The reader agrees with the set on {of_reader} of {n}, and with you on {same(you, said)}. It learned from the "
            f"set’s [[label|labels]] of other digits. Has it learned from yours? Its [[checksum]] before you began: `{before}`. "
            f"Now: `{after}`. "
            + (
                "Not one of its numbers has changed. Using a model does not train it."
                if before == after
                else "They differ: somebody has put another reader there."
            )
        )


def _pack() -> dict[str, Any]:
    data = digits.shipped()
    pictures = data.pictures[list(ROWS)]  # (10, 28, 28)
    said = readers.shipped().network.probabilities(scale(pictures)).argmax(axis=1)
    return {
        "digits": as_text(pictures, "u1"),
        "labels": [int(each) for each in data.labels[list(ROWS)]],
        "said": [int(each) for each in np.asarray(said)],
    }
