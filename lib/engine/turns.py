"""Turns: of all the trainings in a process one computes at a time, for less than half a second, and hands on.

So everyone's curve begins within seconds, and a short run does not wait behind a long one. Two that compute at once
would each take twice as long on the same cores. Networks take turns first, then their learners, then a learner's
trainings: who starts many at once takes no more from others than who starts one. It knows nothing of what is computed.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable

SLICE = 0.4  # seconds of a turn: half a second with the piece of work that is under way when it ends
FIRST = 0.1  # of a run's first turn, doubled with each: a curve begins before another goes on
Clock = Callable[[], float]
Whose = tuple[str, str]  # network, learner; whoever they are


class Turns:
    """Who computes, and who waits for it. Public methods may be called from any thread."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self._lock = threading.Lock()
        self._here: set[Turn] = set()
        self._waiting: list[Turn] = []
        self._holder: Turn | None = None
        self._numbers = itertools.count()
        # When each network, and each learner of one, had its last turn: a number; none before, as who came now
        self._last: dict[Whose, int] = {}

    def turn(self, stopped: Callable[[], bool] = lambda: False, whose: Whose = ("", "")) -> Turn:
        """One training's part in this; a context.

        Args:
            stopped: whether it was told to stop, which lets it go next.
            whose: by which turns are shared.
        """
        return Turn(self, stopped, whose)

    def __len__(self) -> int:
        """Trainings that take turns now, whoever computes among them."""
        return len(self._here)

    def enter(self, turn: Turn) -> None:
        with self._lock:
            self._here.add(turn)

    def leave(self, turn: Turn) -> None:
        with self._lock:
            self._here.discard(turn)
            self._last = {
                circle: last
                for there in self._here
                for circle in there.circles
                if (last := self._last.get(circle))
            }
            if self._holder is turn:
                self._hand_on()

    def take(self, turn: Turn) -> bool:
        """Whether `turn` computes now; else it waits, and `turn.begin` is called when it is next."""
        with self._lock:
            if self._holder is turn:
                if not self._waiting or self.clock() < turn.ends:
                    return True
                self._wait(turn)
                self._hand_on()
            elif self._holder is None:
                self._begin(turn)
                return True
            else:
                self._wait(turn)
            return False

    def _wait(self, turn: Turn) -> None:
        turn.number = next(self._numbers)
        self._waiting.append(turn)

    def _hand_on(self) -> None:
        """First who was told to stop, so that it can end; then who never computed; then whose last turn is longest ago."""
        self._holder = min(self._waiting, key=self._order, default=None)
        if self._holder is not None:
            self._waiting.remove(self._holder)
            self._begin(self._holder)

    def _order(self, turn: Turn) -> tuple[int, ...]:
        lasts = (self._last.get(circle, 0) for circle in turn.circles)
        return not turn.stopped(), not turn.new, *lasts, turn.number

    def _begin(self, turn: Turn) -> None:
        self._holder = turn
        self._last |= dict.fromkeys(turn.circles, next(self._numbers))
        turn.begin()


class Turn:
    """One training's part; used by its own thread. The first `pause` waits for its first turn."""

    def __init__(self, turns: Turns, stopped: Callable[[], bool], whose: Whose) -> None:
        self._turns, self.stopped = turns, stopped
        self.circles: tuple[Whose, Whose] = ((whose[0], ""), whose)  # the network; the learner in it
        self.number, self.ends, self.new = 0, 0.0, True
        self._length, self._waited, self._go = FIRST, 0.0, threading.Event()

    def __enter__(self) -> Turn:
        self._turns.enter(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._turns.leave(self)

    def pause(self) -> None:
        """Between two pieces of work: lets others compute once this turn is over. Returns when it may go on."""
        asked = self._turns.clock()
        self._go.clear()
        if not self._turns.take(self):
            self._go.wait()
            self._waited += self._turns.clock() - asked

    def clock(self) -> float:
        """Seconds, as `time.monotonic`; but it stands still while this training waits for its turn."""
        return self._turns.clock() - self._waited

    def begin(self) -> None:
        """Called by `Turns`: from now on it computes."""
        self.ends = self._turns.clock() + self._length
        self._length, self.new = min(SLICE, 2 * self._length), False
        self._go.set()
