"""A class in real browsers: it joins a room by its code and by its picture, is led by a lecture, asked twice, dealt out to, and draws."""

from __future__ import annotations

import io
import re
from pathlib import Path

import axe_core_python
import zxingcpp
from classroom import STRIP, Class, end, guess, is_at, join, open_room, told, turn_to
from PIL import Image
from playwright.sync_api import Page, expect
from served import App, settle, until, visit
from training import SLOW
from training import guess as about

AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
RUN_AXE = """async () => (await axe.run({ include: [['.st-key-room']] })).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical").map(({ id, nodes }) => id + nodes[0].html)"""
IN_VIEW = """key => {
  const top = of => document.querySelector(of)?.getBoundingClientRect();
  const [part, strip] = [top(`.st-key-${key}`), top(".st-key-room")];
  return part && strip && part.top >= strip.bottom - 2 && part.top < strip.bottom + 100;
}"""


def in_view(page: Page, key: str) -> None:
    """A part of the page stands at the top of the window, below the strip."""
    until(page, IN_VIEW, key)


def predict(page: Page) -> None:
    page.locator("[class*='st-key-ask_predict_']").get_by_role("radio").first.click()
    settle(page)


def stroke(page: Page, pad: str) -> None:
    box = page.locator(f"{pad} canvas").first
    box.scroll_into_view_if_needed()
    found = box.bounding_box()
    assert found
    x, y, side = found["x"], found["y"], found["width"]
    page.mouse.move(x + 0.3 * side, y + 0.2 * side)
    page.mouse.down()
    for right, down in ((0.3, 0.5), (0.7, 0.5), (0.7, 0.2), (0.7, 0.8)):
        page.mouse.move(x + right * side, y + down * side, steps=6)
    page.mouse.up()


