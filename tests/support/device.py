"""A training as a learner's browser tells of it, made up: Pocket, two classes or more, answers that are right where asked."""

from __future__ import annotations

import base64
import json
from typing import Any

import numpy as np
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.testing.v1 import AppTest

from lib.models.bases import BASES


def told(
    number: int = 1, classes: tuple[str, ...] = ("cup", "hat"), epochs: int = 2, **other: Any
) -> dict[str, Any]:
    """Six test pictures of which the fourth is taken for another class.

    Args:
        other: parts of it that are to be different.
    """
    k, rng = len(classes), np.random.default_rng(number)
    outputs, truth = 1 if k == 2 else k, [i % k for i in range(6)]
    said = [[0.9 if j == t else 0.1 / (k - 1) for j in range(k)] for t in truth]
    said[3] = said[3][1:] + said[3][:1]
    numbers = {
        "kernel": rng.normal(size=(BASES["pocket"].features, outputs)).astype("<f4"),
        "bias": np.zeros(outputs, "<f4"),
    }
    return {
        "number": number,
        "spec": {"base": "pocket", "epochs": epochs, "batch_size": 8},
        "guess": "nine_in_ten",
        "classes": list(classes),
        "counts": {"train": 28, "validation": 6, "test": 6},
        "history": [line(i + 1, 0.5 + 0.1 * i) for i in range(epochs)],
        "state": "done",
        "best_epoch": epochs,
        "updates": 4 * epochs,
        "untrained": [3, 6],
        "truth": truth,
        "probabilities": said,
        "head": {name: base64.b64encode(each.tobytes()).decode() for name, each in numbers.items()},
        "seconds": {"features": 0.8, "train": 0.1},
        "leaks": 0,
        "set_digest": "ab" * 32,
        "ids": [f"picture-{i}" for i in range(6)],
    } | other


def line(epoch: int, accuracy: float = 0.8, **other: Any) -> dict[str, Any]:
    values = {"loss": 0.5, "accuracy": accuracy, "val_loss": 0.6, "val_accuracy": accuracy}
    return {"epoch": epoch} | values | other


def tell(page: AppTest, event: str, value: Any, component: str = "own_studio") -> AppTest:
    """Runs the page as after the studio, or another component, has told something."""
    states = page._tree.get_widget_states()
    studio = _proto(page, component)
    payload = json.dumps([{"event": event, "value": value}])
    states.widgets.add(id=_make_trigger_id(studio.id, "events"), json_trigger_value=payload)
    return page._run(states)


def given(page: AppTest, component: str = "own_studio") -> dict[str, Any]:
    """What the studio, or another component, was given."""
    return json.loads(_proto(page, component).json)


def _proto(page: AppTest, component: str) -> Any:
    (found,) = [
        each.proto for each in page.get("bidi_component") if each.proto.component_name.endswith(component)
    ]
    return found
