"""Models that answered the same test pictures, to be compared: which sets there are, and every count on the same pictures.

The originals are counted by a map of names. It knows nothing of how anything is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lib.charts.classes import ClassProportion
from lib.charts.compare import NAMES, Line
from lib.lab_book.runs import Run
from lib.measure import naming
from lib.measure.compare import Groups, groups
from lib.measure.naming import Names
from lib.measure.proportions import Proportion
from lib.models.bases import BASES
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import labels
from lib.screen.models import retrained
from lib.screen.models.model import STORED, Model

PETS = "Cats and dogs"


@dataclass(frozen=True, eq=False)
class Contest:
    """Models that answered the same test pictures, the newest first."""

    title: str
    key: str  # names the pictures
    offered: dict[str, Model]

    @property
    def pets(self) -> bool:
        return self.key == PETS

    @cached_property
    def newest(self) -> Model:
        return next(iter(self.offered.values()))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        return self.newest.answers.classes

    @cached_property
    def plurals(self) -> tuple[str, ...]:
        """What the classes are called where they are counted."""
        return tuple(f"{name}s" for name in self.classes) if self.pets else self.classes

    @cached_property
    def truth(self) -> np.ndarray:
        """(n,) class numbers of the test pictures."""
        return self.newest.answers.truth

    @property
    def chance(self) -> float:
        return 1 / len(self.classes)

    @property
    def things(self) -> str:
        return self.newest.things

    @cached_property
    def asked(self) -> dict[str, Model]:
        """Of each base the newest model that kept what the base's original said."""
        found: dict[str, Model] = {}
        for model in self.offered.values():
            if model.answers.has_original:
                found.setdefault(model.base, model)
        return found

    def original_for(self, model: Model) -> Model | None:
        """Who kept what the original of its base said, or of another base where that is all there is; None where no
        original was asked."""
        return self.asked.get(model.base) or next(iter(self.asked.values()), None)


def of_learner(learner: str | None) -> list[Contest]:
    """Cats and dogs, and this learner's other picture sets with tested runs, the one used last first."""
    by_set: dict[str, list[Run]] = {}
    for run in retrained.tested(learner) if learner else []:
        if run.spec["pictures"] != PACKED and "data_hash" in run.result:
            by_set.setdefault(run.result["data_hash"], []).append(run)
    found = [Contest(PETS, PETS, retrained.on_pets(learner) if learner else {STORED: retrained.stored()})]
    for data_hash, runs in by_set.items():
        offered = {run.id: model for run in runs if (model := retrained.of_run(run)).answer() is not None}
        if offered:
            found.append(Contest(labels.set_title(runs[0]), data_hash, offered))
    return found


def usual(offered: dict[str, Model]) -> list[str]:
    """The newest run of each method, in the order of the chart; the stored one where no new head was trained."""
    newest: dict[str, str] = {}
    for model in offered.values():  # the stored one comes last
        newest.setdefault(model.role, model.id)
    return [newest[method] for method in ("scratch", "new_head", "fine_tune") if method in newest]


def named(chosen: list[Model]) -> list[str]:
    """A short name for each in a chart: its method, or what the learner calls it where a method stands twice."""
    methods = [model.role for model in chosen]
    names = [NAMES[model.role] if methods.count(model.role) == 1 else model.name for model in chosen]
    return [name if names.count(name) == 1 else f"{i}. {name}" for i, name in enumerate(names, 1)]


def was_right(contest: Contest, names: Names, model: Model) -> tuple[np.ndarray, np.ndarray] | None:
    """Which test pictures' classes have a name, and on which the original of its base was right: both (n,) bool.

    None where no original was asked, or too few classes have a name.
    """
    asked = contest.original_for(model)
    if asked is None:
        return None
    return naming.told_right(names, contest.classes, contest.truth, asked.answers.top[:, 0])


def lines(contest: Contest, chosen: list[Model], names: Names, where: np.ndarray | None = None) -> list[Line]:
    """The chart's lines, all counted on the same pictures.

    Args:
        where: (n,) bool: the pictures whose class has a name, and the bases' originals with them; None: all pictures,
            and no original, which cannot name them all.
    """
    found = []
    if where is not None:
        bases = {model.base for model in chosen}
        asked = [model for base, model in contest.asked.items() if base in bases]
        for model in asked or list(contest.asked.values())[:1]:
            known = was_right(contest, names, model)
            assert known is not None  # `where` comes from it
            name = NAMES["original"] if len(asked) < 2 else f"Original {BASES[model.base].title}"
            found.append(count(contest, "original", known[1], where, name))
    where = np.ones(len(contest.truth), bool) if where is None else where
    found += _untrained(contest, chosen, where)
    for name, model in zip(named(chosen), chosen, strict=True):
        found.append(counted(contest, model, where, name))
    return found


def _untrained(contest: Contest, chosen: list[Model], where: np.ndarray) -> list[Line]:
    """A new head before its first update, from the first model that has one."""
    heads = (model.result for model in chosen if model.role != "scratch")
    untrained = next((result["untrained"] for result in heads if "untrained" in result), None)
    if untrained is None:
        return []
    of = {contest.plurals[k] for k in np.unique(contest.truth[where])}
    counts = {name: Proportion(*pair) for name, pair in untrained["by_class"].items() if name in of}
    if not counts:
        return []
    correct, total = (sum(getattr(each, name) for each in counts.values()) for name in ("correct", "total"))
    return [Line("untrained", Proportion(correct, total), counts)]


def counted(contest: Contest, model: Model, where: np.ndarray, name: str = "") -> Line:
    """A retrained model on the pictures `where` (n,) alone."""
    return count(contest, model.role, model.answers.right, where, name)


def count(contest: Contest, role: str, right: np.ndarray, where: np.ndarray, name: str) -> Line:
    """Any model on the pictures `where` (n,) alone, by what it got right (n,)."""
    names, truth = contest.plurals, contest.truth
    of = np.bincount(truth[where], minlength=len(names))
    found = np.bincount(truth[where & right], minlength=len(names))
    by_class = {names[k]: Proportion(int(found[k]), int(of[k])) for k in np.flatnonzero(of)}
    return Line(role, Proportion(int(right[where].sum()), int(where.sum())), by_class, name)


def parted(contest: Contest, names: Names, before: Model | None, after: Model) -> Groups | None:
    """The four groups, as positions in the test part; of the pictures that both could name.

    Args:
        before: None for the original, by its map of names.
    """
    now = after.answers.right
    if before is not None:
        where, was = np.arange(len(contest.truth)), before.answers.right
    else:
        known = was_right(contest, names, after)
        if known is None:
            return None
        where, was = np.flatnonzero(known[0]), known[1]
    ones = np.ones(len(where), int)
    parts = groups(ones, was[where].astype(int), now[where].astype(int))
    return Groups(*(where[part] for part in (parts.fixed, parts.broken, parts.still_wrong, parts.right)))


def class_changes(before: Line | None, after: Line) -> list[ClassProportion]:
    """Class by class, before and now, in the set's own order."""
    was = before.by_class if before else {}
    return [ClassProportion(name, share, was.get(name)) for name, share in after.by_class.items()]
