"""The lesson "Who made this set?": labels that are given and compared, facts, groups, a threshold, and what is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from statistics import median
from typing import Any

import made_runs
import numpy as np
import pytest
from lessons import me, words
from mistakes import PETS, SPEC, add_done, add_pets
from pet_engine import PetEngine, open_lesson
from reading_level import HARDEST, LONGEST, blocks, grade, sentences
from reading_level import words as counted_words
from streamlit.testing.v1 import AppTest

from lib.measure.threshold import counts
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.pictures.sets.makers import ASKED, MAKERS, SOURCES
from lib.pictures.sets.packs import load_pack
from lib.screen.kit import host
from lib.screen.kit.kept import Kept
from lib.screen.models import readers
from lib.screen.who_made import consent_tab, labelling, threshold_tab

NAME = "who_made_this_set"
LABELS = [int(label) for label in digits.shipped().labels[list(labelling.ROWS)]]


@pytest.fixture
def page(engine: PetEngine) -> AppTest:
    """The lesson with its guess made, no worker, no photos and the small set of digits."""
    app = open_lesson(NAME)
    host.lab_book().answer(me(app), NAME, "predict.agree", "most")
    return app.run()


def at(app: AppTest, tab: str) -> AppTest:
    app.session_state["made_tab"] = tab
    return app.run()


def component(app: AppTest, name: str) -> dict[str, Any]:
    """What the browser gets for the component of that name."""
    (found,) = [each for each in app.get("bidi_component") if each.proto.component_name.endswith(name)]
    return json.loads(found.proto.mixed.json if found.proto.HasField("mixed") else found.proto.json)


def labelled(app: AppTest, *people: list[Any]) -> AppTest:
    app.session_state[labelling.KEY] = {"people": list(people)}
    return app.run()


def test_it_waits_for_the_guess(engine: PetEngine) -> None:
    app = open_lesson(NAME)
    assert not app.exception
    assert not [each for each in app.get("bidi_component") if "label_digits" in each.proto.component_name]


def test_the_ten_digits_are_the_hardest_six_and_four_others() -> None:
    data = digits.shipped()
    said = readers.shipped().network.probabilities(scale(data.pictures))
    of_label = said[np.arange(data.size), data.labels]
    hardest = set(np.argsort(of_label, kind="stable")[: labelling.HARDEST].tolist())
    assert hardest < set(labelling.ROWS)
    assert len(set(labelling.ROWS)) == 10
    rest = sorted(set(labelling.ROWS) - hardest)
    assert (said[rest].argmax(axis=1) == data.labels[rest]).all()


def test_labels_are_compared_and_change_no_weight(page: AppTest) -> None:
    sent = component(page, "label_digits")
    assert sent["labels"] == LABELS
    assert sent["people"] == []
    mine = [*LABELS[:7], *((label + 1) % 10 for label in LABELS[7:9]), labelling.CANNOT]
    said = words(labelled(page, mine))
    assert "Your guess was **eight or nine**. You agree with the set on **7 of 10**." in said
    assert "In 3 of these pictures you and the set name different digits." in said
    agreed = sum(a == b for a, b in zip(sent["said"], LABELS, strict=True))
    with_me = sum(a == b for a, b in zip(sent["said"], mine, strict=True))
    assert f"The reader agrees with the set on {agreed} of 10, and with you on {with_me}." in said
    assert said.count(labelling.checksum()) == 2
    assert "Not one of its numbers has changed." in said
    said = words(labelled(page, mine, LABELS))
    assert "You and the second person agree on 7 of 10." in said
    assert "same digits" in words(labelled(page, LABELS))
    assert "What just happened" not in words(labelled(page))  # started over


@pytest.mark.parametrize(
    "told",
    [
        "7", {"a": 1}, [[1] * 9], [[1] * 11], [[11] * 10], [[-1] * 10], [[True] * 10], [["1"] * 10], [[1.0] * 10],
        [[1] * 10] * 3, [None], [[[1]] * 10],
    ],
)  # fmt: skip
def test_labels_that_no_browser_of_ours_tells_are_refused(told: Any, page: AppTest) -> None:
    assert labelling.read(told) is None
    page.session_state[labelling.KEY] = {"people": told}
    assert "What just happened" not in words(page.run())


def test_labels_are_still_there_after_another_page(page: AppTest) -> None:
    labelled(page, LABELS)
    page.switch_page("pages/home.py").run()
    page.switch_page(f"pages/{NAME}.py").run()
    assert component(page, "label_digits")["people"] == [LABELS]
    assert "You agree with the set on **10 of 10**" in words(page)


def test_each_set_is_told_with_its_sources(page: AppTest) -> None:
    for name, maker in MAKERS.items():
        page.button_group(key="made_set").set_value(name).run()
        said = words(page)
        for question, fact in maker.facts.items():
            assert question in said
            assert all(SOURCES[key].split(",")[0] in said.replace("&amp;", "&") for key in fact.sources)
        assert ("No answer found" in said) == any(not fact.known for fact in maker.facts.values())
    assert len(ASKED) == 6


def test_groups_of_what_ships(page: AppTest) -> None:
    at(page, "Right for everybody?")
    said = words(page)
    answers = readers.shipped().answers
    assert f"You look at its test part: {len(answers.truth):,} digits" in said
    assert "twice the area of its ink" in said
    assert "set them this far apart" in said
    page.button_group(key="grouping").set_value("by its label").run()
    page.toggle(key="groups_table").set_value(True).run()
    table = page.dataframe[0].value
    assert len(table) == 10
    wrong = sum(int(each.split(" of ")[0]) for each in table["wrong"])
    assert wrong == answers.proportion.total - answers.proportion.correct
    page.selectbox(key="grouped").set_value("retrain.stored").run()
    assert "by brightness" in page.button_group(key="grouping").options
    page.button_group(key="grouping").set_value("by size of the photo").run()
    assert [each.split(" of ")[1].split(",")[0] for each in page.dataframe[0].value["wrong"]] == [
        "334",
        "461",
        "205",
    ]


def test_groups_of_own_runs(page: AppTest) -> None:
    pets, many = add_pets(page, PETS, 40), made_runs.of_many(host.lab_book(), me(page))
    own = add_done(page, SPEC)
    at(page, "Right for everybody?")
    page.selectbox(key="grouped").set_value(f"retrain.{pets}").run()
    assert "You look at its validation part: 400 photos" in words(page)
    page.selectbox(key="grouped").set_value(f"retrain.{many}").run()
    said = words(page)
    assert page.button_group(key="grouping").options == ["by its label"]
    assert "The chart shows 12 of 97 groups." in said
    page.selectbox(key="grouped").set_value(f"digits.{own}").run()
    assert "You look at its validation part" in words(page)


def opened(app: AppTest, told: Any, model: str = "pocket") -> str:
    app.session_state[f"threshold_{model}"] = {"opened": told}
    return words(app.run())


def test_the_threshold_is_chosen_on_validation_and_the_test_opened_once(page: AppTest) -> None:
    at(page, "Two kinds of mistake")
    sent = component(page, "threshold")
    pack = load_pack("pocket")
    assert pack is not None
    dog = pack.seen.dogs.astype(float) / (pack.seen.cats.astype(float) + pack.seen.dogs.astype(float))
    validation, test = (counts(dog[pack.part == k], pack.labels[pack.part == k]) for k in (1, 2))
    assert sent["cats"] == validation.first_as_second.tolist()
    assert sent["dogs"] == validation.second_as_first.tolist()
    assert sent["opened"] == 0
    assert not set(sent) - {"cats", "dogs", "of", "opened"}  # of the test, nothing
    assert "The test, opened once" not in words(page)
    said = opened(page, {"threshold": 70, "cat": 5, "dog": 1})
    cats, dogs = test.at(70)
    assert "The test, opened once, at 70 %" in said
    assert f"Cats called dog: {cats} of 500" in said
    assert f"{5 * cats + dogs:,} points" in said
    assert component(page, "threshold")["opened"] == 70
    again = opened(page, {"threshold": 40, "cat": 1, "dog": 1})
    assert "The test, opened once, at 70 %" in again
    assert "at 40 %" not in again


@pytest.mark.parametrize(
    "told",
    [
        None, 70, [], {"threshold": 70}, {"threshold": 0, "cat": 1, "dog": 1}, {"threshold": 100, "cat": 1, "dog": 1},
        {"threshold": 50.0, "cat": 1, "dog": 1}, {"threshold": True, "cat": 1, "dog": 1}, {"threshold": 50, "cat": 0, "dog": 1},
        {"threshold": 50, "cat": 1, "dog": 11}, {"threshold": "50", "cat": 1, "dog": 1},
    ],
)  # fmt: skip
def test_an_opening_that_no_browser_of_ours_asks_for_is_refused(told: Any, page: AppTest) -> None:
    assert threshold_tab.read(told) is None
    at(page, "Two kinds of mistake")
    assert "opened once" not in opened(page, told)


def test_the_threshold_of_own_runs(page: AppTest) -> None:
    run_id = add_pets(page, PETS, 40)
    unknown = add_pets(page, replace(PETS, method="scratch"), 50)  # what it said of validation was not kept
    at(page, "Two kinds of mistake")
    page.selectbox(key="watching").set_value(run_id).run()
    assert sum(component(page, "threshold")["of"]) == 400
    assert "of 500" in opened(page, {"threshold": 50, "cat": 1, "dog": 1}, run_id)
    page.selectbox(key="watching").set_value(unknown).run()
    assert "Choose another model." in words(page)


def test_ticks_stay_in_the_session(page: AppTest) -> None:
    at(page, "Pictures of people")
    assert f"You ticked 0 of {len(consent_tab.CHECKS)}." in words(page)
    kept = host.lab_book().answers(me(page), NAME)
    for key in consent_tab.CHECKS:
        page.checkbox(key=f"consent_{key}").check()
    assert "You can go and collect." in words(page.run())
    assert host.lab_book().answers(me(page), NAME) == kept


def test_energy_is_seconds_times_watts(page: AppTest) -> None:
    at(page, "Energy")
    said = words(page)
    assert "A stored run of the digit network, not yours." in said
    assert "16.6 s × 30 W = 498 joules = **0.14 Wh**" in said
    assert "**30,000 times**" in said
    add_done(page, SPEC)  # 2.0 seconds in all
    page.number_input(key="watts").set_value(90).run()
    said = words(page)
    assert "Your last run" in said
    assert "2.0 s × 90 W = 180 joules = **0.05 Wh**" in said


def test_three_hundred_pay_once_for_what_never_changes(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    Kept.clear_all()
    made: list[str] = []
    pack = labelling._pack
    monkeypatch.setattr(labelling, "_pack", lambda: made.append("ten") or pack())
    for _ in range(3):
        app = open_lesson(NAME)
        host.lab_book().answer(me(app), NAME, "predict.agree", "most")
        app.run()
    assert made == ["ten"]


def test_every_tab_reads_easily(page: AppTest) -> None:
    """The course's own test reads what opens first: here are the other tabs, all sets, and what comes of labels and the test."""
    said: dict[str, None] = {}

    def read(app: AppTest) -> None:
        said.update(dict.fromkeys(s for block in blocks(app) for s in sentences(block)))

    add_pets(page, PETS, 40)
    read(labelled(page, [(label + 1) % 10 for label in LABELS], LABELS))
    for name in MAKERS:
        page.button_group(key="made_set").set_value(name).run()
        read(page)
    for tab in ("Right for everybody?", "Two kinds of mistake", "Pictures of people", "Energy"):
        read(at(page, tab))
        for grouping in page.button_group(key="grouping").options if tab.startswith("Right") else ():
            read(page.button_group(key="grouping").set_value(grouping).run())
    at(page, "Two kinds of mistake")
    opened(page, {"threshold": 70, "cat": 5, "dog": 1})
    read(page)
    kept = [
        s for s in said if "arXiv" not in s and not s.startswith(("Source:", "Where we looked:"))
    ]  # references
    print("\n".join(f"{grade(s):5.1f} {s}" for s in sorted(kept, key=grade, reverse=True)))
    assert not [s for s in kept if len(counted_words(s)) > LONGEST]
    assert median(grade(s) for s in kept) <= HARDEST
