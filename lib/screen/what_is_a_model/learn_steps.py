"""Two machines drawn, and one of them learning: weights found from labelled digits, step by step.

What is learned is `lib.measure.two_digits`' business; here it is packed for the browser and shown.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from lib.measure.two_digits import Digits, Lesson
from lib.screen.kit.files import Made, reached, sent
from lib.screen.kit.kept import Kept
from lib.screen.kit.web import component

# There is one lesson, the same for everybody; its pixels, 0.3 MB, come by a file and not by each websocket of a class
_figures: Kept[dict[str, Any]] = Kept(1)
_made = Made(1)
_MACHINES = component("two_machines")
_STEPS = component("learn_steps")
_KEY = "learn_steps"


def two_machines() -> None:
    """Program and learning side by side."""
    _MACHINES(key="two_machines", height="content")


def learn_steps(lesson: Lesson, digits: Digits, *, finished: bool) -> bool:
    """The learning machine; whether the learner has seen it to the end. `finished` opens it there."""
    make = partial(_pixels, lesson, digits)
    pixels = _made.name("lesson", make) if reached(_KEY) else make()
    data = _figures.get("lesson", lambda: _pack(lesson, digits)) | {
        "pixels": sent(pixels),
        "finished": finished,
    }
    state = _STEPS(
        key=_KEY,
        data=data,
        on_finished_change=lambda: None,
        on_missing_change=lambda: None,
        height="content",
    )
    return bool(state.get("finished"))


def _pixels(lesson: Lesson, digits: Digits) -> bytes:
    """The weights before each step and after the last, (n + 1, 784) signed bytes, then the digits, (n, 784) bytes."""
    weights = np.round(127 * lesson.weights / np.abs(lesson.weights).max()).astype("i1")
    return weights.tobytes() + np.round(255 * digits.x).astype("u1").tobytes()


def _pack(lesson: Lesson, digits: Digits) -> dict[str, Any]:
    return {
        "labels": digits.y.tolist(),
        "said": lesson.said.round(4).tolist(),
        "loss": lesson.loss.round(4).tolist(),
        "right": lesson.right.tolist(),
    }
