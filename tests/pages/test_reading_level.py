"""Every lesson can be read by somebody of 13 who learns English: no sentence too long, the median one easy."""

from __future__ import annotations

from statistics import median

import made_runs
import pytest
from lessons import me
from pet_engine import PetEngine, open_lesson
from reading_level import HARDEST, LONGEST, blocks, grade, sentences, words

from lib.screen.kit import host
from lib.screen.kit.course import COURSE

PARTS = {
    "try_things": ("race", "unfreeze", "vary", "wrong", "bias", "rate", "cycle")
}  # each a page of its own behind one card
FURTHER = {"what_is_a_model": {"reached": "frozen"}}  # what an address opens that else waits for the browser


def read(lesson: str) -> dict[str, None]:
    """Every sentence of a lesson, once: as it opens, and with runs that have ended."""
    said: dict[str, None] = {}
    page = open_lesson(lesson)
    if lesson in FURTHER:
        page.query_params.update(FURTHER[lesson])
        page.run()
    for part in PARTS.get(lesson, ("",)):
        if part:
            page.query_params["part"] = part
            page.run()
        said |= dict.fromkeys(s for block in blocks(page) for s in sentences(block))
    for make in (made_runs.of_digits, made_runs.of_pets, made_runs.of_many):
        make(host.lab_book(), me(page))
    page.run()
    assert not page.exception
    return said | dict.fromkeys(s for block in blocks(page) for s in sentences(block))


@pytest.mark.parametrize("lesson", [lesson.key for lesson in COURSE])
def test_a_lesson_reads_easily(lesson: str, answering: PetEngine) -> None:
    said = read(lesson)
    grades = {s: grade(s) for s in said}
    hardest = sorted(said, key=grades.__getitem__, reverse=True)
    print(f"\n{lesson}: {len(said)} sentences, median grade {median(grades.values()):.1f}")
    print("\n".join(f"{grades[s]:5.1f} {len(words(s)):3} {s}" for s in hardest))
    assert not [s for s in said if len(words(s)) > LONGEST]
    assert median(grades.values()) <= HARDEST
