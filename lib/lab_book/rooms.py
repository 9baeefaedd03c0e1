"""Rooms in the lab book: who opened them, what the lecturer sets, and how all of it goes when a room ends.

Every change bumps the room's version, so that whoever watches it, in this process or another one, need not read the rest. It
knows no lesson.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from lib.lab_book.book import Book, digest_of
from lib.lab_book.room import (
    NOT_YOURS,
    NoRoom,
    RoomRefused,
    Said,
    draw_code,
)
from lib.lab_book.tables import room_guesses, room_members, room_questions, rooms
from lib.settings import Settings

OF_ROOM = (room_guesses, room_questions, room_members)
HOUR = 3600.0
DEVICES = 3  # that lead one room: a laptop, a phone, and one in place of one that broke
HERE = 90.0  # seconds since somebody was last seen, after which they count as away


class Rooms(Book):
    """Rooms; `lib.lab_book.room_members` has who is in them, `room_questions` what is asked there."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self._rooms_most, self._members_most = settings.rooms, settings.room_members
        self._room_seconds = settings.room_hours * HOUR
        self._room_writes: Counter[str] = Counter()  # by code, in this process

    def room_stamp(self, code: str) -> int:
        """Another one after each change of the room by this process; it asks no database."""
        return self._room_writes[code]

    # The lecturer

    def open_room(self, lecturer: str) -> tuple[str, str]:
        """A new room's code, and the secret by which its lecturer comes back; only a digest of that is kept.

        Raises:
            RoomRefused: as many rooms as may be are open, or this lecturer has one.
        """
        secret, now = secrets.token_urlsafe(24), time.time()
        with self._write() as c:
            self._welcome(c, lecturer)
            self._drop_overdue(c, now)
            open_ = {row.code: row.lecturers for row in c.execute(select(rooms.c.code, rooms.c.lecturers))}
            if any(digest_of(lecturer) in each for each in open_.values()):
                raise RoomRefused("You have a room open already. End it first.")
            if len(open_) >= self._rooms_most:
                raise RoomRefused(
                    f"{len(open_)} rooms are open, and that is the limit. Try again when one has ended."
                )
            c.execute(delete(room_members).where(room_members.c.learner == lecturer))
            code = next(code for code in iter(draw_code, "") if code not in open_)
            new = {"code": code, "secret": _digest(secret), "lecturers": [digest_of(lecturer)], "version": 1}
            said = asdict(Said())
            c.execute(insert(rooms).values(**new, said=said, opened=now, ends=now + self._room_seconds))
        self._told(code)
        return code, secret

    def come_back(self, code: str, secret: str, learner: str) -> None:
        """Makes a learner who has the secret a lecturer of the room, beside the devices that are it already.

        Raises:
            NoRoom: the room is over, or that is not its secret.
        """
        with self._write() as c:
            query = select(rooms.c.secret, rooms.c.lecturers)
            kept = c.execute(query.where(rooms.c.code == code, rooms.c.ends > time.time())).first()
            if not hmac.compare_digest(kept.secret if kept else "", _digest(secret)):
                raise NoRoom("This is not the secret link of a room that is open.")
            assert kept is not None
            self._drop_members(c, code, room_members.c.learner == learner)
            others = [each for each in kept.lecturers if each != digest_of(learner)]
            lecturers = [*others[1 - DEVICES :], digest_of(learner)]
            c.execute(update(rooms).where(rooms.c.code == code).values(lecturers=lecturers))
            self._bump(c, code)
        self._told(code)

    def new_secret(self, code: str, lecturer: str) -> str:
        """Another secret in place of the one before, which opens nothing from now on."""
        secret = secrets.token_urlsafe(24)
        with self._lead(code, lecturer) as (c, _):
            c.execute(update(rooms).where(rooms.c.code == code).values(secret=_digest(secret)))
        return secret

    def set_room(self, code: str, lecturer: str, **changes: Any) -> Said:
        """Changes what the lecturer has set, by the names of `Said`."""
        with self._lead(code, lecturer) as (c, said):
            said = replace(said, **changes)
            self._say(c, code, said)
        return said

    def lead_to(self, code: str, lecturer: str, page: str, part: str = "") -> Said:
        """The next step of the class; none where it is there already. Another page takes the question off the screens."""
        with self._lead(code, lecturer) as (c, said):
            if (said.page, said.part) != (page, part):
                asked = said.asked if said.page == page else 0
                said = replace(said, step=said.step + 1, page=page, part=part, asked=asked)
                self._say(c, code, said)
        return said

    def end_room(self, code: str, lecturer: str) -> None:
        """Deletes the room with all that it holds, from the database's files too."""
        with self._lead(code, lecturer) as (c, _):
            opened = self._drop(c, [code])
        self._erase(opened)

    def end_overdue(self) -> float | None:
        """Deletes rooms whose time is over; when the next one's will be, in seconds since 1970, None without any."""
        now = time.time()
        with self._begin() as c:
            next_end = c.execute(select(func.min(rooms.c.ends))).scalar()
        if next_end is None or next_end > now:
            return next_end
        with self._write() as c:
            opened = self._drop_overdue(c, now)
        self._erase(opened)
        with self._begin() as c:
            return c.execute(select(func.min(rooms.c.ends))).scalar()

    # What both share

    @contextmanager
    def _change(self, code: str) -> Iterator[tuple[Connection, Any]]:
        """A transaction in which the room is there, and which bumps its version; raises NoRoom."""
        with self._write() as c:
            row = c.execute(select(rooms).where(rooms.c.code == code, rooms.c.ends > time.time())).first()
            if row is None:
                raise NoRoom("This room is over.")
            yield c, row
            self._bump(c, code)
        self._told(code)

    @contextmanager
    def _lead(self, code: str, lecturer: str) -> Iterator[tuple[Connection, Said]]:
        """`_change` by the room's lecturer alone; raises RoomRefused for anybody else."""
        with self._change(code) as (c, row):
            if digest_of(lecturer) not in row.lecturers:
                raise RoomRefused(NOT_YOURS)
            yield c, Said.of(row.said)

    def _say(self, c: Connection, code: str, said: Said) -> None:
        c.execute(update(rooms).where(rooms.c.code == code).values(said=asdict(said)))

    def _bump(self, c: Connection, code: str) -> None:
        c.execute(update(rooms).where(rooms.c.code == code).values(version=rooms.c.version + 1))

    def _told(self, code: str) -> None:
        """Called once it is written: whoever reads at once would else read what was before."""
        self._room_writes[code] += 1

    def _drop_members(self, c: Connection, code: str, which: Any) -> None:
        this = (room_members.c.room == code) & which
        gone = select(room_members.c.number).where(this)
        c.execute(delete(room_guesses).where(room_guesses.c.room == code, room_guesses.c.member.in_(gone)))
        c.execute(delete(room_members).where(this))

    def _drop_overdue(self, c: Connection, now: float) -> float:
        return self._drop(c, list(c.execute(select(rooms.c.code).where(rooms.c.ends <= now)).scalars()))

    def _drop(self, c: Connection, codes: list[str]) -> float:
        """Deletes rooms; when the first of them was opened."""
        opened = c.execute(select(func.min(rooms.c.opened)).where(rooms.c.code.in_(codes))).scalar()
        for table in OF_ROOM:
            c.execute(delete(table).where(table.c.room.in_(codes)))
        c.execute(delete(rooms).where(rooms.c.code.in_(codes)))
        for code in codes:
            self._told(code)
        return time.time() if opened is None else opened


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
