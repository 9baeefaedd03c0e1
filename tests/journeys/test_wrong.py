"""Mistakes in a real browser: a clicked cell shows its pictures; a question gives its hint, then its reason."""

from __future__ import annotations

from playwright.sync_api import Page, expect
from served import App, settle, visit

SLOW = 60_000  # milliseconds: a busy machine takes its time


def test_a_clicked_cell_shows_its_pictures(page: Page, app: App) -> None:
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_text("4 and 9").click()
    cells = page.locator(".st-key-card_matrix .mark-rect path")
    expect(cells.first).to_be_visible(timeout=SLOW)
    settle(page)
    cells.first.scroll_into_view_if_needed()
    box = cells.first.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 4, box["y"] + box["height"] / 4)  # beside the cell's number
    card = page.locator(".st-key-card_cell")
    expect(card).to_contain_text("and it says", timeout=SLOW)
    expect(card.locator("img").first).to_be_visible()


def test_a_question_hints_first_and_then_gives_its_reason(page: Page, app: App) -> None:
    visit(page, f"{app.url}/check_yourself")
    question = page.locator(".st-key-ask_check_neither")
    question.get_by_text("nothing", exact=True).click()
    expect(question).to_contain_text("What comes out at the end?", timeout=SLOW)
    question.get_by_text("cat or dog", exact=True).click()
    expect(question).to_contain_text("add up to 1 because they are made to", timeout=SLOW)
    expect(page.locator(".st-key-card_score")).to_contain_text("0 right at once")
