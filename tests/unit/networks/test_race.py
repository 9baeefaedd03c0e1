"""The transfer race: every heat once, taken up where it stopped, and no heat that would end too late."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lib.networks.train import race
from lib.pictures.sets.archives import FileUnavailable
from lib.specs.hooks import Hooks
from lib.specs.specs import RACE_PHOTOS, RACE_SEEDS, RaceRun


@pytest.fixture
def heats(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int, int]]:
    """What was trained; nothing really is."""
    trained: list[tuple[str, int, int]] = []

    def train(spec: dict[str, Any], hooks: Hooks, **_: Any) -> dict[str, Any]:
        if hooks.stopped():
            return {"state": "stopped", "result": {}}
        if spec["method"] == "fine_tune":
            raise FileUnavailable("no photos")
        trained.append((spec["method"], spec["train_size"], spec["seed"]))
        return {"state": "done", "result": {"test": [900, 1000]}}

    monkeypatch.setattr(race.retrain, "train", train)
    return trained


def test_a_new_head_races_over_all_sizes_and_seeds(heats: list) -> None:
    told: list[dict] = []
    outcome = race.train({}, Hooks(epoch=lambda line, _: told.append(line)))
    assert heats == [("new_head", photos, seed) for photos in RACE_PHOTOS for seed in RACE_SEEDS]
    assert outcome["state"] == "done"
    assert outcome["history"] == told
    assert [line["epoch"] for line in told] == list(range(1, 16))
    assert told[0] == {"epoch": 1, "method": "new_head", "photos": 2, "seed": 0, "right": 900, "total": 1000}


def test_it_goes_on_from_its_checkpoint(heats: list) -> None:
    kept: list[bytes] = []
    race.train({}, Hooks(epoch=lambda _, checkpoint: kept.append(checkpoint)))
    heats.clear()
    outcome = race.train({}, Hooks(), checkpoint=kept[11])
    assert len(heats) == 3
    assert len(outcome["history"]) == 15
    assert outcome["history"][:12] == json.loads(kept[11])


def test_heats_without_photos_are_left_out_and_named(heats: list) -> None:
    outcome = race.train({"racers": "all"}, Hooks())
    assert outcome["state"] == "done"
    assert sorted(outcome["result"]["left_out"]) == [["fine_tune", photos] for photos in RACE_PHOTOS]
    assert len(heats) == 30


def test_no_heat_begins_that_would_end_too_late(heats: list, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(race, "RACE_SECONDS", -1.0)
    outcome = race.train({}, Hooks())
    assert len(outcome["history"]) == 1  # the first is always run, or there would be nothing to show
    assert [photos for _, photos in outcome["result"]["left_out"]] == [2, 10, 50, 200, 1600]


def test_stop_keeps_what_was_raced(heats: list) -> None:
    lines: list[dict] = []
    hooks = Hooks(epoch=lambda line, _: lines.append(line), stopped=lambda: len(lines) >= 4)
    outcome = race.train({}, hooks)
    assert outcome["state"] == "stopped"
    assert outcome["history"] == lines
    assert len(lines) == 4


def test_a_race_has_the_heats_of_its_racers() -> None:
    assert len(RaceRun().heats()) == 15
    heats = {(heat.method, heat.train_size, heat.seed) for heat in RaceRun(racers="all").heats()}
    assert len(heats) == len(RaceRun(racers="all").heats()) == 3 * len(RACE_PHOTOS) * len(RACE_SEEDS)
    assert {photos for _, photos, _ in heats} == set(RACE_PHOTOS)
