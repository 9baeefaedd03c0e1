"""Times in a sentence."""

from __future__ import annotations

import pytest

from lib.screen.kit.words import lasting, took


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "less than a second"),
        (0.6, "1 second"),
        (18.4, "18 seconds"),
        (89, "89 seconds"),
        (90, "2 minutes"),
        (400, "7 minutes"),
    ],
)
def test_a_time_is_whole_and_long_ones_are_in_minutes(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        ({"features": 60.2, "train": 20.5, "total": 80.9}, "81 seconds (60 seconds for preparing its pictures, 20 seconds for training)"),
        (
            {"features": 30.0, "warm_up": 198.0, "train": 387.0, "total": 417.0},
            "7 minutes (30 seconds for preparing its pictures, 3 minutes for training the head alone first, 3 minutes for training)",
        ),
        ({"features": 0.1, "train": 2.6, "total": 2.8, "without_cache": 140.0}, "3 seconds"),
        ({"data": 4.0, "train": 17.0, "total": 24.0},
         "24 seconds (4 seconds for preparing its pictures, 17 seconds for training, 3 seconds for building the network and testing it)"),
        ({"train": 1.0}, "1 second"),  # a run of an earlier version
    ],
)  # fmt: skip
def test_a_run_s_time_is_whole_and_its_parts_are_named(seconds: dict[str, float], words: str) -> None:
    assert took(seconds) == words
