"""Which app process has which training under way, where several share one database.

A process says every few seconds that it is there. One that has not for LEASE seconds is gone, and its trainings go to whoever
asks next, in one statement of a transaction that writes: so each goes once. All times are the database's own, since the
clocks of two machines differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Float, delete, func, insert, literal_column, or_, select, update

from lib.lab_book.book import Book
from lib.lab_book.housekeeping import LIVE
from lib.lab_book.tables import TRAINING, processes, runs, trainings

LEASE = 30.0  # seconds: several beats, and more than a database that is locked or started again takes
_CLOCK = {  # seconds since 1970
    "sqlite": "(julianday('now') - 2440587.5) * 86400.0",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) AS double precision)",
}


class Leases(Book):
    """Processes and their trainings."""

    def beat(self, owner: str, gone: Iterable[str] = ()) -> dict[str, dict[str, Any]]:
        """Says that `owner` is there, and gives it the live trainings that nobody has: of no process, or of one that is gone.

        Args:
            gone: processes that are known to have ended, before their time is up.

        Returns:
            The status of every live training that is its own now, oldest first.
        """
        live, mine = select(TRAINING).where(runs.c.state.in_(LIVE)), trainings.c.owner == owner
        with self._write() as c:
            self._join(c, owner)
            now = c.execute(select(_clock(c))).scalar_one()
            c.execute(update(processes).where(processes.c.id == owner).values(beat=now))
            ended = or_(processes.c.beat < now - LEASE, processes.c.id.in_(list(gone)))
            c.execute(delete(processes).where(ended))
            free = or_(trainings.c.owner.is_(None), trainings.c.owner.not_in(select(processes.c.id)))
            c.execute(update(trainings).where(trainings.c.id.in_(live), free).values(owner=owner))
            query = select(trainings.c.id, runs.c.status).join(runs, trainings.c.id == TRAINING)
            found = c.execute(query.where(runs.c.state.in_(LIVE), mine).order_by(runs.c.created)).all()
            alone = c.execute(select(func.count()).select_from(processes)).scalar_one() == 1
        if not alone:
            self.moved = object()  # others' runs come and go unseen
        return {row.id: row.status for row in found}

    def status(self, owner: str, training: str) -> dict[str, Any] | None:
        """The status of a live training that this process has under way; None: it writes nothing of it any more."""
        query = select(runs.c.status).join(trainings, trainings.c.id == TRAINING)
        mine = (trainings.c.id == training) & (trainings.c.owner == owner) & runs.c.state.in_(LIVE)
        with self._begin() as c:
            found = c.execute(query.where(mine)).first()
        return found.status if found else None

    def holds(self, owner: str, training: str) -> bool:
        return self.status(owner, training) is not None

    def depart(self, owner: str) -> None:
        """Says that a process ends: its live trainings are free at once."""
        with self._write() as c:
            c.execute(delete(processes).where(processes.c.id == owner))

    def processes(self) -> list[str]:
        """Those that were there within LEASE seconds."""
        with self._begin() as c:
            there = processes.c.beat >= _clock(c) - LEASE
            return list(c.execute(select(processes.c.id).where(there).order_by(processes.c.id)).scalars())

    def ended_since(self, when: float) -> dict[str, int]:
        """How many trained runs have ended since, by state; in seconds since 1970."""
        query = select(runs.c.state, func.count()).where(runs.c.ended >= when, runs.c.copy_of.is_(None))
        with self._begin() as c:
            return {row[0]: row[1] for row in c.execute(query.group_by(runs.c.state))}

    def _join(self, c: Connection, owner: str | None) -> None:
        """From here on a process is known; a training that names one which is not would be anybody's."""
        if owner is None:
            return
        if c.execute(select(processes.c.id).where(processes.c.id == owner)).first() is None:
            c.execute(insert(processes).values(id=owner, beat=_clock(c)))


def _clock(c: Connection) -> Any:
    return literal_column(_CLOCK.get(c.dialect.name, _CLOCK["postgresql"]), Float)
