"""Watching a run in a real browser: nothing runs for a redraw, what is missed comes after, and a second way where the first is closed."""

from __future__ import annotations

import re
from itertools import pairwise

from playwright.sync_api import Browser, Page, Response, Route, expect
from served import App, settle, until
from training import SLOW, open_lesson, train, wait_for_epoch
from walking import expect_accessible

LOST = "The course does not answer just now."
VALIDATED = (
    "[...layersPage.feeds.values()].flatMap(feed => feed.rows).filter(row => row[1] === 1).map(row => row[0])"
)
SPOKEN = re.compile(r"Epoch \d+ of 30 is over: \d\d\.\d % of validation digits read right")
LARGEST = 10_000  # bytes of a redraw


def epoch_of(page: Page) -> int:
    found = re.search(r"Epoch (\d+) of", page.locator(".st-key-card_progress .standing").inner_text())
    assert found is not None
    return int(found[1])


def test_a_run_is_watched_without_scripts_through_a_lost_network_and_without_the_route(
    chromium: Browser, app: App
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    page, errors = (
        context.new_page(),
        list[str](),
    )  # a request that fails is logged by the browser: that is no error here
    page.on("pageerror", lambda error: errors.append(str(error)))
    messages: list[int] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda data: messages.append(len(data))))
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer) if "/live/" in answer.url else None)
    open_lesson(page, app.url, epochs="30", seed="81", hidden="300")
    train(page)
    wait_for_epoch(page, 2)
    settle(page)
    messages.clear()
    answers.clear()
    wait_for_epoch(page, epoch_of(page) + 1)
    expect(page.locator(".st-key-card_progress .spoken")).to_contain_text(SPOKEN)
    alt = page.locator(".st-key-card_stage .accuracy [role=img]").get_attribute("aria-label")
    assert alt is not None
    assert "validation digits: " in alt
    assert messages == []
    told = [answer for answer in answers if answer.status == 200]
    assert told
    assert max(answer.request.sizes()["responseBodySize"] for answer in told) <= LARGEST
    expect_accessible(page)

    page.route("**/live/*", lambda route: route.abort())
    expect(page.locator(".st-key-card_progress")).to_contain_text(LOST, timeout=SLOW)
    page.unroute("**/live/*")
    expect(page.locator(".st-key-card_progress")).not_to_contain_text(LOST, timeout=SLOW)
    wait_for_epoch(page, epoch_of(page) + 1)
    epochs = page.evaluate(VALIDATED)
    assert max(b - a for a, b in pairwise(epochs)) < 0.2

    def closed(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<p>Another page</p>")

    page.route("**/live/*", closed)
    fed = len(page.evaluate(VALIDATED))
    until(page, f"() => {VALIDATED}.length > {fed + 10}", timeout=SLOW)
    page.locator(".st-key-stop button").click()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("Stopped by you", timeout=SLOW)
    assert not errors
    context.close()
