"""Sums for learners who are a node: three inputs, three weights, a bias, ReLU, and which step went wrong.

Numbers have one decimal, so that every product and sum has at most two. It knows nothing of the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

import numpy as np

from lib.measure.proportions import minus

CLOSE = 0.005  # half a hundredth: answers have at most two decimals


@dataclass(frozen=True)
class NodeSum:
    """What enters one node, and what it makes of it."""

    inputs: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float

    @property
    def products(self) -> tuple[float, ...]:
        return tuple(round(x * w, 2) for x, w in zip(self.inputs, self.weights, strict=True))

    @property
    def sum(self) -> float:
        """The weighted sum with its bias, before ReLU."""
        return round(sum(self.products) + self.bias, 2)

    @property
    def output(self) -> float:
        return max(0.0, self.sum)


@dataclass(frozen=True)
class Feedback:
    """`step` is "right", or the step that went wrong: "relu", "bias", "sign", "missing", "added", "sum"."""

    step: str
    sentence: str

    @property
    def right(self) -> bool:
        return self.step == "right"


@lru_cache(maxsize=64)
def new_sum(seed: int) -> NodeSum:
    """A new exercise; the same seed gives the same one. Every third has a negative sum, so that ReLU matters."""
    rng = np.random.default_rng(seed)
    while True:
        inputs = tuple(float(v) for v in rng.integers(1, 11, 3) / 10)
        weights = tuple(float(v) for v in rng.choice([-2, -1.5, -1, -0.5, 0.5, 1, 1.5, 2], 3))
        exercise = NodeSum(inputs, weights, float(rng.choice([-0.5, -0.3, -0.2, 0.2, 0.3, 0.5])))
        mixed = min(weights) < 0 < max(weights)
        if mixed and abs(exercise.sum) > 0.1 and (exercise.sum < 0) == (seed % 3 == 2):
            return exercise


def judge(exercise: NodeSum, answer: float) -> Feedback:
    """Says which step of the computation leads to `answer`, where one single slip does."""

    def same(value: float) -> bool:
        return abs(answer - value) < CLOSE

    total, products, bias = exercise.sum, exercise.products, exercise.bias
    if same(exercise.output):
        why = (
            "The sum is above zero, so ReLU lets it through."
            if total > 0
            else "The sum is below zero, so ReLU gives 0."
        )
        return Feedback("right", f"{_written(exercise)} = {_number(total)}. {why}")
    if total < 0 and same(total):
        return Feedback(
            "relu", f"The sum is right: {_number(total)}. One step is missing: what does ReLU do below zero?"
        )
    if total > 0 and answer == 0:
        return Feedback(
            "relu", "ReLU gives 0 only where the sum is not above zero. Add the products once more."
        )
    without_bias = total - bias
    if same(without_bias) or same(max(0.0, without_bias)):
        return Feedback("bias", f"The products are right. The bias, {_number(bias)}, is not in your sum yet.")
    if same(total - 2 * bias):
        return Feedback(
            "bias", f"The products are right. The bias is {_number(bias)}: look at its sign once more."
        )
    for i, product in enumerate(products):
        if same(total - product):
            return Feedback("missing", f"The product of input {i + 1} is missing from your sum.")
        if same(total - 2 * product):
            return Feedback(
                "sign",
                f"Look at the sign of product {i + 1}: {_number(exercise.inputs[i])} × {_number(exercise.weights[i])}.",
            )
        if same(total - product + exercise.inputs[i] + exercise.weights[i]):
            return Feedback(
                "added",
                f"Input {i + 1} was added to its weight. A node multiplies them, then adds the products.",
            )
    for i, j in combinations(range(3), 2):
        if same(products[i] + products[j]):
            return Feedback(
                "missing",
                f"Input {3 - i - j + 1} and the bias are missing: all three products and the bias are added.",
            )
    if same(sum(exercise.inputs) + sum(exercise.weights) + bias):
        return Feedback(
            "added", "Inputs were added to weights. A node multiplies each input by its own weight first."
        )
    return Feedback(
        "sum",
        "Take one product after the other: "
        + ", ".join(
            f"{_number(x)} × {_number(w)}" for x, w in zip(exercise.inputs, exercise.weights, strict=True)
        )
        + ". Then add them and the bias.",
    )


def layer_parameters(inputs: int, nodes: int) -> int:
    """Weights and biases of a dense layer."""
    return inputs * nodes + nodes


def judge_parameters(inputs: int, nodes: int, answer: int) -> Feedback:
    """Says what is missing from a count of a dense layer's parameters."""
    right = layer_parameters(inputs, nodes)
    if answer == right:
        return Feedback("right", f"{inputs:,} × {nodes:,} weights and {nodes:,} biases: {right:,}.")
    if answer == inputs * nodes:
        return Feedback("bias", "These are the weights. Every node has one more number of its own.")
    if answer == inputs * nodes + inputs:
        return Feedback("bias", "Biases belong to the nodes of this layer, not to its inputs.")
    if answer == inputs * nodes + 1:
        return Feedback("bias", "Each node has a bias of its own, not the layer as a whole.")
    if answer in (inputs + nodes, inputs + nodes + nodes):
        return Feedback(
            "added", "Every node has one weight for every input, so these two numbers are multiplied."
        )
    return Feedback(
        "sum", "How many weights does one node have? Then how many nodes are there, and what else has each?"
    )


def _number(value: float) -> str:
    return minus(f"{value:g}")


def _written(exercise: NodeSum) -> str:
    terms = [_number(p) if p >= 0 else f"({_number(p)})" for p in (*exercise.products, exercise.bias)]
    return " + ".join(terms)
