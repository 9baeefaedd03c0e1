"""Pictures of visitors have a bound for each session, and one for all sessions of the process together."""

from __future__ import annotations

import gc

import pytest
from lessons import photo, words
from pet_engine import PetEngine, open_lesson
from streamlit.testing.v1 import AppTest

from lib.screen.pictures import pet_uploads, visitors_pictures
from lib.screen.pictures.visitors_pictures import NO_ROOM

JPEG = "image/jpeg"


@pytest.fixture
def room(engine: PetEngine, monkeypatch: pytest.MonkeyPatch) -> visitors_pictures.Room:
    monkeypatch.setattr(visitors_pictures, "room", visitors_pictures.Room(visitors_pictures.ALL_KEPT))
    return visitors_pictures.room


def pets(count: int, first: int = 0) -> AppTest:
    page = open_lesson("your_own_pet_photos").run()
    page.pills(key="predict_flower").set_value("neither").run()
    files = [(f"{i}.jpg", photo(first + i), JPEG) for i in range(count)]
    return page.file_uploader(key="upload").set_value(files).run()


def kept(page: AppTest) -> list[pet_uploads.Own]:
    return [one for one in page.session_state["own_photos"].values() if isinstance(one, pet_uploads.Own)]


def test_a_session_keeps_so_many_photos_and_no_more(
    room: visitors_pictures.Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pet_uploads, "MOST", 2)
    page = pets(3)
    assert len(kept(page)) == 2
    assert "You gave 3 photos, and 2 fit at once." in words(page)
    assert room.held() == sum(one.kept_bytes for one in kept(page))


def test_all_sessions_share_one_room_and_who_leaves_gives_theirs_back(room: visitors_pictures.Room) -> None:
    first = pets(1)
    room.most = room.held() + 1000
    second = pets(1, first=5)
    assert NO_ROOM in words(second)
    assert not kept(second)
    asked = open_lesson("meet_the_original").run()
    asked.pills(key="photo").set_value("Your own").run()
    asked.file_uploader(key="upload").set_value(("mine.jpg", photo(9, size=(400, 400)), JPEG)).run()
    assert NO_ROOM in words(asked)
    assert len(kept(first)) == 1
    first.button(key="not_you").click().run()
    gc.collect()
    assert not room.held()
    second.run()  # the refusal is kept as the photo's sentence: it is dropped anew
    second.file_uploader(key="upload").set_value([("again.jpg", photo(6), JPEG)]).run()
    assert len(kept(second)) == 1
