"""Runs on other picture sets than cats and dogs, to be compared: which sets there are, and the original by a map of names.

It knows nothing of how they are shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lib.charts.classes import ClassShare
from lib.charts.compare import NAMES, Model
from lib.lab_book.runs import Run
from lib.measure import naming
from lib.measure.compare import Groups, groups
from lib.measure.naming import Names
from lib.measure.shares import Share
from lib.models.bases import BASES
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import host, labels
from lib.screen.models import pet_models
from lib.screen.models.pet_models import Contestant
from lib.screen.pictures import set_photos
from lib.specs.specs import RetrainRun


@dataclass(frozen=True, eq=False)
class Tested:
    """One learner's runs that answered the same test pictures, newest first."""

    title: str
    data_hash: str  # of the pictures: names the set
    offered: dict[str, Contestant]

    @property
    def newest(self) -> Contestant:
        return next(iter(self.offered.values()))

    @property
    def classes(self) -> tuple[str, ...]:
        return self.newest.classes

    @property
    def truth(self) -> np.ndarray:
        """(n,) class numbers of the test pictures."""
        return self.newest.truth

    @property
    def chance(self) -> float:
        return 1 / len(self.classes)

    @property
    def things(self) -> str:
        return set_photos.things(self.newest.spec)

    @cached_property
    def asked(self) -> dict[str, Contestant]:
        """Of each base the newest run that kept what the base's original said."""
        found: dict[str, Contestant] = {}
        for contestant in self.offered.values():
            if contestant.answers is not None and contestant.answers.has_original:
                found.setdefault(contestant.spec.base, contestant)
        return found

    def original_for(self, contestant: Contestant) -> np.ndarray | None:
        """(n, 5) ImageNet numbers: what the original of its base said of each picture, of another base where that is all
        there is; None where no original was asked."""
        asked = self.asked.get(contestant.spec.base) or next(iter(self.asked.values()), None)
        return None if asked is None or asked.answers is None else asked.answers.top


def of_learner(learner: str) -> list[Tested]:
    """This learner's picture sets with finished runs, the one used last first; cats and dogs are not among them."""
    by_set: dict[str, list[Run]] = {}
    for run in host.lab_book().runs(learner, "retrain"):
        pictures = isinstance(run.settings, RetrainRun) and run.settings.pictures
        if pictures and pictures != PACKED and not run.live and "data_hash" in run.result:
            by_set.setdefault(run.result["data_hash"], []).append(run)
    found = []
    for data_hash, runs in by_set.items():
        offered = {run.id: contestant for run in runs if (contestant := _contestant(run)).answers is not None}
        if offered:
            found.append(Tested(set_photos.title(runs[0]), data_hash, offered))
    return found


def _contestant(run: Run) -> Contestant:
    spec = run.settings
    assert isinstance(spec, RetrainRun)
    return Contestant(run.id, labels.title(run), spec, run.history, run.result)


def was_right(tested: Tested, names: Names, base: Contestant) -> tuple[np.ndarray, np.ndarray] | None:
    """Which test pictures' classes have a name, and on which the original of its base was right: both (n,) bool.

    None where no original was asked, or too few classes have a name.
    """
    top = tested.original_for(base)
    if top is None:
        return None
    told = naming.measured(names, tested.classes, tested.truth, top[:, 0], base.said == tested.truth)
    if told is None:
        return None
    return np.array([right is not None for right in told["original_right"]]), np.array(
        told["original_right"]
    ) == 1


def models(
    tested: Tested, chosen: list[Contestant], names: Names, where: np.ndarray | None = None
) -> list[Model]:
    """The chart's lines, all counted on the same pictures.

    Args:
        where: (n,) bool: the pictures whose class has a name, and the bases' originals with them; None: all pictures,
            and no original, which cannot name them all.
    """
    found = []
    if where is not None:
        bases = [
            contestant for base, contestant in tested.asked.items() if base in {c.spec.base for c in chosen}
        ]
        for asked in bases or list(tested.asked.values())[:1]:
            known = was_right(tested, names, asked)
            assert known is not None  # `where` comes from it
            name = NAMES["original"] if len(bases) < 2 else f"Original {BASES[asked.spec.base].title}"
            found.append(count(tested, "original", known[1], where, name))
    where = np.ones(len(tested.truth), bool) if where is None else where
    untrained = next(
        (c.result["untrained"] for c in chosen if c.spec.method != "scratch" and "untrained" in c.result),
        None,
    )
    if untrained:
        of = set(tested.truth[where].tolist())
        counts = {
            name: Share(*pair)
            for name, pair in untrained["by_class"].items()
            if tested.classes.index(name) in of
        }
        if counts:
            share = Share(
                sum(each.correct for each in counts.values()), sum(each.total for each in counts.values())
            )
            found.append(Model("untrained", share, counts))
    for name, contestant in zip(pet_models.named(chosen), chosen, strict=True):
        found.append(counted(tested, contestant, where, name))
    return found


def counted(tested: Tested, contestant: Contestant, where: np.ndarray, name: str = "") -> Model:
    """A retrained model on the pictures `where` (n,) alone."""
    return count(tested, contestant.spec.method, contestant.said == tested.truth, where, name)


def count(tested: Tested, role: str, right: np.ndarray, where: np.ndarray, name: str) -> Model:
    """Any model on the pictures `where` (n,) alone, by what it got right (n,)."""
    classes, truth = tested.classes, tested.truth
    of = np.bincount(truth[where], minlength=len(classes))
    found = np.bincount(truth[where & right], minlength=len(classes))
    by_class = {classes[k]: Share(int(found[k]), int(of[k])) for k in np.flatnonzero(of)}
    return Model(role, Share(int(right[where].sum()), int(where.sum())), by_class, name)


def parted(tested: Tested, names: Names, before: Contestant | None, after: Contestant) -> Groups | None:
    """The four groups, as positions in the test part; of the pictures that both could name.

    Args:
        before: None for the original, by its map of names.
    """
    now = after.said == tested.truth
    if before is not None:
        where, was = np.arange(len(tested.truth)), before.said == tested.truth
    else:
        known = was_right(tested, names, after)
        if known is None:
            return None
        where, was = np.flatnonzero(known[0]), known[1]
    ones = np.ones(len(where), int)
    parts = groups(ones, was[where].astype(int), now[where].astype(int))
    return Groups(*(where[part] for part in (parts.fixed, parts.broken, parts.still_wrong, parts.right)))


def class_changes(before: Model | None, after: Model) -> list[ClassShare]:
    """Class by class, before and now, in the set's own order."""
    was = before.by_class if before else {}
    return [ClassShare(name, share, was.get(name)) for name, share in after.by_class.items()]
