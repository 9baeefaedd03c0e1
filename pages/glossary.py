"""The glossary: every technical term of the course, each with an address of its own."""

from __future__ import annotations

import re

import streamlit as st

from lib.screen.kit import lesson, look
from lib.screen.kit.glossary import GLOSSARY

LESSON = "glossary"
COLUMNS = 2

lesson.opening(
    LESSON,
    f"{len(GLOSSARY)} technical terms, each in a sentence or two. Elsewhere, a dotted line under a word opens the same entry.",
)
wanted = (
    st.text_input("Find a term", key="find", placeholder="For example: batch", max_chars=40).strip().lower()
)
found = [term for term in sorted(GLOSSARY) if wanted in term or wanted in GLOSSARY[term].lower()]
found.sort(key=lambda term: wanted not in term)  # those named so before those that only speak of it
if not found:
    st.info("No entry speaks of that. Try a shorter word.", icon=":material/search_off:")
with look.card("terms"):
    half = -(-len(found) // COLUMNS)
    for place, column in enumerate(st.columns(COLUMNS, gap="large")):
        with column:
            for term in found[place * half : (place + 1) * half]:
                shown = "ReLU" if term == "relu" else term
                st.subheader(shown, anchor=re.sub(r"\W+", "-", term))
                st.markdown(GLOSSARY[term])
