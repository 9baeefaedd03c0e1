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


def click_a_cell(page: Page, matrix: Locator) -> None:
    cell = matrix.locator(".mark-rect path").first
    expect(cell).to_be_visible(timeout=SLOW)
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)
    card = page.locator(".st-key-card_cell")
    expect(card).to_contain_text("and it says", timeout=SLOW)
    image = card.locator("img").first
    image.scroll_into_view_if_needed()  # it is loaded when it is about to be seen
    assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 100


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
    click_a_cell(page, page.locator(".st-key-card_matrix"))


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
    guess(page, "classes", "about the same for each")
    wide, narrow = page.locator(".st-key-wide_matrix"), page.locator(".st-key-narrow_matrix")
    click_a_cell(page, wide)
    expect(narrow).to_be_hidden()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(wide).to_be_hidden()
    expect(narrow).to_contain_text("The 10 classes with most mistakes")
    click_a_cell(page, narrow)
    main = page.locator("[data-testid=stMain]")
    assert main.evaluate("main => main.scrollWidth <= main.clientWidth")
