"""Rooms: codes, who may do what, members apart from each other, and nothing left of a room that is over."""

from __future__ import annotations

import itertools
import os
import shutil
import time
from pathlib import Path

import pytest
from recorded import RECORDED, shape
from sqlalchemy import text

from lib.lab_book import room as room_module
from lib.lab_book import room_members
from lib.lab_book.book import LabBookError
from lib.lab_book.database import open_database
from lib.lab_book.room import LETTERS, NoRoom, RoomRefused, Said, as_code, draw_code
from lib.lab_book.runs import LabBook
from lib.lab_book.tables import metadata
from lib.settings import Settings

ANN, BOB, EVE, LEE = (letter * 12 + "4" + letter * 3 + "8" + letter * 15 for letter in "abe1")
NAME = "Quixotic Pangolin"
CHOICES = {"more": "more than 90 %", "less": "90 % or less"}


def names(*known: str):
    """Draws these, then numbered ones."""
    rest = itertools.chain(known, (f"Otter {n}" for n in itertools.count(1)))
    return lambda taken: next(name for name in rest if name not in taken)


@pytest.fixture
def book(tmp_path: Path) -> LabBook:
    return LabBook(Settings(folder=tmp_path, rooms=3, room_members=3))


@pytest.fixture
def code(book: LabBook) -> str:
    return book.open_room(LEE)[0]


def learner(n: int) -> str:
    return f"{n:012x}4{n:03x}8{n:015x}"


def test_codes_are_four_consonants_that_look_like_no_other_and_say_nothing(tmp_path: Path) -> None:
    drawn = {draw_code() for _ in range(500)}
    assert len(drawn) > 450
    for code in drawn:
        assert len(set(code)) == 4
        assert set(code) <= set(LETTERS)
        assert not any(word in code for word in room_module.OFFENDING)
    assert not set("AEIOUYCNQW0123456789") & set(LETTERS)
    assert as_code(" bd fg ") == "BDFG"
    assert [as_code(wrong) for wrong in ("BDF", "BDFGH", "BDFA", "B-FG", "")] == [""] * 5


def test_a_lecturer_comes_back_by_the_secret_and_by_no_other(book: LabBook) -> None:
    code, secret = book.open_room(LEE)
    assert book.place_of(LEE).leads
    with book._begin() as c:
        assert secret not in str(c.execute(text("SELECT * FROM rooms")).all())
    for wrong in ("", "x", secret[:-1], code):
        with pytest.raises(NoRoom):
            book.come_back(code, wrong, BOB)
    book.come_back(code, secret, BOB)  # on another device
    assert book.place_of(BOB).leads
    assert book.place_of(LEE).leads  # on the first one too
    for device in (ANN, EVE):
        book.come_back(code, secret, device)
    assert [book.place_of(each) is not None for each in (LEE, BOB, ANN, EVE)] == [False, True, True, True]
    renewed = book.new_secret(code, BOB)
    with pytest.raises(NoRoom):
        book.come_back(code, secret, LEE)
    book.come_back(code, renewed, LEE)
    with pytest.raises(RoomRefused, match="open already"):
        book.open_room(LEE)


def test_only_the_lecturer_changes_a_room(book: LabBook, code: str) -> None:
    me = book.join_room(code, ANN, names())
    book.ask_room(code, LEE, "How many?", CHOICES)
    for forbidden in (
        lambda: book.set_room(code, ANN, leads=False),
        lambda: book.lead_to(code, ANN, "home"),
        lambda: book.end_room(code, ANN),
        lambda: book.new_secret(code, ANN),
        lambda: book.name_member(code, ANN, me.number, "King"),
        lambda: book.put_out(code, ANN, me.number),
        lambda: book.hide_name(code, ANN, me.number, True),
        lambda: book.ask_room(code, ANN, "Mine?", CHOICES),
        lambda: book.ask_again(code, ANN),
        lambda: book.show_guesses(code, ANN),
        lambda: book.stop_asking(code, ANN),
    ):
        before = book.room(code)
        with pytest.raises(RoomRefused, match="Only the lecturer"):
            forbidden()
        assert book.room(code) == before
    with pytest.raises(RoomRefused, match="You are the lecturer"):
        book.join_room(code, LEE, names())


