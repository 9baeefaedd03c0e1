"""Who is in a room: members with their names, apart from each other, and where a learner is.

It knows no words: whoever joins brings a way to draw a name.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from lib.lab_book.book import digest_of, storable
from lib.lab_book.room import NAME_LIMIT, NO_CODE, Member, NoRoom, Place, RoomRefused, Said
from lib.lab_book.rooms import OF_ROOM, Rooms
from lib.lab_book.run import RUNS, Run
from lib.lab_book.tables import room_guesses, room_members, rooms, runs
from lib.pictures.own.own_entry import printable

IN_ALL = 600  # members of all rooms together: 20 of 30, or two halls of 300
ON_BOARD = 900  # runs at most, newest first: three of each in a hall of 300
Names = Callable[[set[str]], str]


class RoomMembers(Rooms):
    """Members of rooms."""

    def join_room(self, code: str, learner: str, draw: Names) -> Member:
        """Makes a learner a member, with a name that nobody else in the room has; the same one where they are in it already.

        Args:
            draw: a name that is none of those that it is given.

        Raises:
            NoRoom: there is none of that code.
            RoomRefused: the room is full or shut, or all rooms are full, or it is the lecturer who asks.
        """
        with self._write() as c:
            self._welcome(c, learner)
            found = c.execute(
                select(rooms.c.lecturers, rooms.c.said).where(
                    rooms.c.code == code, rooms.c.ends > time.time()
                )
            ).first()
            if found is None:
                raise NoRoom(NO_CODE)
            if digest_of(learner) in found.lecturers:
                raise RoomRefused(
                    "You are the lecturer of this room. Open its link in another browser to join it."
                )
            known = self._members(c, room_members.c.learner == learner)
            if known and known[0].room == code:
                return known[0]
            said = Said.of(found.said)
            if said.shut:
                raise RoomRefused("This room lets nobody else in just now. Ask the lecturer.")
            others = self._members(c, room_members.c.room == code)
            if len(others) >= self._members_most:
                raise RoomRefused(f"{len(others)} are in this room, and that is the limit.")
            if c.execute(select(func.count()).select_from(room_members)).scalar_one() >= IN_ALL:
                raise RoomRefused("The rooms of this course are full just now. Try again later.")
            for before in known:
                self._drop_members(c, before.room, room_members.c.number == before.number)
                self._bump(c, before.room)
            said = replace(said, came=said.came + 1)
            self._say(c, code, said)
            taken = {each.name for each in others}
            member = Member(code, said.came, storable(draw(taken), NAME_LIMIT), seen=time.time())
            c.execute(insert(room_members).values(**asdict(member) | {"hidden": 0}, learner=learner))
            self._bump(c, code)
        for told in {code, *(before.room for before in known)}:
            self._told(told)
        return member

    def leave_room(self, code: str, learner: str) -> None:
        """Takes a member out, with what they guessed."""
        with self._change(code) as (c, row):
            self._drop_members(c, code, room_members.c.learner == learner)
        self._erase(row.opened)

    def place_of(self, learner: str) -> Place | None:
        """The room that a learner leads or is in; None without one."""
        with self._begin() as c:
            open_ = rooms.c.ends > time.time()
            for row in c.execute(select(rooms.c.code, rooms.c.lecturers).where(open_)):
                if digest_of(learner) in row.lecturers:
                    return Place(row.code)
            there = room_members.c.room.in_(select(rooms.c.code).where(open_))
            found = self._members(c, (room_members.c.learner == learner) & there)
        return Place(found[0].room, found[0]) if found else None

    def members_of(self, code: str) -> list[Member]:
        """Everybody in the room, in the order in which they came."""
        with self._begin() as c:
            return self._members(c, room_members.c.room == code)

    def wish_name(self, code: str, learner: str, name: str) -> None:
        """Notes the name that a member asks for; nobody but the lecturer sees it before it is allowed.

        Raises:
            RoomRefused: this room has drawn names alone.
        """
        with self._change(code) as (c, row):
            if not Said.of(row.said).free_names:
                raise RoomRefused("In this room names are drawn. Keep yours.")
            self._set_member(c, code, room_members.c.learner == learner, wanted=_one_line(name))

    def name_member(self, code: str, lecturer: str, number: int, name: str) -> None:
        """Gives a member another name; "" draws nothing and only takes their wish away.

        Raises:
            RoomRefused: somebody else in the room has that name.
        """
        name = _one_line(name)
        with self._lead(code, lecturer) as (c, _):
            same = (
                (room_members.c.room == code)
                & (room_members.c.name == name)
                & (room_members.c.number != number)
            )
            if name and c.execute(select(room_members.c.number).where(same)).first():
                raise RoomRefused("Somebody else in this room has that name. Choose another one.")
            self._set_member(
                c, code, room_members.c.number == number, wanted="", **({"name": name} if name else {})
            )

    def hide_name(self, code: str, lecturer: str, number: int, hidden: bool) -> None:
        """Whether a member's name is kept from the others and from the projector."""
        with self._lead(code, lecturer) as (c, _):
            self._set_member(c, code, room_members.c.number == number, hidden=int(hidden))

    def put_out(self, code: str, lecturer: str, number: int) -> None:
        """Puts a member out, with what they guessed."""
        with self._lead(code, lecturer) as (c, _):
            self._drop_members(c, code, room_members.c.number == number)
            opened = c.execute(select(rooms.c.opened).where(rooms.c.code == code)).scalar_one()
        self._erase(opened)

    def open_rooms(self) -> list[str]:
        """The codes of the rooms that are open."""
        with self._begin() as c:
            return list(c.execute(select(rooms.c.code).where(rooms.c.ends > time.time())).scalars())

    def runs_of_room(self, code: str) -> list[tuple[int, Run]]:
        """The trainings that members asked for since the room was opened, the newest first, each with its member's number."""
        query = RUNS.add_columns(room_members.c.number).join(
            room_members, room_members.c.learner == runs.c.learner
        )
        query = query.join(rooms, rooms.c.code == room_members.c.room)
        query = query.where(
            rooms.c.code == code, runs.c.created >= rooms.c.opened, runs.c.kind.in_(("digits", "retrain"))
        )
        with self._begin() as c:
            found = c.execute(query.order_by(runs.c.created.desc()).limit(ON_BOARD)).all()
        return [(row[-1], Run(*row[:-1])) for row in found]

    def seen_in_room(self, code: str, learner: str) -> Member | None:
        """Notes that a member is there, which is no change of the room; the member, None where they are in it no more."""
        with self._write() as c:
            self._set_member(c, code, room_members.c.learner == learner, seen=time.time())
            mine = (room_members.c.room == code) & (room_members.c.learner == learner)
            return next(iter(self._members(c, mine)), None)

    def _members(self, c: Connection, which: Any) -> list[Member]:
        query = select(room_members).where(which).order_by(room_members.c.number)
        return [
            Member(row.room, row.number, row.name, row.wanted, bool(row.hidden), row.seen)
            for row in c.execute(query)
        ]

    def _set_member(self, c: Connection, code: str, which: Any, **values: Any) -> None:
        this = (room_members.c.room == code) & which
        c.execute(update(room_members).where(this).values(**values))


def forget_member(c: Connection, learner: str) -> None:
    """Takes a learner out of every room, and ends those that they alone lead: for *Forget me*."""
    every = c.execute(select(rooms.c.code, rooms.c.lecturers)).all()
    led = [row.code for row in every if row.lecturers == [digest_of(learner)]]
    for row in c.execute(
        select(room_members.c.room, room_members.c.number).where(room_members.c.learner == learner)
    ).all():
        this = (room_guesses.c.room == row.room) & (room_guesses.c.member == row.number)
        c.execute(delete(room_guesses).where(this))
        c.execute(update(rooms).where(rooms.c.code == row.room).values(version=rooms.c.version + 1))
    c.execute(delete(room_members).where(room_members.c.learner == learner))
    for table in OF_ROOM:
        c.execute(delete(table).where(table.c.room.in_(led)))
    c.execute(delete(rooms).where(rooms.c.code.in_(led)))


def _one_line(name: str) -> str:
    return storable(" ".join(printable(name).split()), NAME_LIMIT).strip()
