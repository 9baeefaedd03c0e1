"""The one table of what a worker is asked to do: each function of `lib.networks`, its arguments and its value.

The app's process never imports tensorflow, so it hands the worker a task and not the function. The type checker holds
every call against this table, and a test holds the table against the functions.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar, cast

import numpy as np

from lib.specs.hooks import Hooks

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Task(Generic[P, R]):
    """One function by name, "module:function", with the types of its arguments and of its value."""

    target: str

    @property
    def name(self) -> str:
        return self.target.split(":")[1]

    def load(self) -> Callable[P, R]:
        """The function itself; for workers, since it imports tensorflow."""
        module, name = self.target.split(":")
        return cast(Callable[P, R], getattr(importlib.import_module(module), name))


# Asked beside the training, and answered at once
ANSWERING: Task[[str, bool], dict[str, str]] = Task("lib.networks.answer.ask:answering")
ORIGINAL: Task[[str, np.ndarray, bool], np.ndarray] = Task("lib.networks.answer.ask:original")
DEFAULT_WEIGHTS: Task[[str], bytes] = Task("lib.networks.answer.ask:default_weights")
SIZE_OF: Task[[bytes], int] = Task("lib.networks.answer.ask:size_of")
WHERE: Task[[bytes, np.ndarray], np.ndarray] = Task("lib.networks.answer.ask:where")
PETS: Task[[str, bytes, np.ndarray, np.ndarray], dict[str, np.ndarray]] = Task("lib.networks.answer.ask:pets")
FEATURE_MAPS: Task[[str, np.ndarray], list[dict[str, Any]]] = Task("lib.networks.answer.depths:feature_maps")
READY: Task[[str], None] = Task("lib.networks.answer.live:ready")
ANSWER: Task[[bytes, np.ndarray], dict[str, Any]] = Task("lib.networks.answer.live:answer")
FAMILIAR: Task[[dict[str, Any], bytes | None], dict[str, np.ndarray] | None] = Task(
    "lib.networks.answer.familiar:guesses"
)
FIND_RATE: Task[[str, dict[str, Any]], dict[str, Any]] = Task("lib.networks.train.find_rate:find")

VARIANTS: Task[[dict[str, Any], list[int], int], np.ndarray] = Task("lib.networks.train.varied:variants")

COMPILE: Task[[Hooks], None] = Task("lib.networks.train.digits:compile_usual")

# A run's model as a `.keras` file, by kind of run
KERAS_FILES: dict[str, Task[[bytes], bytes]] = {
    "digits": Task("lib.networks.build.dense:keras_file"),
    "retrain": Task("lib.networks.build.whole:keras_file"),
}

# Training, by kind of run: (spec, hooks, download=, checkpoint=), and pictures= where a learner's own may come
TRAININGS: dict[str, Task[..., dict[str, Any]]] = {
    "digits": Task("lib.networks.train.digits:train"),
    "retrain": Task("lib.networks.train.retrain:train"),
    "race": Task("lib.networks.train.race:train"),
    "experiment": Task("lib.networks.train.side_by_side:train"),
}


def known() -> frozenset[Task]:
    """Every task of the table: a worker does no other, whoever asks."""
    alone = [found for found in globals().values() if isinstance(found, Task)]
    return frozenset([*alone, *KERAS_FILES.values(), *TRAININGS.values()])
