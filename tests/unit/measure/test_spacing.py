"""When a question comes back: after a day, three and seven; a round has no question twice and at most ten. By a made-up clock."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.measure.spacing import DAY, MOST, Memory, after, choose, longest_ago, read, soonest

names = st.lists(st.sampled_from([f"q{i}" for i in range(40)]), unique=True)
memory = st.builds(
    Memory, st.booleans(), st.floats(0, 1e9), st.floats(0, 1e9) | st.just(math.inf), st.integers(0, 2)
)


def test_what_is_missed_comes_back_after_one_three_and_seven_days_and_then_is_known() -> None:
    known = after(None, False, 0.0)
    for days, before in ((1, 0.7), (3, 2.7), (7, 6.7)):
        last = known.seen
        assert known.due > last + before * DAY
        assert known.due <= last + days * DAY
        known = after(known, True, last + days * DAY)
    assert known.due == math.inf
    assert after(known, False, 100 * DAY).due <= 101 * DAY  # forgotten: from the start


def test_a_miss_in_between_starts_the_days_anew() -> None:
    known = after(after(None, False, 0.0), True, DAY)
    missed = after(known, False, 4 * DAY)
    assert missed.step == 0
    assert missed.due <= 5 * DAY


def test_right_before_it_was_due_changes_nothing_of_when_it_comes_back() -> None:
    missed = after(None, False, 0.0)
    assert after(missed, True, 60.0) == Memory(True, 60.0, missed.due)


def test_right_at_first_is_known() -> None:
    assert after(None, True, 5.0).due == math.inf


@given(names, st.dictionaries(st.sampled_from([f"q{i}" for i in range(40)]), memory), st.data())
def test_a_round_has_no_question_twice_at_most_ten_and_keeps_what_is_answered(
    all_: list[str], memories: dict[str, Memory], data: st.DataObject
) -> None:
    answered = data.draw(st.lists(st.sampled_from(all_), unique=True, max_size=MOST)) if all_ else []
    now = data.draw(st.floats(0, 1e9))
    chosen = choose(all_, memories, answered, now)
    assert len(chosen) == len(set(chosen)) <= MOST
    assert set(answered) <= set(chosen) <= set(all_)
    for name in set(chosen) - set(answered):
        assert name not in memories or memories[name].due <= now
    left_out = [
        name for name in all_ if name in memories and memories[name].due <= now and name not in chosen
    ]
    new = [name for name in chosen if name not in memories and name not in answered]
    assert not (left_out and new)  # what is due goes before what is new


@given(memory)
def test_a_memory_is_read_as_it_was_kept(known: Memory) -> None:
    found = read(known.text())
    assert found is not None
    assert found.text() == known.text()
    assert len(known.text()) < 60


@pytest.mark.parametrize("text", ["", "1", "1 2 3 x", "a b c d e", "2:neither"])
def test_anything_else_is_no_memory(text: str) -> None:
    assert read(text) is None


def test_the_longest_ago_and_the_soonest() -> None:
    known = {"a": Memory(True, 1, math.inf), "b": Memory(False, 9, 50), "c": Memory(True, 0, math.inf)}
    assert longest_ago(["a", "b", "c", "d"], known) == ["b", "c", "a"]
    assert soonest(known) == 50
    assert soonest({"a": known["a"]}) is None
