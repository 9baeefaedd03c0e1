"""One picture's backward pass through a dense network: which weight moves which way for it, and one update.

The loss is cross-entropy after softmax, so the error at an output is probability - target. Errors go back through the weights;
a node that gave 0 gets none. `lib/screen/web/network_back/back_maths.js` computes the same in the browser, and both are held to
Keras' gradients. It knows nothing of batches and optimizers: a step here is -rate x gradient.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.models.dense import Dense

SHOWN = 12  # digits that a learner can go through: the network's worst ones


@dataclass(frozen=True, eq=False)
class Backward:
    """What one labelled picture asks of a network; all float32."""

    probabilities: np.ndarray  # (classes,)
    inputs: tuple[np.ndarray, ...]  # by layer: what came in, (inputs,)
    errors: tuple[
        np.ndarray, ...
    ]  # by layer: slope of the loss by each node's sum, (nodes,); a bias' gradient too

    def gradient(self, layer: int) -> np.ndarray:
        """Slope of the loss by each weight of a layer, counted from 0: (inputs, nodes)."""
        return np.outer(self.inputs[layer], self.errors[layer])


def backward(network: Dense, picture: np.ndarray, target: int) -> Backward:
    """The backward pass of `picture` (any shape, float32, 0 to 1), whose right answer is the output `target`."""
    x = picture.reshape(1, -1).astype(np.float32)
    outputs = network.activations(x)
    probabilities = network.probabilities(x)[0]
    error = probabilities.copy()
    error[target] -= 1
    errors = [error]
    for layer in range(len(network.weights) - 1, 0, -1):
        error = (network.weights[layer] @ error) * (outputs[layer - 1][0] > 0)
        errors.insert(0, error)
    return Backward(probabilities, (x[0], *(each[0] for each in outputs[:-1])), tuple(errors))


def updated(network: Dense, found: Backward, rate: float) -> Dense:
    """The network after one step: every weight and bias moved by -rate x its gradient."""
    step = np.float32(rate)
    return Dense(
        tuple(w - step * found.gradient(layer) for layer, w in enumerate(network.weights)),
        tuple(b - step * error for b, error in zip(network.biases, found.errors, strict=True)),
    )


@dataclass(frozen=True)
class Worst:
    """How a network reads some labelled pictures, the one with the lowest probability for its label first."""

    wrong: int  # of all
    total: int
    order: tuple[int, ...]  # at most SHOWN: all of them wrong, or only the worst one where none is


def worst(network: Dense, pictures: np.ndarray, labels: np.ndarray) -> Worst:
    """Which pictures, (n, inputs) float32 in 0 to 1, it reads worst; `labels` (n,) are each an output's number."""
    probabilities = network.probabilities(pictures)
    wrong = probabilities.argmax(axis=1) != labels
    of_label = probabilities[np.arange(len(labels)), labels]
    order = np.lexsort((of_label, ~wrong))[: max(1, min(SHOWN, int(wrong.sum())))]
    return Worst(int(wrong.sum()), len(labels), tuple(map(int, order)))
