"""Bases that this process has built, kept for the next question."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from lib.models.bases import BASES
from lib.networks.answer.features import Viewer
from lib.networks.build.bases import Network, build
from lib.pictures.sets.archives import find_weights
from lib.settings import keras_home


def network(base_name: str) -> Network:
    """The base with its weights, shared in this process: never train it.

    Raises:
        FileUnavailable: its weights are not here.
    """
    path = find_weights(BASES[base_name], keras_home(), downloads=False)
    return _built(base_name, path, path.stat().st_mtime_ns)


def viewer(base_name: str) -> Viewer:
    """The shared base with its pass over many photos compiled; raises as `network` does."""
    return _viewer(network(base_name))


@lru_cache(maxsize=2)
def _viewer(network: Network) -> Viewer:
    return Viewer(network)


@lru_cache(maxsize=2)  # MobileNetV2 takes some 30 MB, VGG16 with its last layers 550
def _built(base_name: str, path: Path, changed: int) -> Network:
    return build(BASES[base_name], path)
