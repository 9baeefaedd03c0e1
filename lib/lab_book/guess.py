"""What a learner guessed of a run before it started, kept on the learner's own line of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Guess:
    """A guess belongs to the settings that it was made for, and to no other run."""

    settings: str  # their identity, with that of a learner's own pictures
    lesson: str = ""  # where it was asked, and by which question: its words stand in that lesson's table
    question: str = ""
    option: str = ""  # the key that was chosen; "" where only a number was written down
    accuracy: float | None = None  # on the test part, from 0 to 1; of several lanes the best one's
    pair: tuple[int, int] | None = None  # true class, what it is most often taken for

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def of_json(values: dict[str, Any]) -> Guess:
        pair = values.get("pair")
        return Guess(**(values | {"pair": tuple(pair) if pair else None}))
