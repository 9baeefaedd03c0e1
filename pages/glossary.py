"""The glossary: every technical term of the course, each with an address of its own."""

from __future__ import annotations

import streamlit as st

from lib.screen.kit import lesson, look
from lib.screen.kit.glossary import GLOSSARY, also, anchor, find, spelled

LESSON = "glossary"
COLUMNS = 2

lesson.opening(
    LESSON,
    f"{len(GLOSSARY)} technical terms, each in a sentence or two. In a lesson, a dotted line under a word opens the same entry.",
)
wanted = st.text_input("Find a term", key="find", placeholder="For example: batch, or neuron", max_chars=40)
found = find(wanted)
if not found:
    st.info("No entry has that word. Try a shorter one.", icon=":material/search_off:")
with look.card("terms"):
    half = -(-len(found) // COLUMNS)
    for place, column in enumerate(st.columns(COLUMNS, gap="large")):
        with column:
            for term in found[place * half : (place + 1) * half]:
                st.subheader(spelled(term), anchor=anchor(term))
                st.markdown((f"*Also: {also(term)}.* " if also(term) else "") + GLOSSARY[term])
