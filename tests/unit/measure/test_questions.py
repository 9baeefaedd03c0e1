"""The right answers of the questions, computed a second time from the runs they are made of."""

from __future__ import annotations

import math
import re

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from lib.measure import questions
from lib.measure.question import Question
from lib.measure.questions import MISCONCEPTIONS
from lib.specs.specs import DigitRun, RetrainRun


@st.composite
def histories(draw: st.DrawFn) -> list[dict]:
    shares = st.floats(0.05, 0.99)
    return [
        {"epoch": i, "loss": 1.0, "accuracy": draw(shares), "val_loss": draw(shares), "val_accuracy": draw(shares)}
        for i in range(1, draw(st.integers(1, 12)) + 1)
    ]  # fmt: skip


def result(right: int, total: int, examples: int) -> dict:
    return {"test": [right, total], "examples": examples}


def right_of(q: Question) -> str:
    return q.says(q.right)


def whole(q: Question) -> None:
    assert q.right in q.shown
    assert len(set(q.shown.values())) == len(q.shown) >= 2
    assert all(q.hint(key) for key in q.shown if key != q.right)
    assert "{" not in q.text + q.why + "".join(q.shown) + "".join(q.shown.values())
    assert len(f"check.{q.key}_99.first") <= 80
    assert "!" not in q.text + q.why


@given(
    st.integers(1, 30), st.integers(8, 1024), st.integers(100, 55000), st.integers(1, 9999), st.integers(0, 10**6), histories()
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_questions_of_a_digit_run(
    epochs: int, size: int, examples: int, right: int, seed: int, history: list
) -> None:
    spec = DigitRun(epochs=epochs, batch_size=size, train_size=examples)
    found = {q.key: q for q in questions.of_digits("abc", spec, result(right, 10000, examples), history)}
    for q in found.values():
        if q.key.startswith("error"):
            assume(len(q.shown) >= 2)
        whole(q)
    assert right_of(found["batches_abc"]) == f"{math.ceil(examples / size):,}"
    assert float(right_of(found["error_abc"]).removesuffix(" %")) == round(right / 100, 2)
    if "after_abc" in found:
        q = found["after_abc"]
        n = int(re.findall(r"after epoch (\d+)\?", q.text)[0])
        val, train = ([line[name] for line in history] for name in ("val_accuracy", "accuracy"))
        if any(later > max(val[:n]) for later in val[n:]):
            assert "rose further" in right_of(q)
            assert "Validation" in right_of(q)
        elif train[-1] > train[n - 1]:
            assert right_of(q).startswith("Training")
        else:
            assert right_of(q).startswith("Neither")


def test_questions_of_a_retraining() -> None:
    found = questions.of_photos("abc", RetrainRun(), result(969, 1000, 1600), [])
    assert {q.key for q in found} == {"error_abc", "unfreeze_abc"}
    for q in found:
        whole(q)
    assert "969 of 1,000" in next(q.text for q in found if q.key == "unfreeze_abc")
    opened = questions.of_photos("abc", RetrainRun(method="fine_tune"), result(969, 1000, 1600), [])
    assert {q.key for q in opened} == {"error_abc"}


def test_every_misconception_is_met() -> None:
    general, own = questions.general(), questions.of_digits("a", DigitRun(), result(9700, 10000, 55000), [])
    asked = [*general, *own]
    for q in asked:
        whole(q)
    assert {q.meets for q in general} - {""} == set(MISCONCEPTIONS)  # also without a run
    assert {q.meets for q in own} - {""} == {"programmed", "stored data"}
    assert len({q.key for q in asked}) == len(asked)


def test_the_issue_s_figures() -> None:
    asked = {q.key: q for q in questions.general()}
    assert right_of(asked["rate"]) == f"about {100 * (1 - 0.067659):.1f}"
    assert round(0.067659 * 1478) == 100
    assert right_of(asked["gain_100_92"]) == "It may be luck"


@given(st.integers(1, 200), st.integers(1, 200))
@settings(max_examples=40, deadline=None)
def test_a_gain_is_judged_by_fishers_test(a: int, b: int) -> None:
    assume(a > b)
    q = questions.gain("x", a, b, 1478)
    whole(q)
    p = fisher_exact([[a, 1478 - a], [b, 1478 - b]]).pvalue
    assert (right_of(q) == "It may be luck") == (p >= 0.05)


@given(st.integers(0, 10**6), st.integers(2, 12))
@settings(max_examples=40, deadline=None)
def test_the_most_frequent_mistake(seed: int, k: int) -> None:
    counts = np.random.default_rng(seed).integers(0, 30, (k, k))
    names = [f"class {i}" for i in range(k)]
    off = counts - np.diag(np.diag(counts))
    for q in questions.of_mistakes("x", counts, names, "photos"):
        whole(q)
        t, g = divmod(int(off.argmax()), k)
        assert right_of(q) == f"class {t} taken for class {g}"
        assert (off == off.max()).sum() == 1
