"""A learner's own labelled pictures: two to twenty classes, made small, bounded, in memory only.

Every picture that is kept was decoded and written again as a small JPEG, so nothing else of a file (a place, a date,
hidden data) goes on. It knows nothing of networks, of screens, or of who the learner is.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np

from lib.pictures.own import intake, near_duplicates
from lib.pictures.own.class_folders import class_folders
from lib.pictures.own.intake import Fresh, class_name, class_names
from lib.pictures.own.own_archive import entries, folder
from lib.pictures.own.own_entry import COMPUTER, SESSION, Entry, Limits, OwnError, short
from lib.pictures.own.own_picture import OwnPicture
from lib.pictures.own.readings import beside, other_class, readings_of, unsure
from lib.pictures.prepare.budget import Purse

LEAST_CLASSES = 2
LEAST_PICTURES = 3  # of a class: one to learn from, one to choose by, one to ask
NOTES = 200  # sentences kept


@dataclass(frozen=True)
class OwnSet:
    """Labelled pictures in the order in which they came; every change gives a new set."""

    classes: tuple[str, ...] = ()
    pictures: tuple[OwnPicture, ...] = ()
    notes: tuple[str, ...] = ()  # one sentence for each thing that was left out, after those of `told`
    told: int = 0  # so many of the notes, the first ones, say what was done, and leave nothing out
    limits: Limits = field(default=SESSION, compare=False)

    @cached_property
    def labels(self) -> np.ndarray:
        """(n,) class numbers."""
        return np.array([picture.label for picture in self.pictures], int)

    @cached_property
    def groups(self) -> np.ndarray:
        """(n,) group numbers: exact and near duplicates share one."""
        return near_duplicates.groups([picture.fingerprint for picture in self.pictures])

    @cached_property
    def kin(self) -> np.ndarray:
        """(n,) numbers: twins and frames of one recording share one."""
        return near_duplicates.kin(self.groups, np.array([picture.take for picture in self.pictures], int))

    @cached_property
    def part(self) -> np.ndarray:
        """(n,) index into `lib.pictures.sets.photos.PARTS`: 70, 15 and 15 %, kin of a class together where possible."""
        return near_duplicates.parts(self.labels, self.kin)

    @property
    def kept_bytes(self) -> int:
        return sum(len(picture.jpeg) for picture in self.pictures)

    def counts(self) -> list[int]:
        """Pictures of each class."""
        return np.bincount(self.labels, minlength=len(self.classes)).tolist()

    def members(self, label: int) -> np.ndarray:
        """Indices of a class's pictures."""
        return np.flatnonzero(self.labels == label)

    def ids(self) -> list[str]:
        """A name for each picture that stays its own when others go: its contents, and which copy of them it is."""
        told: Counter[str] = Counter()
        names = []
        for picture in self.pictures:
            digest = hashlib.sha1(picture.jpeg, usedforsecurity=False).hexdigest()[:16]
            names.append(f"{digest}-{told[digest]}")
            told[digest] += 1
        return names

    def spare(self) -> np.ndarray:
        """Indices of the pictures that have an earlier twin in their own class: what may go without loss."""
        seen: set[tuple[int, int]] = set()
        later = []
        for i, kin in enumerate(zip(self.labels.tolist(), self.groups.tolist(), strict=True)):
            if kin in seen:
                later.append(i)
            seen.add(kin)
        return np.array(later, int)

    def disputed(self) -> list[np.ndarray]:
        """Groups of twins that lie in more than one class, each as indices: one of the labels must be wrong."""
        found = [np.flatnonzero(self.groups == group) for group in np.unique(self.groups)]
        return [group for group in found if len(set(self.labels[group])) > 1]

    def leaks(self) -> np.ndarray:
        """Indices of the validation and test pictures with kin of their class among the training pictures."""
        return near_duplicates.leaks(self.labels, self.kin, self.part)

    def why_not(self) -> str:
        """What is missing before a network can learn from it, one sentence; "" where nothing is."""
        if len(self.classes) < LEAST_CLASSES:
            return "Give at least two classes: a network can only tell one thing from another."
        for name, count in zip(self.classes, self.counts(), strict=True):
            if count < LEAST_PICTURES:
                return (
                    f"{name} has {count} {'picture' if count == 1 else 'pictures'}, and each class needs at least "
                    f"{LEAST_PICTURES}: one to learn from, one to choose by, one to ask. Add some, or remove the class."
                )
        return ""

    def with_class(self, name: str) -> OwnSet:
        """One class more, still without pictures.

        Raises:
            OwnError: no name, a name there already or a reserved one, or too many classes.
        """
        name = class_name(name)
        if name.casefold() in (one.casefold() for one in self.classes):
            raise OwnError(f"There is a class {name} already. Choose another name.")
        if len(self.classes) >= self.limits.classes:
            raise OwnError(f"At most {self.limits.classes} classes fit. Remove one first.")
        return replace(self, classes=(*self.classes, name))

    def without_class(self, label: int) -> OwnSet:
        """The set without a class and its pictures."""
        kept = tuple(
            replace(picture, label=picture.label - (picture.label > label))
            for picture in self.pictures
            if picture.label != label
        )
        return replace(self, classes=self.classes[:label] + self.classes[label + 1 :], pictures=kept)

    def renamed(self, label: int, name: str) -> OwnSet:
        """The set with another name for a class.

        Raises:
            OwnError: no name, that of another class, or a reserved one.
        """
        name = class_name(name)
        if name.casefold() in (one.casefold() for i, one in enumerate(self.classes) if i != label):
            raise OwnError(f"There is a class {name} already. Choose another name.")
        return replace(self, classes=(*self.classes[:label], name, *self.classes[label + 1 :]))

    def readings(self) -> list[tuple[str, ...]]:
        """The classes of the last archive in each way in which it can be read, the present one first; [] without a doubt."""
        doubtful = [picture for picture in self.pictures if picture.also]
        if not doubtful:
            return []
        ways = [[self.classes[picture.label] for picture in doubtful]]
        ways += [[picture.also[i] for picture in doubtful] for i in range(len(doubtful[0].also))]
        return [tuple(dict.fromkeys(way)) for way in ways]

    def read_as(self, way: int) -> OwnSet:
        """The set with the classes of another of its `readings`; the present one is then among the others.

        Raises:
            OwnError: there are too many classes.
        """
        if not 0 < way < len(self.readings()):
            return self
        # Classes that lose their pictures go last: till then there may be more than fit
        joined, emptied = (
            replace(self, limits=replace(self.limits, classes=2 * self.limits.classes)),
            {picture.label for picture in self.pictures if picture.also},
        )
        pictures = []
        for picture in self.pictures:
            if picture.also:
                also = (self.classes[picture.label], *picture.also[: way - 1], *picture.also[way:])
                joined, label = joined._label(picture.also[way - 1])
                picture = replace(picture, label=label, also=also)
            pictures.append(picture)
        joined = replace(joined, pictures=tuple(pictures), limits=self.limits)
        for label in sorted(emptied, reverse=True):
            if not (joined.labels == label).any():
                joined = joined.without_class(label)
        if len(joined.classes) > self.limits.classes:
            raise OwnError(
                f"Read so, there are {len(joined.classes)} classes, and at most {self.limits.classes} fit."
            )
        return joined

    def sure(self) -> OwnSet:
        """The set once the learner has said that it is read right."""
        return replace(self, pictures=tuple(replace(picture, also=()) for picture in self.pictures))

    def moved(self, indices: Iterable[int], label: int) -> OwnSet:
        """These pictures in another class."""
        chosen = set(indices)
        return replace(
            self,
            pictures=tuple(
                replace(picture, label=label, also=()) if i in chosen else picture
                for i, picture in enumerate(self.pictures)
            ),
        )

    def without(self, indices: Iterable[int]) -> OwnSet:
        """The set without these pictures."""
        gone = set(indices)
        return replace(self, pictures=tuple(p for i, p in enumerate(self.pictures) if i not in gone))

    def without_notes(self) -> OwnSet:
        """The set once the learner has read what was left out."""
        return replace(self, notes=(), told=0)

    def add(
        self, name: str, files: Iterable[tuple[str, bytes]], take: int = 0, purse: Purse | None = None
    ) -> OwnSet:
        """More pictures for a class, new or there already; what cannot be used becomes a note.

        Args:
            name: of the class.
            files: (name, contents) of each picture.
            take: the recording that they are frames of.
            purse: how many pixels the visitor may still have decoded.

        Raises:
            OwnError: as `with_class` does.
        """
        joined, label = self._label(name)
        return joined._joined(
            (Entry((joined.classes[label],), file, data) for file, data in files), take=take, purse=purse
        )

    def add_archive(self, data: bytes, name: str, purse: Purse | None = None) -> OwnSet:
        """The pictures of a zip or tar with a folder a class; what cannot be used becomes a note.

        Raises:
            OwnError: nothing of it can be used.
        """
        return self._joined(entries(data, name, self.limits), whole=name, purse=purse)

    def _joined(
        self, found: Iterable[Entry], whole: str = "", take: int = 0, purse: Purse | None = None
    ) -> OwnSet:
        """This set and what is found; the class of a file is the folder that tells the files apart.

        Args:
            whole: name of the archive or folder that it came from; "" for loose files.
        """
        room = self.limits.pictures - len(self.pictures), self.limits.kept_bytes - self.kept_bytes
        fresh, notes, told = intake.read(found, self.limits, *room, purse)
        if whole and not fresh:
            reason = f" The first reason: {notes[0]}" if notes else ""
            raise OwnError(f"There is no picture to use in {short(whole)}.{reason}")
        return self._classed(fresh, notes, told, take)

    def _classed(self, fresh: list[Fresh], notes: list[str], told: list[str], take: int) -> OwnSet:
        """The fresh pictures put under their classes."""
        found = class_folders([picture.folders for picture in fresh])
        readings = readings_of(fresh, found)
        names, left_out, called = class_names(name for name in readings[0] if name is not None)
        others = [class_names(name for name in other if name is not None)[0] for other in readings[1:]]
        notes, told = [*notes, *beside(fresh, found.level), *left_out], [*told, *called]
        told += unsure(found)
        joined = self.sure() if others else self
        labels: dict[str, int | None] = {}
        pictures = list(joined.pictures)
        for i, one in enumerate(fresh):
            given = readings[0][i]
            name = names[given] if given is not None else None
            if name is None:
                continue
            if name not in labels:
                try:
                    joined, labels[name] = joined._label(name)
                except OwnError as error:
                    notes.append(f"The folder {short(str(given))} is left out: {error}")
                    labels[name] = None
            label = labels[name]
            if label is not None:
                also = tuple(
                    other_class(way[i], called_so, name)
                    for way, called_so in zip(readings[1:], others, strict=True)
                )
                pictures.append(OwnPicture(short(one.name), label, one.jpeg, one.fingerprint, take, also))
        told = [*self.notes[: self.told], *told]
        return replace(
            joined,
            pictures=tuple(pictures),
            notes=_few([*told, *self.notes[self.told :], *notes]),
            told=len(told),
        )

    def _label(self, name: str) -> tuple[OwnSet, int]:
        """The number of a class by its name, added where it is new."""
        name = class_name(name)
        known = [one.casefold() for one in self.classes]
        if name.casefold() in known:
            return self, known.index(name.casefold())
        return self.with_class(name), len(self.classes)


