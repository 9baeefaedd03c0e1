"""Which runs go when the lab book is full: rules alone, on plain values. It knows nothing of a database.

Whoever holds most gives first, and of theirs the oldest. A run of the last hour stays, and one of a room that is open, so that no
flood pushes out what a class is doing now, and so does one that is under way: where these fill the lab book, new runs are refused.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

HOUR = 3600.0
SLACK = 20  # one part in so many is freed beyond the limit, so that not every new run looks for room again


@dataclass(frozen=True)
class Held:
    """A run that has ended."""

    run: str
    learner: str
    training: str  # whose curve and files it shows
    created: float  # seconds since 1970
    repeat: bool = False  # not trained: it refers to another run's training
    noted: bool = False  # it has a name, or something was written about it
    in_room: bool = False  # asked for in a class's room that is still open

    @property
    def bare(self) -> bool:
        """A repeat that one click brings back."""
        return self.repeat and not self.noted


@dataclass
class Stored:
    """What one training keeps, and the runs that show it."""

    training: str
    runs: list[Held] = field(default_factory=list)
    lines: int = 0  # bytes of its curve and result
    files: set[str] = field(default_factory=set)  # digests
    epochs: set[str] = field(default_factory=set)  # digests of what is for the replay alone
    live: bool = False

    @property
    def holder(self) -> Held:
        """Whoever trained it; the oldest of the repeats where that run is gone."""
        return min(self.runs, key=lambda held: (held.repeat, held.created))

    @property
    def learner(self) -> str:
        return self.holder.learner

    @property
    def created(self) -> float:
        return max(held.created for held in self.runs)  # a repeat of today keeps it young

    @property
    def in_room(self) -> bool:
        return any(held.in_room for held in self.runs)

    @property
    def others(self) -> list[Held]:
        """Runs beside the holder's that somebody cares for."""
        return [held for held in self.runs if held is not self.holder and not held.bare]


Item = TypeVar("Item", Held, Stored)


def aim(limit: int) -> int:
    """What is left once room is made."""
    return limit - limit // SLACK


def young(held: Iterable[Held], now: float) -> int:
    """How many are of the last hour."""
    return sum(_recent(each, now) for each in held)


def over_own(mine: Iterable[Held], limit: int, now: float) -> list[str]:
    """Runs of one learner's that go so that at most `limit` stay; the newest always stays."""
    order = sorted(mine, key=lambda held: held.created)
    old = [held for held in order[:-1] if not _recent(held, now)]
    first = sorted(old, key=lambda held: (not held.bare, held.created))
    return [held.run for held in first[: max(0, len(order) - limit)]]


def over_number(held: Sequence[Held], limit: int, now: float) -> list[str]:
    """Runs of all learners' that go where there are more than `limit`; the newest always stays."""
    if len(held) <= limit:
        return []
    need = len(held) - aim(limit)
    gone: list[str] = []
    load = Counter(each.learner for each in held)
    tiers = defaultdict(list)
    for each in sorted(held, key=lambda each: each.created)[:-1]:
        if not _recent(each, now):
            tiers[not each.bare].append(each)
    for tier in sorted(tiers):
        for each in _of_whom_holds_most(tiers[tier], load):
            if len(gone) == need:
                return gone
            gone.append(each.run)
            load[each.learner] -= 1
    return gone


def over_bytes(
    stored: Iterable[Stored], sizes: Mapping[str, int], total: int, limit: int, now: float
) -> tuple[list[str], list[str]]:
    """What goes where `total` bytes are more than `limit`: trainings that lose their replay, and runs.

    Args:
        stored: every training, live ones too.
        sizes: bytes by digest; a file that several trainings share is freed with the last of them.
    """
    if total <= limit:
        return [], []
    stored = list(stored)
    room = _Room(stored, sizes, total - aim(limit))
    ended = [each for each in stored if each.runs and not each.live]
    old = [each for each in ended if not _recent(each, now)]
    room.drop_replays([each for each in old if each.epochs])
    room.drop_trainings([each for each in old if not each.others])  # these free room at once
    shared = [each for each in old if each.others]
    while shared:
        shared = room.drop_trainings(shared)
    room.drop_replays([each for each in ended if each.runs and _recent(each, now) and each.epochs])
    return room.replays, room.gone


class _Room:
    """What goes, and how many bytes are still needed."""

    def __init__(self, stored: Iterable[Stored], sizes: Mapping[str, int], needed: int) -> None:
        self.replays: list[str] = []
        self.gone: list[str] = []
        self._sizes, self._needed = sizes, needed
        self._users = Counter(digest for each in stored for digest in each.files | each.epochs)
        self._load: Counter[str] = Counter()
        for each in stored:
            if each.runs:
                self._load[each.learner] += self._bytes(each)

    def drop_replays(self, some: list[Stored]) -> None:
        for each in _of_whom_holds_most(some, self._load):
            if self._needed <= 0:
                return
            self.replays.append(each.training)
            self._free(each.learner, each.epochs - each.files)
            each.epochs = set()

    def drop_trainings(self, some: list[Stored]) -> list[Stored]:
        """Takes trainings with their bare repeats; those that somebody else cares for are handed on, and given back."""
        handed = []
        for each in _of_whom_holds_most(some, self._load):
            if self._needed <= 0:
                return []
            others, holder = each.others, each.learner
            self.gone += [held.run for held in each.runs if held not in others]
            if others:
                self._load[holder] -= self._bytes(each)
                each.runs = others
                self._load[each.learner] += self._bytes(each)
                handed.append(each)
            else:
                self._free(holder, each.files | each.epochs, each.lines)
                each.runs = []
        return handed

    def _free(self, learner: str, digests: set[str], lines: int = 0) -> None:
        self._users.subtract(digests)
        self._load[learner] -= lines + sum(self._sizes[digest] for digest in digests)
        self._needed -= lines + sum(self._sizes[digest] for digest in digests if not self._users[digest])

    def _bytes(self, each: Stored) -> int:
        return each.lines + sum(self._sizes[digest] for digest in each.files | each.epochs)


def _recent(each: Held | Stored, now: float) -> bool:
    """Whether it belongs to what a class is doing now."""
    return each.in_room or each.created > now - HOUR


def _of_whom_holds_most(items: Iterable[Item], load: Mapping[str, int]) -> Iterator[Item]:
    """Items, each the oldest of the learner whose `load` is the largest then; the caller lowers it."""
    queues: dict[str, deque[Item]] = defaultdict(deque)
    for item in sorted(items, key=lambda item: item.created):
        queues[item.learner].append(item)
    while queues:
        learner = max(queues, key=lambda learner: (load[learner], -queues[learner][0].created))
        yield queues[learner].popleft()
        if not queues[learner]:
            del queues[learner]
