"""Experiments in a real browser, each to its end: a race with a guess and its band of luck, the finder, a fault, the leaning set."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect
from served import App, settle, visit

SLOW = 150_000  # milliseconds: a busy machine takes its time


def open_part(page: Page, app: App, part: str) -> None:
    visit(page, f"{app.url}/try_things")
    choice = page.locator(".st-key-part").get_by_text(part, exact=True)
    expect(choice).to_be_visible(timeout=SLOW)
    settle(page)
    choice.click()
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
    expect(lanes).to_contain_text("Your guess was 100, 91.0 %. Best came out batch size")
    expect(lanes.locator("svg, canvas").first).to_be_visible()
    settle(page)
    press(page, "luck")
    expect(page.locator(".st-key-card_luck")).to_contain_text("points that are luck alone", timeout=SLOW)
    settle(page)
    press(page, "luck")
    expect(lanes).to_contain_text("With 3 seeds each", timeout=SLOW)


def test_a_learning_rate_is_found_for_a_head(page: Page, app: App) -> None:
    open_part(page, app, "The learning rate")
    page.locator(".st-key-rate_for").get_by_text("Cats and dogs").click()
    settle(page)
    press(page, "find_rate")
    expect(page.locator(".st-key-card_finder")).to_contain_text("Suggested:", timeout=SLOW)
    expect(page.locator(".st-key-card_schedule")).to_contain_text("warms up to")


def test_a_fault_is_named_by_its_sign(page: Page, app: App) -> None:
    open_part(page, app, "Gone wrong on purpose")
    press(page, "gone")
    question = page.locator(".st-key-ask_check_gone_rate_too_low")
    expect(question).to_be_visible(timeout=SLOW)
    settle(page)
    question.get_by_text("labels shuffled", exact=True).click()
    expect(question).to_contain_text("How far has the loss come", timeout=SLOW)
    question.get_by_text("learning rate too low", exact=True).click()
    expect(question).to_contain_text("Each step is so small", timeout=SLOW)
    expect(page.get_by_text("The clean twin read")).to_be_visible(timeout=SLOW)


def test_a_leaning_set_fails_on_the_other_side(page: Page, app: App) -> None:
    open_part(page, app, "A set that leans")
    press(page, "bias")
    result = page.locator(".st-key-card_bias_result")
    expect(result).to_contain_text("on the other way round", timeout=SLOW)
    expect(result).to_contain_text("learned brightness as well")


def test_one_large_rate_harms_the_opened_base(page: Page, app: App) -> None:
    open_part(page, app, "Unfreezing")
    press(page, "unfreeze_start")
    result = page.locator(".st-key-card_unfrozen")
    expect(result).to_contain_text("large steps have overwritten some of what the base knew", timeout=SLOW)
    expect(result).to_contain_text(re.compile("with small rates alone|small rates give right answers"))
    settle(page)
    question = page.locator(".st-key-ask_check_open_rate")
    question.get_by_text("they know something already", exact=True).click()
    expect(question).to_contain_text("nothing to lose", timeout=SLOW)
