"""An engine that answers as a worker would, without one: fixed answers, and a note of what was asked."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import numpy as np
from lessons import met
from streamlit.testing.v1 import AppTest

from lib.engine import tasks
from lib.engine.engine import TOO_LITTLE
from lib.engine.tasks import Task
from lib.engine.visitor import Visitor
from lib.models.bases import BASES

TABBY, RETRIEVER, TOASTER = 281, 207, 859


class PetEngine:
    """In place of `host.engine`: calling it gives itself."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.submitted: list[Any] = []
        self.memory, self.base, self.why = True, "mobilenet_v2", ""
        self.best, self.dog = TABBY, 0.03
        self.answers: dict[Task, Callable[..., Any]] = {
            tasks.READY: lambda base: None,
            tasks.ANSWERING: self._who,
            tasks.ORIGINAL: self._original,
            tasks.DEFAULT_WEIGHTS: self._default_weights,
            tasks.PETS: self._pets,
        }

    def __call__(self) -> PetEngine:
        return self

    def clear(self) -> None:
        pass

    def warm_up(self) -> None:
        pass

    def enough_memory(self) -> bool:
        return self.memory

    def lacks_memory(self) -> str:
        return "" if self.memory else TOO_LITTLE

    def hindrance(self, spec: Any) -> str:
        return self.lacks_memory()

    def fitting(self, spec: Any) -> list[Any]:
        return []

    def seconds_with_turns(self, spec: Any) -> float:
        return 12.0

    def predicted_seconds(self, spec: Any) -> float:
        return 12.0

    def submit(self, who: Visitor, spec: Any, data_hash: str) -> str:
        self.submitted.append(spec)
        return "run"

    def leave(self, learner: str) -> None:
        pass

    def call(self, task: Task, *args: Any) -> Any:
        self.asked.append(task.name)
        return self.answers[task](*args)

    def _who(self, base: str, downloads: bool) -> dict[str, str]:
        return {"base": self.base, "why": self.why}

    def _original(self, base: str, pixels: np.ndarray, scaled: bool) -> np.ndarray:
        probabilities = np.full((len(pixels), 1000), 0.1 / 999, np.float32)
        probabilities[:, self.best if scaled else TOASTER] = 0.9
        return probabilities

    def _default_weights(self, base: str) -> bytes:
        out = io.BytesIO()
        np.savez(out, kernel=np.zeros((BASES[base].features, 1), np.float32), bias=np.zeros(1, np.float32))
        return out.getvalue()

    def _pets(self, base: str, weights: bytes, pixels: np.ndarray, own: np.ndarray) -> dict[str, np.ndarray]:
        n = len(pixels)
        return {
            "original": self._original(base, pixels, True),
            "retrained": np.tile([[1 - self.dog, self.dog]], (n, 1)),
            "maps": np.linspace(0, 1, 25, dtype=np.float32).reshape(1, 5, 5).repeat(n, axis=0),
        }


def open_lesson(name: str, learner: str = "", **state: Any) -> AppTest:
    """A lesson's page for a learner whom the browser has named, with what the session has already."""
    page = met(learner)
    for key, value in state.items():
        page.session_state[key] = value
    return page.switch_page(f"pages/{name}.py").run()
