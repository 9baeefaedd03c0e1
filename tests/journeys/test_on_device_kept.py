"""What the learner's own device keeps of own pictures, in a real browser: without the network, over a refresh, and nothing for the next learner."""

from __future__ import annotations

from pathlib import Path

import hostile
from own_studio import kept, open_studio, said, studio, take_digits, tiles, train
from playwright.sync_api import Browser, Page, expect
from served import App, no_errors, settle, until

QUESTIONS = """
window.questions = 0;
new MutationObserver(changes => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) questions += node.dataset?.testid === "stDialog";
}).observe(document, { childList: true, subtree: true });
"""


def test_it_goes_on_without_the_network_and_the_run_arrives_later(chromium: Browser, tmp_path: Path) -> None:
    """The server itself goes away once the page has loaded, which no browser can tell from a cut cable."""
    app = App(tmp_path)
    app.start()
    page = chromium.new_context().new_page()
    page.add_init_script(QUESTIONS)
    try:
        place = open_studio(page, app)
        take_digits(page)
        app.stop()
        until(page, "questions > 0")  # Streamlit's own, which would take every click
        expect(page.get_by_test_id("stDialog")).to_have_count(0)
        zipped = {f"fez/{i}.jpg": hostile.photo(i) for i in range(4)}
        (tmp_path / "more.zip").write_bytes(hostile.zipped(zipped | {"hat/1.jpg": hostile.photo(9)}))
        place.locator(".archive-file").set_input_files(tmp_path / "more.zip")
        said(page, "5 pictures came in")
        place.get_by_role("button", name="Remove the class hat").click()
        expect(place.locator(".class")).to_have_count(3)
        train(page)
        expect(place.locator(".result .mark")).to_contain_text("when the course answers")
        (tmp_path / "new.jpg").write_bytes(hostile.photo(2))
        place.locator(".photo-file").set_input_files(tmp_path / "new.jpg")
        expect(place.locator(".try .bars .best")).to_have_count(1)
        app.start()
        expect(place.locator(".result .mark")).to_contain_text(
            "Your lab book has its numbers", timeout=60_000
        )
    finally:
        page.context.close()
        app.stop()


def test_a_refresh_in_the_middle_keeps_pictures_and_model(app: App, page: Page, tmp_path: Path) -> None:
    place = open_studio(page, app)
    take_digits(page)
    place.get_by_label("Name of class 1").fill("three")
    place.get_by_label("Name of class 1").press("Enter")
    tiles(page, 1).nth(0).click()
    place.locator(".class").nth(1).get_by_role("button", name="Delete").click()
    expect(tiles(page, 1)).to_have_count(29)
    place.get_by_role("button", name="Undo").click()
    expect(tiles(page, 1)).to_have_count(30)
    tiles(page, 1).nth(0).click()
    place.locator(".class").nth(1).get_by_label("Move to another class").select_option("three")
    expect(tiles(page, 0)).to_have_count(31)
    train(page)
    share = place.locator(".result .share").inner_text()
    assert len(kept(page)) == 60

    page.reload()
    open_studio(page, app)
    expect(place.get_by_label("Name of class 1")).to_have_value("three")
    expect(tiles(page, 0)).to_have_count(31)
    expect(place.locator(".result .share")).to_have_text(share)
    expect(place.get_by_role("button", name="Train", exact=True)).to_be_enabled()  # the guess is still known
    (tmp_path / "new.jpg").write_bytes(hostile.photo(2))
    place.locator(".photo-file").set_input_files(tmp_path / "new.jpg")
    expect(place.locator(".try .bars .best")).to_have_count(1)

    with page.expect_download() as saved:
        place.get_by_role("button", name="Save as zip").click()
    saved.value.save_as(tmp_path / "saved.zip")
    place.get_by_role("button", name="Forget these pictures").click()
    place.get_by_role("button", name="Delete them").click()
    expect(place.locator(".grid button")).to_have_count(0)
    assert not kept(page)
    place.locator(".archive-file").set_input_files(tmp_path / "saved.zip")
    said(page, "60 pictures came in")
    expect(tiles(page, 0)).to_have_count(31)


def test_two_learners_on_one_computer(app: App, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    with no_errors(page):
        place = open_studio(page, app)
        take_digits(page)
        place.get_by_role("checkbox", name="Keep them for 24 hours").check()
        assert len(kept(page)) == 60
        beside = context.new_page()
        expect(open_studio(beside, app).locator(".grid button")).to_have_count(
            0
        )  # another tab has a set of its own
        beside.close()
        page.get_by_text("Not you?").click()
        page.get_by_role("button", name="Start afresh").click()
        expect(page).to_have_url(f"{app.url}/")
        settle(page)
        expect(open_studio(page, app).locator(".class .hold")).to_have_count(2)
        expect(studio(page).locator(".grid button")).to_have_count(0)
        assert not kept(page)
        place.get_by_role("button", name="Hot dog or not").click()
        expect(place.get_by_label("Name of class 2")).to_have_value("not hot dog")
        expect(place.locator(".tip")).to_contain_text("everything else")
    context.close()
