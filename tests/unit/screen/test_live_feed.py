"""The feed of a live run, in a browser: what its pages do at its end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from lib.screen.kit.web import script

START = """(source) => {
  const Feed = new Function(`${source.replace(/^export /gm, "")}; return Feed`)();
  globalThis.feed = new Feed(() => {});
  globalThis.waits = [];
  globalThis.setTimeout = (_, wait) => globalThis.waits.push(wait);
}"""
TURN = """(answer) => {
  globalThis.fetch = async (url) => {
    globalThis.asked = String(url);
    if (answer === null) throw new TypeError("no network");
    return new Response(null, { status: answer.status, headers: answer.headers });
  };
  feed.address = "https://course.example/live/x";
  return feed.turn();
}"""


@pytest.fixture
def feed(chromium: Browser) -> Page:
    page = chromium.new_page()
    page.evaluate(START, script("live/live_feed.js"))
    yield page  # type: ignore[misc]
    page.close()


def test_at_the_end_a_page_runs_its_script_in_its_turn_and_more_rarely_each_time(feed: Page) -> None:
    feed.evaluate("feed.leave(true, 7)")
    feed.evaluate("feed.leave(true)")
    for _ in range(9):
        feed.evaluate("feed.leave(false)")
    waits = feed.evaluate("waits")
    assert waits[:3] == [7_000, 1_000, 3_000]
    assert waits[-1] == 30_000


def test_a_page_asks_for_its_turn_and_takes_any_where_it_is_not_told(feed: Page) -> None:
    assert feed.evaluate("feed.turn()") == 0  # messages bring what is new, there is nobody to ask
    assert feed.evaluate(TURN, {"status": 204, "headers": {"X-Turn": "3.25"}}) == 3.25
    assert feed.evaluate("asked").endswith("/live/x?turn=1")
    assert feed.evaluate(TURN, {"status": 204, "headers": {"X-Next": "0", "X-Turn": "0.00"}}) == 0
    for lost in (None, {"status": 503, "headers": {}}):
        assert 0 <= feed.evaluate(TURN, lost) < 5
