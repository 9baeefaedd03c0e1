"""The training's stage in a real browser: all of it seen at once, and the run's epochs gone through without a word to the server."""

from __future__ import annotations

from collections.abc import Iterator

import made_runs
import numpy as np
import pytest
from playwright.sync_api import Page, expect
from served import App, leave_and_return, settle, until, visit
from walking import expect_accessible

from lib.lab_book.outcome import write
from lib.lab_book.runs import LabBook
from lib.models.dense import Dense
from lib.models.random_start import untrained
from lib.pictures.prepare.prepare import scale
from lib.pictures.sets import digits
from lib.screen.runs import example
from lib.settings import read_settings
from lib.specs.specs import DigitRun

OURS = "a training stage"
SPEC = DigitRun(epochs=3, hidden=(16,), seed=77)
SLOW = 60_000
STAGE = ".st-key-card_stage"


def weights(epoch: int) -> Dense:
    """Other numbers in each epoch: so that each reads other digits right."""
    return untrained(SPEC.sizes, SPEC.seed if epoch == 0 else 900 + epoch)


def read(network: Dense) -> list[str]:
    """What stands under the twenty digits."""
    data = digits.load(download=False)
    rows = data.validation[:20]
    said = network.probabilities(scale(data.some(rows))).argmax(axis=1)
    return [
        f"{guess} {'✓' if guess == truth else '✗'}"
        for guess, truth in zip(said, data.labels[rows], strict=True)
    ]


@pytest.fixture
def book(app: App, monkeypatch: pytest.MonkeyPatch) -> LabBook:
    monkeypatch.setenv("LAYERS_FOLDER", app.environment["LAYERS_FOLDER"])
    return LabBook(read_settings())


@pytest.fixture
def learner(page: Page, app: App) -> str:
    visit(page, f"{app.url}/train_a_digit_reader")
    return until(page, "localStorage.getItem('layer-by-layer.learner')", timeout=SLOW)


@pytest.fixture
def others(book: LabBook) -> Iterator[None]:
    """Eight who train meanwhile: what the page says of that must not push the stage down."""
    runs = [
        book.add(f"{k:032d}", DigitRun(seed=200 + k), "stage", shareable=False, owner=OURS) for k in range(8)
    ]
    for run in runs:
        book.change(run, state="running", status={"phase": "loading"})
    book.beat(OURS)  # so that the app does not train them
    yield
    for run in runs:
        book.change(run, state="stopped")


def end(book: LabBook, run_id: str) -> None:
    stored, run = example.stored(), book.run(run_id)
    assert run is not None
    book.add_rows(run_id, [row for row in stored["rows"] if row["epoch"] <= 3])
    result = stored["result"] | {"best_epoch": 3}
    kept = {epoch: weights(epoch).to_bytes(np.float32) for epoch in range(4)}
    outcome = {"state": "done", "history": stored["history"][:3], "result": result, "weights": None}
    write(book, run, outcome | {"snapshots": kept})


