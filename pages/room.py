"""A room for a class: a lecturer opens it, learners join it with a code."""

from __future__ import annotations

import streamlit as st

from lib.screen.kit import lesson
from lib.screen.kit.learner import settled
from lib.screen.room import lecturer, member, places
from lib.screen.room.asking import act

LESSON = "room"

lesson.opening(
    LESSON,
    "A class works in one room: its pages follow the lecturer, and everybody guesses before the answer is shown.",
)
if settled() and places.SECRET in st.query_params:
    secret = st.query_params[places.SECRET]
    del st.query_params[places.SECRET]  # a projector must not show it
    act(places.come_back, secret)
    st.rerun()
place = places.here()
if note := places.told():
    st.info(note, icon=":material/meeting_room:")
if place is None:
    member.ways_in(st.query_params.get("room", ""))
elif place.leads:
    lecturer.show(place)
else:
    member.show(place)
