"""How many runs a worker holds: thirty small ones; one that needs photos, with small ones beside it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.engine.shares import later, part_of_worker
from lib.specs.experiments import QUICK, UNFREEZING
from lib.specs.specs import DigitRun, Experiment, RaceRun, RetrainRun


def test_thirty_of_the_default_network_fit_and_all_heads_on_stored_features() -> None:
    assert 30 * part_of_worker(DigitRun()) <= 1
    assert 60 * part_of_worker(RetrainRun()) <= 1
    assert part_of_worker(RaceRun()) == part_of_worker(RetrainRun())
    assert part_of_worker(Experiment(base=QUICK)) == pytest.approx(3 * part_of_worker(QUICK))


@pytest.mark.parametrize(
    "spec",
    [RetrainRun(method="fine_tune"), RetrainRun(method="scratch"), RetrainRun(augmentation=True),
     RetrainRun(pictures="caltech101"), RetrainRun(pictures="own"), RaceRun(racers="all"), UNFREEZING],
)  # fmt: skip
def test_what_needs_photos_is_alone_and_keeps_nobody_else_waiting(spec) -> None:
    assert 0.5 < part_of_worker(spec) <= 1
    assert part_of_worker(spec) + 10 * part_of_worker(DigitRun()) <= 1 or isinstance(spec, Experiment)
    assert later(spec) > 1e8 > later(DigitRun())


def test_no_run_is_larger_than_a_worker() -> None:
    assert part_of_worker(replace(DigitRun(), hidden=(1024,) * 4)) <= 1
    assert part_of_worker(Experiment(base=replace(DigitRun(), hidden=(1024,) * 4))) <= 1
