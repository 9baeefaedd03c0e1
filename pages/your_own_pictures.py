"""Lesson: collect pictures of your own, teach a model to tell them apart, and try it live."""

from __future__ import annotations

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.screen.kit import lesson, pet_tiles
from lib.screen.models import browser_bases
from lib.screen.own import own_device, own_server

LESSON = "your_own_pictures"
QUESTIONS = table(LESSON)

pet_tiles.dress()
lesson.opening(
    LESSON,
    "How few pictures teach a model something new? And when does a test look too good?",
)
bases = [] if own_server.reason() else browser_bases.usable()
ended = own_device.show(bases) if bases else own_server.show()

lesson.check(LESSON, QUESTIONS["leak"])
lesson.check(LESSON, QUESTIONS["uneven"])
lesson.check(LESSON, QUESTIONS["neither"])
lesson.explain(LESSON, QUESTIONS["own_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, ended is not None)
