"""Two runs that this app trained and that ship with it: no hidden layer, and one. `scripts/make_hidden_layers.py` made them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from lib.settings import ASSETS
from lib.specs.specs import DigitRun

PLACE = ASSETS / "hidden_layers.json"
EPOCHS = 6  # enough for both curves to level off
NODES = 128
SPECS = tuple(DigitRun(epochs=EPOCHS, hidden=hidden, seed=1) for hidden in ((), (NODES,)))


@lru_cache(maxsize=1)
def both() -> list[dict[str, Any]]:
    """Settings, history and result of each, without a hidden layer first. The test part was not opened for them."""
    return json.loads(PLACE.read_text(encoding="utf-8"))
