"""The adviser: its measure of likeness against a hand count, its advice at the corners, its words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure.adviser import LIKELY, MANY, WORDS, Likeness, advise, likeness, place, told_of
from lib.measure.compare import paired
from lib.measure.proportions import Proportion
from lib.pictures.sets.packs import load_pack


def test_likeness_counts_names_and_sureness():
    top = np.array([[1], [2], [1], [2], [7], [7]])
    probabilities = np.array([[0.9], [0.5], [0.9], [0.5], [1.0], [1.0]])
    found = likeness(top, probabilities, np.array([0, 0, 0, 0, 1, 1]))
    assert found.sure == pytest.approx(0.8)
    assert found.names == pytest.approx((4 * 2 + 2 * 1) / 6)  # two names equally often, and one alone
    with pytest.raises(ValueError, match="no picture"):
        likeness(top[:0], probabilities[:0], np.array([]))


@pytest.mark.parametrize(
    ("pictures", "classes", "like", "method"),
    [
        (30, 3, Likeness(0.9, 1.2), "new_head"),  # few
        (30, 3, Likeness(0.1, 20), "new_head"),  # few and strange: still the safe choice
        (1600, 2, Likeness(0.69, 47), "new_head"),  # cats and dogs
        (4340, 97, Likeness(0.69, 4.7), "new_head"),  # Caltech-101
        (3929, 10, Likeness(0.48, 4.8), "fine_tune"),  # digits: from scratch is no better than a new head
        (2944, 20, Likeness(0.55, 6), "fine_tune"),
        (500, 10, Likeness(0.2, 6), "new_head"),  # strange, and too few for more
        (500, 10, None, "new_head"),
    ],
)
def test_advice_at_the_corners(pictures, classes, like, method):
    advice = advise(pictures, classes, like)
    assert advice.method == method
    assert f"{pictures:,} training pictures" in advice.why[0]


@given(
    st.integers(1, 10**6), st.integers(2, 1000), st.floats(0, 1), st.floats(1, 1000), st.booleans()
)  # fmt: skip
def test_there_is_always_a_method_and_a_reason(pictures, classes, sure, names, known):
    advice = advise(pictures, classes, Likeness(sure, names) if known else None)
    assert advice.method in {"new_head", "fine_tune"}
    assert len(advice.why) == 2 + known
    assert all(sentence.endswith(".") for sentence in advice.why)


def test_cats_and_dogs_look_familiar_and_pocket_cannot_tell():
    said = {}
    for base in ("mobilenet_v2", "pocket"):
        pack = load_pack(base)
        assert pack is not None
        train = pack.part == 0
        like = likeness(pack.seen.top[train], pack.seen.probabilities[train], pack.labels[train])
        said[base] = advise(int(train.sum()), 2, like, base)
    assert {advice.method for advice in said.values()} == {"new_head"}
    assert "may well look like pictures that it knows" in said["mobilenet_v2"].why[1]
    assert "not known" in said["pocket"].why[1]


@given(st.integers(1, 10**7), st.integers(2, 1000), st.floats(0, 1))
def test_the_map_says_what_the_adviser_says(pictures, classes, sure):
    like = Likeness(sure, 3)
    here = place(pictures, classes, like)
    assert LIKELY[here.quarter] == advise(pictures, classes, like).method
    assert 0 <= here.across <= 1
    assert 0 <= here.up <= 1


@pytest.mark.parametrize(
    ("pictures", "classes", "sure", "quarter"),
    [
        (1600, 2, 0.69, "many_alike"),  # cats and dogs
        (3929, 10, 0.48, "many_unlike"),  # digits
        (4340, 97, 0.69, "few_alike"),  # Caltech-101: 45 a class
        (40, 2, 0.3, "few_unlike"),
    ],
)
def test_a_set_stands_where_its_numbers_say(pictures, classes, sure, quarter):
    assert place(pictures, classes, Likeness(sure, 3)).quarter == quarter


def test_the_borders_of_the_map_are_its_middle_and_what_is_not_known_has_no_height():
    edge = place(MANY * 2, 2, Likeness(0.6, 3))
    assert (edge.across, edge.up) == (pytest.approx(0.5), pytest.approx(0.5))
    for unknown in (place(100, 2, None), place(100, 2, Likeness(0.9, 3), "pocket")):
        assert (unknown.up, unknown.quarter) == (None, "")
    assert set(LIKELY) <= set(WORDS)
    with pytest.raises(ValueError, match="two classes"):
        place(10, 1, None)


def test_nothing_to_tell_apart_is_refused():
    with pytest.raises(ValueError, match="two classes"):
        advise(10, 1, None)


def test_a_sure_original_is_a_hint_and_no_proof():
    for sure in (0.2, 0.55, 0.9):
        assert "only a hint" in advise(500, 2, Likeness(sure, 2)).why[1]
    assert paired(25, 20) > 0.05  # 685 against 680 of 714 is no reason for one of two methods


@pytest.mark.parametrize(
    ("tried", "told"),
    [
        ({}, "None of your runs"),
        ({"New head": (380, 400)}, "New head, 380 of 400"),
        ({"New head": (380, 400), "Fine-tuned": (380, 400)}, "are level"),
        ({"New head": (380, 400), "Fine-tuned": (384, 400)}, "does not tell which is better"),
        ({"New head": (380, 400), "From scratch": (270, 400)}, "New head is ahead"),
        ({"New head": (1, 2), "From scratch": (2, 2)}, "does not tell which is better"),
    ],
)
def test_what_was_tried_is_ranked_by_validation_and_told_as_it_came_out(tried, told):
    sentence = told_of({method: Proportion(*share) for method, share in tried.items()})
    assert told in sentence
    assert "test" not in sentence
    assert ("ahead" in sentence) == ("ahead" in told)