def test_a_class_of_four_is_asked_twice_and_led_through_a_lecture(own: App, room: Class) -> None:
    lead, ann = room.tab(1280, 800), room.tab(390, 844, has_touch=True, is_mobile=True)
    bob, cho, dan = (room.tab(1024, 768) for _ in range(3))
    code = open_room(lead, own)
    picture = Image.open(io.BytesIO(lead.locator(".room-qr").screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == f"{own.url}/room?room={code}"  # started for this machine alone, and the page says so
    assert "Only this computer reaches this app" in lead.inner_text("body")

    visit(ann, found.text)
    ann.get_by_role("button", name="Join the room").click()
    expect(ann.get_by_role("heading", name=re.compile("^You are "))).to_be_visible()
    name = ann.locator(f"{STRIP} .name").inner_text()
    expect(lead.locator(".chips li")).to_have_text([name])

    turn_to(lead, "What is a model?")
    is_at(ann, "what_is_a_model")
    assert len({name, join(bob, own, typed=code.lower()), join(cho, own, code), join(dan, own, code)}) == 4
    for page in (bob, cho, dan):  # late: they land where the class is
        is_at(page, "what_is_a_model")
    told(lead, "4 of 4 here")

    visit(cho, f"{own.url}/what_is_a_model?view=lecture")  # a learner may look at it so too
    lead.get_by_role("button", name="Ask the room").click()
    for n, page in enumerate((ann, bob, cho, dan)):
        guess(page, min(n, 1))
    told(lead, "4 of 4 have guessed")
    assert "%" not in lead.locator(STRIP).inner_text()
    cho.get_by_role("button", name="Leave the lecture view").click()
    settle(cho)
    lead.get_by_role("button", name="Ask again").click()
    told(lead, "0 of 4 have guessed")  # or it may still tell of the first time
    for page in (ann, bob, cho, dan):
        told(page, "Asked again")
        guess(page, 1)
    told(lead, "4 of 4 have guessed")
    lead.get_by_role("button", name="Show the guesses").click()
    for page in (lead, ann, bob):
        told(page, "now: 4 · 100 %")
        told(page, "before: 3 · 75 %")
    expect(
        bob.locator("[class*='st-key-ask_predict_']").get_by_text("Your guess:")
    ).to_be_visible()  # the page took it
    for page in (lead, ann):
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert page.evaluate(RUN_AXE) == []

    visit(dan, f"{own.url}/room?lecturer={code}.guessed")  # a learner who tries the lecturer's address
    expect(dan.get_by_text("This is not the secret link")).to_be_visible()
    assert dan.locator(".st-key-room_controls").count() == 0

    ann.get_by_role("button", name="Look around by myself").click()
    told(ann, "Back to the class")
    visit(lead, f"{own.url}/layers_and_nodes?view=lecture")
    for page in (bob, cho):
        is_at(page, "layers_and_nodes")
    assert ann.url.endswith("what_is_a_model")
    ann.get_by_role("button", name="Back to the class").click()
    is_at(ann, "layers_and_nodes")

    where = lead.locator(".lecture-bar .where")
    expect(where).to_contain_text("1 of 1")  # the room's strip is no step
    predict(lead)
    predict(ann)
    expect(where).not_to_have_text("Guess 1 of 1")
    lead.locator("body").evaluate("() => document.activeElement.blur()")
    for step in ("2 of", "3 of", "4 of"):
        lead.keyboard.press("PageDown")
        expect(where).to_contain_text(step)
    in_view(ann, "card_source")
    for page in (lead, ann, bob, cho, dan):
        settle(page)  # what they still say is of the steps before
    lead.wait_for_timeout(1000)
    room.forget()
    lead.keyboard.press("PageDown")
    in_view(ann, "card_be_a_node")
    assert room.sent == {lead: 1}  # one message of the lecturer's, and nobody else's script
    assert set(room.received) == {lead}
    assert bob.evaluate("() => !document.querySelector('.st-key-card_be_a_node')")
    predict(bob)  # who guesses late is led on then
    in_view(bob, "card_be_a_node")
    predict(cho)
    cho.reload()  # a new session comes back to the class's place
    settle(cho)
    in_view(cho, "card_be_a_node")
    for page in (ann, bob, cho):
        expect(page.locator(".lecture-bar")).to_have_count(0)

    here, sheet, dark = (
        where.inner_text(),
        lead.locator("#layers-hidden-screen"),
        lead.locator(".lecture-blank"),
    )
    lead.keyboard.press("h")
    expect(sheet).to_be_visible()
    for key in ("PageDown", "b", "."):  # the hidden screen has no other keys
        lead.keyboard.press(key)
    lead.keyboard.press("h")
    expect(sheet).to_have_count(0)
    expect(dark).to_be_hidden()
    expect(where).to_have_text(here)

    lead.get_by_role("button", name="Ask the room").click()
    lead.get_by_role("button", name="Ask it on every screen").click()
    told(ann, "Nobody sees who guessed what")
    node = lead.locator(".st-key-card_be_a_node")
    expect(node).to_be_hidden()  # the question has the screen to itself
    lead.locator("body").evaluate("() => document.activeElement.blur()")
    lead.keyboard.press("PageDown")  # first back to the step that it covers
    expect(node).to_be_visible()
    expect(where).to_have_text(here)
    lead.keyboard.press("q")
    expect(node).to_be_hidden()
    end(lead, own)
    for page in (lead, ann, bob):
        expect(page.get_by_text("This room is over")).to_be_visible()


def test_a_class_trains_what_is_dealt_out_and_draws(own: App, room: Class) -> None:
    lead, ann, bob = (
        room.tab(1280, 800),
        room.tab(390, 844, has_touch=True, is_mobile=True),
        room.tab(1024, 768),
    )
    code = open_room(lead, own)
    names = [join(page, own, code) for page in (ann, bob)]
    lead.get_by_text("The board", exact=True).click()
    lead.locator(".st-key-room_deal_digits").get_by_role("combobox").click()
    lead.get_by_role("option", name="Batch size").click()
    settle(lead)
    lead.get_by_role("button", name="Deal it out").click()
    for page, size in ((ann, 20), (bob, 100)):
        is_at(page, "train_a_digit_reader")
        expect(page.get_by_text(f"Dealt out to you: Batch size: {size}")).to_be_visible()
        about(page)
        page.locator(".st-key-train button").click()
    expect(lead.get_by_text("2 have a result, 0 are training, 2 are in the room")).to_be_visible(timeout=SLOW)
    expect(lead.get_by_text("On average Batch size: ")).to_be_visible()
    lead.get_by_role("button", name="Open the test, together").click()
    expect(lead.get_by_text("The nearest guess: ")).to_be_visible()
    board = lead.locator(".st-key-card_room_board")
    assert not any(name in board.inner_text() for name in names)
    lead.get_by_text("Show nicknames").click()
    expect(board.get_by_text(re.compile("The nearest guess .(" + "|".join(names) + ")"))).to_be_visible()

    lead.get_by_text("Drawings", exact=True).click()
    lead.locator(".st-key-room_digit").get_by_text("4", exact=True).click()
    lead.get_by_role("button", name="Everybody draws a 4").click()
    for page, allowed in ((ann, "My drawing may be shown"), (bob, "It may go into the room’s picture set")):
        is_at(page, "room")
        expect(page.get_by_text("Draw a 4")).to_be_visible()
        stroke(page, ".st-key-room_pad_4")
        page.get_by_text(allowed).click()
        page.get_by_role("button", name="Hand it in").click()
        expect(page.get_by_text("Handed in.")).to_be_visible()
    expect(lead.get_by_text("2 handed in, 1 of them to be shown")).to_be_visible()
    expect(lead.get_by_text("On the room’s own picture set this network reads")).to_be_visible()
    end(lead, own)
    for page in (lead, ann, bob):
        expect(page.get_by_text("This room is over")).to_be_visible()
