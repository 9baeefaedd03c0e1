"""Which model is looked at, and which part of its pictures: validation first, the test once it is opened."""

from __future__ import annotations

import streamlit as st

from lib.pictures.sets import digits
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit.learner import learner_id, settled
from lib.screen.mistakes import wall_part
from lib.screen.mistakes.wall_part import Part
from lib.screen.models import offered
from lib.screen.models.model import DIGITS, Model

WHY = {
    False: "This model comes with the course. Train one of your own, and you see its validation part first.",
    True: "What it said of its validation part is not kept.",
}
OPENED = "test_opened"  # in the session: keys of the models whose test part is open


def choose() -> Model:
    """The learner's newest run unless another one is chosen."""
    found = offered.choices(learner_id())
    if settled() and "measured_offered" not in st.session_state:  # the browser has just said who is here
        st.session_state["measured_offered"] = True
        st.session_state["measured"] = next(iter(found))
    chosen = st.selectbox("Which model?", list(found), key="measured", format_func=lambda name: found[name])
    return offered.find(str(chosen), learner_id())


def origin(model: Model) -> str:
    """Where it comes from, and what pictures it is asked for."""
    if model.kind == DIGITS:
        return f"{model.origin} Here it reads {digits.load(download=False).source}."
    classes = len(model.answers.classes)
    what = "cats and dogs" if model.spec.pictures == PACKED else f"{classes} classes"
    return f"{model.origin} You see its answers to {model.things} of {what}."


def choose_part(model: Model) -> Part:
    """The validation part, or the test part once the learner has opened it; the one that is known where only one is."""
    opened: set[str] = st.session_state.setdefault(OPENED, set())
    validation = wall_part.of(model, "validation")
    test = wall_part.of(model, "test")
    assert test is not None
    if validation is None:
        st.caption(f"You look at its test part, {_count(test)}. {WHY[bool(model.run)]}")
        return test
    names = {
        "validation": f"Validation, {len(validation.answers.truth):,}",
        "test": f"Test, {len(test.answers.truth):,}",
    }
    if model.key not in opened:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                f"You look at its validation part, {_count(validation)}. The test part stays closed: it is for the end.",
                width="stretch",
            )
            st.button(
                "Open the test part", key="open_test", icon=":material/lock_open:", on_click=_open, args=(model.key,)
            )  # fmt: skip
        return validation
    chosen = st.segmented_control(
        "Which part?", list(names), key="part", default="test", required=True, format_func=names.__getitem__,
    )  # fmt: skip
    return validation if chosen == "validation" else test


def _open(model: str) -> None:
    """At the click, and not where the script comes by: another click on a slow page may end it before."""
    st.session_state[OPENED].add(model)
    st.session_state["part"] = "test"


def _count(part: Part) -> str:
    return f"{len(part.answers.truth):,} {part.model.things}"
