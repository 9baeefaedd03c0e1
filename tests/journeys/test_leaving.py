"""A slow line: what a browser says of a page while another one is on its way is heard, and leads nobody back."""

from __future__ import annotations

from classroom import Class, end, is_at, join, open_room, told, turn_to
from playwright.sync_api import Page, expect
from served import App, settle, visit
from slow_line import Line

HEARD = 1000  # ms in which what was said reaches the app


def test_an_answer_on_the_page_that_is_left_is_kept_and_leads_nobody_back(page: Page, app: App) -> None:
    line = Line(page)
    visit(page, f"{app.url}/draw_a_digit")
    guess = page.locator(".st-key-ask_predict_off_centre")
    line.holds = True
    page.get_by_role("link", name="Glossary", exact=True).first.click()
    page.locator(".st-key-predict_off_centre").get_by_text("Another digit", exact=True).click()
    page.wait_for_timeout(HEARD)
    line.let_go()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    settle(page)
    assert page.url.endswith("/glossary")
    page.get_by_role("link", name="Draw a digit", exact=True).first.click()
    settle(page)
    expect(guess).to_contain_text("Your guess")
    assert page.url.endswith("/draw_a_digit")


def test_links_in_quick_succession_leave_a_page_that_lives(page: Page, app: App) -> None:
    line = Line(page)
    visit(page, f"{app.url}/train_a_digit_reader")
    line.holds = True
    for name in ("Draw a digit", "Lab book", "Check yourself", "Train a digit reader"):
        page.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_timeout(HEARD)  # its script ends
    line.let_go()
    is_at(page, "train_a_digit_reader")
    turn_to(page, "Glossary")  # and it still answers
    assert page.url.endswith("/glossary")


def test_a_lecturer_who_turns_two_pages_at_once_is_at_the_second(own: App, room: Class) -> None:
    lead, ann = room.tab(1280, 800), room.tab(1024, 768)
    line = Line(lead)
    code = open_room(lead, own)
    join(ann, own, code)
    lead.get_by_role("link", name="What is a model?").first.click()
    expect(lead.get_by_role("heading", name="What is a model?")).to_be_visible()
    line.holds = True  # the page is drawn again half a second later, with what it can ask
    lead.get_by_role("link", name="Draw a digit").first.click()
    lead.wait_for_timeout(HEARD)
    line.let_go()
    is_at(lead, "draw_a_digit")
    is_at(ann, "draw_a_digit")
    lead.wait_for_timeout(HEARD)
    assert lead.url.endswith("/draw_a_digit")
    end(lead, own)


def test_a_member_who_taps_on_the_page_that_the_class_has_left_stays_with_the_class(
    own: App, room: Class
) -> None:
    lead, ann = room.tab(1280, 800), room.tab(390, 844)
    line = Line(ann)
    code = open_room(lead, own)
    join(ann, own, code)
    turn_to(lead, "What is a model?")
    is_at(ann, "what_is_a_model")
    told(ann, "you follow the class")
    line.holds = True
    turn_to(lead, "Draw a digit")
    ann.wait_for_timeout(3 * HEARD)  # she is led there, and has not seen it
    ann.locator(".st-key-predict_who").get_by_role("radio").first.click()
    ann.wait_for_timeout(HEARD)
    line.let_go()
    is_at(ann, "draw_a_digit")
    told(ann, "you follow the class")
    end(lead, own)
