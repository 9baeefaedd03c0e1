"""Home: a sketchpad with a network that reads, and the way into the lessons."""

from __future__ import annotations

import streamlit as st

from lib.screen.kit import course, look
from lib.screen.kit.sketchpad import sketchpad
from lib.screen.models import readers

ROWS = (3, 2)  # doors side by side: more are too narrow beside the navigation

look.opening(
    "This network reads handwritten digits.",
    "Draw one and watch. Then find out how the network does it, and train your own.",
)

reader = readers.shipped()
sketchpad(reader.network, key="home_pad", show="network", example=True)

chapters = [(title, lessons) for title, lessons in course.chapters().items() if title in course.ABOUT]
columns = [column for row in ROWS for column in st.columns(row)]
for number, (column, (title, lessons)) in enumerate(zip(columns, chapters, strict=False), 1):
    minutes = sum(lesson.minutes for lesson in lessons)
    with column:
        look.door(
            f"part_{number}",
            lessons[0].file,
            title,
            course.ABOUT[title],
            f"Part {number} · {minutes} minutes",
        )

st.caption(reader.origin)
