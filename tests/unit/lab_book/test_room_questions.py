"""What a room is asked: one guess a member and round, hidden until shown, asked again, and bounded."""

from __future__ import annotations

from pathlib import Path

import pytest

from lib.lab_book import room_questions
from lib.lab_book.room import RoomRefused
from lib.lab_book.runs import LabBook
from lib.settings import Settings

LEE = "1" * 12 + "4" + "1" * 3 + "8" + "1" * 15
CHOICES = {"more": "more than 90 %", "less": "90 % or less"}


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path))


@pytest.fixture
def code(book: LabBook) -> str:
    return book.open_room(LEE)[0]


def joined(book: LabBook, code: str, count: int) -> list[str]:
    learners = [f"{n:012x}4{n:03x}8{n:015x}" for n in range(count)]
    for each in learners:
        book.join_room(code, each, lambda taken: f"Otter {len(taken)}")
    return learners


def test_ask_talk_ask_again_and_both_rounds_are_told(book: LabBook, code: str) -> None:
    one, two, three = joined(book, code, 3)
    question = book.ask_room(code, LEE, "How many?", CHOICES, "home", "how_many")
    assert book.room(code).question.counts == ({},)
    book.guess_in_room(code, one, question, "less")
    book.guess_in_room(code, one, question, "more")  # the last one counts
    book.guess_in_room(code, two, question, "less")
    assert book.room(code).question.counts == ({"more": 1, "less": 1},)
    for _ in range(2):  # pressed twice, before its page could change
        book.ask_again(code, LEE, after=1)
    assert book.room(code).question.round == 2
    with pytest.raises(RoomRefused, match="too late for its round"):
        book.guess_in_room(code, one, question, "less", in_round=1)
    for member in (one, two, three):
        book.guess_in_room(code, member, question, "more", in_round=2)
    book.show_guesses(code, LEE)
    asked = book.room(code).question
    assert (asked.shown, asked.correct) == (True, "")
    assert asked.counts == ({"more": 1, "less": 1}, {"more": 3})
    with pytest.raises(RoomRefused, match="no more guesses"):
        book.guess_in_room(code, one, question, "less")
    book.show_guesses(code, LEE, "more")
    assert book.room(code).question.correct == "more"
    assert book.guesses_of_member(code, 2) == {f"{question}.1": "less", f"{question}.2": "more"}
    book.stop_asking(code, LEE)
    assert book.room(code).question is None
    with pytest.raises(RoomRefused, match="no more guesses"):
        book.guess_in_room(code, one, question, "less")
    assert book.ask_room(code, LEE, "How many?", CHOICES, "home", "how_many") == question  # with its rounds
    assert book.room(code).question.counts[1] == {"more": 3}


def test_what_is_no_option_counts_for_nothing(book: LabBook, code: str) -> None:
    (member,) = joined(book, code, 1)
    question = book.ask_room(code, LEE, "How many?", CHOICES)
    for wrong in ("", "most", "x" * 5000, "more'; --"):
        with pytest.raises(RoomRefused, match="none of the options"):
            book.guess_in_room(code, member, question, wrong)
    for number in (question + 1, 0, -1, 2**63, 10**30):  # no database holds the last two
        with pytest.raises(RoomRefused, match="no more guesses"):
            book.guess_in_room(code, member, number, "more")
    with pytest.raises(RoomRefused, match="none of the options"):
        book.show_guesses(code, LEE, "most")
    assert book.room(code).question.counts == ({},)


def test_questions_rounds_and_words_are_bounded(
    book: LabBook, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room_questions, "QUESTIONS", 2)
    monkeypatch.setattr(room_questions, "ROUNDS", 2)
    for wrong in ({"one": "1"}, {str(n): "x" for n in range(13)}, {"a": "x" * 601, "b": "y"}):
        with pytest.raises(RoomRefused, match="too long"):
            book.ask_room(code, LEE, "How many?", wrong)
    book.ask_room(code, LEE, "First?", CHOICES)
    book.ask_again(code, LEE)
    with pytest.raises(RoomRefused, match="2 times at most"):
        book.ask_again(code, LEE)
    book.ask_room(code, LEE, "Second?", CHOICES)
    with pytest.raises(RoomRefused, match="asked 2 questions"):
        book.ask_room(code, LEE, "Third?", CHOICES)


def test_a_question_goes_with_its_page(book: LabBook, code: str) -> None:
    book.lead_to(code, LEE, "home")
    book.ask_room(code, LEE, "How many?", CHOICES)
    book.lead_to(code, LEE, "home", "guess")
    assert book.room(code).question is not None
    book.lead_to(code, LEE, "glossary")
    assert book.room(code).question is None
