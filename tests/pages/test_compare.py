"""The lesson "Original against retrained" as a script: whose runs stand there, the groups, luck, the race."""

from __future__ import annotations

import numpy as np
import pytest
from lessons import words
from pet_engine import PetEngine, open_lesson
from streamlit.testing.v1 import AppTest

from lib.screen.kit import host
from lib.screen.models import pet_ask, retrained
from lib.specs.specs import RaceRun, RetrainRun


@pytest.fixture
def page(engine: PetEngine) -> AppTest:
    app = open_lesson("original_against_retrained")
    assert not app.multiselect  # nothing is shown before the guess
    return app.pills(key="predict_groups").set_value("few_break").run()


def learner(page: AppTest) -> str:
    return page.session_state["_learner"]["offer"]


def a_run(learner: str, method: str, right: int, name: str = "") -> str:
    """A finished run that gets the first photos wrong and `right` of them right."""
    truth = retrained.stored().answers.truth
    said = truth.astype(float)
    said[: 1000 - right] = 1 - said[: 1000 - right]
    classes = {n: [int(((said == k) & (truth == k)).sum()), 500] for k, n in enumerate(("cats", "dogs"))}
    result = retrained.stored().result | {
        "test": [right, 1000], "by_class": classes, "predictions": np.where(said, 0.97, 0.03).tolist(),
    }  # fmt: skip
    book = host.lab_book()
    run = book.add(learner, RetrainRun(method=method), f"{method}{right}", shareable=False, name=name)
    book.change(run, state="done", result=result, history=retrained.stored().history, ended=1.0)
    return run


def test_with_no_run_a_stored_one_stands_there_and_says_so(page: AppTest) -> None:
    said = words(page)
    groups = retrained.stored().result["groups"]
    assert f"{groups['fixed']} fixed against {groups['broken']} broken" in said
    assert "stored run" in said
    assert "818 of 1,000" in said
    assert "significant" not in said
    for name, count in groups.items():
        assert f'<div class="figure">{count}</div>' in said, name


def test_a_group_opens_on_a_click_and_closes_on_the_next(page: AppTest) -> None:
    groups = retrained.stored().result["groups"]
    page.button(key="group_broken").click().run()
    table = page.dataframe[0].value
    assert len(table) == groups["broken"]
    truth, said = retrained.stored().answers.truth, retrained.stored().answers.guess
    names = [
        name for name, t, s in zip(pet_ask.test_names("mobilenet_v2"), truth, said, strict=True) if t != s
    ]
    assert set(table["photo"]) <= set(names)
    page.button(key="group_broken").click().run()
    assert not page.dataframe


def test_the_learners_newest_run_of_each_method_takes_its_place(page: AppTest) -> None:
    a_run(learner(page), "new_head", 910)
    newest = a_run(learner(page), "new_head", 950)
    scratch = a_run(learner(page), "scratch", 700)
    a_run("somebody else", "fine_tune", 990)
    page.run()
    assert page.multiselect(key="compared").value == [scratch, newest]
    assert len(page.multiselect(key="compared").options) == 4  # three of this learner's and the stored one
    assert "950 of 1,000" in words(page)


def test_any_two_runs_can_stand_against_each_other(page: AppTest) -> None:
    first, second = a_run(learner(page), "new_head", 900, "A"), a_run(learner(page), "new_head", 906, "B")
    page.run()
    page.multiselect(key="compared").set_value([first, second]).run()
    page.selectbox(key="after").set_value(second).run()
    page.selectbox(key="before").set_value(first).run()
    said = words(page)
    assert "6 fixed against 0 broken" in said
    assert "94" in said  # still wrong
    page.button(key="group_fixed").click().run()
    assert len(page.dataframe[0].value) == 6


def test_a_small_difference_is_told_as_luck(page: AppTest) -> None:
    first, second = a_run(learner(page), "new_head", 900, "A"), a_run(learner(page), "new_head", 903, "B")
    page.run()
    page.multiselect(key="compared").set_value([first, second]).run()
    page.selectbox(key="after").set_value(second).run()
    page.selectbox(key="before").set_value(first).run()
    assert "this can well be luck" in words(page)


def test_nothing_chosen_asks_for_a_run(page: AppTest) -> None:
    page.multiselect(key="compared").set_value([]).run()
    assert not page.exception


def test_the_race_is_engine_work_and_reads_its_own_numbers(page: AppTest, engine: PetEngine) -> None:
    page.button(key="race").click().run()
    assert engine.submitted == [RaceRun()]
    book = host.lab_book()
    run = book.add(learner(page), RaceRun(), "race", shareable=False)
    lines = [
        {"epoch": i + 1, "method": "new_head", "photos": photos, "seed": seed, "right": right + seed, "total": 1000}
        for i, (photos, right, seed) in enumerate((p, r, s) for p, r in ((2, 640), (1600, 966)) for s in range(3))
    ]  # fmt: skip
    book.change(run, state="done", history=lines, result={"left_out": [["scratch", 200]]}, ended=1.0)
    said = words(page.run())
    assert (
        "With 2 photos the new head gets 64.1 % right on average. With 1,600 photos it gets 96.7 %." in said
    )
    assert "Left out" in said
    assert "from scratch with 200" in said


def test_a_race_is_no_line_of_the_lab_book(page: AppTest) -> None:
    host.lab_book().add(learner(page), RaceRun(), "race", shareable=False)
    page.switch_page("pages/lab_book.py").run()
    assert "Nothing here yet" in words(page)


def test_the_numbers_stand_behind_a_toggle(page: AppTest) -> None:
    page.toggle(key="numbers").set_value(True).run()
    table = page.dataframe[0].value
    assert list(table["model"][:1]) == ["Original"]
    assert "79.3–84.1 %" in set(table["95 % interval"])
