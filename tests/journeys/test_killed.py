"""What is killed in mid-run loses nothing that the learner sees: the training process, then the whole app."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import Browser, expect
from served import App, settle, visit
from training import SLOW, open_lesson, train, wait_for_epoch

# Few photos and a small batch: an epoch of fine-tuning takes seconds, so there is a middle to be killed in.
TUNING = "method=fine_tune&base=pocket&epochs=4&train_size=400&batch_size=8&unfrozen_blocks=2"


@pytest.fixture
def own_app(tmp_path: Path) -> Iterator[App]:
    """An app of this test's own, to be killed."""
    app = App(tmp_path)
    app.start()
    yield app
    app.stop()


def workers(app: App) -> list[psutil.Process]:
    children = psutil.Process(app.process.pid).children(recursive=True)
    return [child for child in children if "dask_worker" in " ".join(child.cmdline())]


def test_a_killed_worker_and_a_killed_app_lose_nothing(chromium: Browser, own_app: App) -> None:
    context = chromium.new_context()
    page = context.new_page()
    open_lesson(page, own_app.url, epochs="16", seed="51", hidden="48")
    train(page)
    wait_for_epoch(page, 3)
    for process in workers(own_app):
        process.kill()
    expect(page.locator(".st-key-card_progress")).to_contain_text(
        "The training process broke off", timeout=SLOW
    )
    wait_for_epoch(page, 5)

    os.kill(own_app.process.pid, signal.SIGKILL)
    own_app.process.wait()
    own_app.start()
    page.goto(f"{own_app.url}/train_a_digit_reader")
    settle(page)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Finished", timeout=SLOW)
    context.close()


def test_fine_tuning_goes_on_after_its_worker_is_killed(chromium: Browser, own_app: App) -> None:
    context = chromium.new_context()
    page = context.new_page()
    visit(page, f"{own_app.url}/retrain_it?{TUNING}")
    page.locator(".st-key-predict_accuracy").get_by_text("about 97 %").click()
    train(page)
    wait_for_epoch(page, 2)
    for process in workers(own_app):
        process.kill()
    expect(page.locator(".st-key-card_progress")).to_contain_text(
        "goes on from the end of epoch", timeout=SLOW
    )
    outcome = page.locator(".st-key-card_outcome")
    expect(outcome).to_contain_text("are right. None of these", timeout=SLOW)
    expect(outcome).to_contain_text("of 4 on the validation part")
    context.close()
