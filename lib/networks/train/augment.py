"""Augmentation: the same photos a little different in every epoch. It knows nothing of what they show."""

from __future__ import annotations

import tensorflow as tf

SHIFT = 0.1  # of a side, at most: the animal stays in the picture


def mirror_and_shift(photos: tf.Tensor, seed: tf.Tensor) -> tf.Tensor:
    """Each photo of a batch (n, h, w, 3) mirrored or not, and moved by up to a tenth; `seed` is (2,)."""
    n, side = tf.shape(photos)[0], tf.cast(tf.shape(photos)[1], tf.float32)
    seeds = tf.random.split(seed, 2)
    photos = tf.image.stateless_random_flip_left_right(photos, seeds[0])
    move = tf.random.stateless_uniform((n, 2), seeds[1], -SHIFT, SHIFT) * side
    one, zero = tf.ones((n, 1)), tf.zeros((n, 1))
    transforms = tf.concat([one, zero, move[:, :1], zero, one, move[:, 1:], zero, zero], axis=1)
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=photos,
        transforms=transforms,
        output_shape=tf.shape(photos)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="REFLECT",
    )
