"""Home: a sketchpad with a network that reads, and the way into the lessons."""

from __future__ import annotations

import streamlit as st

from lib.screen.kit import course, look
from lib.screen.kit.sketchpad import sketchpad
from lib.screen.models import readers

PARTS = {
    course.CHAPTERS["model"]: ("How a model works", "Layers, nodes, and the arithmetic of a single one, with your own drawing in it."),
    course.CHAPTERS["digits"]: ("Train a digit reader", "Choose epochs and batch size, watch it learn 55,000 digits, see where it fails."),
    course.CHAPTERS["pets"]: ("Retrain it: cats or dogs", "Measure a model made for something else, retrain it in seconds, measure again."),
}  # fmt: skip

look.opening(
    "A network that has learned to read is waiting.",
    "Draw a digit. It reads while you draw. Then find out how it does that, train your own, and teach a picture "
    "model to tell cats from dogs.",
)

reader = readers.shipped()
sketchpad(reader.network, key="home_pad", show="network", example=True)

chapters = course.chapters()
parts = [(chapter, *words) for chapter, words in PARTS.items() if chapter in chapters]
for number, (column, (chapter, title, text)) in enumerate(
    zip(st.columns(len(PARTS)), parts, strict=False), 1
):
    lessons = chapters[chapter]
    minutes = sum(lesson.minutes for lesson in lessons)
    with column:
        look.door(f"part_{number}", lessons[0].file, title, text, f"Part {number} · {minutes} minutes")

st.caption(reader.origin)
