"""The catalogue of pretrained bases, from `bases.toml`: what each needs, where its weights come from, what its 1,000 names are.

It knows nothing of tensorflow, so that pages may read it; `lib.networks.build.bases` builds what stands here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from lib.records import read, records
from lib.settings import ASSETS

CATS = range(281, 286)  # ImageNet's domestic cats: tabby, tiger cat, Persian, Siamese, Egyptian
DOGS = range(151, 269)  # its 118 breeds of dog, Chihuahua to Mexican hairless

Scaling = Literal["minus_one_to_one", "caffe", "efficientnet"]

SCRATCH_SIZE = 96  # pixels of a side: enough to see an ear, and a third of the arithmetic of 160


@dataclass(frozen=True)
class WeightFile:
    """One file of weights, as Keras names it in the `models` folder of its cache."""

    name: str
    address: str  # "" where the file ships with the course
    megabytes: float
    top: bool  # with the last layer, so that the original model can be asked
    md5: str = ""  # as Keras publishes it; "" where it publishes none
    fetch: bool = True  # False: used where the cache has it, but too large to download for a lesson


@dataclass(frozen=True)
class Base:
    """One pretrained base. Parameters are counted with and without the last layers."""

    name: str
    title: str
    about: str  # one plain sentence
    size: int  # side of the square it is shown, in pixels
    parameters: int  # of the base alone
    original_parameters: int
    scaling: Scaling
    joins: str  # the layer whose pooled output the head reads
    features: int  # numbers a photo after pooling
    files: tuple[WeightFile, ...]  # in the order in which they are looked for
    licence: str
    source: str
    # How `keras.applications` calls it, and the module with its scaling; "" where Keras has none
    application: str = ""
    module: str = ""
    alpha: float | None = None  # width of MobileNetV2's layers
    # From the pixels to the head: title, first layer, and how many weights of it training can change
    blocks: tuple[tuple[str, str, int], ...] = ()


BASES: Mapping[str, Base] = records(Base, read(__file__), "bases.toml")


def animal_of(name_number: int) -> Literal["cat", "dog"] | None:
    """The animal that one of ImageNet's 1,000 names (0 to 999) is a breed of, or None."""
    if name_number in CATS:
        return "cat"
    return "dog" if name_number in DOGS else None


@cache
def imagenet_names() -> tuple[str, ...]:
    """The 1,000 names, in the order of the outputs, as a reader writes them: "golden retriever"."""
    return tuple(json.loads((ASSETS / "imagenet_names.json").read_text(encoding="utf-8")))


def side_shown(method: str, base: str) -> int:
    """Of the square, in pixels, that a model retrained by this method on this base is shown."""
    return SCRATCH_SIZE if method == "scratch" else BASES[base].size
