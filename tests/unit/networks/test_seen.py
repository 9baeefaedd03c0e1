"""Features computed on the spot: kept for the next run within a bound of bytes, a learner's own gone with the run."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

import numpy as np
import pytest

from lib.models.bases import BASES
from lib.networks.answer import seen as kept
from lib.pictures.sets.photos import PhotoSet
from lib.pictures.sets.sets import shipped_digits
from lib.specs.choices import OWN
from lib.specs.hooks import Hooks

BASE = BASES["pocket"]


class _Counter:
    """Stands for a base: counts how many pictures it is shown."""

    def __init__(self) -> None:
        self.shown = 0

    def outputs(self, pixels: np.ndarray) -> list[np.ndarray]:
        self.shown += len(pixels)
        return [pixels.reshape(len(pixels), -1)[:, :8].astype(np.float16)]


@pytest.fixture
def counter(monkeypatch) -> _Counter:
    monkeypatch.setattr(kept, "_kept", OrderedDict())
    return _Counter()


def look(
    counter: _Counter,
    photos: PhotoSet,
    rows: list[int],
    own: kept.Kept | None = None,
    hooks: Hooks | None = None,
) -> np.ndarray:
    (features,) = kept._rows(
        ("seen", BASE.name, "", photos.key), lambda: counter.outputs, BASE, photos, np.array(rows), hooks or Hooks(),
        OrderedDict() if own is None else own,
    )  # fmt: skip
    return features


def other(photos: PhotoSet, count: int, name: str = "cut") -> PhotoSet:
    """The first pictures as a set of their own."""
    return replace(
        photos, name=name, names=photos.names[:count], labels=photos.labels[:count], part=photos.part[:count]
    )


def test_what_was_seen_is_not_computed_again(counter):
    photos = shipped_digits()
    first = look(counter, photos, [0, 700, 4000])
    assert counter.shown == 3
    np.testing.assert_array_equal(look(counter, photos, [4000, 0]), first[[2, 0]])
    assert counter.shown == 3
    look(counter, photos, [0, 1])
    assert counter.shown == 4
    look(counter, other(photos, 90), [0])  # another set, though the archive is the same
    assert counter.shown == 5


def test_the_newest_stay_within_the_bound(counter, monkeypatch):
    photos = shipped_digits()
    sets = [other(photos, count) for count in (100, 110, 120)]
    monkeypatch.setattr(kept, "FEATURES_LIMIT", 240 * 8 * 2)  # bytes of the last two
    for one in sets:
        look(counter, one, [0])
    assert [key[3] for key in kept._kept] == [sets[1].key, sets[2].key]
    look(counter, sets[1], [0])  # used again: now it is the newest
    look(counter, sets[0], [0])
    assert [key[3] for key in kept._kept] == [sets[1].key, sets[0].key]


def test_a_learner_s_own_go_with_the_run(counter):
    photos = shipped_digits()
    own, mine = other(photos, 50, OWN), OrderedDict()
    look(counter, photos, [0])
    look(counter, own, [0], mine)
    assert [key[3] for key in kept._kept] == [photos.key]
    assert [key[3] for key in mine] == [own.key]
    look(counter, own, [0], mine)
    assert counter.shown == 2
    look(counter, own, [0])  # another task does not get it
    assert counter.shown == 3


def test_a_task_keeps_what_it_uses_while_another_pushes_it_out(counter, monkeypatch):
    """Tasks share a worker: what one drops from the common store must not be missing in the other."""
    photos = shipped_digits()
    monkeypatch.setattr(kept, "FEATURES_LIMIT", 130 * 8 * 2)
    sets = [other(photos, count) for count in (100, 120)]

    class Meanwhile(Hooks):
        def check(self) -> None:
            if len(kept._kept) == 1 and sets[0].key in {key[3] for key in kept._kept}:
                look(counter, sets[1], [0])

    first = look(counter, sets[0], list(range(60)), hooks=Meanwhile())
    assert [key[3] for key in kept._kept] == [sets[1].key]
    np.testing.assert_array_equal(first, look(counter, sets[0], list(range(60))))
