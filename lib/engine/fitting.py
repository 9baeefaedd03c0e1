"""What to change in settings whose run would take too long, so that it does not: for one click beside the button.

It is told what fits; it knows no limit and no machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from lib.models.bases import BASES
from lib.specs.choices import SET_SIZES
from lib.specs.cost import OWN_SIZES, SECONDS_A_PHOTO
from lib.specs.specs import Experiment, RaceRun, RetrainRun, Spec, Training, kind_of

FEWER = {
    "digits": (50_000, 40_000, 30_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100),
    "retrain": (4_000, 3_000, 2_000, 1_600, 1_000, 800, 400, 200, 100, 50, 20, 10),
}
LARGER = {"digits": (32, 64, 128, 256, 512, 1024), "retrain": (16, 32, 64, 128, 256)}  # batch sizes
WAYS = 2  # that are offered: more would be another form to fill in


@dataclass(frozen=True)
class Way:
    """Settings that fit, and what a button to them says."""

    label: str
    spec: Spec


def ways(spec: Spec, fits: Callable[[Spec], bool]) -> list[Way]:
    """Fewer epochs where that is enough; else other ways, each enough by itself; else several changes in one."""
    if isinstance(spec, RaceRun):
        return [
            way for way in [Way("Race new heads alone", replace(spec, racers="new_head"))] if fits(way.spec)
        ]
    if isinstance(spec, Experiment):
        # What is varied stays: it is the question.
        def fit(base: Training) -> bool:
            return fits(replace(spec, base=base))

        return [
            Way(way.label, replace(spec, base=way.spec))
            for way in _of_one(spec.base, fit, spec.varied)
            if isinstance(way.spec, Training)
        ]
    return _of_one(spec, fits, "")


def _of_one(spec: Training, fits: Callable[[Any], bool], fixed: str) -> list[Way]:
    singles = [list(values) for name, values in _changes(spec) if name != fixed]
    for group in (singles[:1], singles[1:]):  # epochs first: they change least of what is learned
        found = [way for values in group if (way := next((w for w in values if fits(w.spec)), None))]
        if found:
            return found[:WAYS]
    both: Training = spec
    words: list[str] = []
    for name, values in _changes(spec):
        smallest = list(values)[-1:]
        if name == fixed or not smallest or name == "batch_size":
            continue
        value = getattr(smallest[0].spec, name)
        both, words = replace(both, **{name: value}), [*words, smallest[0].label.removeprefix("Use ")]
        if fits(both):
            return [Way(f"Use {' and '.join(words)}", both)]
    usual = type(spec)()
    return [Way("Use the usual settings", usual)] if not fixed and fits(usual) else []


def _changes(spec: Training) -> Iterator[tuple[str, Iterator[Way]]]:
    """Settings that make a run shorter, each with its ways, the smallest change first."""

    def by(name: str, values: Iterator[Any], said: Callable[[Any], str]) -> tuple[str, Iterator[Way]]:
        return name, (Way(f"Use {said(v)}", replace(spec, **{name: v})) for v in values)

    yield by("epochs", iter(range(spec.epochs - 1, 0, -1)), lambda n: f"{n} epoch{'s' if n > 1 else ''}")
    kind, things, there = kind_of(spec), "digits", spec.train_size
    if isinstance(spec, RetrainRun):
        things, there = "photos", min(there, SET_SIZES.get(spec.pictures, OWN_SIZES)[0])
    yield by("train_size", (n for n in FEWER[kind] if n < there), lambda n: f"{n:,} {things}")
    yield by("batch_size", (n for n in LARGER[kind] if n > spec.batch_size), lambda n: f"batch size {n}")
    if isinstance(spec, RetrainRun):
        dear = SECONDS_A_PHOTO[spec.base]
        quicker = sorted(
            (b for b, s in SECONDS_A_PHOTO.items() if s < dear), key=lambda b: -SECONDS_A_PHOTO[b]
        )
        yield by("base", iter(quicker), lambda name: BASES[name].title)
