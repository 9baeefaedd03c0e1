"""Mistakes in a real browser: a clicked cell shows its pictures; a question gives its hint, then its reason."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from served import App, settle, visit

SLOW = 60_000  # milliseconds: a busy machine takes its time


def click_cell(page: Page) -> None:
    """Clicks the matrix's first cell, beside its number."""
    cell = page.locator(".st-key-card_matrix .mark-rect path").first
    expect(cell).to_be_visible(timeout=SLOW)
    settle(page)
    cell.scroll_into_view_if_needed()
    box = cell.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)


def test_a_clicked_cell_shows_its_pictures(page: Page, app: App) -> None:
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_text("4 and 9").click()
    click_cell(page)
    card = page.locator(".st-key-card_cell")
    expect(card).to_contain_text("and it says", timeout=SLOW)
    expect(card.locator("img").first).to_be_visible()


def test_a_photo_is_opened_and_shows_where_the_model_looked(page: Page, app: App) -> None:
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_label("Which model?").click()
    page.get_by_role("option", name="Cats and dogs: a new head at the usual settings").click()
    settle(page)
    page.locator(".st-key-predict_pets").get_by_text("both about as often").click()
    click_cell(page)
    photo = page.locator(".st-key-card_cell .photos img").first
    expect(photo).to_be_visible(timeout=SLOW)
    assert photo.evaluate("image => image.decode().then(() => image.naturalWidth)") >= 100
    looked = page.locator(".st-key-card_looked")
    expect(looked.locator("img.map")).to_be_visible(timeout=3 * SLOW)  # the training process starts for it
    expect(looked).to_contain_text("The brighter a place")


def test_a_question_hints_first_and_then_gives_its_reason(page: Page, app: App) -> None:
    visit(page, f"{app.url}/check_yourself")
    question = page.locator(".st-key-ask_check_neither")
    question.get_by_text("nothing", exact=True).click()
    expect(question).to_contain_text("What comes out at the end?", timeout=SLOW)
    question.get_by_text("cat or dog", exact=True).click()
    expect(question).to_contain_text("add up to 1 because they are made to", timeout=SLOW)
    expect(page.locator(".st-key-card_score")).to_contain_text("0 right at once")
