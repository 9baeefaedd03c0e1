"""The retrained models that can be compared or asked, among them a learner's on cats and dogs and one that is stored.

It knows nothing of how they are shown.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from lib.charts.compare import NAMES, Model
from lib.measure.shares import Share
from lib.models.bases import BASES
from lib.pictures.sets.answers import Answers
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import host, labels
from lib.screen.kit.kept import Kept
from lib.screen.models import pet_ask
from lib.settings import ASSETS
from lib.specs.specs import RetrainRun, make

STORED = "stored"  # the id of the run that ships


@dataclass(frozen=True, eq=False)
class Contestant:
    """One retrained model with its answers to its set's test photos."""

    id: str
    name: str
    spec: RetrainRun
    history: list[dict[str, Any]]
    result: dict[str, Any]

    @property
    def share(self) -> Share:
        return Share(*self.result["test"])

    @property
    def by_class(self) -> dict[str, Share]:
        return {name: Share(*counts) for name, counts in self.result["by_class"].items()}

    @property
    def dog(self) -> np.ndarray:
        """(1000,) likelihood of dog for each test photo of cats and dogs."""
        return np.array(self.result["predictions"])

    @property
    def answers(self) -> Answers | None:
        """Its answers on any other set than cats and dogs, whose result holds them."""
        return None if self.spec.pictures == PACKED else answers_of(self.id)

    @property
    def classes(self) -> tuple[str, ...]:
        return ("cat", "dog") if self.answers is None else self.answers.classes

    @property
    def truth(self) -> np.ndarray:
        """(n,) what the test photos show, as class numbers."""
        return truth() if self.answers is None else self.answers.truth

    @cached_property
    def likelihoods(self) -> np.ndarray:
        """(n, classes) for each test photo."""
        if self.answers is None:
            return np.stack([1 - self.dog, self.dog], axis=1)
        return self.answers.likelihoods

    @cached_property
    def said(self) -> np.ndarray:
        """(n,) the likeliest class of each test photo, as its number."""
        return self.likelihoods.argmax(axis=1)

    def model(self, name: str) -> Model:
        return Model(self.spec.method, self.share, self.by_class, name)


_answers: Kept[Answers | None] = Kept(48)  # 0.8 MB with 97 classes
_truth: Kept[np.ndarray] = Kept(1)


def answers_of(run_id: str) -> Answers | None:
    """What a finished run answered to its test photos; None where that is not kept."""
    return _answers.get((run_id,), lambda: _read(run_id))


def _read(run_id: str) -> Answers | None:
    kept = host.lab_book().test_answers(run_id)
    if kept is None:
        return None
    answers = Answers.from_bytes(kept)
    return replace(answers, likelihoods=answers.likelihoods.astype(np.float64))  # once, and not at every run


@lru_cache(maxsize=1)
def stored() -> Contestant:
    """A new head at the default settings, from `assets/example_retrain.json`."""
    run = json.loads((ASSETS / "example_retrain.json").read_text(encoding="utf-8"))
    spec = make("retrain", run["spec"])
    assert isinstance(spec, RetrainRun)
    return Contestant(STORED, "a stored run, not yours", spec, run["history"], run["result"])


def of_learner(learner: str) -> dict[str, Contestant]:
    """This learner's runs that were tested on cats and dogs, newest first, by id; the stored one last."""
    found = {}
    for run in host.lab_book().runs(learner, "retrain"):
        spec = run.settings
        if not isinstance(spec, RetrainRun) or spec.pictures != PACKED or run.live:
            continue
        if "predictions" in run.result:
            found[run.id] = Contestant(run.id, labels.title(run), spec, run.history, run.result)
    return found | {STORED: stored()}


def usual(offered: dict[str, Contestant]) -> list[str]:
    """The newest run of each method, in the order of the chart; the stored one where no new head was trained."""
    order = ("scratch", "new_head", "fine_tune")
    newest: dict[str, str] = {}
    for contestant in offered.values():  # the stored one comes last
        newest.setdefault(contestant.spec.method, contestant.id)
    return [newest[method] for method in order if method in newest]


def named(chosen: list[Contestant]) -> list[str]:
    """A short name for each in a chart: its method, or what the learner calls it where a method stands twice."""
    methods = [contestant.spec.method for contestant in chosen]
    names = [
        NAMES[contestant.spec.method] if methods.count(contestant.spec.method) == 1 else contestant.name
        for contestant in chosen
    ]
    return [name if names.count(name) == 1 else f"{i}. {name}" for i, name in enumerate(names, 1)]


def truth() -> np.ndarray:
    """(1000,) what the test photos show: 0 = cat, 1 = dog."""
    return _truth.get("pets", _read_truth)


def _read_truth() -> np.ndarray:
    pack = load_pack("mobilenet_v2")
    assert pack is not None  # ships with the course
    return pack.labels[pack.part == PARTS.index("test")].astype(int)


def original_said(contestant: Contestant) -> np.ndarray | None:
    """(1000,) the animal that the original of this model's base names, -1 for anything else; None where unknown."""
    stored_answers = pet_ask.measured(contestant.spec.base)
    if stored_answers is not None:
        return stored_answers.seen.animals
    right = contestant.result.get("original_right")
    return None if right is None else np.where(np.array(right, bool), truth(), -1)


def originals(chosen: list[Contestant]) -> list[Model]:
    """The original of each base among them, named by its base where there are several."""
    found = {}
    for contestant in chosen:
        said = original_said(contestant)
        if said is not None and contestant.spec.base not in found:
            t = truth()
            classes = {
                name: Share(int((said[t == k] == k).sum()), int((t == k).sum())) for k, name in enumerate(("cats", "dogs"))
            }  # fmt: skip
            found[contestant.spec.base] = Share(int((said == t).sum()), len(t)), classes
    return [
        Model(
            "original",
            share,
            classes,
            NAMES["original"] if len(found) == 1 else f"Original {BASES[base].title}",
        )
        for base, (share, classes) in found.items()
    ]


def untrained(chosen: list[Contestant]) -> list[Model]:
    """A new head before its first update, from the first model that has one."""
    for contestant in chosen:
        counts = contestant.result.get("untrained")
        if counts and contestant.spec.method != "scratch":
            classes = {name: Share(*pair) for name, pair in counts.get("by_class", {}).items()}
            return [Model("untrained", Share(*counts["test"]), classes)]
    return []
