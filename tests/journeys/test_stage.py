"""The comparison's stage in a real browser: its figures are those of the page below it and of the stored race."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page, expect
from served import App, leave_and_return, settle, visit

from lib.measure.proportions import per_cent
from lib.measure.stored_race import stored_race

CARDS = {"fixed": "fixed", "broken": "broken", "still_wrong": "still wrong", "right": "right both times"}


def counts(page: Page) -> dict[str, int]:
    told = page.locator(".st-key-card_stage .outcome").all_inner_texts()
    found = [re.fullmatch(r"([\d,]+) (.+)", words) for words in told]
    return {match[2]: int(match[1].replace(",", "")) for match in found if match}


def test_the_stage_shows_the_page_s_figures_and_the_dial_those_of_the_race(page: Page, app: App) -> None:
    visit(page, f"{app.url}/original_against_retrained")
    page.locator(".st-key-predict_groups").get_by_role("radio").first.click()
    settle(page)
    folded = page.locator(".st-key-ask_predict_groups")
    expect(folded.get_by_role("button", name="Look at it")).to_be_visible()
    assert (folded.bounding_box() or {})["height"] < 60  # an answered guess is a line
    stage = page.locator(".st-key-card_stage")
    headline = stage.locator(".headline")
    expect(headline).to_contain_text("81.8")
    expect(stage.locator(".more")).to_have_text(
        "150 more photos right, of 1,000 that no model had learned from"
    )

    stage.get_by_role("button", name="Every photo").click()
    stage.get_by_role("button", name="Group by outcome").press("Enter")
    expect(stage.locator(".outcome1")).to_have_text("163 fixed")
    page.get_by_role("tab", name="Fixed and broken").click()
    of_cards = {
        name: int(page.locator(f".st-key-card_group_{key} .figure").inner_text().replace(",", ""))
        for key, name in CARDS.items()
    }
    assert counts(page) == of_cards

    race = stored_race()
    few = stage.get_by_role("button", name="How few are enough?")
    few.press("Enter")
    expect(few).to_be_focused()
    dial = stage.get_by_role("slider")
    for method, name in enumerate(("New head", "From scratch", "Fine-tuned")):
        pill = stage.get_by_role("button", name=name, exact=True)
        pill.press("Enter")
        expect(pill).to_be_focused()  # whoever goes by keyboard goes on from there
        expect(pill).to_have_attribute("aria-pressed", "true")
        dial.press("Home")
        for place in (0, 1):
            shares = race.right[method, place].mean(axis=-1)
            expect(headline).to_contain_text(per_cent(float(np.mean(shares))).replace(" ", "\u00a0"))
            expect(stage.locator(".more")).to_contain_text(f"{race.photos[place]} training photos")
            dial.press("ArrowRight")
    expect(stage.locator(".photos")).to_have_text(f"{race.photos[2]:,} training photos")
    first = race.right[2, 2, 0]
    expect(stage.locator(".outcome1")).not_to_have_text("163 fixed")
    assert counts(page)["right both times"] + counts(page)["fixed"] == int(first.sum())

    leave_and_return(page, "Original against retrained")
    few.click()
    expect(stage.locator(".more")).to_contain_text("training photos")
