"""Answers of runs on cats and dogs that the lab book keeps in the result alone, as earlier versions left them."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from lib.measure import naming
from lib.measure.answers import Answers, as_kept, from_result
from lib.settings import ASSETS


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return json.loads((ASSETS / "example_retrain.json").read_text(encoding="utf-8"))["result"]


@pytest.mark.parametrize("base", ["mobilenet_v2", "resnet50_v2"])  # with a feature pack, and without one
def test_an_old_run_counts_as_it_did(result: dict[str, Any], base: str) -> None:
    answers = from_result(result, base)
    assert answers is not None
    assert [answers.proportion.correct, answers.proportion.total] == result["test"]
    assert [int(n) for n in answers.counts.diagonal()] == [right for right, _ in result["by_class"].values()]
    told = naming.told_right(
        naming.to_imagenet(answers.classes), answers.classes, answers.truth, answers.top[:, 0]
    )
    assert told is not None
    known, was = told
    assert known.all()
    assert was.astype(int).tolist() == result["original_right"]
    assert answers.top_probabilities.any() == (
        base == "mobilenet_v2"
    )  # else only whether it was right is known


def test_a_run_from_scratch_has_no_original(result: dict[str, Any]) -> None:
    answers = from_result(result | {"original_right": None}, "resnet50_v2")
    assert answers is not None
    assert not answers.has_original


def test_another_set_is_none_of_these(result: dict[str, Any]) -> None:
    assert from_result(result | {"by_class": {"hot dog": [1, 2]}}, "mobilenet_v2") is None
    assert from_result(result | {"predictions": None}, "mobilenet_v2") is None


def test_two_classes_keep_what_tells_sure_from_certain() -> None:
    said = np.array([[0.00002, 0.99998], [0.50003, 0.49997]], np.float32)
    back = Answers.from_bytes(Answers(("cat", "dog"), np.array([1, 0]), as_kept(said)).to_bytes())
    np.testing.assert_array_equal(back.probabilities, said.astype(float))
    assert back.guess.tolist() == [1, 0]
