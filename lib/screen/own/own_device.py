"""The lesson where the browser does it all: the studio, and below it what the lab book has of it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.screen.kit import host, labels, lesson, way
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models.browser_bases import BrowserBase
from lib.screen.own import own_sent, own_server, own_studio, own_train
from lib.screen.own.own_heard import heard
from lib.screen.runs import guessed, take_home

LESSON = "your_own_pictures"


def show(bases: Sequence[BrowserBase]) -> Run | None:
    """The whole way from collecting to trying; the last run that came of it.

    Args:
        bases: that the browser can run, the best first.
    """
    lesson.prose(
        ":material/lock: **Your pictures stay on this device.** Your browser keeps them, trains and answers, also without the "
        "internet. After a training, the server gets the numbers and the names of your [[class|classes]], and no picture."
    )
    runs = host.lab_book().runs(learner_id(), "retrain") if settled() else []
    tuned = own_sent.latest(runs)
    own_studio.mount(bases, own_sent.why_not(tuned, own_sent.settings(bases[0].name)))
    st.button(
        "Let the server do it",
        key="by_server",
        type="tertiary",
        on_click=own_server.use,
        args=(way.CHOSEN,),
    )
    run = next((run for run in runs if run.on_device), None)
    if run:
        told(run)
    if tuned or heard().refused:
        own_sent.card(tuned)
    return run


def told(run: Run) -> None:
    """The last run as the lab book has it: the guess beside the outcome, what happened, what can be taken home."""
    if test := test_proportion(run):
        guessed.outcome(run, table(LESSON)["accuracy"], f"The model gets {per_cent(test.accuracy)} right")
    own_train.happened(run)
    st.caption(
        f"This run is in your lab book, with its numbers and class names and no picture. {labels.marked(run)}"
    )
    take_home.card(run)
