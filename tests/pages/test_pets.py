"""The lesson "Your own pet photos" as a script: hostile uploads, neither, silence, the score, and what is never kept."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from pathlib import Path

import pytest
from lessons import photo, words
from pet_engine import TOASTER, PetEngine, open_lesson
from streamlit.testing.v1 import AppTest

from lib.screen.pictures import pet_uploads


@pytest.fixture
def page(engine: PetEngine) -> AppTest:
    app = open_lesson("your_own_pet_photos")
    assert not app.file_uploader  # nothing before the guess
    return app.pills(key="predict_flower").set_value("neither").run()


def learner(page: AppTest) -> str:
    return page.session_state["_learner"]["offer"]


def bomb() -> bytes:
    """A PNG that says it has 20,000 x 20,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def drop(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    return (
        page.file_uploader(key="upload").set_value([(name, data, "image/jpeg") for name, data in files]).run()
    )


def test_each_photo_is_told_by_both_models(page: AppTest) -> None:
    said = words(drop(page, ("mieze.jpg", photo(1)), ("rex.png", photo(2, "PNG"))))
    assert "mieze.jpg" in said
    assert "rex.png" in said
    assert said.count('class="seen"') == 4  # two of the learner's, the flower and the temple
    assert "It says **cat**, 97.0 %." in said


def test_hostile_files_get_a_sentence_each_and_the_rest_goes_on(page: AppTest) -> None:
    said = words(
        drop(
            page, ("text.jpg", b"hello"), ("empty.jpg", b""), ("bomb.png", bomb()), ("cut.jpg", photo(3)[:700]),
            ("dot.png", photo(4, "PNG", (1, 1))), ("print.jpg", photo(5, mode="CMYK")), ("moving.gif", photo(6, "GIF")),
        )
    )  # fmt: skip
    assert len(page.error) == 4
    assert "400,000,000" in said or "20,000 × 20,000" in said or "too many pixels" in said
    assert said.count('class="seen"') == 3 + 2


def test_more_photos_than_fit_are_refused_before_they_are_decoded(
    page: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []
    real = pet_uploads.decode
    monkeypatch.setattr(
        pet_uploads, "decode", lambda data, name, **more: decoded.append(name) or real(data, name)
    )
    drop(page, *((f"{i}.jpg", photo(i, size=(20, 20))) for i in range(33)))
    assert len(decoded) == pet_uploads.MOST
    assert "You gave 33 photos, and 30 fit at once." in words(page)


def test_neither_is_said_where_the_original_sees_no_pet(page: AppTest, engine: PetEngine) -> None:
    engine.best = TOASTER
    said = words(drop(page, ("toaster.jpg", photo(7))))
    assert "**probably neither**" in said
    assert "do not believe this cat" in said


def test_a_sure_answer_is_compared_with_answers_about_as_sure(page: AppTest) -> None:
    said = words(
        drop(page, ("mieze.jpg", photo(8)))
    )  # 97.0 % for cat; these weights are as sure of no test photo
    assert "It was about as sure (95.5–98.5 %) of no test photo." in said
    assert "at least this sure" not in said


def test_below_the_least_probability_it_keeps_silent(page: AppTest) -> None:
    drop(page, ("mieze.jpg", photo(8)))
    page.slider(key="least").set_value(99).run()
    said = words(page)
    assert "**No answer**: 97.0 % for cat is below your 99 %." in said
    assert "Of the 1,000 test photos, it answers " in said


def test_the_score_counts_each_photo_once_for_both_models(page: AppTest, engine: PetEngine) -> None:
    drop(page, ("a.jpg", photo(9)), ("b.jpg", photo(10)))
    page.pills(key="truth_1").set_value("cat").run()
    page.pills(key="truth_2").set_value("dog").run()
    assert words(page).count("1 of 2") >= 2
    page.pills(key="truth_2").set_value("cat").run()
    page.run()
    assert words(page).count("2 of 2") >= 2
    asked = engine.asked.count("pets")
    page.slider(key="opacity").set_value(10).run()
    assert engine.asked.count("pets") == asked  # answers are kept, nothing is asked twice


def test_a_photo_that_moves_up_keeps_its_own_truth(page: AppTest) -> None:
    first, second = ("a.jpg", photo(11)), ("b.jpg", photo(12))
    drop(page, first, second)
    page.pills(key="truth_2").set_value("dog").run()
    drop(page, second)
    assert page.pills(key="truth_1").value == "dog"


def test_no_photo_and_no_name_reaches_the_disk(page: AppTest, own_folder: Path) -> None:
    data = photo(13)
    drop(page, ("secret-name.jpg", data))
    page.pills(key="truth_1").set_value("cat").run()
    kept = b"".join(file.read_bytes() for file in own_folder.rglob("*") if file.is_file())
    assert b"secret-name" not in kept
    assert data[200:260] not in kept
    with sqlite3.connect(own_folder / "lab_book.sqlite") as database:
        rows = database.execute(
            "select question, value from answers where question like 'score.%'"
        ).fetchall()
    assert sorted(rows) == [
        ("score.default.mobilenet_v2", "[1, 1]"),
        ("score.original.mobilenet_v2", "[1, 1]"),
    ]


def test_without_memory_it_says_so(page: AppTest, engine: PetEngine) -> None:
    engine.memory = False
    assert "too little memory" in words(page.run())


@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://course.example/x", True),
        ("http://localhost:8501/", True),
        ("http://127.0.0.1/", True),
        ("http://10.0.0.7:8501/", False),
    ],
)
def test_a_camera_wants_https_or_this_computer(url: str, works: bool) -> None:
    why = pet_uploads.no_camera(url)
    assert bool(why) is not works
    assert works or "HTTPS" in why
