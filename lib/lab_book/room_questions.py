"""What a lecturer asks a room, round after round, and what its members guess.

Peer instruction (Crouch and Mazur, 2001): ask, show nothing, let them talk, ask the same again, show both. A guess is one
option's key, of a round that is open; the last one counts. It knows the words of a question only as it was given them.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from lib.lab_book.room import Asked, NoRoom, Room, RoomRefused, Said
from lib.lab_book.room_members import RoomMembers
from lib.lab_book.tables import room_guesses, room_members, room_questions, rooms

QUESTIONS = 60  # that one room asks: a lecture of three hours with one every three minutes
ROUNDS = 5
OPTIONS = 12  # of one question
TEXT = 600  # characters of a question, and of an option
CLOSED = "This question takes no more guesses."
LATE = "This guess came too late for its round. Guess again."
# A room with the member who guesses and the question that is asked; and what that member guessed in this round before
GUESSING = (
    select(
        rooms.c.ends,
        rooms.c.said,
        room_members.c.number.label("member"),
        room_questions.c.asked,
        room_questions.c.round,
        room_questions.c.shown,
    )
    .join_from(
        rooms,
        room_members,
        (room_members.c.room == rooms.c.code) & (room_members.c.learner == bindparam("learner")),
        isouter=True,
    )
    .join(
        room_questions,
        (room_questions.c.room == rooms.c.code) & (room_questions.c.number == bindparam("number")),
        isouter=True,
    )
    .where(rooms.c.code == bindparam("code"))
)
GUESSED = delete(room_guesses).where(
    *(room_guesses.c[name] == bindparam(f"this_{name}") for name in ("room", "question", "round", "member"))
)


class RoomQuestions(RoomMembers):
    """Questions and guesses of rooms."""

    def room(self, code: str) -> Room | None:
        """A room as it stands with the question on its screens; None where it is over."""
        with self._begin() as c:
            row = c.execute(select(rooms).where(rooms.c.code == code, rooms.c.ends > time.time())).first()
            if row is None:
                return None
            said = Said.of(row.said)
            return Room(code, row.version, said, row.opened, row.ends, self._asked(c, code, said.asked))

    def room_version(self, code: str) -> int | None:
        """Another one where something in the room has changed; None where it is over."""
        with self._begin() as c:
            query = select(rooms.c.version).where(rooms.c.code == code, rooms.c.ends > time.time())
            return c.execute(query).scalar()

    def ask_room(
        self, code: str, lecturer: str, text: str, options: Mapping[str, str], lesson: str = "", key: str = ""
    ) -> int:
        """Puts a question on everybody's screen and gives its number; the same one again where it was asked before.

        Raises:
            RoomRefused: it has too many words or options, or the room has asked as many as it may.
        """
        if not 2 <= len(options) <= OPTIONS or any(
            len(words) > TEXT for words in [text, *options, *options.values()]
        ):
            raise RoomRefused("This question is too long to be asked on every screen.")
        asked = {"text": text, "options": dict(options), "lesson": lesson, "key": key}
        with self._lead(code, lecturer) as (c, said):
            found = c.execute(select(room_questions).where(room_questions.c.room == code)).all()
            number = next((row.number for row in found if row.asked == asked), None)
            if number is None:
                if len(found) >= QUESTIONS:
                    raise RoomRefused(f"This room has asked {len(found)} questions, and that is the limit.")
                number = len(found) + 1
                new = {"room": code, "number": number, "asked": asked, "round": 1, "shown": 0, "correct": ""}
                c.execute(insert(room_questions).values(**new))
            self._say(c, code, said.with_question(number))
        return number

    def ask_again(self, code: str, lecturer: str, after: int = 0) -> None:
        """The next round of the question on the screens; nobody sees what was guessed before it is shown.

        Args:
            after: the round that the lecturer sees: a button that is pressed twice skips none. 0: whichever it is.
        """
        with self._lead(code, lecturer) as (c, said):
            this = (room_questions.c.room == code) & (room_questions.c.number == said.asked)
            now = c.execute(select(room_questions.c.round).where(this)).scalar() or 0
            if after and now > after:
                return
            if now >= ROUNDS:
                raise RoomRefused(f"A question is asked {ROUNDS} times at most.")
            values = {"round": room_questions.c.round + 1, "shown": 0, "correct": ""}
            c.execute(update(room_questions).where(this).values(**values))

    def show_guesses(self, code: str, lecturer: str, correct: str | None = None) -> None:
        """Everybody sees what was guessed, from now on; no more guesses are taken in this round.

        Args:
            correct: the right option's key, drawn over the guesses; "" for none, None leaves it as it is.
        """
        with self._lead(code, lecturer) as (c, said):
            this = (room_questions.c.room == code) & (room_questions.c.number == said.asked)
            asked = c.execute(select(room_questions.c.asked).where(this)).scalar()
            if correct and (asked is None or correct not in asked["options"]):
                raise RoomRefused("That is none of the options.")
            values: dict[str, Any] = {"shown": 1} | ({} if correct is None else {"correct": correct})
            c.execute(update(room_questions).where(this).values(**values))

    def stop_asking(self, code: str, lecturer: str) -> None:
        """Takes the question off the screens; what was guessed is kept till the room ends."""
        with self._lead(code, lecturer) as (c, said):
            self._say(c, code, said.with_question(0))

    def guess_in_room(self, code: str, learner: str, question: int, option: str, in_round: int = 0) -> None:
        """Keeps a member's guess in the round that is open, in place of an earlier one. It bumps no version: members are told
        nothing of it, and a lecturer's view counts anew all the time. Three hundred come in one second.

        Args:
            in_round: for which it was made, since it may come late; 0: whichever is open.

        Raises:
            NoRoom: the room is over, or the member was put out of it.
            RoomRefused: the question is not on the screens, its guesses are shown, or it has another round.
        """
        if not 0 < question <= QUESTIONS:  # a page may say any number, also one that no database holds
            raise RoomRefused(CLOSED)
        with self._write() as c:
            row = c.execute(GUESSING, {"code": code, "learner": learner, "number": question}).first()
            if row is None or row.ends <= time.time():
                raise NoRoom("This room is over.")
            if row.member is None:
                raise NoRoom("You are no longer in this room.")
            if row.round is None or Said.of(row.said).asked != question or row.shown:
                raise RoomRefused(CLOSED)
            if in_round not in {0, row.round}:
                raise RoomRefused(LATE)
            if option not in row.asked["options"]:
                raise RoomRefused("That is none of the options.")
            guess = {"room": code, "question": question, "round": row.round, "member": row.member}
            c.execute(GUESSED, {f"this_{name}": value for name, value in guess.items()})
            c.execute(insert(room_guesses).values(**guess, option=option))
        self._told(code)

    def guesses_of_member(self, code: str, number: int) -> dict[str, str]:
        """What a member guessed, by question and round: {"3.1": option}."""
        mine = (room_guesses.c.room == code) & (room_guesses.c.member == number)
        with self._begin() as c:
            found = c.execute(
                select(room_guesses.c.question, room_guesses.c.round, room_guesses.c.option).where(mine)
            )
            return {f"{question}.{number}": option for question, number, option in found}

    def _asked(self, c: Connection, code: str, number: int) -> Asked | None:
        this = (room_questions.c.room == code) & (room_questions.c.number == number)
        row = c.execute(select(room_questions).where(this)).first() if number else None
        if row is None:
            return None
        guessed = (room_guesses.c.room == code) & (room_guesses.c.question == number)
        columns = (room_guesses.c.round, room_guesses.c.option)
        counts: list[Counter[str]] = [Counter() for _ in range(row.round)]
        for round_, option, times in c.execute(
            select(*columns, func.count()).where(guessed).group_by(*columns)
        ):
            counts[round_ - 1][option] = times
        words = {name: row.asked.get(name, "") for name in ("text", "options", "lesson", "key")}
        shown, told = bool(row.shown), tuple(map(dict, counts))
        return Asked(number, round=row.round, shown=shown, correct=row.correct, counts=told, **words)
