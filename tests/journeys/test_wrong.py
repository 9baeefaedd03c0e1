"""Mistakes in a real browser: the wall by mouse, keyboard and touch; a question gives its hint, then its reason."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Locator, Page, expect
from served import App, settle, until, visit
from walking import expect_accessible, tab_to

SLOW = 60_000  # milliseconds: a busy machine takes its time


def on_the_wall(page: Page, app: App) -> Locator:
    """The shipped reader's wall, its small pictures fetched."""
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_text("4 and 9").click()
    return hung(page)


def hung(page: Page) -> Locator:
    wall = page.locator(".wall")
    expect(wall.locator(".share").first).to_contain_text("%", timeout=SLOW)
    settle(page)
    expect(wall.locator(".loading")).to_be_empty(timeout=SLOW)
    return wall


def open_first(wall: Locator) -> None:
    """A click on the first picture of the lowest row."""
    pictures = wall.locator(".pictures")
    pictures.scroll_into_view_if_needed()
    box = pictures.bounding_box()
    assert box is not None
    pictures.click(position={"x": 40, "y": box["height"] - 60})


def counted(wall: Locator) -> tuple[int, int]:
    """Right, and in all, as the headline says."""
    words = wall.locator(".counted").inner_text().replace(",", "")
    found = re.match(r"(\d+) of (\d+)", words)
    assert found is not None, words
    return int(found[1]), int(found[2])


def test_a_brushed_cell_fills_the_wall_and_the_figures_follow(page: Page, app: App) -> None:
    wall = on_the_wall(page, app)
    pictures = wall.locator(".pictures").bounding_box()
    assert pictures is not None
    assert pictures["y"] < 600  # of 800: an answered guess is a line
    right, total = counted(wall)
    pair = wall.locator(".pairs button").first
    times = int(pair.inner_text().rpartition(": ")[2])
    pair.click()
    assert counted(wall) == (0, times)
    open_first(wall)
    one = wall.locator(".one")
    expect(one).to_contain_text("wrong", timeout=SLOW)
    expect(one.locator("ol li")).to_have_count(3)
    expect(one).to_contain_text("Integrated gradients", timeout=SLOW)
    expect(one.locator(".near img")).to_have_count(6)
    expect_accessible(page)
    one.get_by_role("button", name="Close").click()
    wall.locator(".brushes button").click()
    assert counted(wall) == (right, total)
    matrix = wall.locator(".matrix")
    box = matrix.bounding_box()
    assert box is not None
    matrix.click(position={"x": box["width"] - 8, "y": box["height"] - 8})  # its last cell
    expect(wall.locator(".brushes")).to_contain_text("It is 9, it says 9")
    nines = counted(wall)
    assert nines[0] == nines[1]
    matrix.click(position={"x": box["width"] - 8, "y": box["height"] - 8})
    wall.locator(".of").select_option("9")
    wall.locator(".low").fill("50")
    assert counted(wall)[0] <= nines[0]
    expect(wall.locator(".brushes button")).to_have_count(2)
    before = counted(wall)
    wall.locator(".from").fill("99")
    expect(wall.locator(".brushes")).to_contain_text("Says 9 from 99 %")
    assert counted(wall)[0] < before[0]
    expect(wall.locator(".bin").last).to_be_hidden()
    wall.locator(".further summary").click()
    wall.locator(".bin").last.click()
    expect(wall.locator(".bin")).to_have_count(1)
    for order in ("guess", "sure", "loss", "bright", "like"):
        wall.locator(".by").select_option(order)
    expect(wall.locator(".counted")).to_contain_text("of")


def test_the_wall_by_keyboard_alone(page: Page, app: App) -> None:
    visit(page, f"{app.url}/where_does_it_go_wrong")
    tab_to(page, ".st-key-predict_digits button")
    page.keyboard.press("Enter")
    wall = hung(page)
    tab_to(page, ".pictures")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(wall.locator(".spoken")).to_have_text(re.compile(r"It is \d, it says \d, .* %"))
    page.keyboard.press("+")
    page.keyboard.press("Enter")
    expect(wall.locator(".spoken")).to_contain_text("Opened: it is")
    expect(wall.locator(".one .near img")).to_have_count(6, timeout=SLOW)
    page.keyboard.press("Escape")
    expect(wall.locator(".one")).to_be_hidden()
    tab_to(page, ".matrix")
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(wall.locator(".brushes")).to_contain_text("It is 1, it says 0")


