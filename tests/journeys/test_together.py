"""Learners who train the same settings at once share one run: two in browsers, and a class that presses in one second."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from served import App
from training import SLOW, open_lesson, train
from wire import Wire

from lib.lab_book.runs import LabBook
from lib.settings import Settings

LONG = {"epochs": "8", "seed": "51", "hidden": "64", "batch_size": "32"}
SHORT = "epochs=2&train_size=2000&hidden=500,300&seed=52"
CLASS = 12


@pytest.fixture
def book(app: App) -> Iterator[LabBook]:
    """The app's; what still trains at the end is stopped, for it would slow what comes next."""
    book = LabBook(Settings(folder=Path(app.environment["LAYERS_FOLDER"])))
    yield book
    for run in book.live_runs():
        book.change(run.shows, state="stopped")


def test_two_watch_one_run_and_it_goes_on_when_its_owner_leaves(
    page: Page, app: App, chromium: Browser
) -> None:
    other = chromium.new_context().new_page()
    open_lesson(page, app.url, **LONG)
    open_lesson(other, app.url, **LONG)
    train(page)
    train(other)
    expect(other.get_by_text("you watch the same run")).to_be_visible(timeout=SLOW)
    page.locator(".st-key-stop button").click()
    expect(page.get_by_text("Others watch it, so it goes on without you")).to_be_visible(timeout=SLOW)
    expect(page.locator(".st-key-train button")).to_be_enabled(timeout=SLOW)
    outcome = other.locator(".st-key-card_outcome")
    expect(outcome).to_contain_text("are right. None of these", timeout=SLOW)
    expect(outcome).to_contain_text("you watched that run")
    expect(outcome).to_contain_text("Finished")
    other.context.close()


def press_together(app: App, queries: list[str]) -> list[str]:
    """A learner for each link, all of whom press Train in one second; their ids."""
    learners = [uuid.uuid4().hex for _ in queries]
    together = threading.Barrier(len(queries))

    def press(learner: str, query: str) -> None:
        with Wire(app.url, "train_a_digit_reader", query).run() as wire:
            wire.meet(learner)
            guess = wire.find("button_group", lambda element: element.id.endswith("predict_accuracy"))
            wire.widgets[guess.id] = ("string_array_value", ["about 98 %"])
            wire.run()
            button = wire.find("button", lambda element: element.id.endswith("-train"))
            assert not button.disabled
            together.wait(SLOW / 1000)
            wire.run(pressed=button.id)

    hall = [threading.Thread(target=press, args=pair) for pair in zip(learners, queries, strict=True)]
    for each in hall:
        each.start()
    for each in hall:
        each.join()
    return learners


def test_a_class_that_presses_train_in_one_second_shares_one_training(app: App, book: LabBook) -> None:
    runs = [run for learner in press_together(app, [SHORT] * CLASS) for run in book.runs(learner)]
    assert len(runs) == CLASS
    assert len({run.shows for run in runs}) == 1
    assert sum(run.copy_of is None for run in runs) == 1


def test_a_page_under_load_still_draws(page: Page, app: App, book: LabBook) -> None:
    """Eight others train networks of their own; a ninth learner's curve begins and grows in turns with theirs."""
    open_lesson(page, app.url, epochs="3", seed="60", hidden="64")
    others = press_together(app, [f"epochs=8&train_size=10000&hidden=64&seed={61 + n}" for n in range(8)])
    train(page)
    progress = page.locator(".st-key-card_progress")
    expect(progress).to_contain_text("are training; your run takes turns", timeout=SLOW)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Finished", timeout=SLOW)
    assert all(run.state in {"queued", "running", "done"} for learner in others for run in book.runs(learner))


def test_answers_that_come_all_at_once_are_all_kept(app: App) -> None:
    """As from a slow network, which brings a learner's messages in bunches."""
    with Wire(app.url, "check_yourself") as page:
        page.run().meet()
        radios = [element for kind, element in page.elements.values() if kind == "radio"]
        for radio in radios:
            page.widgets[radio.id] = ("string_value", radio.options[0])
            page.send(page.rerun())
        while f"{len(radios)} of {len(radios)} answered" not in page.listen().text():
            pass
