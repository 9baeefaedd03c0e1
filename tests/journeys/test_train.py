"""Training in a real browser: sliders, moving charts, Stop, refresh, two learners, a phone, and what is taken home."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Browser, Page, expect
from served import App, settle, visit
from training import SLOW, guess, open_lesson, open_settings, train, wait_for_epoch

# Each moment, until the next one drawn, at which a run that ended and one that goes on stand on the page
TOGETHER = """() => {
  window.together = [];
  const look = () => {
    const [ended, going] = ["outcome", "progress"].map(name => document.querySelector(`.st-key-card_${name}`));
    if (ended && going) together.push(ended.innerText);
    requestAnimationFrame(look);
  };
  look();
}"""


def press(page: Page, setting: str, key: str, times: int) -> None:
    """Moves a slider with the keyboard, as somebody without a mouse would."""
    page.locator(f".st-key-{setting}").get_by_role("slider").focus()
    for _ in range(times):
        page.keyboard.press(key)
    settle(page)


def test_sliders_reach_the_run_and_a_refresh_keeps_it(page: Page, app: App) -> None:
    open_lesson(page, app.url, hidden="32")
    open_settings(page)
    press(page, "epochs", "ArrowLeft", 7)
    press(page, "batch_size", "ArrowRight", 103)
    expect(page.locator(".st-key-card_controls")).to_contain_text("108 updates an epoch")
    expect(page.locator(".st-key-train button")).to_be_disabled()  # the guess was about other settings
    page.keyboard.press("Escape")
    guess(page)
    train(page)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("are right. None of these", timeout=SLOW)
    assert "epochs=3" in page.url
    assert "batch_size=512" in page.url

    page.reload()
    settle(page)
    expect(page.locator(".st-key-card_outcome")).to_contain_text("are right. None of these", timeout=SLOW)
    expect(page.locator(".st-key-bar_train")).to_contain_text("Epochs 3")
    open_settings(page)
    expect(page.locator(".st-key-epochs")).to_contain_text("3")

    visit(page, f"{app.url}/lab_book")
    page.locator(".shelf .open").first.click()
    settle(page)
    with page.expect_download() as download:
        page.locator(".st-key-download_settings button").click()
    said = json.loads(Path(download.value.path()).read_text())
    assert (said["settings"]["epochs"], said["settings"]["batch_size"]) == (3, 512)
    assert (said["trained"]["updates_per_epoch"], said["trained"]["updates"]) == (108, 324)
    with page.expect_download(timeout=SLOW) as download:
        page.locator(".st-key-download_model button").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"


def test_the_chart_moves_and_stop_stops(page: Page, app: App) -> None:
    open_lesson(page, app.url, epochs="30", seed="21", hidden="64")
    train(page)
    wait_for_epoch(page, 1)
    marks = page.locator(".st-key-card_stage .accuracy svg.marks")
    expect(marks).not_to_have_js_property("outerHTML", marks.evaluate("node => node.outerHTML"))
    expect(page.locator(".st-key-card_stage .tiles figure:is(.right, .wrong)")).to_have_count(20)
    page.locator(".st-key-stop button").click()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Stopped by you")
    expect(page.locator(".st-key-train button")).to_be_enabled()

    page.evaluate(TOGETHER)
    train(page)
    wait_for_epoch(page, 1)
    assert page.evaluate("together") == []
    page.locator(".st-key-stop button").click()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Stopped by you")
    assert page.evaluate("together") == []


def test_two_learners_train_in_turn_and_see_only_their_own(page: Page, app: App, chromium: Browser) -> None:
    other = chromium.new_context().new_page()
    open_lesson(page, app.url, epochs="30", seed="31", hidden="64")
    open_lesson(other, app.url, epochs="8", seed="32", hidden="48")
    train(page)
    wait_for_epoch(page, 1)
    train(other)
    expect(other.locator(".st-key-card_progress")).to_contain_text("takes turns", timeout=SLOW)
    page.locator(".st-key-stop button").click()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Stopped by you", timeout=SLOW)
    expect(other.locator(".st-key-card_outcome")).to_contain_text("are right. None of these", timeout=SLOW)
    expect(other.locator(".st-key-card_outcome")).not_to_contain_text("Stopped by you")
    other.context.close()


def test_a_phone_in_the_dark_trains_too(app: App, chromium: Browser) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, color_scheme="dark", has_touch=True
    )
    page = context.new_page()
    open_lesson(page, app.url, epochs="1", seed="41", hidden="16", train_size="2000")
    page.locator(".st-key-train button").tap()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("are right. None of these", timeout=SLOW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    background = page.locator("[data-testid=stApp]").evaluate(
        "node => getComputedStyle(node).backgroundColor"
    )
    assert sum(map(int, re.findall(r"\d+", background)[:3])) < 200
    context.close()
