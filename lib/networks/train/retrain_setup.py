"""What each method trains on and what of it learns: a new head, a base's last blocks, a small network from nothing.

It prepares and trains nothing itself: `lib.networks.train.retrain` does.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lib.models.bases import BASES
from lib.models.schedule import rates
from lib.networks.answer.features import Viewer, empty
from lib.networks.answer.seen import MAPS_LIMIT, Kept, maps_at, seconds_a_photo, seen
from lib.networks.build import finetune, heads, scratch, warm
from lib.networks.build.bases import Network, build, scale
from lib.networks.build.dense import OPTIMIZERS
from lib.networks.train.augment import mirror_and_shift
from lib.networks.train.checkpoint import Start, State
from lib.networks.train.compiled import Loss, Machine, Part, machine
from lib.networks.train.schedules import rate_for
from lib.pictures.sets import sets
from lib.pictures.sets.archives import FileUnavailable, cached_weights, find_weights
from lib.pictures.sets.packs import CLASSES, BaseOutputs, load_pack
from lib.pictures.sets.photos import PhotoSet, squares
from lib.pictures.sets.retrain_data import LOST, PACKED, Split, photo_set, split, uses_pack
from lib.settings import keras_home
from lib.specs.choices import OWN
from lib.specs.hooks import Hooks
from lib.specs.specs import RetrainRun

NOTHING = empty(np.empty((0, 0), np.float16))

SHARED = 10e6  # parameters: larger bases do not stay in memory after their run


@dataclass(frozen=True)
class Setup:
    """A compiled model whose output is logits, and what goes into it."""

    model: keras.Model
    inputs: Callable[[np.ndarray], np.ndarray]  # rows of the set -> (n, ...) as stored
    prepare: Callable[[tf.Tensor], tf.Tensor]
    frozen: int  # parameters that the model is built on and that stay as they are
    jit: bool = False
    augment: Callable[[tf.Tensor, tf.Tensor], tf.Tensor] | None = None
    saved: float = 0.0  # seconds a photo and epoch that stored features save
    whole: tf.Tensor | None = None  # what all rows of the set have stored, where that is at hand
    start: Start | None = None  # weights to begin with, where others' runs use a model of the same shape

    @property
    def trainable(self) -> int:
        return int(sum(np.prod(v.shape) for v in self.model.trainable_variables))

    def part(self, rows: np.ndarray, labels: np.ndarray) -> Part:
        """Some rows of the set; `labels` are those of all."""
        return Part(self.inputs(rows), labels[rows]) if self.whole is None else Part(self.whole, labels, rows)

    def numbers(self, run: RetrainRun, loss: Loss, shared: bool, *, jit: bool) -> State:
        """The run's first numbers, in a machine for models of its shape."""
        make = partial(
            Machine, self.model, run.batch_size, loss, self.prepare, self.augment, jit=jit, fill=self.start is not None
        )  # fmt: skip
        if self.start is None:
            return State(make())
        shape = (
            "head",
            self.model.input_shape,
            self.model.output_shape,
            run.batch_size,
            run.optimizer,
            loss,
            jit,
        )
        return State(machine(shape, make, shared), self.start)

    def rates(self, run: RetrainRun, photos: int) -> np.ndarray | None:
        """The learning rate of each update; None where the model's optimizer has them."""
        updates = run.epochs * math.ceil(photos / run.batch_size)
        return None if self.start is None else rates(run.schedule, updates, run.learning_rate)


class Source:
    """The run's photos, features and base; each is loaded when first asked for.

    Args:
        packs: False leaves the feature packs aside.
        pictures: a learner's own, where the run asks for them.
        own: where features of these are kept; whoever hands it over empties it.

    Raises:
        FileUnavailable: photos or weights are missing and may not, or cannot, be fetched.
        Stopped: the learner pressed Stop.
    """

    def __init__(
        self,
        run: RetrainRun,
        hooks: Hooks,
        download: bool,
        packs: bool,
        pictures: bytes | None = None,
        own: Kept | None = None,
    ) -> None:
        self.run, self.hooks, self._download = run, hooks, download
        self.own: Kept = OrderedDict() if own is None else own
        self.base = BASES[run.base]
        self.pack = load_pack(run.base) if packs and run.pictures == PACKED else None
        self.photos = None if uses_pack(run, packs) else self._find_photos(pictures)
        known = self.photos or self.pack
        assert known is not None
        classes = self.photos.classes if self.photos else CLASSES
        self.rows: Split = split(
            known.labels, known.part, classes, run.train_size, run.seed, run.excluded_rows
        )

    @property
    def told(self) -> str:
        """Where the numbers come from, for the learner."""
        if self.photos is None:
            return f"Stored features of 3,000 photos (cats and dogs), as {self.base.title} sees them"
        if self.run.pictures == PACKED:
            return "Cats and dogs: 3,000 photos (Asirra), from Keras' cache"
        counted = f"{len(self.photos.labels):,} pictures of {len(self.photos.classes)} classes"
        if self.run.pictures == OWN:
            return f"Your own pictures: {counted}"
        known = sets.SETS[self.run.pictures]
        return f"{known.title}: {counted} ({known.source})"

    def network(self) -> Network:
        """The base with its weights, built anew: the caller may train it."""
        progress = self.hooks.progress("downloading")
        return build(
            self.base, find_weights(self.base, keras_home(), self._download, progress, self.hooks.stopped)
        )

    def _viewer(self) -> Viewer:
        """The base to look with; a small one stays in the process, and need not be compiled again."""
        small = self.base.parameters < SHARED and cached_weights(self.base, keras_home())
        return warm.viewer(self.base.name) if small else Viewer(self.network())

    def pixels(self, rows: np.ndarray, size: int) -> np.ndarray:
        """Photos as (n, size, size, 3) uint8."""
        assert self.photos is not None
        read = squares(self.photos, rows, size, self.hooks.progress("loading"), self.hooks.stopped)
        self.hooks.check()
        return read

    def seen(self, rows: np.ndarray) -> BaseOutputs:
        """What the base sees in photos, from the feature pack where there is one."""
        if self.pack is not None:
            return self.pack.seen[rows]
        assert self.photos is not None
        return seen(self._viewer, self.base, self.photos, rows, self.hooks, self.own)

    def original(self) -> BaseOutputs:
        """What the original model says of the test photos; without guesses where there is none to ask."""
        if self.run.method == "scratch" and self.pack is None:
            return NOTHING  # nothing else in this run needs the base
        return self.seen(self.rows.test)

    def _find_photos(self, pictures: bytes | None) -> PhotoSet:
        name, found = self.run.pictures, photo_set(self.run, pictures)
        if found is not None:
            return found
        if name == OWN:
            raise FileUnavailable(LOST)
        if (
            self._download and name == PACKED
        ):  # the others are large: whoever asks for them fetches them, knowing that
            return sets.fetch(name, keras_home(), self.hooks.progress("downloading"), self.hooks.stopped)
        instead = ", or train a new head on MobileNetV2 or Pocket, which needs none" if name == PACKED else ""
        raise FileUnavailable(
            f"This needs the photos themselves ({sets.SETS[name].megabytes:.0f} MB), and they are not on this computer. "
            f"Fetch them first{instead}."
        )


