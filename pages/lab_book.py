"""The lab book: all of this learner's runs, to sort, name, compare and take home."""

from __future__ import annotations

import streamlit as st

from lib.screen.kit import host, labels, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.runs import guesses, lab_book, take_home

LESSON = "lab_book"

lesson.opening(
    LESSON,
    "Every run you have started is here, with its settings, its curve and what it can do. Only you see it.",
)
every = host.lab_book().runs(learner_id()) if settled() else []
# Races and experiments have their own places
runs = [run for run in every if run.kind in {"digits", "retrain"}]

if not runs:
    with look.card("empty"):
        st.markdown("**Nothing here yet.** Train a network, and its run appears here.")
        st.page_link(
            "pages/train_a_digit_reader.py", label="Train a digit reader", icon=":material/arrow_forward:"
        )
    st.stop()

order = st.segmented_control(
    "Order", list(lab_book.ORDERS), default="newest first", key="sort", required=True
)
runs.sort(key=lab_book.ORDERS[order or "newest first"])
lab_book.table(runs)
st.caption(lab_book.limits_words(len(runs), host.settings().runs_per_learner))

by_id = {run.id: run for run in runs}
kept = [run_id for run_id in st.session_state.get("chosen", []) if run_id in by_id]
if "chosen" in st.session_state and kept != st.session_state["chosen"]:
    st.session_state["chosen"] = kept
chosen = st.multiselect(
    "Open one run, or compare two and more", list(by_id), key="chosen",
    format_func=lambda run_id: labels.title(by_id[run_id]), placeholder="Choose runs",
)  # fmt: skip
if len(chosen) == 1:
    lab_book.one(by_id[chosen[0]])
    take_home.card(by_id[chosen[0]], with_link=True)
elif len(chosen) > 1:
    lab_book.side_by_side([by_id[run_id] for run_id in chosen])
guesses.card()
