"""Every figure of the confusion page against scikit-learn, or against counting where it has none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import log_loss, precision_recall_fscore_support, top_k_accuracy_score

from lib.measure.confusion import by_class, calibration, matrix, most_confused, top_k, top_losses
from lib.measure.proportions import Proportion


@st.composite
def answered(draw, least=2, most=12):
    """Probabilities (n, k) and truth (n,) of a made-up classifier."""
    k, n, seed = draw(st.integers(least, most)), draw(st.integers(1, 120)), draw(st.integers(0, 10**6))
    g = np.random.default_rng(seed)
    truth = g.integers(0, k, n)
    scores = g.normal(size=(n, k)) + 2 * draw(st.floats(0, 2)) * (np.arange(k) == truth[:, None])
    probabilities = np.exp(scores)
    return probabilities / probabilities.sum(axis=1, keepdims=True), truth


@given(answered())
@settings(max_examples=60, deadline=None)
def test_precision_and_recall(case):
    probabilities, truth = case
    k, guess = probabilities.shape[1], probabilities.argmax(axis=1)
    lines = by_class(matrix(truth, guess, k), [str(i) for i in range(k)])
    precision, recall, _, count = precision_recall_fscore_support(
        truth, guess, labels=np.arange(k), zero_division=0
    )
    for i, line in enumerate(lines):
        assert line.count == count[i]
        assert (line.recall.accuracy if line.recall else 0) == pytest.approx(recall[i])
        assert (line.precision.accuracy if line.precision else 0) == pytest.approx(precision[i])


@given(answered(), st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_most_confused(case, least):
    probabilities, truth = case
    guess = probabilities.argmax(axis=1)
    pairs = most_confused(matrix(truth, guess, probabilities.shape[1]), least)
    assert {(p.truth, p.guess): p.count for p in pairs} == {
        (t, g): n
        for t in range(probabilities.shape[1])
        for g in range(probabilities.shape[1])
        if t != g and (n := int(((truth == t) & (guess == g)).sum())) >= least
    }
    assert [p.count for p in pairs] == sorted((p.count for p in pairs), reverse=True)
    assert all(p.of == (truth == p.truth).sum() for p in pairs)


@given(answered())
@settings(max_examples=60, deadline=None)
def test_losses(case):
    probabilities, truth = case
    everything = top_losses(probabilities, truth, count=len(truth))
    losses = [one.loss for one in everything]
    assert losses == sorted(losses, reverse=True)
    assert sorted(one.index for one in everything) == list(range(len(truth)))
    expected = log_loss(truth, probabilities, labels=np.arange(probabilities.shape[1]))
    assert np.mean(losses) == pytest.approx(expected)
    one_class = top_losses(probabilities, truth, count=3, only=int(truth[0]))
    assert {one.truth for one in one_class} == {int(truth[0])}
    first = everything[0]
    assert first.probability_of_truth == probabilities[first.index, truth[first.index]]
    assert first.probability_of_guess == probabilities[first.index].max()


def test_a_loss_has_an_end():
    assert top_losses(np.array([[1.0, 0.0]]), np.array([1]))[0].loss == pytest.approx(16.118, abs=1e-3)


@given(answered(), st.integers(1, 20))
@settings(max_examples=60, deadline=None)
def test_calibration(case, bins):
    probabilities, truth = case
    found = calibration(probabilities, truth, bins)
    assert sum(part.right.total for part in found.bins) == len(truth)
    sure, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == truth
    error = 0.0
    for b in range(bins):
        inside = (sure > b / bins) & (sure <= (b + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - sure[inside].mean())
    assert found.error == pytest.approx(error, abs=1e-6)
    assert found.sentence().count(". ") == 2  # sure, right, and whether they differ
    assert found.by_group().count(". ") == 1  # group by group, and what luck does


@pytest.mark.parametrize(
    ("sure", "right", "total", "way"),
    [
        (0.98, 92, 100, "It is too sure"),  # 85.0 to 95.9 % right
        (0.95, 92, 100, "no difference"),
        (0.60, 2, 2, "no difference"),
        (0.60, 100, 100, "not sure enough"),
        (0.99, 0, 5, "It is too sure"),
    ],
)
def test_too_sure_only_where_the_interval_leaves_it_out(sure, right, total, way):
    truth = np.array([0] * right + [1] * (total - right))
    sentence = calibration(np.array([[sure, 1 - sure]] * total), truth).sentence()
    assert way in sentence
    assert f"{right:,} of {total:,}" in sentence


@given(answered(least=3), st.integers(1, 15))
@settings(max_examples=60, deadline=None)
def test_top_k(case, k):
    probabilities, truth = case
    n, classes = probabilities.shape
    expected = n
    if k < classes:
        expected = top_k_accuracy_score(truth, probabilities, k=k, normalize=False, labels=np.arange(classes))
    assert top_k(probabilities, truth, k) == Proportion(int(expected), n)


def test_two_classes():
    probabilities = np.array([[0.9, 0.1], [0.4, 0.6], [0.7, 0.3]])
    assert top_k(probabilities, np.array([0, 1, 1]), 1) == Proportion(2, 3)
    assert most_confused(matrix(np.array([1, 1]), np.array([0, 0]), 2))[0].sentence(["cat", "dog"]) == (
        "2 of 2 pictures of dog were taken for cat."
    )