def test_a_step_counts_once_and_bumps_the_version(book: LabBook, code: str) -> None:
    assert book.room(code).said == Said()
    first, stamp = book.room_version(code), book.room_stamp(code)
    assert book.lead_to(code, LEE, "home").step == 1
    assert book.lead_to(code, LEE, "home").step == 1
    assert book.lead_to(code, LEE, "home", "guess").step == 2
    book.set_room(code, LEE, leads=False, limits=("batch_size",))
    assert book.room(code).said == Said(
        step=2, page="home", part="guess", leads=False, limits=("batch_size",)
    )
    assert book.room_version(code) > first
    assert book.room_stamp(code) != stamp
    assert book.room_version("BDFG") is None


def test_members_have_different_names_and_stay_who_they_are(book: LabBook, code: str) -> None:
    ann = book.join_room(code, ANN, names(NAME))
    bob = book.join_room(code, BOB, names(NAME))
    assert ann.name == NAME != bob.name
    assert book.join_room(code, ANN, names()) == ann  # comes once more
    assert book.place_of(ANN).member == ann
    other, _ = book.open_room(EVE)
    assert book.join_room(other, ANN, names(NAME)).name == NAME  # rooms know nothing of each other
    assert [each.name for each in book.members_of(code)] == [bob.name]  # one room at a time
    with pytest.raises(NoRoom):
        book.join_room("ZZZZ", ANN, names())


def test_a_name_of_ones_own_waits_for_the_lecturer(book: LabBook, code: str) -> None:
    ann, bob = (book.join_room(code, each, names()) for each in (ANN, BOB))
    with pytest.raises(RoomRefused, match="drawn"):
        book.wish_name(code, ANN, "Ann")
    book.set_room(code, LEE, free_names=True)
    book.wish_name(code, ANN, "  Ann \0\n of   Ohm " + "x" * 90)
    kept = book.members_of(code)[0]
    assert kept.name == ann.name
    assert kept.wanted == ("Ann of Ohm " + "x" * 90)[:24]
    book.name_member(code, LEE, ann.number, kept.wanted)
    assert book.members_of(code)[0].name == kept.wanted
    assert not book.members_of(code)[0].wanted
    with pytest.raises(RoomRefused, match="Somebody else"):
        book.name_member(code, LEE, bob.number, kept.wanted)
    book.wish_name(code, BOB, "Bob")
    book.name_member(code, LEE, bob.number, "")  # no
    assert book.members_of(code)[1] == bob
    book.hide_name(code, LEE, bob.number, True)
    assert book.members_of(code)[1].hidden


