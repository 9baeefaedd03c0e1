"""What a base sees in one photo: its strongest feature maps at four depths, from edges to parts.

It knows nothing of screens; maps leave as small pictures.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from lib.networks.build import warm
from lib.networks.build.bases import Network, scale

DEPTHS = 4
STRONGEST = 8  # maps a depth


def feature_maps(base_name: str, pixels: np.ndarray) -> list[dict[str, Any]]:
    """The strongest maps of four depths, from the pixels to the head.

    Args:
        pixels: (size, size, 3) in 0..255, of the base's own size.

    Returns:
        For each depth "layer", "side" (of its maps, in pixels), "channels" (how many maps it has), "chosen" (their
        numbers, strongest first: those that differ most over the photo) and "maps" (8, side, side) uint8, each from its own
        lowest to its highest value.

    Raises:
        FileUnavailable: the base is not here.
    """
    network = warm.network(base_name)
    layers, run = _maps_function(network)
    outputs = run(scale(network.base, pixels[None].astype(np.float32)))
    return [
        {"layer": layer, **_strongest(output.numpy()[0])}
        for layer, output in zip(layers, outputs, strict=True)
    ]


def depths(network: Network) -> list[keras.layers.Layer]:
    """Of each size of maps the last layer with an activation: the three finest sizes, and the coarsest."""
    side = network.base.size
    active = [layer for layer in network.features.layers if _is_activation(layer)]
    shapes = keras.Model(network.features.input, [layer.output for layer in active]).compute_output_shape(
        (1, side, side, 3)
    )
    last = {shape[1]: layer for shape, layer in zip(shapes, active, strict=True) if 1 < shape[1] < side}
    sizes = sorted(last, reverse=True)
    return [last[size] for size in dict.fromkeys([*sizes[: DEPTHS - 1], sizes[-1]])]


def _is_activation(layer: keras.layers.Layer) -> bool:
    if isinstance(layer, keras.layers.ReLU | keras.layers.Activation):
        return True
    return isinstance(layer, keras.layers.Conv2D) and layer.activation is not keras.activations.linear


def _strongest(output: np.ndarray) -> dict[str, Any]:
    """From (side, side, channels) float32. A map that is high everywhere says nothing of where: spread decides."""
    chosen = np.argsort(-output.std(axis=(0, 1)), kind="stable")[:STRONGEST]
    maps = output[:, :, chosen].transpose(2, 0, 1)
    low, high = maps.min(axis=(1, 2), keepdims=True), maps.max(axis=(1, 2), keepdims=True)
    scaled = (maps - low) / np.where(high > low, high - low, 1)
    return {
        "side": output.shape[0],
        "channels": output.shape[2],
        "chosen": chosen.tolist(),
        "maps": np.round(255 * scaled).astype(np.uint8),
    }


@lru_cache(maxsize=2)
def _maps_function(network: Network) -> tuple[list[str], Any]:
    chosen = depths(network)
    model = keras.Model(network.features.input, [layer.output for layer in chosen])
    shape = tf.TensorSpec((1, network.base.size, network.base.size, 3), tf.float32)
    run = tf.function(lambda pixels: model(pixels, training=False), input_signature=[shape])
    return [layer.name for layer in chosen], run
