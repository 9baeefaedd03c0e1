"""Pocket, the small picture network that ships with the course: its layers, its file, its scaling.

It knows nothing of how it was trained: `scripts/pretrain_pocket.py` says that.
"""

from __future__ import annotations

import io

import keras
import numpy as np
from keras import layers

CLASSES = 1000  # ImageNet's
FEATURES = 320  # pooled numbers a photo: enough for 1,000 names, small enough for 6 MB in all
STAGES = ((48, 2), (96, 3), (192, 3))  # channels, residual blocks; wide and shallow is what a CPU does well


def _unit(x, channels: int, size: int, strides: int, name: str, relu: bool = True):
    """Convolution, batch normalisation, ReLU."""
    x = layers.Conv2D(channels, size, strides, "same", use_bias=False, name=f"{name}_conv")(x)
    # 0.98: a short training has too few updates for the usual 0.99 to settle
    x = layers.BatchNormalization(momentum=0.98, name=f"{name}_bn")(x)
    return layers.ReLU(name=f"{name}_relu")(x) if relu else x


def _block(x, channels: int, strides: int, name: str):
    """Residual block (He et al. 2016, arXiv:1512.03385): two 3 x 3 convolutions beside a short cut."""
    shortcut = x
    if strides > 1:
        shortcut = layers.AveragePooling2D(2, padding="same", name=f"{name}_pool")(x)
        shortcut = _unit(shortcut, channels, 1, 1, f"{name}_short", relu=False)
    x = _unit(x, channels, 3, strides, f"{name}_a")
    x = _unit(x, channels, 3, 1, f"{name}_b", relu=False)
    return layers.ReLU(name=f"{name}_out")(layers.Add(name=f"{name}_add")([shortcut, x]))


def build(size: int | None = None) -> keras.Model:
    """Pocket with random weights: (n, size, size, 3) in -1..1 -> (n, 1000) logits.

    The layer `features` gives the pooled (n, 320) numbers, `blocks_end` the map that they are the mean of.
    """
    pixels = keras.Input((size, size, 3), name="pixels")
    x = _unit(pixels, 32, 3, 2, "stem_1")  # (n, size / 2, size / 2, 32)
    x = _unit(x, STAGES[0][0], 3, 2, "stem_2")  # (n, size / 4, size / 4, 48)
    for stage, (channels, blocks) in enumerate(STAGES, start=1):
        for block in range(1, blocks + 1):
            strides = 2 if stage > 1 and block == 1 else 1
            x = _block(x, channels, strides, f"block_{stage}_{block}")
    x = _unit(x, FEATURES, 1, 1, "blocks_end")  # (n, size / 16, size / 16, 320)
    x = layers.GlobalAveragePooling2D(name="features")(x)
    logits = layers.Dense(CLASSES, dtype="float32", name="names")(x)
    return keras.Model(pixels, logits, name="pocket")


def to_bytes(model: keras.Model) -> bytes:
    """Every weight as float16 in one `.npz`, in the model's own order."""
    arrays = {f"w{i:03d}": w.astype(np.float16) for i, w in enumerate(model.get_weights())}
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def from_bytes(data: bytes, size: int | None = None) -> keras.Model:
    """The inverse of `to_bytes`; refuses pickled content."""
    model = build(size)
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        model.set_weights([file[name].astype(np.float32) for name in sorted(file.files)])
    return model
