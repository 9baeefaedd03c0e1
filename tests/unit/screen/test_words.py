"""Times in a sentence."""

from __future__ import annotations

import pytest

from lib.screen.kit.words import lasting


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.6, "1 second"), (18.4, "18 seconds"), (89, "89 seconds"), (90, "2 minutes"), (400, "7 minutes")],
)
def test_a_time_is_whole_and_long_ones_are_in_minutes(seconds: float, words: str) -> None:
    assert lasting(seconds) == words
