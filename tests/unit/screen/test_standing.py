"""How far a run is: photos are counted while their features are computed, whoever computes them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from lib.lab_book.run import Run
from lib.screen.runs.standing import standing
from lib.specs.experiments import RACE_BASES
from lib.specs.specs import Experiment, RetrainRun, Spec, kind_of, to_dict

HEADS = Experiment("retrain", RACE_BASES["retrain"], "epochs", (1, 3))


def running(spec: Spec, status: dict[str, Any]) -> Run:
    return Run(
        "0" * 32, "me", kind_of(spec), "", "running", "", None, to_dict(spec), status, [], {}, "", 0.0, 0.0, None
    )  # fmt: skip


@pytest.mark.parametrize("spec", [replace(RetrainRun(), pictures="caltech101"), HEADS])
def test_photos_are_counted_while_features_are_computed(spec: Spec) -> None:
    share, words, count = standing(running(spec, {"phase": "features", "done": 1240, "total": 6209}))
    assert share == pytest.approx(1240 / 6209)
    assert f"{words}{count}" == "Computing what the base sees in each photo: 1,240 of 6,209"
