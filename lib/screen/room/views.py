"""What those in a room are told while it goes on, by the door's live route: one reading and one answer for all of them.

Members are told where the class is and what it is asked; the lecturer also who is there and how many have answered. What
was guessed is told to nobody before the lecturer shows it.
"""

from __future__ import annotations

import time
from typing import Any

from lib.door.live import View, Watched, live
from lib.lab_book.room import Asked, Member, Room
from lib.lab_book.rooms import HERE
from lib.screen.kit import course, host

STALE = 0.9  # seconds after which a room is read anew for those who wait: another process may lead it
HOLD = (
    10.0  # seconds that an asking waits for news: less than a browser's patience, more than it costs to ask
)


class RoomView:
    """A room as its members see it."""

    for_lecturer = False

    def __init__(self, code: str) -> None:
        self._code = code
        self._version: int | None = None
        self._view: View | None = None
        self.room: Room | None = None
        self.members: dict[int, Member] = {}

    def stamp(self) -> object:
        return host.lab_book().room_stamp(self._code)

    def read(self) -> View | None:
        book = host.lab_book()
        version = book.room_version(self._code)
        if version is None:
            self.room, self.members, self._view = None, {}, None
        elif version != self._version or self.for_lecturer:
            self.room = book.room(self._code)
            self.members = {each.number: each for each in book.members_of(self._code)}
            self._view = None if self.room is None else View([], self._rest(self.room))
        self._version = version
        return self._view

    def _rest(self, room: Room) -> dict[str, Any]:
        said = room.said
        title = course.lesson(said.page).title if said.page else ""
        return {
            "code": room.code,
            "step": [said.step, said.page, said.part, title],
            "leads": said.leads,
            "names": said.free_names,
            "question": told(room.question) if room.question else None,
        }


class LecturerView(RoomView):
    """A room as its lecturer sees it."""

    for_lecturer = True

    def _rest(self, room: Room) -> dict[str, Any]:
        since = time.time() - HERE
        there = {each.number: each.seen >= since for each in self.members.values()}
        names = [[n, "" if each.hidden else each.name, int(there[n])] for n, each in self.members.items()]
        answered = sum(room.question.counts[-1].values()) if room.question else 0
        wishes = sum(bool(each.wanted) for each in self.members.values())
        return super()._rest(room) | {
            "here": sum(there.values()),
            "members": names,
            "answered": answered,
            "wishes": wishes,
        }


def told(asked: Asked) -> dict[str, Any]:
    """A question as it travels: what was guessed goes along only once it is shown."""
    return {
        "number": asked.number,
        "round": asked.round,
        "text": asked.text,
        "lesson": asked.lesson,
        "options": [[key, words] for key, words in asked.options.items()],
        "shown": asked.shown,
        "correct": asked.correct if asked.shown else "",
        "counts": [[each.get(key, 0) for key in asked.options] for each in asked.counts]
        if asked.shown
        else [],
    }


def watched(code: str, lecturer: bool = False) -> tuple[str, Watched]:
    """The room as one side sees it, read anew where that is due, and the token of its address."""
    make = LecturerView if lecturer else RoomView
    token, found = live.watched(f"{make.__name__}.{code}", lambda: make(code), STALE, HOLD, first=lecturer)
    found.refresh(at_once=True)  # it may be this session's own click
    return token, found


def view(code: str, lecturer: bool = False) -> RoomView | None:
    """The same as records; None where the room is over."""
    token, found = watched(code, lecturer)
    source = found.source
    assert isinstance(source, RoomView)
    if found.view is None:
        live.forget(token)
        return None
    return source
