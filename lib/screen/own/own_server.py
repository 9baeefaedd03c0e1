"""The lesson where the browser cannot do it: pictures travel to this server, which sees, trains and answers.

Which of the two ways is used is decided here, and said.
"""

from __future__ import annotations

import streamlit as st

from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.screen.kit import host, look, way
from lib.screen.kit.plain import plain
from lib.screen.own import own_grid, own_live, own_told, own_train, own_ways
from lib.screen.pictures import own_state
from lib.screen.runs import guessed, take_home

LESSON = "your_own_pictures"
USED = "own_by_server"  # in the session: why this way is used, where the address does not say so


def reason() -> str:
    """Why the pictures go over the server; "" where they need not."""
    return way.reason(USED)


def use(why: str) -> None:
    """Goes over the server from now on."""
    way.use_server(USED, why)


def say() -> None:
    """Which way is used, why, and the other one."""
    why = reason()
    st.markdown(
        f":material/cloud_upload: **Your pictures go to this server.** It trains and answers. {why or way.NO_BASE}"
    )
    if why:
        st.button(way.BACK, key="by_device", type="tertiary", on_click=_by_device)


def _by_device() -> None:
    own_state.clear()
    way.use_device(USED)


def show() -> Run | None:
    """The whole way from collecting to trying; the last run, once it was tested."""
    questions = table(LESSON)
    host.engine().warm_up()
    own_train.ready(own_train.usual_base())
    say()
    with look.card("collect", "Collect"):
        own_ways.names()
        chosen = own_ways.way()
        if chosen == "archive":
            own_ways.archive()
        elif chosen == "camera":
            own_ways.camera()
        if trouble := own_state.refused():
            st.warning(plain(trouble), icon=":material/block:")
        own_ways.limits()

    own_grid.classes(chosen)
    if own_state.own().classes:
        own_told.told()

    run = own_train.latest()
    own_train.follow(run)
    place = st.container()  # the guess, asked once there is something to train on
    left, right = st.columns([1, 3])
    with left:
        own_train.controls(place, run)
    with right:
        own_train.panel(run)

    ended = run if run and not run.live and run.result.get("test") else None
    if ended:
        test = test_proportion(ended)
        if test:
            guessed.outcome(ended, questions["accuracy"], f"The model gets {per_cent(test.accuracy)} right")
        own_train.outcome(ended)
        own_live.card(ended)
        take_home.card(ended)
    return ended
