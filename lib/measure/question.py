"""A question to a learner as plain data: stable keys, words, the right key, hints and the reason.

What a learner answers is kept by key. So words can change, or be in another language, and an answer stays what it was. Words
may have places for numbers, `"{updates:,} times"`; `given` fills them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Option:
    """One answer that is offered."""

    key: str
    words: str
    hint: str = ""  # for whoever takes it and is wrong
    accuracy: float | None = None  # what a guess of an accuracy stands for, from 0 to 1


@dataclass(frozen=True)
class Question:
    """One question; without options it is answered in one's own words."""

    key: str  # the same for the same question, in one lesson no other's
    words: str
    options: tuple[Option, ...] = ()
    right: str = ""  # key of the right option; "" where the outcome tells, or nobody
    reason: str = ""
    meets: str = ""  # the misconception that it meets
    # Options by their numbers, where the order of the table would give something away
    ascending: bool = False
    # Plain JSON, for the places in the words
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def given(self, key: str = "", right: str = "", /, **values: Any) -> Question:
        """The same question with its places filled; about a certain run it has a `key` of its own."""
        return replace(self, key=key or self.key, right=right or self.right, values=values)

    def offering(self, *keys: str) -> Question:
        """The same question with some of its options."""
        return replace(self, options=tuple(self._option(each) for each in keys))

    @property
    def text(self) -> str:
        return self._filled(self.words)

    @property
    def why(self) -> str:
        """The reason, which follows the right answer."""
        return self._filled(self.reason)

    @property
    def shown(self) -> dict[str, str]:
        """Words by key. Of two options with the same words one is offered: the right one, or the first."""
        first = {self._filled(each.words): each.key for each in reversed(self.options)}
        if self.right:
            first[self._filled(self._option(self.right).words)] = self.right
        found = {
            each.key: words for each in self.options if first[words := self._filled(each.words)] == each.key
        }
        return dict(sorted(found.items(), key=lambda item: _rank(item[1]))) if self.ascending else found

    def says(self, key: str) -> str:
        """The words of an option; an answer that matches none is shown as it was kept."""
        found = next((each for each in self.options if each.key == key), None)
        return key if found is None else self._filled(found.words)

    def hint(self, key: str) -> str:
        return self._filled(self._option(key).hint)

    def accuracy(self, key: str) -> float | None:
        """What a guess of an accuracy stands for; None for any other answer."""
        return next((each.accuracy for each in self.options if each.key == key), None)

    def _option(self, key: str) -> Option:
        return next(each for each in self.options if each.key == key)

    def _filled(self, words: str) -> str:
        return words.format_map(self.values) if self.values else words


def _rank(words: str) -> tuple[float, str]:
    number = re.search(r"-?[\d.]+", words.replace(",", "").replace("−", "-"))
    return (float(number[0].rstrip(".")) if number else float("inf")), words
