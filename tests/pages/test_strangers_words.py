"""Every lesson for a learner whose runs, files and links are named to be read as a page: all of it stands there escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from lessons import finished, opened, photo
from pet_engine import PetEngine, open_lesson
from streamlit.testing.v1 import AppTest

from lib.export.report import Notes, report
from lib.pictures.own.own import OwnSet
from lib.screen.kit import course, host
from lib.screen.kit.kept import Kept
from lib.specs.specs import from_query, kind_of

NAME = "![x](http://evil.example/a.png) :red[x] :material/home: $x$ <i>"  # within a run's 80 characters
MORE = "[a](//evil.example) www.evil.example a@evil.example :smile: `c` <img src=x onerror=1>"
ACTIVE = ["![x](", "http://evil", ":red[x", ":material/home", "$x$", "<i>", "[a](", "www.evil", "a@evil", ":smile:", "`c`", "<img src=x"]  # fmt: skip
# Read as Markdown, by kind of element; options of select boxes, tables and fields are not.
READ = {
    "markdown": ("body", "help"), "heading": ("body", "help"), "alert": ("body",), "toast": ("body",), "progress": ("text",),
    "button": ("label", "help"), "download_button": ("label", "help"), "checkbox": ("label", "help"), "radio": ("label", "help"),
    "button_group": ("label", "help"), "metric": ("label", "body", "delta", "help"), "page_link": ("label",), "expandable": ("label",),
    "tab": ("label",), "popover": ("label",), "selectbox": ("label", "help"), "multiselect": ("label", "help"),
    "text_input": ("label", "help"), "text_area": ("label", "help"), "number_input": ("label", "help"), "slider": ("label", "help"),
    "file_uploader": ("label", "help"), "camera_input": ("label", "help"), "spinner": ("text",), "dialog": ("title",),
}  # fmt: skip


def texts(page: AppTest) -> Iterator[str]:
    """Each text of the page that the browser reads as Markdown."""
    for node in page._tree:
        proto: Any = getattr(node, "proto", None)
        kind = str(getattr(node, "type", ""))
        if proto is None:
            continue
        for field in (*READ.get(kind, ()), "label", "body", "help", "text"):
            if kind == "html" or not isinstance(value := getattr(proto, field, None), str):
                continue
            yield value
        if kind in ("radio", "button_group"):
            yield from (str(getattr(option, "content", option)) for option in proto.options)


def check(page: AppTest) -> str:
    """All of those texts; fails where one holds what a stranger wrote as it was written."""
    assert not page.exception
    said = "\n".join(texts(page))
    for mark in ACTIVE:
        assert mark not in said, (
            mark,
            said[max(0, said.index(mark) - 200) :][:400],
        )
    for element in page.get("html"):
        assert "<img src=x" not in element.proto.body
        assert "<i>" not in element.proto.body
    return re.sub(r"\\(.)", r"\1", said).replace("\u2060", "")


def begun(lesson: str) -> AppTest:
    """A lesson whose guess is made, where it asks for one."""
    page = open_lesson(lesson)
    for asked in [each for each in page.pills if (each.key or "").startswith("predict_")]:
        asked.set_value(asked.options[0]).run()
    return page


class Engine(PetEngine):
    """One that also gets a base ready."""

    def _ready(self, base: str) -> None:
        pass


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    fake = Engine()
    monkeypatch.setattr(host, "engine", fake)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    st.cache_data.clear()
    Kept.clear_all()
    return fake


@pytest.mark.parametrize("key", [lesson.key for lesson in course.shown()])
def test_each_lesson_with_runs_of_such_names(key: str, engine: PetEngine) -> None:
    page = begun(key)
    learner = page.session_state["_learner"]["offer"]
    finished(learner, "digits", NAME)
    finished(learner, "retrain", NAME)
    check(page.run())


def test_the_lab_book_shows_them_letter_by_letter(engine: PetEngine) -> None:
    page = open_lesson("lab_book")
    run = finished(page.session_state["_learner"]["offer"], "digits", NAME)
    page.session_state["chosen"] = [run.id]
    page.run()
    assert NAME in check(page)
    page.button(key="delete").click().run()
    assert check(page).count(NAME) >= 1
    page.text_input(key=f"name_{run.id}").set_value("=1+1\u202e\n" + NAME[:40]).run()
    assert host.lab_book().run(run.id).name == "1+1 " + NAME[:40].strip()
    check(page)


@pytest.mark.parametrize("lesson", ["draw_a_digit", "meet_the_original", "your_own_pet_photos"])
def test_the_name_of_a_file_that_is_no_picture(lesson: str, engine: PetEngine) -> None:
    page = begun(lesson)
    if lesson == "draw_a_digit":
        page.segmented_control(key="way").set_value(
            next(way for way in page.segmented_control(key="way").options if "hoto" in way)
        ).run()
    if lesson == "meet_the_original":
        page.pills(key="photo").set_value("Your own").run()
    for name in (NAME.replace("/", ":") + ".png", MORE.replace("/", ":") + ".png"):
        upload = page.file_uploader[0]
        file = (name, b"no picture", "image/png")
        upload.set_value([file] if lesson == "your_own_pet_photos" else file).run()
        assert name[:30] in check(page)


def test_the_name_of_a_photo_that_is_shown(engine: PetEngine) -> None:
    page = begun("your_own_pet_photos")
    page.file_uploader[0].set_value([(MORE.replace("/", ":") + ".png", photo(1), "image/png")]).run()
    assert MORE[:4] in check(page)


def test_names_of_classes_and_of_files_in_a_set(engine: PetEngine) -> None:
    page = open_lesson("your_own_pictures", own_by_server="so")
    name, file = NAME[:40], MORE.replace("/", ":")
    own = OwnSet().add(name, [(f"{i}.jpg", photo(i)) for i in range(3)] + [(file, b"no picture")])
    own = own.with_class("1. " + MORE[:30])
    page.session_state["own_set"] = own.add(own.classes[1], [("0.jpg", photo(0))])
    page.run()
    said = check(page)
    assert "(http evil.example a.png)" in said
    assert file[:40] in said
    page.session_state["own_refused"] = f"There is a class {MORE} already."
    assert MORE in check(page.run())


@pytest.mark.parametrize("kind", ["digits", "retrain"])
def test_what_a_link_says_is_not_repeated(kind: str, engine: PetEngine) -> None:
    lesson = "train_a_digit_reader" if kind == "digits" else "retrain_it"
    names = (
        "epochs",
        "hidden",
        "optimizer",
        "schedule",
        "base",
        "pictures",
        "method",
        "stop_early",
        "without",
        "hide",
    )
    page = opened(lesson, **dict.fromkeys(names, NAME + MORE))
    assert "evil" not in check(page)
    assert "The link asks for something that is not possible." in check(page)
    spec, notes = from_query(kind, dict.fromkeys(names, NAME))
    assert kind_of(spec) == kind
    assert not any("evil" in note for note in notes)


def test_the_report_escapes_names_and_words(engine: PetEngine) -> None:
    page = open_lesson("lab_book")
    learner = page.session_state["_learner"]["offer"]
    run = finished(learner, "digits", NAME)
    lessons = [Notes("Draw a digit", [("Guess: " + NAME, NAME)], [MORE])]
    made = report(run, host.lab_book().rows(run.id), run.name, "digits", None, lessons)
    assert "&lt;img src=x" in made
    assert "<img src=x" not in made
    assert "<i>" not in made.partition("<title>")[2].partition("</title>")[0]
