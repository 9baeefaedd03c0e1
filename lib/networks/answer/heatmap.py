"""Where a model looked: class activation maps of a photo. It knows nothing of how they are drawn."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import tensorflow as tf


def class_map(maps: np.ndarray, kernel: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """How much each place of the last feature map speaks for the chosen class: exact where a head reads their mean.

    Zhou et al. 2016, arXiv:1512.04150. What speaks against the class counts as nothing.

    Args:
        maps: (n, h, w, c) the last feature maps.
        kernel: (c, 1) of a sigmoid head, (c, k) of a softmax head.
        chosen: (n,) class numbers.

    Returns:
        (n, h, w) float32, each map's highest place at 1; all zero where nothing speaks for the class.
    """
    if kernel.shape[1] == 1:
        kernel = np.concatenate([-kernel, kernel], axis=1)
    return _to_one(np.einsum("nhwc,cn->nhw", maps, kernel[:, chosen]))


def grad_cam(maps: tf.Tensor, rest: Callable[[tf.Tensor], tf.Tensor], chosen: np.ndarray) -> np.ndarray:
    """The same from gradients, for any layers after the map: Grad-CAM (Selvaraju et al. 2017, arXiv:1610.02391).

    Args:
        maps: (n, h, w, c).
        rest: the layers from there to the logits, (n, 1) or (n, k).
        chosen: (n,) class numbers.

    Returns:
        As `class_map`.
    """
    with tf.GradientTape() as tape:
        tape.watch(maps)
        logits = rest(maps)
        if logits.shape[1] == 1:
            logits = tf.concat([-logits, logits], axis=1)
        score = tf.gather(logits, chosen[:, None], batch_dims=1)
    weight = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2))  # (n, c)
    return _to_one(tf.einsum("nhwc,nc->nhw", maps, weight).numpy())


def _to_one(maps: np.ndarray) -> np.ndarray:
    positive = np.maximum(maps, 0)
    top = positive.max(axis=(1, 2), keepdims=True)
    return np.divide(positive, top, out=np.zeros_like(positive), where=top > 0).astype(np.float32)
