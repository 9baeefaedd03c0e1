"""The retrained models that can be compared or asked: a learner's runs, and a new head that is stored.

It knows nothing of how they are shown.
"""

from __future__ import annotations

import json
from functools import lru_cache, partial

from lib.engine import tasks
from lib.lab_book.runs import Run
from lib.measure.answers import Answers, from_result
from lib.measure.beside_test import BesideTest
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import host, labels
from lib.screen.kit.kept import Kept
from lib.screen.models.model import PHOTOS, STORED, Model, kept_answers
from lib.settings import ASSETS
from lib.specs.specs import RetrainRun, make


@lru_cache(maxsize=1)
def stored() -> Model:
    """A new head at the default settings, from `assets/example_retrain.json`."""
    run = json.loads((ASSETS / "example_retrain.json").read_text(encoding="utf-8"))
    spec, answers = make("retrain", run["spec"]), from_result(run["result"], run["spec"]["base"])
    assert isinstance(spec, RetrainRun)
    return Model(
        STORED, PHOTOS, "a stored run, not yours", "A stored run, not yours.", lambda: answers, spec, run["history"],
        run["result"], weights=lambda: host.engine().call(tasks.DEFAULT_WEIGHTS, spec.base),
    )  # fmt: skip


def of_run(run: Run) -> Model:
    """A tested run, whether or not its answers are kept."""
    spec = run.settings
    assert isinstance(spec, RetrainRun)
    return Model(
        run.id, PHOTOS, labels.title(run), f"You trained it. {labels.marked(run)}".strip(), partial(_answers, run), spec, run.history, run.result,
        weights=lambda: host.lab_book().weights(run.id),
    )  # fmt: skip


def _answers(run: Run) -> Answers | None:
    return kept_answers.get((PHOTOS, run.id), lambda: _read(run))


def _read(run: Run) -> Answers | None:
    kept = host.lab_book().test_answers(run.id)
    return from_result(run.result, run.spec["base"]) if kept is None else Answers.from_bytes(kept)


def beside(run_id: str) -> BesideTest | None:
    """What the run said of its validation and its training pictures; None where it was kept without, or needs none kept."""
    return _beside.get((PHOTOS, run_id), lambda: _read_beside(run_id))


# 97 classes take 0.5 MB
_beside: Kept[BesideTest | None] = Kept(
    64,
    room=40_000_000,
    size=lambda each: sum(array.nbytes for array in each.arrays().values()) if each else 0,
)


def _read_beside(run_id: str) -> BesideTest | None:
    kept = host.lab_book().test_answers(run_id)
    return None if kept is None else BesideTest.from_bytes(kept)


def tested(learner: str) -> list[Run]:
    """This learner's runs that came to their test, on whatever pictures, newest first."""
    runs = host.lab_book().runs(learner, PHOTOS)
    return [run for run in runs if not run.live and "by_class" in run.result]


def on_pets(learner: str) -> dict[str, Model]:
    """This learner's runs on cats and dogs by id, newest first; the stored one last."""
    runs = [run for run in tested(learner) if run.spec["pictures"] == PACKED]
    return {run.id: of_run(run) for run in runs} | {STORED: stored()}


def find(id: str, learner: str) -> Model:
    """The run's model; the stored one where the run is gone, is not this learner's, or its answers are not kept."""
    run = next((run for run in tested(learner) if run.id == id), None)
    found = of_run(run) if run else None
    return found if found and found.answer() is not None else stored()
