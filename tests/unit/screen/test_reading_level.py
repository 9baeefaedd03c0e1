"""The measure itself: syllables, sentences, grades against ones counted by hand."""

from __future__ import annotations

import pytest
from reading_level import as_read, grade, sentences, syllables


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("a", 1), ("node", 1), ("picture", 2), ("weights", 1), ("table", 2), ("looked", 1), ("wanted", 2), ("classes", 2),
        ("probability", 5), ("network", 2), ("accuracy", 4), ("more", 1), ("the", 1), ("55,000", 1), ("learned", 1), ("once", 1),
        ("pages", 2), ("moves", 1), ("layers", 2), ("it’s", 1), ("one-cycle", 3), ("little", 2), ("trained", 1), ("examples", 3),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_what_is_no_sentence_is_left_out() -> None:
    text = as_read(
        ':material/check: **Right.** A <span class="term">node<span class="entry" role="note"><b>node</b> The smallest '
        "part of a network.</span></span> adds up `x * w` and a bias (Rosenblatt 1958). Both stop.\n\n| a | b |\n|---|---|"
    )
    assert sentences(text) == ["A node adds up it and a bias ."]


def test_grade_by_hand() -> None:
    # 6 words, 6 syllables; 8 words, 12 syllables
    assert grade("The cat sat on the mat.") == pytest.approx(0.39 * 6 + 11.8 - 15.59)
    assert grade("A high probability is not yet a proof.") == pytest.approx(0.39 * 8 + 11.8 * 12 / 8 - 15.59)
