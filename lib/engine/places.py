"""Who may hold how many places in the queue, and how fast anybody may ask for one.

A learner's id costs nothing, a session little: so places are counted by network address too. Sessions and addresses stay
in this process' memory while their runs are live, addresses for an hour; it writes nothing down and knows nothing of how
runs are trained.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass

from lib.engine.visitor import Visitor
from lib.lab_book.runs import Run
from lib.settings import Settings

MINUTE, HOUR = 60.0, 3600.0
NO_ROOM = "The lab book is full of runs of the last hour. Nobody loses these. Try again later, or use settings that somebody has trained."


class Refused(ValueError):
    """A run or task that is not taken on; the message says why and what to change."""


@dataclass(frozen=True)
class _Held:
    """Who holds a live run."""

    who: Visitor
    repeat: bool  # it joined another one, and takes no place in the queue


class Places:
    """The queue's places by visitor. Its methods are called one at a time, by whoever hands a run in."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._holders: dict[str, _Held] = {}  # of live runs; a run from the app's last life has none
        # Runs of the last hour, which the lab book keeps: when, network, the training shown, whether it is repeated
        self._lately: deque[tuple[float, str, str, bool]] = deque()
        # Counted by network, as everybody who presses Train asks: runs that show a training, and how many repeat one
        self._shown: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._repeated: Counter[str] = Counter()
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
            raise Refused(f"You pressed Train {session} times in a minute. Wait a minute, then try again.")
        network = sum(asked == who.network for _, _, asked in self._asked)
        if network >= self._settings.submits_per_address:
            raise Refused("Your network starts too many runs. Wait a minute, then try again.")
        self._asked.append((now, who.session, who.network))

    def check_own(self, who: Visitor, live: list[Run]) -> None:
        """Whether this learner, in this browser tab, may have one more run, be it one that is joined.

        Raises:
            Refused: the learner has a live run, or the session holds its share.
        """
        if any(run.learner == who.learner for run in live):
            raise Refused("One of your runs is still training. Stop it, or wait until it ends.")
        ids = {run.id for run in live}
        self._holders = {run_id: held for run_id, held in self._holders.items() if run_id in ids}
        session = sum(held.who.session == who.session for held in self._holders.values())
        if who.session and session >= self._settings.runs_per_session:
            raise Refused(f"{session} runs of this browser tab are still training. Wait until one ends.")

    def check_queue(self, who: Visitor, live: list[Run]) -> None:
        """Whether one more training fits beside the live ones.

        Raises:
            Refused: the queue is full, or the network holds its share of it.
        """
        waiting = len({run.shows for run in live})
        if waiting >= self._settings.queue_limit:
            raise Refused(f"{waiting} runs are waiting, and that is the limit. Try again in a few minutes.")
        network = len(self.beside(who))
        if not self.admits(network, waiting, self._settings.queue_limit):
            raise Refused(
                f"{network} runs of your network are waiting. The other places are for others. "
                "Try again in a few minutes."
            )

    def check_watchers(self, who: Visitor) -> None:
        """Whether one more of this network may join a run; a line costs little, so a whole hall may.

        Raises:
            Refused: as many have joined as may press Train within a minute.
        """
        joined = sum(held.repeat and held.who.network == who.network for held in self._holders.values())
        if joined >= self._settings.submits_per_address:
            raise Refused(
                f"{joined} learners of your network are watching runs. Try again when one run ends."
            )

    def check_room(self, who: Visitor, sizes: Mapping[str, int]) -> None:
        """Whether the lab book has room for what one more run leaves, or keeps from going.

        What this network's learners repeat or join counts as theirs too: it stays for them. Else whoever repeats their own
        runs of an hour ago, again and again, would fill the lab book for good.

        Args:
            sizes: bytes of each training that the last hour's runs show: nobody loses these.

        Raises:
            Refused: this network holds as much of the lab book's last hour, in runs or bytes, as it may.
        """
        self._forget()
        mine = self._shown.get(who.network, {}).keys() & sizes.keys()
        limits = (
            (len(mine), len(sizes), self._settings.runs_in_all),
            (sum(sizes[training] for training in mine), sum(sizes.values()), self._settings.disk * 2**20),
        )
        if not all(self.admits(*held) for held in limits):
            raise Refused(NO_ROOM)

    def check_repeat(self, who: Visitor, young: int) -> None:
        """Raises Refused: this network holds its share of the last hour's repeats, of which there are `young`."""
        self._forget()
        if not self.admits(self._repeated[who.network], young, self._settings.runs_in_all):
            raise Refused(NO_ROOM)

    def admits(self, mine: float, of_all: float, limit: float) -> bool:
        """Whether a network that holds `mine` of what all hold may have more of a `limit`.

        It may hold so many times what is free, and not a part of the whole: so one alone gets `queue_share` percent, and one
        who comes later as much of what the others left. With 60 %, two leave 16 % to whoever comes next; and as the first
        gets nothing new before it holds less, a quarter soon. No number of them leaves nothing.
        """
        share = self._settings.queue_share
        if share >= 100:
            return of_all < limit
        return mine < share / (100 - share) * (limit - of_all)

    def give(self, run_id: str, who: Visitor, training: str = "") -> None:
        """Notes whose a run is.

        Args:
            training: what it shows, where it repeats or joins that and is not trained anew.
        """
        self._holders[run_id] = _Held(who, bool(training))
        shown, repeat = training or run_id, bool(training)
        self._lately.append((time.monotonic(), who.network, shown, repeat))
        self._shown[who.network][shown] += 1
        self._repeated[who.network] += repeat

    def _forget(self) -> None:
        """Takes runs that are older than an hour out of the counts, and a network that has none left."""
        while self._lately and time.monotonic() - self._lately[0][0] > HOUR:
            _, network, shown, repeat = self._lately.popleft()
            trainings = self._shown[network]
            trainings[shown] -= 1
            self._repeated[network] -= repeat
            if not trainings[shown]:
                del trainings[shown]
            if not trainings:
                del self._shown[network], self._repeated[network]

    def beside(self, who: Visitor) -> set[str]:
        """The trainings under way from this visitor's network."""
        return {
            run_id
            for run_id, held in self._holders.items()
            if held.who.network == who.network and not held.repeat
        }