def set_up(source: Source) -> Setup:
    """The setup of the run's method."""
    made = {"new_head": _new_head, "fine_tune": _fine_tune, "scratch": _scratch}[source.run.method](source)
    rate: Any = source.run.fine_rate if source.run.method == "fine_tune" else source.run.learning_rate
    updates = source.run.epochs * math.ceil(len(source.rows.train) / source.run.batch_size)
    if made.start is None:
        rate = rate_for(source.run.schedule, rate, updates)
    made.model.compile(optimizer=OPTIMIZERS[source.run.optimizer](rate))
    return made


def _new_head(source: Source) -> Setup:
    run, base, classes = source.run, source.base, len(source.rows.classes)
    if run.augmentation:  # other photos in every epoch, so the base runs in every epoch
        frozen = source.network().features
        frozen.trainable = False
        return _on_pixels(source, finetune.with_head(frozen, classes, run.seed))
    whole = _whole(source)
    source.hooks.check()  # what follows is done in the run's turn
    return Setup(
        heads.on_features(base.features, classes, run.seed),
        lambda rows: tf.gather(whole, rows),
        tf.identity,
        base.parameters,
        jit=True,
        saved=seconds_a_photo(base),
        whole=whole,
        start=heads.start(base.features, classes, run.seed),
    )


def _whole(source: Source) -> tf.Tensor:
    """(n, features) float32 of all photos of the set; nothing for those that the run does not look at."""
    if source.pack is not None:
        return _of_pack(source.base.name)
    every = source.rows.all
    features = np.zeros((len(source.rows.labels), source.base.features), np.float32)
    features[every] = source.seen(every).features
    return tf.constant(features)


@lru_cache(maxsize=2)
def _of_pack(base_name: str) -> tf.Tensor:
    pack = load_pack(base_name)
    assert pack is not None
    return tf.constant(pack.seen.features.astype(np.float32))  # one for all runs: 15 MB


def _fine_tune(source: Source) -> Setup:
    run, base, classes = source.run, source.base, len(source.rows.classes)
    network = source.network()
    parts = finetune.cut(network, run.unfrozen_blocks)
    opened = sum(int(np.prod(v.shape)) for v in parts.upper.trainable_variables)
    if run.augmentation or parts.numbers(base.size) * 2 * len(source.rows.labels) > MAPS_LIMIT:
        return _on_pixels(
            source, finetune.with_head(network.features, classes, run.seed), base.parameters - opened
        )
    name = finetune.first_unfrozen_layer(base, run.unfrozen_blocks)
    assert source.photos is not None
    maps_of = partial(maps_at, parts.lower, name, base, source.photos, hooks=source.hooks, own=source.own)
    maps_of(source.rows.all)  # all at once: one progress bar
    return Setup(
        finetune.with_head(parts.upper, classes, run.seed),
        maps_of,
        _as_float,
        base.parameters - opened,
        saved=seconds_a_photo(base, name),
    )


def _on_pixels(source: Source, model: keras.Model, frozen: int | None = None) -> Setup:
    base = source.base

    def prepare(pixels: tf.Tensor) -> tf.Tensor:
        return scale(base, _as_float(pixels))

    return Setup(
        model,
        partial(source.pixels, size=base.size),
        prepare,
        base.parameters if frozen is None else frozen,
        augment=mirror_and_shift if source.run.augmentation else None,
    )


def _scratch(source: Source) -> Setup:
    run = source.run

    def prepare(pixels: tf.Tensor) -> tf.Tensor:
        return scratch.scale(_as_float(pixels))

    return Setup(
        scratch.build(len(source.rows.classes), run.seed),
        partial(source.pixels, size=scratch.SIZE),
        prepare,
        0,
        augment=mirror_and_shift if run.augmentation else None,
    )


def _as_float(stored: tf.Tensor) -> tf.Tensor:
    return tf.cast(stored, tf.float32)
