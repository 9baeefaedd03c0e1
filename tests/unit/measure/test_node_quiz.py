"""The exercises are solvable, and the feedback names the step that really went wrong."""

from __future__ import annotations

import pytest

from lib.measure.node_quiz import NodeSum, judge, judge_parameters, layer_parameters, new_sum

EXERCISE = NodeSum((0.5, 0.8, 0.2), (2.0, -1.0, 0.5), 0.3)  # 1.0 − 0.8 + 0.1 + 0.3 = 0.6
BELOW = NodeSum((0.5, 0.8, 0.2), (-2.0, 1.0, 0.5), -0.5)  # −1.0 + 0.8 + 0.1 − 0.5 = −0.6


def test_the_sum_is_worked_out_by_hand() -> None:
    assert EXERCISE.products == (1.0, -0.8, 0.1)
    assert (EXERCISE.sum, EXERCISE.output) == (0.6, 0.6)
    assert (BELOW.sum, BELOW.output) == (-0.6, 0.0)


@pytest.mark.parametrize(
    ("exercise", "answer", "step"),
    [
        (EXERCISE, 0.6, "right"),
        (BELOW, 0.0, "right"),
        (BELOW, -0.6, "relu"),  # ReLU forgotten
        (EXERCISE, 0.0, "relu"),  # ReLU where the sum is positive
        (EXERCISE, 0.3, "bias"),  # bias forgotten
        (EXERCISE, 0.0 + 0.6 - 2 * 0.3 + 1e-9, "bias"),  # bias taken away
        (EXERCISE, 2.2, "sign"),  # 1.0 + 0.8 + 0.1 + 0.3
        (EXERCISE, -0.4, "missing"),  # without the first product
        (EXERCISE, 1.2, "added"),  # the last input and weight added: 0.7 in place of 0.1
        (EXERCISE, 17.0, "sum"),
    ],
)
def test_feedback_names_the_step(exercise: NodeSum, answer: float, step: str) -> None:
    assert judge(exercise, answer).step == step


def test_exercises_need_relu_now_and_then_and_come_back_with_their_seed() -> None:
    exercises = [new_sum(seed) for seed in range(60)]
    assert exercises == [new_sum(seed) for seed in range(60)]
    assert len(set(exercises)) > 55
    assert sum(e.sum < 0 for e in exercises) == 20
    for exercise in exercises:
        exact = sum(x * w for x, w in zip(exercise.inputs, exercise.weights, strict=True)) + exercise.bias
        assert exercise.sum == pytest.approx(exact, abs=1e-9)
        assert judge(exercise, exercise.output).right


@pytest.mark.parametrize(
    ("answer", "step"),
    [(392_500, "right"), (392_000, "bias"), (392_784, "bias"), (1_284, "added"), (7, "sum")],
)
def test_parameters_of_a_layer(answer: int, step: str) -> None:
    assert layer_parameters(784, 500) == 392_500
    assert judge_parameters(784, 500, answer).step == step
