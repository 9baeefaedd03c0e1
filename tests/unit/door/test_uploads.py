"""The door: what is held of uploads, for whom, and when it is let go."""

from __future__ import annotations

from stored import place, upload
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from lib.door import messages, uploads
from lib.door.uploads import Uploads


def books(session_bytes: int = 100, all_bytes: int = 250) -> tuple[MemoryUploadedFileManager, Uploads]:
    files = MemoryUploadedFileManager("/upload")
    return files, Uploads(files, session_bytes, all_bytes)


def test_only_a_place_that_a_page_asked_for_takes_a_file() -> None:
    files, kept = books()
    asked = place(files, "mine")
    assert upload(files, "mine", "invented", 10) == 403
    assert upload(files, "yours", asked, 10) == 403
    assert upload(files, "mine", asked, 10) == 200
    assert kept.total == 10


def test_a_session_and_all_sessions_have_a_bound() -> None:
    files, kept = books()
    statuses = [upload(files, session, place(files, session), 60) for session in "aabbccddee"]
    assert statuses == [200, 413, 200, 413, 200, 413, 200, 413, 503, 503]
    assert kept.total == 240


def test_what_is_replaced_deleted_or_no_longer_shown_is_freed() -> None:
    files, kept = books()
    first, second = place(files, "a"), place(files, "a")
    assert upload(files, "a", first, 60) == upload(files, "a", first, 90) == 200
    assert kept.total == 90
    files.remove_file("a", first)
    assert kept.total == 0
    assert upload(files, "a", first, 10) == 403
    assert upload(files, "a", second, 90) == 200
    kept.show("a", set())  # sent before the page knew of it
    assert kept.total == 90
    kept.show("a", {second})
    kept.show("a", set())
    assert kept.total == 0
    assert files.get_files("a", [second]) == []


def test_an_ended_session_leaves_nothing_and_takes_nothing_more() -> None:
    files, kept = books()
    asked, other = place(files, "a"), place(files, "a")
    upload(files, "a", asked, 50)
    files.remove_session_files("a")
    assert kept.total == 0
    assert upload(files, "a", other, 50) == 403
    assert not files.file_storage


def test_what_is_on_its_way_counts_until_it_broke_off() -> None:
    files, kept = books()
    asked, other = place(files, "a"), place(files, "a")
    kept.reserve("a", asked, 80)
    assert upload(files, "a", other, 80) == 413
    kept.settle("a", asked)
    assert kept.total == 0
    assert upload(files, "a", other, 80) == 200


def test_places_that_nobody_fills_do_not_pile_up() -> None:
    files, kept = books()
    full = place(files, "a")
    upload(files, "a", full, 10)
    for _ in range(5):
        files.get_upload_urls("a", ["x"] * messages.FILES)
    assert len(kept._books["a"].sizes) == uploads.IDS
    assert files.get_files("a", [full])
