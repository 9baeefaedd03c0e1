"""The table of tasks against the functions that it names: each exists and takes what it is called with."""

from __future__ import annotations

import inspect
from typing import Any, get_args, get_type_hints

import pytest

from lib.engine import tasks
from lib.engine.tasks import KERAS_FILES, TRAININGS, Task
from lib.specs.specs import KINDS

ASKED = {name: hint for name, hint in get_type_hints(tasks).items() if isinstance(getattr(tasks, name), Task)}


def takes(task: Task[..., Any]) -> tuple[list[Any], Any]:
    """Types of a function's arguments, in order, and of its value."""
    function = task.load()
    hints = get_type_hints(function)
    return [hints[name] for name in inspect.signature(function).parameters], hints["return"]


@pytest.mark.parametrize("name", ASKED)
def test_a_task_has_the_types_of_its_function(name: str) -> None:
    arguments, value = get_args(ASKED[name])
    found = takes(getattr(tasks, name))
    assert found == (list(arguments), value if value is not None else type(None))


@pytest.mark.parametrize("kind", KERAS_FILES)
def test_a_model_file_is_made_of_weights(kind: str) -> None:
    assert takes(KERAS_FILES[kind]) == ([bytes], bytes)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_run_can_be_trained(kind: str) -> None:
    function = TRAININGS[kind].load()
    inspect.signature(function).bind({}, object(), download=True, checkpoint=None)


def test_own_pictures_reach_a_retraining() -> None:
    inspect.signature(TRAININGS["retrain"].load()).bind(
        {}, object(), download=True, checkpoint=None, pictures=b""
    )
