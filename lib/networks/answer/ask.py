"""Asks models about single photos while a learner waits: the original's 1,000 probabilities, and a retrained model.

Photos come as small squares of pixels and are not kept. It knows nothing of runs, of files, or of screens.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
import tensorflow as tf

from lib.models.bases import BASES
from lib.networks.answer import retrained
from lib.networks.build import warm
from lib.networks.build.bases import Network, scale
from lib.pictures.sets.archives import FileUnavailable, fetch_weights, find_weights, seldom
from lib.settings import keras_home


def answering(base_name: str, downloads: bool = True) -> dict[str, str]:
    """Which base answers with its last layer where `base_name` is wanted: itself, else Pocket, which ships.

    Fetches the weights where they are not here and `downloads` allows it, and makes the base ready to answer.

    Returns:
        "base", its name, and "why", a sentence where it is not the one wanted, else "".

    Raises:
        FileUnavailable: neither is here.
    """
    try:
        _ready(base_name, downloads)
        return {"base": base_name, "why": ""}
    except FileUnavailable as error:
        if base_name == "pocket":
            raise
        _ready("pocket", downloads=False)
        return {"base": "pocket", "why": str(error)}


def _ready(base_name: str, downloads: bool) -> None:
    """Builds the base with its last layer, its weights fetched where need be."""
    base, home = BASES[base_name], keras_home()
    try:
        find_weights(base, home, downloads=False)
    except FileUnavailable:
        if not downloads:
            raise
        seldom(base_name, lambda: fetch_weights(base, home))
    if warm.network(base_name).original is None and downloads and base.files[0].fetch:
        seldom(base_name, lambda: fetch_weights(base, home))
    if warm.network(base_name).original is None:
        raise FileUnavailable(
            f"The weights of {base.title} on this computer come without its last layer, so there is no original to ask."
        )
    original(base_name, np.zeros((1, base.size, base.size, 3), np.uint8))  # the first look compiles


def original(base_name: str, pixels: np.ndarray, scaled: bool = True) -> np.ndarray:
    """What the original model says of photos.

    Args:
        pixels: (n, size, size, 3) in 0..255, of the base's own size.
        scaled: False leaves out the scaling that the base was trained with, to show what that does.

    Returns:
        (n, 1000) float32 probabilities, each row adding up to 1.

    Raises:
        FileUnavailable: the base is not here, or came without its last layer.
    """
    network = warm.network(base_name)
    if network.original is None:
        raise FileUnavailable(f"{network.base.title} is here without its last layer.")
    given = pixels.astype(np.float32)
    return _compiled(network)(scale(network.base, given) if scaled else given).numpy()


@lru_cache(maxsize=2)
def _compiled(network: Network) -> Callable[[Any], tf.Tensor]:
    assert network.original is not None
    shape = tf.TensorSpec(network.original.input.shape, tf.float32)
    model = network.original
    return tf.function(lambda pixels: model(pixels, training=False), input_signature=[shape])


def default_weights(base_name: str) -> bytes:
    """The head trained at the default settings on the base's feature pack; raises FileUnavailable without a pack."""
    return retrained.default_head(base_name)


def size_of(weights: bytes) -> int:
    """Side of the square, in pixels, that a retrained model is shown."""
    return retrained.load_retrained(weights).size


def where(weights: bytes, pixels: np.ndarray) -> np.ndarray:
    """(n, h, w) in 0..1: where a retrained model looked for its answer to photos (n, size, size, 3) in 0..255."""
    return retrained.load_retrained(weights).predict(pixels).maps


def pets(base_name: str, weights: bytes, pixels: np.ndarray, own_pixels: np.ndarray) -> dict[str, np.ndarray]:
    """What the original and a retrained model make of the same n photos.

    Args:
        base_name: the original's base.
        weights: of the retrained model.
        pixels: (n, size, size, 3) in 0..255, of the base's size.
        own_pixels: the same photos at the retrained model's size.

    Returns:
        "original" (n, 1000), "retrained" (n, 2) probabilities of cat and dog, "maps" (n, h, w) in 0..1: where the
        retrained model looked.
    """
    said = retrained.load_retrained(weights).predict(own_pixels)
    return {"original": original(base_name, pixels), "retrained": said.probabilities, "maps": said.maps}
