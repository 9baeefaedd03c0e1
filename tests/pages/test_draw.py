"""The lesson "Draw a digit" as a script: who reads, what is read, what is kept."""

from __future__ import annotations

import base64
import io
from dataclasses import asdict

import brought
import numpy as np
import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from lib.models.dense import Dense
from lib.pictures.prepare.prepare import prepare
from lib.pictures.sets import digits
from lib.screen.digits import digit_sources
from lib.screen.kit import host
from lib.screen.models import readers
from lib.screen.pictures import pet_uploads
from lib.screen.runs import scores
from lib.settings import ROOT
from lib.specs.specs import DigitRun


@pytest.fixture
def page() -> AppTest:
    """The page, its guess made."""
    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    app.switch_page("pages/draw_a_digit.py").run()
    assert not app.selectbox  # nothing is read before the guess
    return app.pills(key="predict_off_centre").set_value("another").run()


def learner(page: AppTest) -> str:
    return page.session_state["_learner"]["offer"]


def words(page: AppTest) -> str:
    assert not page.exception
    return " ".join(element.value for element in [*page.markdown, *page.caption, *page.error])


def draw(page: AppTest, corners: list[tuple[int, int]], name: str = "abc") -> AppTest:
    """As the browser reports it: a drawing on a pad of 140 x 140."""
    paper = Image.new("L", (140, 140))
    ImageDraw.Draw(paper).line(corners, fill=255, width=9, joint="curve")
    inks = [prepare(np.asarray(paper) / 255, centre) for centre in (True, False)]
    cut, plain = (base64.b64encode(ink.astype("<f4").tobytes()).decode() for ink in inks)
    page.session_state["pad"] = {"drawing": {"id": name, "centred": True, "cut": cut, "plain": plain}}
    return page.run()


SMALL_SEVEN = [(14, 14), (50, 15), (30, 56)]


def upload(page: AppTest, data: bytes, name: str = "mine.png") -> AppTest:
    page.segmented_control(key="way").set_value("A photo or scan").run()
    return page.file_uploader(key="upload").set_value((name, data, "image/png")).run()


def meant(page: AppTest) -> ButtonGroup:
    """The question which digit was meant: each drawing has one of its own."""
    (found,) = (pills for pills in page.pills if pills.key.startswith("meant"))
    return found


def photo(corners: list[tuple[int, int]]) -> bytes:
    paper = Image.new("RGB", (600, 800), (210, 208, 200))
    if corners:
        ImageDraw.Draw(paper).line(corners, fill=(30, 40, 130), width=16, joint="curve")
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()


def test_empty_pad_is_not_guessed_at(page: AppTest) -> None:
    assert "What just happened" not in words(page)
    assert not page.pills or all(not pills.key.startswith("meant") for pills in page.pills)


def test_a_drawing_is_read_in_both_preparations_beside_the_guess(page: AppTest) -> None:
    said = words(draw(page, SMALL_SEVEN))
    assert "Your guess was **Another digit**. Centred, your drawing reads 7" in said
    assert "It reads **7**" in said


def test_the_score_counts_each_drawing_once_and_can_be_corrected(page: AppTest) -> None:
    def score() -> tuple[int, int]:
        share = scores.score(scores.DRAWINGS, learner(page), readers.SHIPPED)
        assert share is not None
        return share.correct, share.total

    draw(page, SMALL_SEVEN)
    meant(page).set_value(1).run()
    assert score() == (0, 1)
    meant(page).set_value(7).run()
    page.run()
    assert score() == (1, 1)
    draw(page, [(70, 10), (70, 120)], "another")
    assert meant(page).value is None
    meant(page).set_value(1).run()
    assert score()[1] == 2
    assert "of 2, " in words(page)


def test_what_a_slow_browser_still_says_of_the_last_drawing_is_no_answer_about_this_one(
    page: AppTest,
) -> None:
    draw(page, SMALL_SEVEN)
    widget = meant(page).set_value(7).proto.id
    page.run()
    draw(page, [(70, 10), (70, 120)], "another")
    assert meant(page).proto.id != widget
    share = scores.score(scores.DRAWINGS, learner(page), readers.SHIPPED)
    assert share is not None
    assert share.total == 1


