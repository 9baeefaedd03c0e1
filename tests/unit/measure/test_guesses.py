"""What a model with 1,000 names says, in ranks and counts; against counting by hand and the shipped pack."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure import guesses
from lib.measure.sureness import answered
from lib.models.bases import imagenet_names
from lib.pictures.sets.packs import BaseOutputs, load_pack
from lib.pictures.sets.photos import PARTS


def seen(top: list[list[int]]) -> BaseOutputs:
    n, shares = len(top), np.tile(np.array([0.5, 0.2, 0.1, 0.05, 0.02], np.float16), (len(top), 1))
    zeros = np.zeros(n, np.float16)
    return BaseOutputs(np.zeros((n, 4), np.float16), np.array(top, np.int16), shares, zeros, zeros)


def test_the_list_is_sorted_and_marks_animals() -> None:
    probabilities = np.full(1000, 1e-5)
    probabilities[[281, 207, 859]] = 0.5, 0.3, 0.15  # tabby, golden retriever, toaster
    first, second, third = guesses.best(probabilities, 3)
    assert (first.name, first.animal, first.probability) == ("tabby", "cat", 0.5)
    assert (second.name, second.animal) == ("golden retriever", "dog")
    assert (third.name, third.animal) == ("toaster", None)
    assert guesses.rank_below(probabilities) == 4
    cats, dogs = guesses.animals(probabilities)
    assert cats == pytest.approx(0.5 + 4e-5)
    assert dogs == pytest.approx(0.3 + 117e-5)


@given(st.integers(0, 2**32 - 1), st.floats(0.001, 3))
def test_ranks_agree_with_a_sorted_list(seed: int, evenness: float) -> None:
    probabilities = np.random.default_rng(seed).dirichlet(np.full(1000, evenness))
    values = probabilities.tolist()
    ordered = sorted(values, reverse=True)
    assert [guess.probability for guess in guesses.best(probabilities, 7)] == ordered[:7]
    rank = guesses.rank_below(probabilities)
    assert all(value >= 0.001 for value in ordered[: rank - 1])
    assert all(value < 0.001 for value in ordered[rank - 1 :])


def test_right_is_any_breed_of_the_right_animal() -> None:
    top = [[281, 1, 2, 3, 4], [207, 281, 2, 3, 4], [859, 283, 1, 2, 3], [859, 1, 2, 3, 4], [151, 1, 2, 3, 4]]
    result = guesses.original(seen(top), np.array([0, 0, 0, 0, 1]))
    assert result.right.tolist() == [True, False, False, False, True]
    assert (result.proportion.correct, result.proportion.total) == (2, 5)
    assert (result.by_class["cats"].correct, result.by_class["dogs"].correct) == (1, 1)
    assert sorted(result.wrong(0)) == [1, 2, 3]
    assert result.instead(0, 1) == [("toaster", 2)]
    assert result.among_five(0) == 2


def test_without_a_last_layer_there_is_no_original() -> None:
    nothing = BaseOutputs(np.zeros((3, 4)), np.empty((0, 5)), np.empty((0, 5)), np.empty(0), np.empty(0))
    with pytest.raises(ValueError, match="last layer"):
        guesses.original(nothing, np.zeros(3))


def test_the_shipped_pack_counts_as_its_definition() -> None:
    pack = load_pack("mobilenet_v2")
    assert pack is not None
    test = pack.part == PARTS.index("test")
    result = guesses.original(pack.seen[test], pack.labels[test])
    names, right = imagenet_names(), 0
    cats = {names[i] for i in range(281, 286)}
    for top, label in zip(pack.seen.top[test], pack.labels[test], strict=True):
        name = names[top[0]]
        right += name in cats if label == 0 else 151 <= names.index(name) <= 268
    assert result.proportion.correct == right
    assert result.proportion.total == 1000


def test_silence_below_a_probability_costs_answers() -> None:
    truth, dog = np.array([0, 0, 1, 1]), np.array([0.1, 0.6, 0.7, 0.98])
    always = answered(truth, dog, 0.5)
    assert (always.answered, always.right and always.right.correct) == (4, 3)
    sure = answered(truth, dog, 0.9)
    assert (sure.answered, sure.right and sure.right.correct) == (2, 2)
    assert answered(truth, dog, 0.99).right is None
