"""Runs work in worker processes on Dask distributed: submit, watch, stop, queue position.

What pages see of it: who may train what, for how long, and in which place. `lib.engine.keeper` keeps the runs under way.
"""

from __future__ import annotations

import time

from lib.engine import expected
from lib.engine.keeper import Keeper
from lib.engine.memory import available_memory
from lib.engine.places import Places, Refused
from lib.engine.tasks import P, R, Task
from lib.engine.visitor import Visitor
from lib.engine.waits import Place, Waits
from lib.lab_book.runs import LabBook, Run
from lib.settings import Settings
from lib.specs.specs import Spec, identity

HELD_LIMIT = 150e6  # bytes of learners' own pictures in runs that wait or train; one set may have 30 MB
ANSWER_S = 60.0  # that a page waits for a worker, which may have to start first
TRAINING = 350  # MB that one more training takes in a worker that is there (measured: 200 digits, 340 photos)
TOO_LITTLE = "This machine has too little memory to train just now. Reading, and all stored runs, still work."


class Engine:
    """Public methods may be called from any thread and answer at once; only `call` waits for a worker."""

    def __init__(self, settings: Settings, book: LabBook) -> None:
        self._settings, self._book = settings, book
        self._places = Places(settings)
        self._born = time.time()
        self._waits = Waits(book, settings.workers, self._born)
        self._keeper = Keeper(settings, book, self._waits.refresh, self._training())
        if book.live_runs():
            self.warm_up()

    def warm_up(self) -> None:
        """Starts the cluster in the background, if that has not been done; returns at once."""
        if self.enough_memory():
            self._keeper.start()

    def enough_memory(self) -> bool:
        """Whether a worker of our own fits; a cluster elsewhere has its own memory."""
        if self._settings.cluster or self._keeper.here:
            return True
        return available_memory() >= self._settings.memory_needed

    def lacks_memory(self) -> str:
        """Why no training can begin just now, beside its button; "" where the worker, or one that is there, has the memory."""
        fits = self.enough_memory() and available_memory() >= self._training()
        return "" if fits else TOO_LITTLE

    def _training(self) -> int:
        return 0 if self._settings.cluster else min(TRAINING, self._settings.memory_needed)

    def predicted_seconds(self, spec: Spec) -> float:
        """How long a run will take on this machine, from its past runs and from what the worker has still to do."""
        past = self._waits.past(spec)
        return self._waits.seconds(spec) + expected.start(past, self._born, self._keeper.warm)

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
        """Takes a run on, or shows the stored result of the same one; gives the run's id.

        Args:
            who: whose run it is, and who else it is counted by (see `lib.engine.places`).
            pictures: the learner's own, from `lib.pictures.own.own.OwnSet.to_bytes`. They stay in this process' memory and the
                worker's while the run is live, never in the lab book or on the disk, and nobody else is shown the run.

        Raises:
            Refused: the learner has a live run, the queue or this visitor's share of it is full, too many were asked for
                at once, the run would take too long, or memory is short.
        """
        with self._keeper.handing_in:  # the limits must hold against two clicks at once
            self._places.ask(who)
            same = identity(spec, data_hash)
            twin = self._book.twin(same, who.learner)
            if twin is not None:
                return twin.id if twin.learner == who.learner else self._book.copy(twin, who.learner)
            self._places.check(who, self._book.live_runs())
            if pictures is not None:
                self._check_pictures(who, len(pictures))
            predicted = self.predicted_seconds(spec)
            if predicted > self._settings.seconds_limit:
                raise Refused(
                    f"This would take about {predicted:.0f} seconds; at most {self._settings.seconds_limit} are allowed "
                    "here. Choose fewer epochs, a larger batch size, or fewer pictures."
                )
            if lacking := self.lacks_memory():
                raise Refused(lacking)
            shared = shareable and pictures is None
            run_id = self._book.add(who.learner, spec, same, shareable=shared, name=name)
            self._places.give(run_id, who)
            self._keeper.hand_in(run_id, pictures)
        self.warm_up()
        return run_id

    def _check_pictures(self, who: Visitor, size: int) -> None:
        of_all, of_network = self._keeper.held(), self._keeper.held(self._places.beside(who))
        if of_all + size > HELD_LIMIT or of_network + size > self._places.share(HELD_LIMIT):
            raise Refused(
                "Other learners' pictures fill the memory that there is for them. Try again in a few minutes."
            )

    def stop(self, run_id: str, learner: str) -> None:
        """Asks a run of this learner's to stop; it ends within about a second and keeps what it has learned."""
        run = self._book.run(run_id)
        if run is not None and run.learner == learner and run.live:
            self._keeper.stop(run_id)

    def forget(self, learner: str) -> None:
        """Deletes everything of a learner's (see `LabBook.forget`), and takes what they had under way from the worker.

        Else a run that waits would keep its pictures until its turn, and whoever asks to be forgotten again and again
        would fill the worker's queue with runs that nobody counts.
        """
        for run_id in self._book.forget(learner):
            self._keeper.stop(run_id)

    def place(self, run: Run) -> Place:
        """Position and expected wait of a queued run: the predicted time of all ahead of it, shared by the workers."""
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
            raise Refused("The worker process did not answer in time. Try again in a moment.") from error
        if "error" in answer:
            raise Refused(answer["error"])
        return answer["value"]

    def close(self) -> None:
        """Ends the workers; live runs stay in the lab book for the app's next life."""
        self._keeper.close()
