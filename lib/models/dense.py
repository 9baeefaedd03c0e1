"""A dense network as plain arrays: to and from bytes, and its forward pass in NumPy.

The app process reads digits with this, so that it needs no tensorflow. It knows nothing of training.
"""

from __future__ import annotations

import io
import itertools
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class LayerCount:
    """One layer's parameters, with the arithmetic written out."""

    inputs: int
    nodes: int

    @property
    def parameters(self) -> int:
        return self.inputs * self.nodes + self.nodes

    @property
    def arithmetic(self) -> str:
        """As in "784 × 500 + 500": a weight for every input of every node, and a bias a node."""
        return f"{self.inputs:,} × {self.nodes:,} + {self.nodes:,}"


def count_layers(sizes: tuple[int, ...]) -> list[LayerCount]:
    """The layers of a dense network with these sizes, inputs first."""
    return [LayerCount(a, b) for a, b in itertools.pairwise(sizes)]


@dataclass(frozen=True, eq=False)  # each is itself: arrays have no equality that a dictionary could use
class Dense:
    """Layers of a ReLU network whose last layer gives logits, softmax after it.

    `weights[i]` is (inputs, nodes), `biases[i]` is (nodes,), all float32.
    """

    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    @property
    def sizes(self) -> tuple[int, ...]:
        """Nodes per layer, inputs first: (784, 500, 300, 10)."""
        return (self.weights[0].shape[0], *(w.shape[1] for w in self.weights))

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in count_layers(self.sizes))

    def activations(self, x: np.ndarray) -> list[np.ndarray]:
        """Every layer's output for `x` (n, inputs): ReLU inside, logits last."""
        outputs, last = [], len(self.weights) - 1
        for i, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            x = x @ w + b  # (n, nodes)
            if i < last:
                x = np.maximum(x, 0)
            outputs.append(x)
        return outputs

    def probabilities(self, x: np.ndarray) -> np.ndarray:
        """Softmax of the logits, (n, classes); each row adds up to 1."""
        logits = self.activations(x)[-1]
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def to_bytes(self, dtype: type = np.float32) -> bytes:
        """An `.npz` with w0, b0, w1, ... ; float16 halves it where exactness is not needed."""
        arrays: dict[str, Any] = {}
        for i, (w, b) in enumerate(zip(self.weights, self.biases, strict=True)):
            arrays[f"w{i}"], arrays[f"b{i}"] = w.astype(dtype), b.astype(dtype)
        out = io.BytesIO()
        np.savez(out, **arrays)
        return out.getvalue()

    @staticmethod
    def from_bytes(data: bytes) -> Dense:
        """The inverse of `to_bytes`; refuses pickled content."""
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            n = len(file.files) // 2
            weights = tuple(file[f"w{i}"].astype(np.float32) for i in range(n))
            biases = tuple(file[f"b{i}"].astype(np.float32) for i in range(n))
        return Dense(weights, biases)
