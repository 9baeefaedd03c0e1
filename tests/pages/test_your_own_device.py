"""The lesson "Your own pictures" in the browser, as a script: what the studio is given, and what becomes of what it tells."""

from __future__ import annotations

import base64
import gzip
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import nbformat
import pytest
from device import given, tell, told
from lessons import me, opened, photo, words
from pet_engine import open_lesson
from statements import counted
from streamlit.testing.v1 import AppTest

from lib.door.files import files
from lib.engine.engine import Engine, Refused
from lib.export.kit import kit
from lib.lab_book.runs import LabBook, Run
from lib.measure.device_run import MARK
from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.screen.kit import host, labels
from lib.screen.models import browser_bases
from lib.screen.models.browser_bases import BrowserBase
from lib.screen.own import own_sent, own_studio
from lib.screen.pictures import device_tiles
from lib.screen.runs import take_home

POCKET = BrowserBase("pocket", "Pocket", 112, 512, 4.9, "files/w", "files/c", "files/a", "files/p")


@pytest.fixture(autouse=True)
def studio(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server whose bases are made, and that trains nothing."""
    monkeypatch.setattr(browser_bases, "usable", lambda: [POCKET])
    monkeypatch.setattr(own_studio, "_program", lambda: "files/program")
    monkeypatch.setattr(Engine, "warm_up", lambda self: None)
    monkeypatch.setattr(Engine, "call", lambda self, *args: (_ for _ in ()).throw(Refused("No worker.")))
    monkeypatch.setattr(Engine, "enough_memory", lambda self: True)
    monkeypatch.setattr(Engine, "lacks_memory", lambda self: "")


@pytest.fixture
def page() -> AppTest:
    return open_lesson("your_own_pictures").run()


def runs(page: AppTest) -> list[Run]:
    return host.lab_book().runs(me(page), "retrain")


def test_the_page_says_where_pictures_stay_and_offers_the_other_way(page: AppTest) -> None:
    assert "Your pictures stay on this device." in words(page)
    assert not page.file_uploader  # nothing here could take a picture to the server
    assert given(page)["bases"] == [POCKET.as_data()]
    page.button(key="by_server").click().run()
    assert "Your pictures go to this server" in words(page)
    page.button(key="by_device").click().run()
    assert "Your pictures stay on this device." in words(page)


def test_a_browser_that_cannot_goes_over_the_server_and_is_told_so(page: AppTest) -> None:
    said = words(tell(page, "unusable", {"why": "<b>no wasm"}))
    assert "Your pictures go to this server" in said
    assert "This browser cannot do it" in said
    assert "no wasm" not in said
    assert page.text_input(key="class_name")


def test_a_link_and_a_server_without_a_base_go_over_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Your link says so." in words(opened("your_own_pictures", way="server"))
    monkeypatch.setattr(browser_bases, "usable", list)
    assert "This server has no model" in words(opened("your_own_pictures"))


def test_the_ready_example_is_a_zip_that_the_course_reads_itself(page: AppTest) -> None:
    packed = files.get(given(page)["example"].removeprefix("files/"))
    assert packed is not None
    own = OwnSet().add_archive(gzip.decompress(packed), "example.zip")
    assert (own.classes, own.counts()) == (("digit 3", "digit 8"), [30, 30])


def test_a_training_stands_in_the_lab_book_and_the_studio_hears_that(page: AppTest) -> None:
    tell(page, "trained", told(7))
    (run,) = runs(page)
    assert (given(page)["taken"], given(page)["told"]) == (7, "")
    said = words(page)
    assert "Your guess was **nine in ten**. The model gets 83.3 % right: 6.7 points off." in said
    assert f"This run was {MARK}." in said
    assert "Your model got **5 of 6" in said
    tell(page, "trained", told(7))
    assert [each.id for each in runs(page)] == [run.id]


def test_it_is_told_again_after_a_refresh_and_is_no_second_run(page: AppTest) -> None:
    tell(page, "trained", told(7))
    again = open_lesson("your_own_pictures", me(page)).run()
    assert given(again)["taken"] == 0
    tell(again, "trained", told(7))
    assert given(again)["taken"] == 7
    assert len(runs(page)) == 1


def test_what_cannot_be_a_training_is_dropped_with_a_sentence(page: AppTest) -> None:
    tell(page, "trained", told(7, classes=("<img>", "hat")))
    assert given(page)["taken"] == 7
    assert given(page)["told"].startswith("A training came from this device whose classes cannot be right.")
    for odd in ("x", None, [], {"number": -1}, {"number": 8}):
        tell(page, "trained", odd)
        assert not page.exception
    assert runs(page) == []


def test_a_full_lab_book_leaves_it_with_the_browser(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        LabBook, "_make_sure_of_room", lambda self, c: (_ for _ in ()).throw(own_studio.LabBookError("Full."))
    )
    tell(page, "trained", told(7))
    assert (given(page)["taken"], given(page)["later"], given(page)["told"]) == (0, 7, "Full.")


def test_nothing_of_a_run_is_shown_without_its_mark(page: AppTest) -> None:
    tell(page, "trained", told(7))
    (run,) = runs(page)
    host.lab_book().rename(run.id, me(page), "mine")
    (run,) = runs(page)
    assert labels.UNCHECKED in labels.title(run)
    assert labels.UNCHECKED in labels.kind(run)
    page.session_state["chosen"] = [run.id]
    book = page.switch_page("pages/lab_book.py").run()
    assert f"This run was {MARK}." in words(book)
    tell(open_lesson("your_own_pictures", me(page)).run(), "trained", told(8))
    book.session_state["chosen"] = [each.id for each in runs(page)]
    assert f"was {MARK}." in words(book.run())
    for lesson in ("retrain_it", "where_does_it_go_wrong", "original_against_retrained"):
        shown = page.switch_page(f"pages/{lesson}.py").run()
        for asked in [pills for pills in shown.pills if pills.key.startswith("predict_") and not pills.value]:
            shown = asked.set_value(asked.options[0]).run()
        assert not shown.exception


def test_its_mistakes_are_shown_with_the_browser_s_own_pictures(page: AppTest) -> None:
    tell(page, "trained", told(7))
    (run,) = runs(page)
    page.session_state["measured"] = f"retrain.{run.id}"
    page.session_state["measured_offered"] = True
    shown = page.switch_page("pages/where_does_it_go_wrong.py").run()
    asked = next(pills for pills in shown.pills if pills.key.startswith("predict_two_"))
    shown = asked.set_value(asked.options[0]).run()
    said = words(shown)
    assert f"You trained it. This run was {MARK}." in said
    assert device_tiles.NO_MAP in said
    (worst,) = [
        json.loads(each.proto.json)
        for each in shown.get("bidi_component")
        if "device_tiles" in each.proto.component_name
    ]
    assert worst["tiles"][0] == {
        "id": "picture-3", "alt": "says cup, 90.0 %; It is hat. Probability of hat: 10.0 %. Loss: 2.30", "title": "1. Says cup, 90.0 %",
        "line": "It is hat. Probability of hat: 10.0 %. Loss: 2.30",
    }  # fmt: skip
    assert len(worst["tiles"]) == 6


def test_what_is_taken_home_says_it_too(page: AppTest) -> None:
    tell(page, "trained", told(7))
    (run,) = runs(page)
    code, book = take_home._script(run), nbformat.reads(take_home._notebook(run), 4)
    compile(code, "program.py", "exec")
    assert MARK in code
    assert "in_the_app = 5 / 6" in code
    assert MARK in book.cells[-2].source
    report = take_home._report(run, me(page))
    assert MARK in report
    assert "cup" in report
    with zipfile.ZipFile(io.BytesIO(kit(run, b"model"))) as packed:
        assert json.loads(packed.read("labels.json"))["note"] == MARK


def test_a_page_run_asks_the_lab_book_at_most_four_times(page: AppTest) -> None:
    tell(page, "trained", told(7))
    with counted() as said:
        page.run()
    assert len(said) <= 4, "\n".join(said)


class Sent:
    """Pictures of the studio, sent by name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.given: list[dict[str, Any]] = []
        monkeypatch.setattr(Engine, "submit", self._submit)

    def _submit(self, who: Any, spec: Any, data_hash: str, **more: Any) -> str:
        self.given.append({"spec": spec, **more})
        return "run"

    @staticmethod
    def part(number: int, part: int = 1, parts: int = 1, **other: Any) -> dict[str, Any]:
        pictures = [
            {
                "label": label,
                "name": f"{label} {i}",
                "take": 0,
                "jpeg": base64.b64encode(photo(10 * part + 5 * label + i)).decode(),
            }
            for label in (0, 1)
            for i in range(3)
        ]
        return {
            "number": number,
            "part": part,
            "parts": parts,
            "base": "pocket",
            "classes": ["cup", "hat"],
            "pictures": pictures,
        } | other


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    return Sent(monkeypatch)


def test_pictures_are_sent_for_one_training_and_stay_nowhere(
    page: AppTest, sent: Sent, own_folder: Path
) -> None:
    tell(page, "send", sent.part(3, 1, 2))
    assert (given(page)["sent"], given(page)["part"]) == (3, 1)
    assert not sent.given
    tell(page, "send", sent.part(3, 2, 2))
    (run,) = sent.given
    assert (run["spec"].method, run["spec"].pictures, run["shareable"]) == ("fine_tune", "own", False)
    assert packed.from_bytes(run["pictures"]).counts() == [6, 6]
    assert not any(isinstance(value, OwnSet) for value in page.session_state._state.filtered_state.values())
    assert "own_coming" not in page.session_state
    tell(page, "send", sent.part(3, 2, 2))  # told again: it has come
    assert len(sent.given) == 1


ODD = {
    "a part out of its turn": {"part": 2, "parts": 2},
    "classes that are none": {"classes": "cup"},
    "a name that is no text": {"classes": ["cup", 7]},
    "a name that would be formatting": {"classes": ["cup", "<b>"]},
    "pictures that are none": {"pictures": 7},
    "a picture that is none": {"pictures": [7]},
    "a label of no class": {"pictures": [{"label": 2, "name": "x", "take": 0, "jpeg": ""}]},
    "no base64": {"pictures": [{"label": 0, "name": "x", "take": 0, "jpeg": "!!!"}]},
    "nothing that can be decoded": {"pictures": [{"label": 0, "name": "x", "take": 0, "jpeg": "AAAA"}]},
    "a base that is not offered": {"base": "vgg16"},
    "a base that is a list": {"base": ["pocket"]},
}  # fmt: skip


@pytest.mark.parametrize("other", ODD.values(), ids=ODD.keys())
def test_a_sending_that_cannot_be_ends_with_a_sentence(
    page: AppTest, sent: Sent, other: dict[str, Any]
) -> None:
    tell(page, "send", sent.part(3, **({"part": 1} | other)))
    assert not page.exception
    assert given(page)["refused"]
    assert (given(page)["sent"], given(page)["part"]) == (3, own_sent.PARTS)
    assert not sent.given
    assert "own_coming" not in page.session_state


def test_what_is_no_sending_counts_as_nothing(page: AppTest, sent: Sent) -> None:
    for odd in (
        None,
        "x",
        {"number": 1},
        sent.part(0),
        sent.part(1, 1, 99),
        sent.part(1, 0, 1),
        {"number": True, "part": 1, "parts": 1},
    ):
        tell(page, "send", odd)
        assert not page.exception
        assert given(page)["sent"] == 0


def test_forgetting_takes_back_what_came(page: AppTest, sent: Sent) -> None:
    tell(page, "send", sent.part(3, 1, 2))
    assert "own_coming" in page.session_state
    tell(page, "forget", True)
    assert "own_coming" not in page.session_state
