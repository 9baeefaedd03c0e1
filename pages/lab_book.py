"""The lab book: all of this learner's runs, to find, open, compare and take home; and the claims that they decide."""

from __future__ import annotations

import streamlit as st

from lib.screen.digits import digit_run
from lib.screen.kit import host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.retrain import retrain_stage
from lib.screen.runs import beside, claim_form, claims, guessed, lab_book, opened_run, take_home

LESSON = "lab_book"
SEEN = {"digits": digit_run.seen, "retrain": retrain_stage.seen}

lesson.opening(
    LESSON,
    "Here are all your runs, with their settings, curves and results. Only you see them.",
)
every = host.lab_book().runs(learner_id()) if settled() else []
# Races and experiments have their own places
runs = [run for run in every if run.kind in {"digits", "retrain"}]
view = st.segmented_control(
    "Show", ["Runs", "Claims"], default=st.session_state.get("lab_view", "Runs"), key="lab_view", required=True,
    label_visibility="collapsed",
)  # fmt: skip

if view == "Claims":
    lesson.prose(
        "A claim says: one value of a setting does better than another. A fair experiment changes only this [[setting]], and repeats it "
        "with other [[seed|seeds]]. A difference that luck can make is no difference."
    )
    claims.show(every)
    st.stop()

if not runs:
    with look.card("empty"):
        st.markdown("**Nothing here yet.** Train a network, and its run appears here.")
        st.page_link(
            "pages/train_a_digit_reader.py", label="Train a digit reader", icon=":material/arrow_forward:"
        )
    st.stop()

chosen = lab_book.pick(runs)
if not chosen:
    st.caption(lab_book.limits_words(len(runs), host.settings().runs_per_learner))
    guessed.card()
elif len(chosen) == 1:
    opened_run.show(chosen[0], SEEN[chosen[0].kind])
    take_home.card(chosen[0], with_link=True)
    opened_run.keep(chosen[0])
else:
    beside.show(chosen)
    claim_form.offer(chosen)
