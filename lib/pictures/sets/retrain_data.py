"""Which photos a retraining uses: its training photos out of the fixed part, and what identifies the data.

It knows nothing of networks. The validation and the test part are the same in every run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lib.pictures.own import packed
from lib.pictures.sets import sets
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS, PhotoSet
from lib.settings import keras_home
from lib.specs.choices import OWN
from lib.specs.specs import RaceRun, RetrainRun

PACKED = "cats_and_dogs"  # the one set whose features ship
LOST = "Your pictures were only in the app's memory, and are gone with its last restart. Give them again, and train anew."
FIXED = (PACKED, "digits")  # the same pictures everywhere


@dataclass(frozen=True)
class Split:
    """Rows of a labelled set: positions in the order of its pack and of its photos."""

    labels: np.ndarray  # (n,) class numbers of the whole set
    classes: tuple[str, ...]
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray  # chooses nothing

    @property
    def all(self) -> np.ndarray:
        """Every row that a run looks at, in the order train, validation, test."""
        return np.concatenate([self.train, self.validation, self.test])


def split(
    labels: np.ndarray,
    part: np.ndarray,
    classes: tuple[str, ...],
    photos: int,
    seed: int,
    excluded_rows: Sequence[int] = (),
) -> Split:
    """The run's rows: `photos` of the training part (all where there are fewer), its classes in equal shares.

    With the same seed the fewer photos are always among the more: what a race over the number of photos compares.

    Args:
        labels: (n,) class numbers.
        part: (n,) index into `lib.pictures.sets.photos.PARTS`.
        excluded_rows: rows that the learner found unfit; they leave the training photos, and no other takes their place.
    """
    train, validation, test = (np.flatnonzero(part == number) for number in range(len(PARTS)))
    random = np.random.default_rng([seed, 1])
    place = np.empty(len(train))
    for label in np.unique(labels[train]):
        members = random.permutation(np.flatnonzero(labels[train] == label))
        place[members] = (np.arange(len(members)) + 0.5) / len(members)
    chosen = np.sort(train[np.lexsort((labels[train], place))[:photos]])
    return Split(labels, classes, chosen[~np.isin(chosen, excluded_rows)], validation, test)


def uses_pack(run: RetrainRun, packs: bool = True) -> bool:
    """Whether the run needs no photo: a new head on features that ship with the course."""
    return (
        packs
        and run.pictures == PACKED
        and run.method == "new_head"
        and not run.augmentation
        and load_pack(run.base) is not None
    )


def photo_set(run: RetrainRun, pictures: bytes | None = None) -> PhotoSet | None:
    """The pictures that the run learns from, where they are here.

    Args:
        pictures: a learner's own, from `lib.pictures.own.packed.to_bytes`.

    Raises:
        FileUnavailable: a damaged archive.
        OwnError: own pictures that make no set.
    """
    if run.pictures == OWN:
        return None if pictures is None else packed.to_photo_set(packed.from_bytes(pictures))
    return sets.find(run.pictures, keras_home())


def data_hash(run: RetrainRun, packs: bool = True, pictures: bytes | None = None) -> str:
    """What identifies the data and the weights that a run starts from, for `lib.specs.specs.identity`.

    Some sets are fixed by their names and the split by its seed, so the set's name stands for them; copies of the others
    differ, and are told apart by their pictures' names, classes and parts; a learner's own by every byte.
    """
    if uses_pack(run, packs):
        pack = load_pack(run.base)
        assert pack is not None
        return f"{run.pictures} pack of {pack.weights}"
    if run.pictures in FIXED:
        return f"{run.pictures} photos"
    found = photo_set(run, pictures)
    return f"{run.pictures} {found.split_key}" if found is not None else f"{run.pictures} photos"


def race_hash(race: RaceRun) -> str:
    """The same for all heats of a race."""
    return " and ".join(sorted({data_hash(heat) for heat in race.heats()}))
