"""What a base makes of photos, as numbers: for any photos, and ready made for cats and dogs (feature packs).

It knows nothing of how the numbers are computed (`lib.networks.answer.features`) or of the photos themselves.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from lib.models.bases import CATS, DOGS
from lib.settings import ASSETS

PACKS = ASSETS / "packs"
VERSION = 1
CLASSES = ("cat", "dog")  # of the set whose features ship
TOP = 5  # guesses kept of the original model


@dataclass(frozen=True)
class BaseOutputs:
    """Pooled features of n photos, and what the original model said; empty arrays where there is no original."""

    features: np.ndarray  # (n, d) float16
    top: np.ndarray  # (n, 5) int16, ImageNet class numbers, most likely first
    probabilities: np.ndarray  # (n, 5) float16, their probabilities in 0..1
    cats: np.ndarray  # (n,) float16, probability of all five cats together
    dogs: np.ndarray  # (n,) float16, of all 118 dogs together

    @property
    def has_original(self) -> bool:
        return len(self.top) == len(self.features)

    @property
    def animals(self) -> np.ndarray:
        """(n,) the animal that the best guess names: 0 = a cat, 1 = a dog, -1 = anything else."""
        best = self.top[:, 0]
        return np.where(np.isin(best, CATS), 0, np.where(np.isin(best, DOGS), 1, -1))

    def __getitem__(self, rows: np.ndarray | slice) -> BaseOutputs:
        return BaseOutputs(*(array[rows] for array in self.arrays()))

    def arrays(self) -> tuple[np.ndarray, ...]:
        return self.features, self.top, self.probabilities, self.cats, self.dogs


@dataclass(frozen=True)
class Pack:
    """A picture set through one base's eyes: everything a new head needs, and no photo."""

    base: str
    size: int  # side at which the photos were shown, in pixels
    weights: str  # SHA-256 of the weight file
    names: tuple[str, ...]  # inside the photos' archive
    labels: np.ndarray  # (n,) class numbers
    part: np.ndarray  # (n,) index into `lib.pictures.sets.photos.PARTS`
    seen: BaseOutputs

    def to_bytes(self) -> bytes:
        """One compressed `.npz`: arrays, and the rest as JSON text."""
        about = {"version": VERSION, "base": self.base, "size": self.size, "weights": self.weights}
        out = io.BytesIO()
        np.savez_compressed(
            out,
            about=np.array(json.dumps(about)),
            names=np.array(self.names),
            labels=self.labels.astype(np.int16),
            part=self.part.astype(np.int8),
            features=self.seen.features,
            top=self.seen.top,
            shares=self.seen.probabilities,
            cats=self.seen.cats,
            dogs=self.seen.dogs,
        )
        return out.getvalue()


@lru_cache(maxsize=32)
def has_pack(base_name: str, folder: Path = PACKS) -> bool:
    """Whether a pack ships for a base; reads none."""
    return (folder / f"{base_name}.npz").is_file()


def load_pack(base_name: str, folder: Path = PACKS) -> Pack | None:
    """The pack that ships for a base, or None where none does. Treat it as read-only: it is shared.

    Raises:
        ValueError: a pack of another version.
    """
    path = folder / f"{base_name}.npz"
    return _read(path) if path.is_file() else None


@lru_cache(maxsize=2)  # 8 MB each; both that ship
def _read(path: Path) -> Pack:
    with np.load(path, allow_pickle=False) as file:
        about = json.loads(str(file["about"]))
        if about["version"] != VERSION:
            raise ValueError(
                f"{path.name} is of version {about['version']}, not {VERSION}: make the packs again."
            )
        seen = BaseOutputs(file["features"], file["top"], file["shares"], file["cats"], file["dogs"])
        names = tuple(str(name) for name in file["names"])
        return Pack(about["base"], about["size"], about["weights"], names, file["labels"], file["part"], seen)
