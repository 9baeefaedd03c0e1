"""Runs work in worker processes on Dask distributed: submit, watch, stop, queue position.

What pages see of it: who may train what, for how long, and in which place. `lib.engine.keeper` keeps the runs under way.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterable

from lib.engine import expected, fitting
from lib.engine.fitting import Way
from lib.engine.keeper import Keeper
from lib.engine.memory import available_memory
from lib.engine.places import Places, Refused
from lib.engine.tasks import P, R, Task
from lib.engine.visitor import Visitor
from lib.engine.waits import Place, Waits
from lib.lab_book.guess import Guess
from lib.lab_book.runs import LabBook, Run
from lib.measure.device_run import DeviceRun
from lib.settings import Settings
from lib.specs import cost
from lib.specs.specs import Spec, identity

HELD_LIMIT = 150e6  # bytes of learners' own pictures in runs that wait or train; one set may have 30 MB
LOOK = 1.0  # seconds that the free memory is taken as it was
NEVER = -math.inf, 0.0
FRESH = 2.0  # seconds that the lab book's sizes are taken as they were: a hall may press Train in one
ANSWER_S = 60.0  # that a page waits for a worker, which may have to start first
TRAINING = 350  # MB that one more training takes in a worker that is there (measured: 200 digits, 340 photos)
TOO_LITTLE = "This machine has too little memory to train now. Reading and all stored runs still work."


class Engine:
    """Public methods may be called from any thread and answer at once; only `call` waits for a worker."""

    def __init__(self, settings: Settings, book: LabBook) -> None:
        self._settings, self._book = settings, book
        self._places = Places(settings)
        self._last_hour: tuple[float, dict[str, int]] = (-FRESH, {})  # when it was read, bytes by training
        self._born = time.time()
        self._waits = Waits(book, settings.workers, self._born)
        self._keeper = Keeper(settings, book, self._waits.refresh, self._training())
        self._memory = NEVER  # when it was looked up, and how much was free
        if book.live_runs():
            self.warm_up()

    def warm_up(self) -> None:
        """Starts the cluster in the background, if that has not been done; returns at once."""
        if self.enough_memory():
            self._keeper.start()

    def enough_memory(self) -> bool:
        """Whether a worker of our own fits; a cluster elsewhere has its own memory."""
        if self._settings.cluster or self._keeper.employs:
            return True
        return self._free() >= self._settings.memory_needed

    def lacks_memory(self) -> str:
        """Why no training can begin just now, beside its button; "" where the worker, or one that is there, has the memory."""
        fits = self.enough_memory() and self._free() >= self._training()
        return "" if fits else TOO_LITTLE

    def _free(self) -> float:
        """Megabytes, looked up once a second: the system takes 1.5 ms to say, a tenth of a page of a class that draws at once."""
        at, free = self._memory
        if time.monotonic() - at > LOOK:
            at, free = self._memory = time.monotonic(), available_memory()
        return free

    def _training(self) -> int:
        return 0 if self._settings.cluster else min(TRAINING, self._settings.memory_needed)

    def hindrance(self, spec: Spec) -> str:
        """Why this run cannot begin just now, beside its button; "" where nothing is in its way."""
        return self.too_long(spec) or self.lacks_memory()

    def too_long(self, spec: Spec) -> str:
        """That a run would take longer than one may here, and what to lower; "" where it would not."""
        seconds, limit = self.predicted_seconds(spec), self._settings.seconds_limit
        usual = cost.no_dearer_than_usual(spec) and cost.seconds(spec) <= limit
        if seconds <= limit or usual:  # a slow machine must not refuse what the lessons are about
            return ""
        return (
            f"This takes about {seconds:.0f} seconds. At most {limit} are allowed here. "
            "Choose fewer epochs, a larger batch size, or fewer pictures."
        )

    def fitting(self, spec: Spec) -> list[Way]:
        """Changes of `spec` that each make it short enough; none where it is, or where none does."""
        return fitting.ways(spec, lambda other: not self.too_long(other)) if self.too_long(spec) else []

    def predicted_seconds(self, spec: Spec) -> float:
        """How long a run will take on this machine, from its past runs and from what the worker has still to do."""
        past = self._waits.past(spec)
        return self._waits.seconds(spec) + expected.start(past, self._born, self._keeper.warm)

    def seconds_with_turns(self, spec: Spec) -> float:
        """How long a run will take from now on, beside those that train already; as `predicted_seconds` where none does."""
        start = expected.start(self._waits.past(spec), self._born, self._keeper.warm)
        return self._waits.would_end(spec, self._keeper.left()) + start

    def submit(
        self,
        who: Visitor,
        spec: Spec,
        data_hash: str,
        *,
        shareable: bool = True,
        name: str = "",
        pictures: bytes | None = None,
    ) -> str:
        """Takes a run on, or shows the stored result of the same one, or joins the same one under way; gives the run's id.

        Args:
            who: whose run it is, and who else it is counted by (see `lib.engine.places`).
            pictures: the learner's own, from `lib.pictures.own.packed.to_bytes`. They stay in this process' memory and the
                worker's while the run is live, never in the lab book or on the disk, and nobody else is shown the run.

        Raises:
            Refused: the learner has a live run, the queue or this visitor's share of it is full, too many were asked for
                at once, the run would take too long, or memory is short.
        """
        with self._keeper.handing_in:  # the limits must hold against two clicks at once
            self._places.ask(who)
            same = identity(spec, data_hash)
            found = self._book.same_run(same, who.learner)
            if found is not None and found.learner == who.learner:
                return found.id
            if found is not None:
                return self._repeat(who, found)
            live = self._book.live_runs()
            # A button pressed twice, before the page could say that the first press had been heard
            mine = [run.id for run in live if run.learner == who.learner and run.identity == same]
            if mine:
                return mine[0]
            self._places.check_own(who, live)
            if shareable and pictures is None and (joined := self._join(who, same, live)):
                return joined
            self._places.check_queue(who, live)
            self._places.check_room(who, self._sizes(live))
            if pictures is not None:
                self._check_pictures(who, len(pictures))
            self._memory = NEVER  # a training asks anew
            if hindrance := self.hindrance(spec):
                raise Refused(hindrance)
            shared = shareable and pictures is None
            owner = self._keeper.owner
            run_id = self._book.add(who.learner, spec, same, shareable=shared, name=name, owner=owner)
            self._places.give(run_id, who)
            self._keeper.hand_in(run_id, pictures, who)
        self.warm_up()
        return run_id

    def bring(self, who: Visitor, told: DeviceRun, guess: Guess | None = None) -> str:
        """Writes a run down that a learner's browser trained; gives its id. One that was told before is that run.

        Raises:
            Refused: too many were told at once, or this network holds its share of the lab book's last hour.
            LabBookError: the lab book is full, or cannot be written.
        """
        same = identity(told.spec, told.data, told.digest)
        with self._keeper.handing_in:
            known = next((run for run in self._book.runs(who.learner) if run.identity == same), None)
            if known is not None:
                return known.id
            self._places.ask(who)
            self._places.check_room(who, self._sizes())
            run_id = self._book.bring(who.learner, told.spec, same, told.outcome, told.rows, guess)
            self._places.give(run_id, who)
        return run_id

    def _repeat(self, who: Visitor, run: Run) -> str:
        self._places.check_repeat(who, self._book.young_repeats())
        sizes = self._sizes()
        if run.shows not in sizes:
            self._places.check_room(who, sizes)
        run_id = self._book.copy(run, who.learner)
        self._places.give(run_id, who, run.shows)
        return run_id

    def _join(self, who: Visitor, same: str, live: list[Run]) -> str | None:
        """A line of this learner's own of the same training, where somebody has it under way."""
        if not any(run.identity == same for run in live):
            return None
        self._places.check_watchers(who)
        joined = self._book.join(same, who.learner)
        if joined is None:
            return None
        run_id, training = joined
        self._places.give(run_id, who, training)
        return run_id

    def _sizes(self, live: Iterable[Run] = ()) -> dict[str, int]:
        """Bytes of each training of the last hour, of one under way at least what it is likely to leave."""
        at, found = self._last_hour
        if time.monotonic() - at > FRESH:
            at, found = self._last_hour = time.monotonic(), self._book.last_hour()
        sizes = dict(found)
        for run in live:
            likely = cost.kept(run.settings) if run.readable else 0
            sizes[run.shows] = max(sizes.get(run.shows, 0), likely)
        return sizes

    def _check_pictures(self, who: Visitor, size: int) -> None:
        of_all, mine = self._keeper.held(), self._keeper.held(self._places.beside(who))
        if of_all + size > HELD_LIMIT or not self._places.admits(mine, of_all, HELD_LIMIT):
            raise Refused(
                "The memory for pictures is full of other learners’ pictures. Try again in a few minutes."
            )

    def stop(self, run_id: str, learner: str) -> None:
        """Takes a learner off a run of theirs; it goes on while anybody else watches it.

        Else it ends within about a second, and keeps what it has learned.
        """
        if training := self._book.leave(run_id, learner):
            self._keeper.stop(training)

    def leave(self, learner: str) -> None:
        """Takes a learner who starts afresh off all that they have under way."""
        for run in self._book.runs(learner):
            if run.live:
                self.stop(run.id, learner)

    def forget(self, learner: str) -> None:
        """Deletes everything of a learner's (see `LabBook.forget`), and takes what they had under way from the worker.

        Else a run that waits would keep its pictures until its turn, and whoever asks to be forgotten again and again
        would fill the worker's queue with runs that nobody counts.
        """
        for training in self._book.forget(learner):
            self._keeper.stop(training)

    def place(self, run: Run) -> Place:
        """How many train beside a live run, and how long until it takes turns with them and has its result."""
        return self._waits.place(run, self._keeper.left())

    def call(self, task: Task[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Has a worker do a task beside its training, and waits for the value.

        Arguments go by place: `kwargs` stands here because a signature is only whole with it.

        Raises:
            Refused: no worker came in time, or the function failed; the message is for the learner.
        """
        self.warm_up()
        try:
            answer = self._keeper.call(task, args, ANSWER_S)
        except (TimeoutError, OSError) as error:
            raise Refused("The training process did not answer in time. Try again in a moment.") from error
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """Ends the workers; live runs stay in the lab book for the app's next life."""
        self._keeper.close()
