"""One run as the lab book has it, and the query that reads it. It writes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, select

from lib.lab_book.guess import Guess
from lib.lab_book.housekeeping import LIVE
from lib.lab_book.tables import TRAINING, files, runs, trainings
from lib.measure.device_run import MARK, ON_DEVICE
from lib.specs.field import SpecError
from lib.specs.specs import Spec, Training, make


@dataclass(frozen=True)
class Run:
    """One line of the lab book, as it stands at the moment of reading."""

    id: str
    learner: str
    kind: str  # digits | retrain
    name: str
    state: str  # queued | running | done | stopped | failed
    identity: str
    copy_of: str | None  # a repeat, or one that joined: the training whose curve, result and files it shows
    spec: dict[str, Any]
    status: dict[str, Any]
    history: list[dict[str, Any]]
    result: dict[str, Any]
    message: str
    created: float  # seconds since 1970
    started: float | None
    ended: float | None
    has_weights: bool = False  # they may have gone to make room
    has_replay: bool = False  # the weights of every epoch
    guess: dict[str, Any] | None = None  # what the learner guessed of it: see `guessed`

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def shows(self) -> str:
        """The training whose curve, result and files it shows: its own, or the one that it repeats or has joined."""
        return self.copy_of or self.id

    @property
    def joined(self) -> bool:
        """Whether it came to a training that was under way; what a repeat shows has ended when that comes."""
        return self.copy_of is not None and (self.live or (self.ended or 0.0) > self.created)

    @property
    def readable(self) -> bool:
        """Whether its settings pass today's table: a run of an earlier version may have some that are gone.

        No other has `settings` or `training`; what such a run was stands in `spec`.
        """
        try:
            return self.settings is not None
        except (SpecError, TypeError):  # the latter: an experiment's unknown part
            return False

    @property
    def on_device(self) -> dict[str, Any] | None:
        """What only a run has that a learner's browser trained (see `lib.measure.device_run`); None of any other."""
        return self.result.get(ON_DEVICE)

    @property
    def mark(self) -> str:
        """What must stand wherever its result is shown; "" of a run that was trained here."""
        return MARK if self.on_device else ""

    @property
    def guessed(self) -> Guess | None:
        """What the learner guessed of it before it started."""
        return None if self.guess is None else Guess.of_json(self.guess)

    @cached_property  # a page asks each of 60 runs several times
    def settings(self) -> Spec:
        """Raises SpecError where the run is not `readable`."""
        return make(self.kind, self.spec)

    @property
    def training(self) -> Training:
        """The settings of a run that trains one network; a race or an experiment has several."""
        spec = self.settings
        assert isinstance(spec, Training)
        return spec


def _has(what: str) -> ColumnElement[bool]:
    return exists().where(files.c.training == TRAINING, files.c.what == what)


RUNS: Select = select(
    *(
        runs.c[name]
        for name in ("id", "learner", "kind", "name", "state", "identity", "copy_of", "spec", "status")
    ),
    trainings.c.history,
    trainings.c.result,
    *(runs.c[name] for name in ("message", "created", "started", "ended")),
    _has("weights").label("has_weights"),
    _has("epoch").label("has_replay"),
    runs.c.guess,
).join(trainings, trainings.c.id == TRAINING)


def to_run(row: Row) -> Run:
    return Run(**row._mapping)


def lines_of(training: str) -> ColumnElement[bool]:
    """The runs that show this training. Whoever trained it, left, and went on with a curve of their own does not."""
    return ((runs.c.id == training) & runs.c.copy_of.is_(None)) | (runs.c.copy_of == training)
