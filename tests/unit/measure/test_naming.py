"""Class names among ImageNet's names, the original counted through such a map, and answers kept as bytes."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure import naming
from lib.measure.answers import Answers
from lib.models.bases import CATS, DOGS, imagenet_names


def mapped(name: str) -> set[str]:
    return {imagenet_names()[i] for i in naming.to_imagenet([name])[name]}


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("dalmatian", {"dalmatian"}),
        ("Leopards", {"leopard", "snow leopard"}),
        ("binocular", {"binoculars"}),
        ("cougar_face", {"cougar"}),
        ("chair", {"barber chair", "folding chair", "rocking chair"}),
        ("Siamese", {"Siamese cat"}),
        ("Basset Hound", {"basset"}),
        ("German Shorthaired", {"German short-haired pointer"}),
        ("Staffordshire Bull Terrier", {"Staffordshire bullterrier"}),
        ("Scottish Terrier", {"Scotch terrier"}),
        ("panda", {"giant panda"}),
        ("hot dog", {"hotdog"}),
        ("not hot dog", set()),
        ("American Bulldog", set()),
        ("bass", set()),
        ("brain", set()),
        ("7", set()),
        ("", set()),
    ],
)
def test_a_class_finds_its_names(name, names):
    assert mapped(name) == names


def test_cats_and_dogs_are_all_their_breeds():
    assert naming.to_imagenet(["cat", "Dogs"]) == {"cat": list(CATS), "Dogs": list(DOGS)}


@given(st.text(max_size=40))
def test_any_name_is_bearable(name):
    assert all(0 <= number < 1000 for number in naming.to_imagenet([name])[name])


def test_the_original_is_counted_on_mapped_classes_alone():
    classes, names = ("a", "b", "c"), {"a": [1, 2], "b": [3], "c": []}
    truth = np.array([0, 0, 0, 1, 1, 2, 2])
    best = np.array([2, 1, 3, 3, 1, 1, 2])
    right = np.array([True, False, True, True, False, True, True])
    told = naming.measured(names, classes, truth, best, right)
    assert told is not None
    assert told["original"]["test"] == [3, 5]
    assert told["original"]["by_class"] == {"a": [2, 3], "b": [1, 2]}
    assert told["original"]["retrained"] == [3, 5]
    assert told["original"]["mapped"] == [2, 3]
    assert told["original_right"] == [1, 1, 0, 1, 0, None, None]
    assert told["groups"] == {"fixed": 1, "broken": 1, "still_wrong": 1, "right": 2}
    edited = naming.measured(names | {"c": [2]}, classes, truth, best, right)
    assert edited is not None
    assert edited["original"]["test"] == [4, 7]


def test_too_few_names_measure_nothing():
    names = {name: [] for name in "bcd"} | {"a": [1]}
    assert not naming.enough(names)
    assert naming.measured(names, "abcd", np.array([0]), np.array([1]), np.array([True])) is None
    assert not naming.enough({})


def test_answers_come_back_from_their_bytes():
    g = np.random.default_rng(0)
    probabilities = g.dirichlet(np.ones(7), 30).astype(np.float16)
    kept = Answers(
        tuple("abcdefg"), np.arange(30) % 7, probabilities, np.tile(np.arange(5), (30, 1)), np.full((30, 5), 0.1)
    )  # fmt: skip
    back = Answers.from_bytes(kept.to_bytes())
    assert back.classes == kept.classes
    np.testing.assert_array_equal(back.truth, kept.truth)
    np.testing.assert_array_equal(back.probabilities, probabilities)
    assert back.has_original
    np.testing.assert_array_equal(back.guess, probabilities.argmax(axis=1))
    evil = io.BytesIO()
    np.savez(evil, classes=np.array([object()], object))
    with pytest.raises(ValueError, match="pickle"):
        Answers.from_bytes(evil.getvalue())
