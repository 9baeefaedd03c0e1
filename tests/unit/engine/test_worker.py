"""What a worker does by name: the tasks of the table, and nothing else."""

from __future__ import annotations

import re
import sys

import pytest

from lib.engine import worker
from lib.engine.tasks import Task, known


@pytest.mark.parametrize(
    "target",
    ["os:getcwd", "lib.lab_book.runs:LabBook", "lib.networks:sys", "lib.networks.build.dense:tempfile.mkdtemp", "lib.networks.build.dense:__doc__",
     "lib.networks.../os:getcwd", "lib.networks..os:getcwd", "lib.networks.build.dense", "lib.networks.train.digits:train\n", "antigravity:x", ""],
)  # fmt: skip
def test_a_target_that_is_none_of_ours_is_not_even_imported(target: str) -> None:
    assert worker.call(Task(target), ())["error"].startswith("Something went wrong in the training process.")
    assert "antigravity" not in sys.modules
    with pytest.raises(ValueError, match="^" if not target else target[:5]):
        worker._load(Task(target))


def test_every_task_is_a_function_of_networks() -> None:
    assert all(re.fullmatch(r"lib\.networks(\.[a-z_]+)+:[a-z][a-z_]*", task.target) for task in known())
