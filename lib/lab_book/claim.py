"""A learner's claim about one setting, kept among the answers, and the runs that speak of it.

A claim says: with all else equal, this value does better than that one. It knows no verdict.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from lib.lab_book.run import Run
from lib.measure.proportions import Proportion
from lib.specs.experiments import SEEDS
from lib.specs.field import SpecError
from lib.specs.specs import Experiment, Spec, Training, make, to_dict

LESSON, PREFIX = "lab_book", "claim."  # where it stands among the answers
WHY_LIMIT = 300  # characters of a learner's reason: with the settings less than an answer may have
KEPT = 20  # claims of one learner: each is a line of the answers


@dataclass(frozen=True)
class Claim:
    """The first of two values does better on the test part than the second."""

    id: str
    experiment: Experiment  # of the first seed, with the two values in the order of the claim
    gap: str = ""  # by how much, as guessed before: a key of `lib.measure.claims.GAPS`
    why: str = ""  # in the learner's words
    known: int = 0  # seeds whose outcome the learner had already when claiming it

    @staticmethod
    def new(experiment: Experiment, gap: str, why: str, known: int) -> Claim:
        base = replace(experiment.base, seed=SEEDS[0])
        why = why.strip()[:WHY_LIMIT]
        id = f"{int(time.time()):08x}{secrets.token_hex(2)}"  # so that ids stand in the order of their making
        return Claim(id, replace(experiment, base=base), gap, why, known)

    def with_seed(self, seed: int) -> Experiment:
        """Its fair experiment with this seed."""
        return replace(self.experiment, base=replace(self.experiment.base, seed=seed))

    def to_json(self) -> str:
        said = {
            "experiment": to_dict(self.experiment),
            "gap": self.gap,
            "why": self.why,
            "known": self.known,
        }
        return json.dumps(said, ensure_ascii=False)


@dataclass(frozen=True)
class Pair:
    """Both sides of a claim with one seed."""

    seed: int
    first: Proportion
    second: Proportion
    runs: tuple[str, ...]  # ids: one experiment, or two runs


def read(answers: Mapping[str, str]) -> list[Claim]:
    """The claims among a learner's answers in the lab book, the newest first; one that cannot be read is left out."""
    found = []
    for question in sorted(answers, reverse=True):
        if question.startswith(PREFIX):
            with suppress(SpecError, KeyError, TypeError, ValueError):
                found.append(_of_json(question.removeprefix(PREFIX), json.loads(answers[question])))
    return found


def _of_json(id: str, said: Mapping[str, Any]) -> Claim:
    spec = make("experiment", said["experiment"])
    assert isinstance(spec, Experiment)
    return Claim(id, spec, str(said["gap"]), str(said["why"]), int(said["known"]))


Finished = list[tuple[Run, Spec]]


def finished(runs: Iterable[Run]) -> Finished:
    """The runs that may speak of a claim, with their settings. A device's own result is unchecked: no verdict rests on it."""
    found = []
    for run in runs:
        if run.state == "done" and not run.on_device:
            with suppress(SpecError, TypeError):
                found.append((run, run.settings))
    return found


def pairs(claim: Claim, runs: Finished) -> list[Pair]:
    """What finished runs say of a claim, by seed: experiments that raced both values, and two runs that differ in this alone.

    Args:
        runs: the newest first; of several with one seed the newest counts. Only those with as many test pictures as the
            newest of all count, as others were tested on other pictures.
    """
    asked, found = claim.experiment, dict[int, Pair]()
    alone: dict[tuple[int, Any], Run] = {}
    for run, spec in runs:
        if isinstance(spec, Experiment) and _races(spec, asked):
            lanes = [run.result["lanes"][spec.values.index(value)] for value in asked.values]
            _add(found, spec.base.seed, [lane["test"] for lane in lanes], [run])
        elif isinstance(spec, type(asked.base)) and _of_one_side(spec, asked) and run.result.get("test"):
            alone.setdefault((spec.seed, getattr(spec, asked.varied)), run)
            both = [each for value in asked.values if (each := alone.get((spec.seed, value)))]
            if len(both) == 2:
                _add(found, spec.seed, [each.result["test"] for each in both], both)
    return [found[seed] for seed in sorted(found)]


def _add(found: dict[int, Pair], seed: int, tests: Sequence[Sequence[int]], runs: Sequence[Run]) -> None:
    first, second = (Proportion(*test) for test in tests)
    total = next(iter(found.values())).first.total if found else first.total
    if seed in SEEDS and first.total == second.total == total:
        found.setdefault(seed, Pair(seed, first, second, tuple(run.id for run in runs)))


def _races(spec: Experiment, asked: Experiment) -> bool:
    return (
        (spec.of, spec.varied) == (asked.of, asked.varied)
        and set(asked.values) <= set(spec.values)
        and _rest(spec.base, asked) == _rest(asked.base, asked)
    )


def _of_one_side(spec: Training, asked: Experiment) -> bool:
    return getattr(spec, asked.varied, None) in asked.values and _rest(spec, asked) == _rest(
        asked.base, asked
    )


def _rest(spec: Training, asked: Experiment) -> Training:
    """All that must be equal: what is varied and the seed set aside."""
    return replace(spec, **{"seed": 0, asked.varied: asked.values[0]})