def test_the_stage_is_seen_at_once_and_goes_back_to_any_epoch(
    page: Page, app: App, book: LabBook, learner: str
) -> None:
    asked: list[str] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda data: asked.append("message")))
    run_id = book.add(learner, SPEC, "stage", shareable=False, owner=OURS)
    book.change(run_id, state="running", status={"phase": "loading"})
    visit(page, f"{app.url}/train_a_digit_reader")
    caption = page.locator(f"{STAGE} .pictures .caption")
    right = sum(tile.endswith("✓") for tile in read(weights(0)))
    expect(caption).to_have_text(
        f"Untrained, it reads {right} of these 20 digits: chance gives about 2", timeout=SLOW
    )
    expect(page.locator(f"{STAGE} figcaption").last).not_to_have_text("–")  # one is read after another
    assert shown(page) == read(weights(0))
    fits(page)

    end(book, run_id)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("are right. None of these", timeout=SLOW)
    settle(page)
    slider = page.locator(f"{STAGE} input[type=range]")
    expect(slider).to_be_enabled()
    fits(page)
    page.on("request", lambda request: asked.append(request.url))
    asked.clear()
    slider.focus()
    curve = page.locator(f"{STAGE} .accuracy path.validation")
    whole = curve.get_attribute("d") or ""
    for epoch in (2, 1, 0):
        page.keyboard.press("ArrowLeft")
        words = f"After epoch {epoch} of 3" if epoch else "The random start"
        expect(page.locator(f"{STAGE} .at")).to_have_text(words)
        expect(slider).to_have_attribute("aria-valuetext", words)
        assert shown(page) == read(weights(epoch))
        assert len(curve.get_attribute("d") or "") < len(whole)
    page.keyboard.press("End")
    expect(page.locator(f"{STAGE} .at")).to_have_text("The end: epoch 3 of 3")
    assert curve.get_attribute("d") == whole

    page.locator(f"{STAGE} .play").click()
    expect(page.locator(f"{STAGE} .at")).to_have_text("After epoch 1 of 3", timeout=SLOW)
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(f"{STAGE} .play")).to_have_text("▶ Play")

    box = page.locator(f"{STAGE} .loss svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    for place in ("accuracy", "loss"):  # one cursor in both
        expect(page.locator(f"{STAGE} .{place} text.lines")).to_contain_text("epoch 1.5: validation ")
        expect(page.locator(f"{STAGE} .{place} line.cursor")).to_have_count(1)
    assert [
        each for each in asked if "/static/" not in each
    ] == []  # Streamlit's own fonts come when they are seen
    expect_accessible(page)

    leave_and_return(page, "Train a digit reader")
    expect(slider).to_be_enabled(timeout=SLOW)  # its epochs are here again


@pytest.mark.parametrize("opened", [4, 12])
@pytest.mark.usefixtures("others")
def test_a_fine_tunings_stage_is_seen_at_once_too(
    page: Page, app: App, book: LabBook, learner: str, opened: int
) -> None:
    made_runs.of_fine_tuning(book, learner, opened)
    visit(page, f"{app.url}/retrain_it")
    controls, told = page.locator(".st-key-bar_train"), "With those that train now, in turns: about"
    for _ in range(30):
        if told in controls.inner_text():
            break
        page.wait_for_timeout(1000)  # the app looks now and then for runs that another process wrote
        page.reload()
        settle(page)
    expect(controls).to_contain_text(told)
    bars = page.locator(f"{STAGE} .moved li")
    expect(bars).to_have_count(opened, timeout=SLOW)
    expect(bars.last).to_contain_text("last" if opened > 6 else "Last convolution", ignore_case=True)
    expect(page.locator(f"{STAGE} input[type=range]")).to_be_enabled()
    settle(page)
    fits(page, "Retrain it")


@pytest.mark.usefixtures("others")
def test_a_run_that_a_class_watches_in_turns_is_seen_at_once_too(
    page: Page, app: App, book: LabBook, learner: str
) -> None:
    first = book.add("f" * 32, SPEC, "a class", shareable=True, owner=OURS)
    at = {"epoch": 2, "epochs": 3, "update": 300, "updates": 550, "seconds_left": 172, "turns": 30}
    book.change(first, state="running", status={"phase": "training"} | at)
    assert book.join("a class", learner)
    visit(page, f"{app.url}/train_a_digit_reader")
    head = page.locator(".st-key-head")
    expect(head).to_contain_text("30 are training; your run takes turns, about 3 minutes left")
    expect(head).to_contain_text("You watch the same run.")
    settle(page)
    fits(page)
    end(book, first)


def shown(page: Page) -> list[str]:
    return page.locator(f"{STAGE} figcaption").all_inner_texts()


def fits(page: Page, title: str = "Train a digit reader") -> None:
    """From the title on nothing is scrolled, and nothing of the stage lies below."""
    assert page.viewport_size == {"width": 1280, "height": 800}
    box = page.locator(STAGE).bounding_box()
    assert box is not None
    assert page.get_by_role("heading", name=title).bounding_box()["y"] > 0  # type: ignore[index]
    assert box["y"] + box["height"] <= 800