def test_bounds_are_told_in_sentences(book: LabBook, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(3):
        book.join_room(code, learner(n), names())
    with pytest.raises(RoomRefused, match="3 are in this room"):
        book.join_room(code, ANN, names())
    other, _ = book.open_room(BOB)
    monkeypatch.setattr(room_members, "IN_ALL", 3)
    with pytest.raises(RoomRefused, match="full just now"):
        book.join_room(other, ANN, names())
    monkeypatch.setattr(room_members, "IN_ALL", 600)
    book.set_room(other, BOB, shut=True)
    with pytest.raises(RoomRefused, match="lets nobody else in"):
        book.join_room(other, ANN, names())
    book.open_room(EVE)
    with pytest.raises(RoomRefused, match="3 rooms are open"):
        book.open_room(ANN)


def test_who_is_removed_or_leaves_is_out_with_what_they_guessed(book: LabBook, code: str) -> None:
    ann, _ = (book.join_room(code, each, names()) for each in (ANN, BOB))
    question = book.ask_room(code, LEE, "How many?", CHOICES)
    for each in (ANN, BOB):
        book.guess_in_room(code, each, question, "more")
    book.put_out(code, LEE, ann.number)
    assert book.place_of(ANN) is None
    assert book.room(code).question.counts == ({"more": 1},)
    with pytest.raises(NoRoom, match="no longer"):
        book.guess_in_room(code, ANN, question, "more")
    book.leave_room(code, BOB)
    assert book.join_room(code, EVE, names()).number == 3  # nobody gets another one's
    book.leave_room(code, EVE)
    assert book.room(code).question.counts == ({},)
    assert book.members_of(code) == []


def test_a_forgotten_learner_is_in_no_room_and_leads_none(book: LabBook, code: str) -> None:
    book.join_room(code, ANN, names())
    question = book.ask_room(code, LEE, "How many?", CHOICES)
    book.guess_in_room(code, ANN, question, "more")
    book.forget(ANN)
    assert book.members_of(code) == []
    assert book.room(code).question.counts == ({},)
    with pytest.raises(LabBookError, match="as you asked"):
        book.join_room(code, ANN, names())
    book.forget(LEE)
    assert book.room(code) is None
    assert rows(book) == {"rooms": 0, "room_members": 0, "room_questions": 0, "room_guesses": 0}


def test_two_processes_see_each_others_changes(tmp_path: Path) -> None:
    one, two = (LabBook(Settings(folder=tmp_path)) for _ in range(2))
    code, _ = one.open_room(LEE)
    two.join_room(code, ANN, names(NAME))
    assert [each.name for each in one.members_of(code)] == [NAME]
    before = two.room_version(code)
    one.lead_to(code, LEE, "home")
    assert two.room_version(code) == before + 1
    assert two.room(code).said.page == "home"


def rows(book: LabBook) -> dict[str, int]:
    with book._begin() as c:
        return {
            table: c.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("rooms", "room_members", "room_questions", "room_guesses")
        }


def fill(book: LabBook) -> str:
    code, _ = book.open_room(LEE)
    book.set_room(code, LEE, free_names=True)
    for n, each in enumerate((ANN, BOB, EVE)):
        book.join_room(code, each, names(f"{NAME} {n}"))
        book.wish_name(code, each, f"Wished {NAME}"[:24])
        question = book.ask_room(code, LEE, "How many of a like number?", CHOICES)
        book.guess_in_room(code, each, question, "more")
    book.name_member(code, LEE, 1, "Renamed Pangolin")
    return code


TRACES = (NAME, "Wished", "Renamed Pangolin", "like number", ANN, BOB, EVE)


def dump(book: LabBook, folder: Path) -> bytes:
    """All that the database has: rows as text, and of SQLite the raw bytes of its files."""
    said = []
    with book._begin() as c:
        for table in metadata.tables:
            said += [repr(row) for row in c.execute(text(f'SELECT * FROM "{table}"'))]
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    return "\n".join(said).encode() + b"".join(files)


@pytest.mark.parametrize("how", ["click", "time"])
def test_nothing_of_a_room_is_left_when_it_ends(
    book: LabBook, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = fill(book)
    other, _ = book.open_room(ANN[::-1])
    before = dump(book, tmp_path)
    assert all(trace.encode() in before for trace in TRACES)
    if how == "click":
        book.end_room(code, LEE)
    else:
        ends = book.room(code).ends
        assert ends == pytest.approx(time.time() + 3 * 3600, abs=60)
        assert book.end_overdue() == ends  # not yet
        assert book.room(code) is not None
        with book._write() as c:
            c.execute(
                text("UPDATE rooms SET ends = :now WHERE code = :code"),
                {"now": time.time() - 1, "code": code},
            )
        assert book.room(code) is None  # at once, even before it is deleted
        assert book.end_overdue() > time.time()  # the other room's
    assert book.room(code) is None
    assert book.place_of(BOB) is None
    assert rows(book) == {"rooms": 1, "room_members": 0, "room_questions": 0, "room_guesses": 0}
    after = dump(book, tmp_path)
    assert not [trace for trace in TRACES if trace.encode() in after]
    assert book.room(other) is not None


@pytest.mark.sqlite
def test_schema_6_gets_the_tables_of_a_new_lab_book(tmp_path: Path) -> None:
    shutil.copy(RECORDED / "lab_book_6.sqlite", tmp_path / "lab_book.sqlite")
    book = LabBook(Settings(folder=tmp_path))
    (run,) = book.runs(ANN)
    assert (run.name, run.state, book.weights(run.id)) == ("six", "done", b"weights")
    assert book.answers(ANN, "what_is_a_model") == {"predict.who": "nobody"}
    assert shape(book._engine) == shape(open_database(f"sqlite:///{tmp_path / 'fresh.sqlite'}"))
    assert rows(book) == {"rooms": 0, "room_members": 0, "room_questions": 0, "room_guesses": 0}


@pytest.mark.sqlite
@pytest.mark.parametrize("younger", [False, True])
def test_a_copy_from_before_the_room_outlives_it(book: LabBook, tmp_path: Path, younger: bool) -> None:
    copy = tmp_path / "lab_book.sqlite.schema-6"
    copy.write_bytes(b"an upgrade's")
    code, _ = book.open_room(LEE)
    moment = book.room(code).opened + (60 if younger else -60)
    os.utime(copy, (moment, moment))
    book.end_room(code, LEE)
    assert copy.exists() != younger  # one that was made meanwhile may hold the room
