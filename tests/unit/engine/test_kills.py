"""Twenty blows at random moments: every run ends once, with its result or a sentence. `python -m bench kills 300` gives more."""

from __future__ import annotations

import random
from pathlib import Path

from bench.kills import Kills
from lib.engine.engine import Engine  # noqa: F401  # it trains: for the lanes of `scripts.run_tests`


def test_twenty_blows_lose_no_run(tmp_path: Path) -> None:
    kills = Kills(tmp_path, random.Random(20))
    try:
        kills.strike(20)
        assert kills.wrong() == []
        done = sum(run.state == "done" for run in kills.runs())
    finally:
        kills.end()
    assert kills.struck.total() == 20
    assert len(kills.struck) == 5
    assert done > len(kills.asked) / 2
