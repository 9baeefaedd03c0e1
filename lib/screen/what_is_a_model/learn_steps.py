"""Two machines drawn, and one of them learning: weights found from labelled digits, step by step.

What is learned is `lib.measure.two_digits`' business; here it is packed for the browser and shown.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.measure.two_digits import Digits, Lesson
from lib.pictures.prepare.data_urls import as_text
from lib.screen.kit.kept import Kept
from lib.screen.kit.web import component

_packed: Kept[dict[str, Any]] = Kept(1)  # 0.4 MB: there is one lesson, the same for everybody
_MACHINES = component("two_machines")
_STEPS = component("learn_steps")


def two_machines() -> None:
    """Program and learning side by side."""
    _MACHINES(key="two_machines", height="content")


def learn_steps(lesson: Lesson, digits: Digits, *, finished: bool) -> bool:
    """The learning machine; whether the learner has seen it to the end. `finished` opens it there."""
    data = _packed.get("lesson", lambda: _pack(lesson, digits)) | {"finished": finished}
    state = _STEPS(key="learn_steps", data=data, on_finished_change=lambda: None, height="content")
    return bool(state.get("finished"))


def _pack(lesson: Lesson, digits: Digits) -> dict[str, Any]:
    most = np.abs(lesson.weights).max()
    return {
        "weights": as_text(np.round(127 * lesson.weights / most), "i1"),  # (steps + 1, 784)
        "digits": as_text(np.round(255 * digits.x), "u1"),
        "labels": digits.y.tolist(),
        "said": lesson.said.round(4).tolist(),
        "loss": lesson.loss.round(4).tolist(),
        "right": lesson.right.tolist(),
    }
