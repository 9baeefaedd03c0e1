"""Who may hold how many places in the queue, and how fast anybody may ask for one.

A learner's id costs nothing, a session little: so places are counted by network address too. Sessions and addresses stay
in this process' memory while their runs are live; it writes nothing down and knows nothing of how runs are trained.
"""

from __future__ import annotations

import time
from collections import deque

from lib.engine.visitor import Visitor
from lib.lab_book.runs import Run
from lib.settings import Settings

MINUTE = 60.0


class Refused(ValueError):
    """A run or task that is not taken on; the message says why and what to change."""


class Places:
    """The queue's places by visitor. Its methods are called one at a time, by whoever hands a run in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._holders: dict[str, Visitor] = {}  # of live runs; a run from the app's last life has none
        self._asked: deque[tuple[float, str, str]] = deque()  # in the last minute: when, session, network

    def ask(self, who: Visitor) -> None:
        """Counts one request, also for a run that is stored already.

        Raises:
            Refused: this session, or this network, asks faster than people do.
        """
        now = time.monotonic()
        while self._asked and now - self._asked[0][0] > MINUTE:
            self._asked.popleft()
        session = sum(asked == who.session for _, asked, _ in self._asked)
        if who.session and session >= self._settings.submits_per_session:
            raise Refused(
                f"You have pressed Train {session} times within a minute. Wait a minute, then try again."
            )
        network = sum(asked == who.network for _, _, asked in self._asked)
        if network >= self._settings.submits_per_address:
            raise Refused("Too many runs are being started from your network. Wait a minute, then try again.")
        self._asked.append((now, who.session, who.network))

    def check(self, who: Visitor, live: list[Run]) -> None:
        """Whether one more run fits beside the live ones.

        Raises:
            Refused: the learner has a live run, the session or the network holds its share, or the queue is full.
        """
        if any(run.learner == who.learner for run in live):
            raise Refused("You have a run going already. Stop it, or wait until it has ended.")
        ids = {run.id for run in live}
        self._holders = {run_id: holder for run_id, holder in self._holders.items() if run_id in ids}
        holders = self._holders.values()
        session = sum(holder.session == who.session for holder in holders)
        if who.session and session >= self._settings.runs_per_session:
            raise Refused(
                f"{session} runs are going from this browser tab already. Wait until one has ended."
            )
        if len(live) >= self._settings.queue_limit:
            raise Refused(
                f"{len(live)} runs are waiting already, and that is the limit. Try again in a few minutes."
            )
        network = sum(holder.network == who.network for holder in holders)
        if network >= self.share(self._settings.queue_limit):
            raise Refused(
                f"{network} runs from your network are waiting already; other places are kept for others. "
                "Try again in a few minutes."
            )

    def share(self, whole: float) -> float:
        """What one network may hold of `whole`; at least 1."""
        return max(1, whole * self._settings.queue_share // 100)

    def give(self, run_id: str, who: Visitor) -> None:
        self._holders[run_id] = who

    def beside(self, who: Visitor) -> set[str]:
        """The live runs from this visitor's network."""
        return {run_id for run_id, holder in self._holders.items() if holder.network == who.network}
