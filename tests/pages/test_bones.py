"""The bones of the lessons from training to own photos: a guess, a check, words of one's own, and what happened in words."""

from __future__ import annotations

import made_runs
import pytest
from lessons import me, words
from pet_engine import PetEngine, open_lesson

from lib.screen.kit import host

GUESSES = {
    "train_a_digit_reader": ("accuracy", "about_98"),
    "draw_a_digit": ("off_centre", "another"),
    "meet_the_original": ("right", "about_800"),
    "original_against_retrained": ("groups", "few_break"),
    "your_own_pet_photos": ("flower", "sure"),
}


@pytest.mark.parametrize("lesson", GUESSES)
def test_a_lesson_has_its_bones(lesson: str, engine: PetEngine) -> None:
    page, (guess, option) = open_lesson(lesson), GUESSES[lesson]
    assert not [each for each in page.radio if (each.key or "").startswith("check_")]
    page.pills(key=f"predict_{guess}").set_value(option).run()
    if lesson == "train_a_digit_reader":
        made_runs.of_digits(host.lab_book(), me(page))
    if lesson == "draw_a_digit":
        page.segmented_control(key="way").set_value("A real test digit")
    page.run()
    assert (
        "Your guess" in words(page) or lesson == "train_a_digit_reader"
    )  # there it belongs to other settings
    assert "What just happened" in words(page)
    assert len([each for each in page.radio if (each.key or "").startswith("check_")]) >= 2
    (own,) = [each for each in page.text_input if (each.key or "").startswith("explain_")]
    own.set_value("as I see it").run()
    assert [
        value for key, value in host.lab_book().answers(me(page), lesson).items() if "explain." in key
    ] == ["as I see it"]
