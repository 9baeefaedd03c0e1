"""The numbers that the browser's pet photos are tested with are what Python computes."""

from __future__ import annotations

import json

import own_pets


def test_the_recorded_numbers_are_pythons() -> None:
    assert json.loads(own_pets.PLACE.read_text(encoding="utf-8")) == json.loads(
        json.dumps(own_pets.numbers())
    )
