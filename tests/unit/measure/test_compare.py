"""The four groups against counting, McNemar's exact test against the sum of the binomial, and its words."""

import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure.compare import Groups, groups, luck
from lib.measure.proportions import Proportion

answers = st.lists(
    st.tuples(st.integers(0, 1), st.integers(-1, 1), st.integers(0, 1)), min_size=1, max_size=60
)


@given(answers)
def test_groups_are_what_counting_gives(answers):
    truth, before, after = (np.array(part) for part in zip(*answers, strict=True))
    found = groups(truth, before, after)
    expected = {"fixed": [], "broken": [], "still_wrong": [], "right": []}
    for i, (t, b, a) in enumerate(answers):
        name = {(0, 1): "fixed", (1, 0): "broken", (0, 0): "still_wrong", (1, 1): "right"}[
            (int(b == t), int(a == t))
        ]
        expected[name].append(i)
    assert {name: list(getattr(found, name)) for name in expected} == expected
    assert found.counts() == {name: len(places) for name, places in expected.items()}
    assert found.before == Proportion(int((before == truth).sum()), len(truth))
    assert found.after == Proportion(int((after == truth).sum()), len(truth))


def counted(fixed, broken, right=806, still=19):
    places = np.split(np.arange(fixed + broken + still + right), np.cumsum([fixed, broken, still]))
    return Groups(*places)


@given(st.integers(0, 80), st.integers(0, 80))
def test_mcnemars_exact_test(fixed, broken):
    n = fixed + broken
    tail = sum(math.comb(n, k) for k in range(min(fixed, broken) + 1)) / 2**n
    assert luck(counted(fixed, broken)).p == pytest.approx(min(1, 2 * tail), rel=1e-9)


def test_more_than_luck_in_words():
    found = luck(counted(163, 12))
    assert found.sentence() == (
        "163 fixed against 12 broken. If both models were equally good, luck would make a split this uneven "
        f"less than once in 10^{math.ceil(-math.log10(found.p)) - 1} tries (McNemar's exact test)."
    )
    assert found.p < 1e-30


@given(st.integers(0, 400), st.integers(0, 400))
def test_what_the_sentence_claims_is_true(fixed, broken):
    found = luck(counted(fixed, broken), "digits")
    text = found.sentence()
    assert "significant" not in text
    assert "photo" not in text
    power = re.search(r"once in 10\^(\d+) tries", text)
    tries = re.search(r"once in ([\d,]+) tries", text)
    if power:
        assert found.p < 10.0 ** -int(power[1])
    elif tries:
        assert found.p < 1 / int(tries[1].replace(",", ""))
    elif fixed + broken:
        assert found.p >= 0.05
        assert "can well be luck" in text


def test_no_change_at_all():
    assert luck(counted(0, 0)).sentence().startswith("No photo changed sides")


def test_the_same_pictures():
    with pytest.raises(ValueError, match="same pictures"):
        groups([0, 1], [0, 1], [0])


@pytest.mark.parametrize(
    ("fixed", "broken", "told"),
    [
        (0, 0, "No photo changed sides"),
        (1, 1, "can well be luck"),  # a tie
        (1, 0, "can well be luck"),  # two pictures
        (12, 163, "The second model is the worse one."),
    ],
)
def test_every_kind_of_result_gets_its_own_sentence(fixed, broken, told):
    sentence = luck(counted(fixed, broken)).sentence()
    assert told in sentence
    assert ("worse one" in sentence) == (broken == 163)