def from_archive(data: bytes, name: str, limits: Limits = SESSION) -> OwnSet:
    """The pictures of a zip, tar or gzipped tar with a folder a class; a folder around the class folders is fine.

    Raises:
        OwnError: nothing of it can be used.
    """
    return OwnSet(limits=limits).add_archive(data, name)


def from_path(path: Path, limits: Limits = COMPUTER) -> OwnSet:
    """The pictures of a folder of this computer with a folder a class, or of such an archive.

    Raises:
        OwnError: it is not there, cannot be read, or nothing of it can be used.
    """
    if path.is_dir():
        return OwnSet(limits=limits)._joined(folder(path, limits), whole=path.name)
    try:
        if path.stat().st_size > limits.archive_bytes:
            raise OwnError(f"{path.name} is larger than {limits.archive_bytes / 1e6:,.0f} MB.")
        data = path.read_bytes()
    except OSError as error:
        raise OwnError(f"{path} cannot be read: {error.strerror}.") from error
    return from_archive(data, path.name, limits)


def _few(notes: list[str]) -> tuple[str, ...]:
    """At most NOTES sentences, the last of which counts those left out."""
    if len(notes) <= NOTES:
        return tuple(notes)
    return (*notes[: NOTES - 1], f"{len(notes) - NOTES + 1:,} more were left out.")
