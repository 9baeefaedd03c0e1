"""The lesson "Meet the original model" as a script: guesses on a photo, the measurement, and what is missing."""

from __future__ import annotations

import pytest
from lessons import words
from pet_engine import TOASTER, PetEngine, open_lesson
from streamlit.testing.v1 import AppTest

from lib.screen.kit import host
from lib.screen.kit.kept import Kept


@pytest.fixture
def page(engine: PetEngine) -> AppTest:
    return open_lesson("meet_the_original")


def guess(page: AppTest) -> AppTest:
    return page.pills(key="predict_right").set_value("about_800").run()


def test_the_photo_can_be_asked_before_the_guess_but_the_count_waits(page: AppTest) -> None:
    said = words(page)
    assert "tabby" in said
    assert "818 of 1,000" not in said
    assert "818 of 1,000, 79.3–84.1 %" in words(guess(page))


def test_the_list_is_as_long_as_asked_and_its_sum_is_told(page: AppTest) -> None:
    assert (
        "These 5 names have **90.0 %** together. The other 995 have 10.0 %. All 1,000 add up to 100 %."
        in words(page)
    )
    assert "From rank **2** on, each name has less than 0.1\u00a0%." in words(page)
    page.slider(key="k").set_value(8).run()
    assert "These 8 names have" in words(page)


def test_wrong_scaling_stands_beside_right_scaling(page: AppTest) -> None:
    assert "with the wrong numbers it says **toaster** (90.0 %) instead of **tabby**" in words(page)


def test_cats_and_dogs_apart_with_intervals_and_mistakes(page: AppTest) -> None:
    said = words(guess(page))
    assert "347 of 500, 65.2–73.3 %" in said
    assert "471 of 500" in said
    assert "Your guess was **about 800**" in said
    assert len(page.dataframe[0].value) == 24  # no photos here: a table in their place
    page.button(key="more_wrong").click().run()
    assert len(page.dataframe[0].value) == 48
    page.segmented_control(key="mistakes").set_value("Dogs (29)").run()
    assert "cat" not in " ".join(page.dataframe[0].value["photo"])
    assert page.button(key="fetch_photos")


def test_another_base_that_answers_is_named(page: AppTest, engine: PetEngine) -> None:
    Kept.clear_all()
    engine.why, engine.best = "The weights are not here.", TOASTER
    assert "The weights are not here. **MobileNetV2** answers instead." in words(page.run())


def test_without_memory_the_figures_are_still_there(page: AppTest, engine: PetEngine) -> None:
    engine.memory = False
    said = words(guess(page))
    assert "too little memory" in said
    assert "818 of 1,000" in said


def test_a_file_that_is_no_photo_gets_a_sentence(page: AppTest, engine: PetEngine) -> None:
    page.pills(key="photo").set_value("Your own").run()
    asked = len(engine.asked)
    page.file_uploader(key="upload").set_value(("cat.jpg", b"not a photo", "image/jpeg")).run()
    assert "cat.jpg is not a picture" in words(page)
    assert len(engine.asked) == asked


def test_three_right_answers_finish_the_lesson(page: AppTest) -> None:
    guess(page)
    page.radio(key="check_sum").set_value("hundred").run()
    page.radio(key="check_tested").set_value("one_thing").run()
    page.radio(key="check_scaling").set_value("scaling").run()
    assert host.lab_book().progress(page.session_state["_learner"]["offer"])["meet_the_original"] == "done"


def test_pocket_is_told_honestly(page: AppTest, engine: PetEngine) -> None:
    """It learned from photos of cats and dogs, and is ahead of its teacher on the same test photos: why, nobody has tested."""
    guess(page)
    engine.base = "pocket"
    said = words(page.selectbox(key="original_base").set_value("pocket").run())
    assert "MobileNetV2 was its teacher" in said
    assert "the 1,600 training photos of cats and dogs" in said
    assert "it is right on 866, its teacher on 818. One likely reason, not tested here" in said
    assert "So the number of names is not the only reason." in said
    assert not [each for each in page.radio if each.key == "check_tested"]  # asked where dogs are ahead


def test_a_difference_is_told_where_the_intervals_part_and_a_reason_as_likely(page: AppTest) -> None:
    said = words(guess(page))
    assert (
        "It gets 471 of 500, 91.8–95.9 % of the dogs right, and 347 of 500, 65.2–73.3 % of the cats." in said
    )
    assert (
        "One likely reason: it learned 118 breeds of dog and only five of cat. Nobody has tested that here."
        in said
    )
    assert "Pocket was made" not in said
