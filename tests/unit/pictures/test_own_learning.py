"""What the browser's modules are tested with is what Python gives now."""

from __future__ import annotations

import json

import own_learning


def test_recorded_cases_are_those_of_today() -> None:
    recorded = json.loads(own_learning.PLACE.read_text(encoding="utf-8"))
    assert recorded == json.loads(json.dumps(own_learning.numbers()))
