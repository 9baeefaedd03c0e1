"""Which pixels spoke for an answer and which against: integrated gradients of a dense ReLU network, in NumPy.

It explains a difference of two logits, not what a person would see in the picture.
"""

from __future__ import annotations

import numpy as np

from lib.models.dense import Dense

STEPS = 2048  # the shares then add up to within a hundredth of what they explain, 0.1 s


def gradients(network: Dense, x: np.ndarray, direction: np.ndarray) -> np.ndarray:
    """Gradient of `direction` · logits for each input.

    Args:
        x: (n, inputs).
        direction: (classes,), how much of each logit is in the sum that is explained.

    Returns:
        (n, inputs).
    """
    hidden = network.activations(x)[:-1]
    back = np.broadcast_to(network.weights[-1] @ direction, (len(x), len(network.weights[-1])))
    for weights, outputs in zip(network.weights[-2::-1], hidden[::-1], strict=True):
        back = (back * (outputs > 0)) @ weights.T  # (n, inputs of this layer)
    return back


def integrated_gradients(
    network: Dense, picture: np.ndarray, answer: int, against: int, steps: int = STEPS
) -> np.ndarray:
    """How much each pixel moved the network towards `answer` and away from `against` (Sundararajan et al. 2017).

    The picture grows out of blank paper in equal steps; at each, the gradient says how much a pixel counts, and the
    mean of these times the pixel is its share. A blank pixel's share is 0.

    Args:
        picture: (inputs,) from 0 = paper to 1 = ink.

    Returns:
        (inputs,), above 0 for `answer`. They add up to logit(answer) - logit(against) of the picture, less the same
        difference for blank paper.
    """
    direction = np.zeros(network.sizes[-1], np.float32)
    direction[answer] += 1
    direction[against] -= 1
    middles = (np.arange(steps, dtype=np.float32) + 0.5) / steps
    return picture * gradients(network, middles[:, None] * picture, direction).mean(axis=0)


def explained(network: Dense, picture: np.ndarray, answer: int, against: int) -> float:
    """What the shares of `integrated_gradients` add up to, from the logits themselves."""
    logits = network.activations(np.stack([picture, np.zeros_like(picture)]))[-1]
    return float((logits[0] - logits[1])[answer] - (logits[0] - logits[1])[against])
