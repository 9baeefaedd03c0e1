"""Experiments in a real browser, each to its end: a race with a guess and its band of luck, the finder, a fault, the leaning set."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from served import App, settle, visit

PARTS = {
    "Gone wrong on purpose": "wrong",
    "An unfair picture set": "bias",
    "Unfreezing": "unfreeze",
}
SLOW = 150_000  # milliseconds: a busy machine takes its time


def open_part(page: Page, app: App, part: str) -> None:
    """Its card by a click, and the first answer where it asks for a guess before all else."""
    visit(page, f"{app.url}/try_things")
    card = page.locator(".st-key-part").get_by_role("radio", name=part)
    expect(card).to_be_attached(timeout=SLOW)
    settle(page)
    page.locator(".st-key-part [role=radiogroup] > div", has_text=part).click(
        position={"x": 12, "y": 12}
    )  # all of it
    settle(page)
    if part != "Race":  # which stands at first
        assert page.url.endswith(f"?part={PARTS[part]}")
        page.locator("[class*=st-key-ask_predict_]").get_by_role("radio").first.click()
        settle(page)


def press(page: Page, key: str) -> None:
    button = page.locator(f".st-key-{key} button")
    expect(button).to_be_enabled(timeout=SLOW)
    button.click()


def test_a_race_runs_to_its_end_and_its_luck_is_measured(page: Page, app: App) -> None:
    open_part(page, app, "Race")
    page.locator(".st-key-predict_race").get_by_text("100", exact=True).click()
    settle(page)
    page.get_by_text("Guess more exactly").click()
    page.get_by_label("Best test accuracy, %").fill("91")
    page.get_by_label("Best test accuracy, %").press("Enter")
    settle(page)
    press(page, "race")
    lanes = page.locator(".st-key-card_lanes")
    expect(lanes).to_contain_text("What this shows.", timeout=SLOW)
    expect(lanes).to_contain_text("Your guess was 100, 91.0 %. Best was batch size")
    expect(lanes.locator("svg, canvas").first).to_be_visible()
    settle(page)
    press(page, "luck")
    expect(page.locator(".st-key-card_luck")).to_contain_text("points of pure luck", timeout=SLOW)
    settle(page)
    press(page, "luck")
    expect(lanes).to_contain_text("With 3 seeds each", timeout=SLOW)


def test_a_learning_rate_is_found_for_a_head(page: Page, app: App) -> None:
    visit(page, f"{app.url}/try_things?part=rate")
    page.locator(".st-key-ask_predict_finder").get_by_text("it falls, and later it rises fast").click()
    settle(page)
    page.locator(".st-key-rate_for").get_by_text("Cats and dogs").click()
    settle(page)
    press(page, "find_rate")
    expect(page.locator(".st-key-card_finder")).to_contain_text("Suggested:", timeout=SLOW)
    expect(page.locator(".st-key-card_finder")).to_contain_text(
        "Your guess was it falls, and later it rises fast."
    )


def test_a_fault_is_named_by_its_sign(page: Page, app: App) -> None:
    open_part(page, app, "Gone wrong on purpose")
    press(page, "gone")
    evidence = page.locator(".st-key-ask_evidence_rate_too_low")
    expect(evidence).to_be_visible(timeout=SLOW)
    settle(page)
    evidence.get_by_text("the training curve", exact=True).click()
    expect(page.locator(".st-key-card_evidence").locator("svg, canvas").first).to_be_visible(timeout=SLOW)
    question = page.locator(".st-key-ask_check_gone_rate_too_low")
    expect(question).to_be_visible(timeout=SLOW)
    settle(page)
    question.get_by_text("labels shuffled", exact=True).click()
    expect(question).to_contain_text("How far did the loss come", timeout=SLOW)
    question.get_by_text("learning rate too low", exact=True).click()
    expect(question).to_contain_text("Each step is so small", timeout=SLOW)
    twin = page.locator(".st-key-card_twin")
    expect(twin).to_contain_text("The clean twin gets", timeout=SLOW)
    expect(twin.locator("svg, canvas").first).to_be_visible()


def test_a_leaning_set_fails_on_the_other_side(page: Page, app: App) -> None:
    open_part(page, app, "An unfair picture set")
    press(page, "bias")
    result = page.locator(".st-key-card_bias_result")
    expect(result).to_contain_text("of light cats and dark dogs right", timeout=SLOW)
    expect(result).to_contain_text("learned brightness too")


def test_one_large_rate_harms_the_opened_base(page: Page, app: App) -> None:
    open_part(page, app, "Unfreezing")
    press(page, "unfreeze_start")
    result = page.locator(".st-key-card_unfrozen")
    expect(result).to_contain_text("Large steps have overwritten some of what the base knew", timeout=SLOW)
    expect(result).to_contain_text(re.compile("with small rates alone|small rates get the same"))
    settle(page)
    question = page.locator(".st-key-ask_check_open_rate")
    question.get_by_text("they know something already", exact=True).click()
    expect(question).to_contain_text("nothing to lose", timeout=SLOW)