@pytest.mark.parametrize(
    "state", ["text", {"id": "x", "centred": True, "cut": "####", "plain": ""}, {"id": 1}, [1]]
)
def test_what_is_no_drawing_counts_as_none(page: AppTest, state: object) -> None:
    page.session_state["pad"] = {"drawing": state}
    assert "What just happened" not in words(page.run())


def test_a_test_digit_is_the_way_without_a_pointer(page: AppTest) -> None:
    page.segmented_control(key="way").set_value("A real test digit").run()
    page.number_input(key="test_digit").set_value(3).run()
    data = digits.load(download=False)
    assert f"Somebody wrote a {data.labels[data.test[2]]}." in words(page)
    assert all(not pills.key.startswith("meant") for pills in page.pills)  # not the learner's own handwriting


def test_a_photo_is_read_and_can_be_scored(page: AppTest) -> None:
    said = words(upload(page, photo([(180, 200), (420, 210), (300, 620)])))
    assert "for 7" in said
    meant(page).set_value(7).run()
    assert "1 of 1" in words(page)


@pytest.mark.parametrize("data", [b"", b"no picture", photo([])[:300], photo([])])
def test_a_picture_that_cannot_be_read_says_so(page: AppTest, data: bytes) -> None:
    upload(page, data)
    assert not page.exception
    assert len(page.error) == 1
    assert page.error[0].value.endswith(".")


@pytest.mark.parametrize("name", ["five.jfif", "five", "said to be text.txt"])
def test_content_decides_and_not_the_name(page: AppTest, name: str) -> None:
    drawing = Image.open(io.BytesIO(photo([(180, 200), (420, 210), (300, 620)])))
    assert "for 7" in words(upload(page, brought.saved(drawing, "GIF" if name == "five" else "JPEG"), name))


def test_two_digits_are_told_with_the_one_that_is_read(page: AppTest) -> None:
    paper = Image.open(io.BytesIO(photo([(60, 200), (220, 210), (140, 520)])))
    ImageDraw.Draw(paper).line([(420, 190), (430, 530)], fill=(30, 40, 130), width=16)
    upload(page, brought.saved(paper, "PNG"))
    assert [each.value for each in page.warning if "There seem to be two digits here" in each.value]
    assert meant(page)


def test_a_browser_that_gives_no_camera_is_explained(page: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        digit_sources, "no_camera", lambda url: pet_uploads.no_camera("http://10.0.0.3:8501/draw_a_digit")
    )
    page.segmented_control(key="way").set_value("A photo or scan").run()
    page.toggle(key="use_camera").set_value(True).run()
    assert "10.0.0.3 is neither" in page.info[0].value
    assert not page.exception


def test_the_last_run_reads_and_another_can_be_chosen(page: AppTest) -> None:
    nines = Dense((np.zeros((784, 10), np.float32),), (np.eye(10, dtype=np.float32)[9] * 20,))
    book = host.lab_book()
    run = book.add(learner(page), DigitRun(hidden=()), "x", shareable=False, name="Nines")
    book.keep(run, "weights", nines.to_bytes())
    book.change(run, state="done", result={"test": [1009, 10000]}, ended=1.0)
    other = book.add("somebody else", DigitRun(**asdict(DigitRun())), "y", shareable=False)
    book.change(other, state="done", result={"test": [9, 10]}, ended=1.0)

    app = AppTest.from_file(ROOT / "streamlit_app.py", default_timeout=30)
    app.session_state["_learner"] = {"offer": learner(page), "leave": False}
    app.run().switch_page("pages/draw_a_digit.py").run()
    draw(app, SMALL_SEVEN)
    assert len(app.selectbox(key="reader").options) == 2  # never another learner's
    assert app.selectbox(key="reader").value == run
    assert "1,009 of 10,000" in words(app)
    assert "for 9" in words(app)
    app.selectbox(key="reader").set_value(readers.SHIPPED).run()
    assert "for 7" in words(app)
    assert readers.find(other, learner(page)).id == readers.SHIPPED


def test_reading_a_hundred_digits_leaves_the_weights_alone(page: AppTest) -> None:
    page.button(key="read_hundred").click().run()
    assert "Not one of them has changed." in words(page)
    assert " of 100 right" in words(page)
