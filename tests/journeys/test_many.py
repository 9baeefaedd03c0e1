"""Picture sets of many classes in a real browser: a run on breeds in both lessons, and 97 classes on a laptop and a phone."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect
from served import App, settle, until, visit

from lib.lab_book.outcome import write
from lib.lab_book.runs import LabBook
from lib.measure.answers import Answers
from lib.pictures.sets import sets
from lib.settings import keras_home, read_settings
from lib.specs.specs import RetrainRun

SLOW = 60_000  # milliseconds: a worker starts, and looks at 600 photos
COMPARED, WRONG = "original_against_retrained", "where_does_it_go_wrong"


def guess(page: Page, key: str, answer: str) -> None:
    page.locator(f".st-key-predict_{key}").get_by_text(answer, exact=True).click()
    expect(page.locator(f".st-key-ask_predict_{key}")).to_contain_text("Your guess:", timeout=SLOW)
    settle(page)


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.get_by_role("option").filter(has_text=option).first.click()
    settle(page)


def brush_a_cell(page: Page) -> Locator:
    """The most frequent mistake: its pictures fill the wall, and one of them is opened."""
    wall = page.locator(".wall")
    pair = wall.locator(".pairs button").first
    expect(pair).to_be_visible(timeout=SLOW)
    settle(page)
    pair.click()
    expect(wall.locator(".counted")).to_contain_text("0 of ")
    expect(wall.locator(".loading")).to_be_empty(timeout=SLOW)
    pictures = wall.locator(".pictures")
    pictures.scroll_into_view_if_needed()
    box = pictures.bounding_box()
    assert box is not None
    pictures.click(position={"x": 40, "y": box["height"] - 60})
    image = wall.locator(".one .looks :is(canvas, img)").first
    expect(image).to_be_visible(timeout=SLOW)
    return wall


def test_a_run_on_breeds_is_compared_and_its_mistakes_are_seen(page: Page, app: App) -> None:
    visit(page, f"{app.url}/retrain_it?pictures=oxford_pets&base=pocket&epochs=1&train_size=60")
    page.locator("[class*=st-key-predict_] button").first.click()
    expect(page.locator(".st-key-train button")).to_be_enabled(timeout=SLOW)
    page.locator(".st-key-train button").click()
    expect(page.locator(".st-key-card_outcome")).to_be_visible(timeout=SLOW)

    visit(page, f"{app.url}/{COMPARED}")
    choose(page, "Picture set", "Oxford pets")
    guess(page, "unnamed", "most of them")
    expect(page.get_by_text("The original cannot name these classes")).to_be_visible(timeout=SLOW)
    page.get_by_role("tab", name="Class by class").click()
    counts = page.locator(".st-key-card_by_class svg text").filter(has_text=" of ")
    expect(counts).to_have_count(3, timeout=SLOW)  # one a breed
    page.locator(".st-key-next_wrong button").click()
    one = page.locator(".st-key-card_one")
    expect(one.locator(".photo img")).to_be_visible(timeout=SLOW)
    expect(one.locator("ol.guesses")).to_have_count(2)

    visit(page, f"{app.url}/{WRONG}")
    guess(page, "classes", "a few are much worse")
    brush_a_cell(page)


@pytest.fixture
def a_run_on_97(page: Page, app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the learner's lab book: every fourth photo of Caltech-101 is taken for the next class."""
    found = sets.find("caltech101", keras_home())
    assert found is not None, f"{keras_home()} has no {sets.SETS['caltech101'].file}"
    truth = found.labels[found.where("test")]
    said = np.where(np.arange(len(truth)) % 4, truth, (truth + 1) % 97)
    probabilities = np.full((len(truth), 97), 0.001)
    probabilities[np.arange(len(truth)), said] = 0.904
    nothing = np.empty((0, 5))
    counts = {
        name: [int(((truth == k) & (said == k)).sum()), int((truth == k).sum())]
        for k, name in enumerate(found.classes)
    }
    result = {
        "test": [int((said == truth).sum()), len(truth)], "by_class": counts, "data_hash": f"caltech101 {found.split_key}",
        "best_epoch": 1, "examples": 97, "seconds": {"train": 1.0, "features": 1.0, "total": 2.0}, "trainable": 1, "frozen": 0,
    }  # fmt: skip
    visit(page, app.url)
    learner = until(page, "localStorage.getItem('layer-by-layer.learner')", timeout=SLOW)
    monkeypatch.setenv("LAYERS_FOLDER", app.environment["LAYERS_FOLDER"])
    book = LabBook(read_settings())
    run = book.run(book.add(learner, RetrainRun(pictures="caltech101"), "97 classes", shareable=False))
    assert run is not None
    kept = Answers(found.classes, truth, probabilities, nothing, nothing).to_bytes()
    write(book, run, {"state": "done", "history": [], "result": result, "weights": None, "answers": kept})


@pytest.mark.usefixtures("a_run_on_97")
def test_97_classes_are_read_on_a_laptop_and_on_a_phone(page: Page, app: App) -> None:
    visit(page, f"{app.url}/{WRONG}")
    guess(page, "classes", "yes, about equally")
    wall = brush_a_cell(page)
    expect(wall.locator(".one")).to_contain_text("wrong")
    page.keyboard.press("Escape")
    wall.locator(".brushes button").click()
    expect(wall.locator(".lines tbody tr")).to_have_count(97)
    page.set_viewport_size({"width": 390, "height": 844})
    settle(page)
    brush_a_cell(page)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
