"""When a question is asked again: what was missed comes back after a day, then after three, then after seven. Pure.

Times are seconds of whatever clock the answers were kept by. It knows neither questions nor learners.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

DAY = 86_400.0
DAYS = (1, 3, 7)  # from one time that it is asked to the next, after it was missed
EARLY = 6 * 3600.0  # a lesson on the next morning counts as the next day
MOST = 10  # questions of a round: a few minutes


@dataclass(frozen=True)
class Memory:
    """What is known of a question that was answered."""

    right: bool  # at once, the last time
    seen: float  # when that was
    due: float  # when it comes back; infinity for one that is known
    step: int = 0  # how often it was right in a row since it was missed

    def text(self) -> str:
        """As the lab book keeps it."""
        return f"{int(self.right)} {self.seen:.0f} {self.due:.0f} {self.step}"


def read(text: str) -> Memory | None:
    """What `text` gave; None for anything else."""
    try:
        right, seen, due, step = text.split()
        return Memory(right == "1", float(seen), float(due), int(step))
    except ValueError:
        return None


def after(memory: Memory | None, right: bool, at: float) -> Memory:
    """What is known after an answer.

    Args:
        memory: before it; None where the question is new.
        right: at once.
        at: when it was answered. One that is right before it was due comes back when it would have.
    """
    if not right:
        return Memory(False, at, at + _days(0))
    if memory is None or math.isinf(memory.due):
        return Memory(True, at, math.inf)
    if at < memory.due:
        return Memory(True, at, memory.due, memory.step)
    step = memory.step + 1
    return Memory(True, at, at + _days(step) if step < len(DAYS) else math.inf, step)


def _days(step: int) -> float:
    return DAYS[step] * DAY - EARLY


def choose(
    names: Sequence[str],
    memories: Mapping[str, Memory],
    answered: Collection[str],
    now: float,
    most: int = MOST,
) -> list[str]:
    """The questions of a round: those that it has answered, then what is due, the longest first, then new ones.

    Args:
        names: all questions, the new ones in the order in which they are wanted.
        answered: in this round; they stay in it.
    """
    stay = [name for name in names if name in answered]
    due = sorted(
        (name for name in memories if memories[name].due <= now), key=lambda name: memories[name].due
    )
    new = [name for name in names if name not in memories]
    there = set(names)
    return [name for name in dict.fromkeys([*stay, *due, *new]) if name in there][:most]


def longest_ago(names: Sequence[str], memories: Mapping[str, Memory], most: int = MOST) -> list[str]:
    """What is asked where nothing is due and nothing new: missed ones first, then what was not asked for longest."""
    known = [name for name in names if name in memories]
    return sorted(known, key=lambda name: (memories[name].right, memories[name].seen))[:most]


def soonest(memories: Mapping[str, Memory]) -> float | None:
    """When the next question comes back; None where none does."""
    times = [memory.due for memory in memories.values() if math.isfinite(memory.due)]
    return min(times, default=None)
