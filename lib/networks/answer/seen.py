"""What frozen layers make of a set's photos, computed once in a process and kept, within bounds.

Two kinds: what a whole base sees (`seen`), and the maps where its open blocks begin (`maps_at`). It knows nothing of
heads.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import keras
import numpy as np
import tensorflow as tf

from lib.models.bases import Base
from lib.networks.answer.features import BATCH, Viewer
from lib.networks.build.bases import scale
from lib.pictures.sets.packs import BaseOutputs
from lib.pictures.sets.photos import PhotoSet, each_photo, square
from lib.specs.choices import OWN
from lib.specs.cost import DECODE, SECONDS_A_PHOTO
from lib.specs.hooks import Hooks

FEATURES_LIMIT = 60e6  # bytes of kept features: 16 MB take the 6,209 pictures of Caltech-101
MAPS_LIMIT = 200e6  # bytes of kept maps; beyond it the frozen part runs in every epoch

_paces: dict[tuple, float] = {}  # (kind, base, cut) -> seconds a photo, measured in this process


@dataclass
class _Rows:
    """Arrays of a whole set of which some rows are known."""

    arrays: list[np.ndarray]
    known: np.ndarray


Kept = OrderedDict[tuple, _Rows]
_kept: Kept = OrderedDict()  # of the sets that everybody may use: a worker's tasks share it
_keeping = threading.Lock()  # while `_kept` is changed


def seconds_a_photo(base: Base, name: str = "") -> float:
    """Seconds to decode a photo and take it through the base, or as far as the cut `name`.

    As measured in this process; before it has measured a whole base, as `lib.specs.cost` has it.
    """
    usual = SECONDS_A_PHOTO[base.name] + DECODE
    return _paces.get(("maps", base.name, name) if name else ("seen", base.name, ""), usual)


def seen(
    viewer: Callable[[], Viewer], base: Base, photos: PhotoSet, rows: np.ndarray, hooks: Hooks, own: Kept
) -> BaseOutputs:
    """What the base makes of these photos; what was computed before is not computed again.

    Args:
        viewer: the base with its weights, asked for only where something is missing.
        own: where what comes of a learner's own pictures is kept: with the task, and never for another.

    Raises:
        Stopped: the learner pressed Stop; what has been seen is kept.
    """

    def compiled() -> Callable[[np.ndarray], list[np.ndarray]]:
        whole = viewer()
        return lambda pixels: list(whole.outputs(pixels).arrays())

    return BaseOutputs(*_rows(("seen", base.name, "", photos.key), compiled, base, photos, rows, hooks, own))


def maps_at(
    lower: keras.Model, name: str, base: Base, photos: PhotoSet, rows: np.ndarray, hooks: Hooks, own: Kept
) -> np.ndarray:
    """The frozen lower part's output for these photos: (n, h, w, c) float16; `name` says where it was cut.

    `own` as in `seen`, and raises as that does.
    """

    @tf.function(input_signature=[tf.TensorSpec((None, base.size, base.size, 3), tf.uint8)])
    def run(pixels: tf.Tensor) -> tf.Tensor:
        return lower(scale(base, tf.cast(pixels, tf.float32)), training=False)

    def compiled() -> Callable[[np.ndarray], list[np.ndarray]]:
        return lambda pixels: [run(pixels).numpy().astype(np.float16)]

    (maps,) = _rows(("maps", base.name, name, photos.key), compiled, base, photos, rows, hooks, own)
    return maps


def _rows(
    key: tuple,
    make: Callable[[], Callable[[np.ndarray], list[np.ndarray]]],
    base: Base,
    photos: PhotoSet,
    rows: np.ndarray,
    hooks: Hooks,
    own: Kept,
) -> list[np.ndarray]:
    store = own if photos.name == OWN else _kept
    kept = store.get(key)  # held to the end, whatever another task makes of the store
    missing = rows if kept is None else rows[~kept.known[rows]]
    if len(missing):
        outputs, tell = make(), hooks.progress("features")
        # Opened once: to read what a large archive holds takes longer than to decode twenty photos
        pictures = (square(photo, base.size) for photo in each_photo(photos, missing, base.size))
        begun = time.monotonic()
        for start in range(0, len(missing), BATCH):
            hooks.check()
            tell(start, len(missing))
            batch = missing[start : start + BATCH]
            arrays = outputs(np.stack(list(islice(pictures, len(batch)))))
            if kept is None:
                n = len(photos.labels)
                empty = [np.zeros((n if len(a) else 0, *a.shape[1:]), a.dtype) for a in arrays]
                kept = _Rows(empty, np.zeros(n, bool))
                _keep(store, key, kept)
            for whole, part in zip(kept.arrays, arrays, strict=True):
                if len(part):  # what a base without its last layer cannot say stays empty
                    whole[batch] = part
            kept.known[batch] = True
            if start == 0:
                begun = time.monotonic()  # the first batch also compiled
        if len(missing) > 2 * BATCH:
            _paces[key[:3]] = (time.monotonic() - begun) / (len(missing) - BATCH)
    assert kept is not None
    with _keeping:
        if key in store:
            store.move_to_end(key)
    return [whole[rows] if len(whole) else whole for whole in kept.arrays]


def _keep(store: Kept, key: tuple, value: _Rows) -> None:
    """Keeps the newest: features within `FEATURES_LIMIT`, and one set of maps."""
    with _keeping:
        of_kind = [other for other in _kept if other[0] == key[0]]
        room = FEATURES_LIMIT - _bytes(value) if key[0] == "seen" else 0.0
        for old in reversed(of_kind):
            room -= _bytes(_kept[old])
            if room < 0:
                del _kept[old]
        store[key] = value


def _bytes(rows: _Rows) -> float:
    return sum(array.nbytes for array in rows.arrays)