def test_the_wall_on_a_phone_by_touch(app: App, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = context.new_page()
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_text("4 and 9").tap()
    wall = hung(page)
    wall.locator(".pairs button").first.tap()
    pictures = wall.locator(".pictures")
    pictures.scroll_into_view_if_needed()
    box = pictures.bounding_box()
    assert box is not None
    pictures.tap(position={"x": 40, "y": box["height"] - 60})
    expect(wall.locator(".one")).to_contain_text("wrong", timeout=SLOW)
    expect(wall.locator(".one .near img")).to_have_count(6, timeout=SLOW)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    context.close()


def test_it_opens_with_less_than_half_a_megabyte_and_nothing_is_fetched_twice(page: Page, app: App) -> None:
    sizes: dict[str, list[int]] = {}

    def note(response: object) -> None:
        address, length = response.url, response.headers.get("content-length")  # type: ignore[attr-defined]
        if "/files/" in address:
            sizes.setdefault(address, []).append(int(length or 0))

    page.on("response", note)
    wall = on_the_wall(page, app)
    numbers, *sheets = sizes.values()
    assert numbers[0] < 400_000  # with the component's own script, 40 kB, the stage before its pictures
    assert all(len(each) == 1 for each in [numbers, *sheets])
    assert len(sheets) <= 20
    count = len(sizes)
    wall.locator(".by").select_option("loss")
    wall.locator(".low").fill("60")
    wall.locator(".low").fill("0")
    page.wait_for_timeout(600)
    assert all(len(each) == 1 for each in sizes.values())
    assert len(sizes) >= count


def test_a_photo_is_opened_and_shows_where_the_model_looked(page: Page, app: App) -> None:
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_label("Which model?").click()
    page.get_by_role("option", name="Cats and dogs: a new head at the usual settings").click()
    settle(page)
    page.locator(".st-key-predict_pets").get_by_text("both about as often").click()
    wall = hung(page)
    wall.locator(".pairs button").first.click()
    open_first(wall)
    one = wall.locator(".one")
    expect(one.locator("img.map")).to_be_visible(timeout=3 * SLOW)  # the training process starts for it
    expect(one).to_contain_text("Bright places made")
    expect(one).to_contain_text("Class activation map")
    assert until(page, WIDE, timeout=SLOW)
    expect(one.locator(".near img")).to_have_count(6)


WIDE = """(() => { for (const e of document.querySelectorAll("*")) { const image = e.shadowRoot?.querySelector(".one .looks img");
    if (image) return image.naturalWidth >= 100; } return false; })()"""


def test_the_test_part_of_a_run_stays_closed_until_it_is_opened(page: Page, app: App) -> None:
    visit(page, f"{app.url}/train_a_digit_reader?hidden=16&epochs=1&train_size=500")
    page.locator("[class*=st-key-predict_] button, [class*=st-key-guess] button").first.click()
    page.locator(".st-key-train button").click()
    expect(page.locator(".st-key-card_outcome")).to_be_visible(timeout=2 * SLOW)
    visit(page, f"{app.url}/where_does_it_go_wrong")
    page.get_by_text("4 and 9").click()
    wall = hung(page)
    label = wall.locator(".pictures").get_attribute("aria-label") or ""
    assert "validation digits" in label
    page.get_by_role("button", name="Open the test part").click()
    expect(page.get_by_label(re.compile("Wall of .* test digits"))).to_be_visible(timeout=SLOW)
    expect(page.get_by_label(re.compile("validation digits"))).to_have_count(0)


def test_a_question_hints_first_and_then_gives_its_reason(page: Page, app: App) -> None:
    visit(page, f"{app.url}/check_yourself")
    question = page.locator(".st-key-ask_check_neither")
    question.get_by_text("nothing", exact=True).click()
    expect(question).to_contain_text("What comes out at the end?", timeout=SLOW)
    question.get_by_text("cat or dog", exact=True).click()
    expect(question).to_contain_text("always add up to 1, because they are made to", timeout=SLOW)
    expect(page.locator(".st-key-card_score")).to_contain_text("0 right at once")
    expect(page.locator(".st-key-card_ideas")).to_contain_text("A probability is no proof: 0 of 1 right")
