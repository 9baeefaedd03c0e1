"""The feed of a live run, in a browser: what its pages do at its end."""

from __future__ import annotations

from playwright.sync_api import Browser

from lib.screen.kit.web import script

LEAVE = """([source, crowd]) => {
  const Feed = new Function(`${source.replace(/^export /gm, "")}; return Feed`)();
  const waits = [], { setTimeout } = globalThis;
  globalThis.setTimeout = (_, wait) => waits.push(wait);
  for (let page = 0; page < crowd; page++) {
    const feed = new Feed(() => {});
    feed.crowd = crowd;
    Math.random = () => (page + 0.5) / crowd;
    feed.leave(true);
  }
  globalThis.setTimeout = setTimeout;
  return waits;
}"""


def test_the_scripts_of_all_who_watch_a_run_are_spread_at_its_end(chromium: Browser) -> None:
    page = chromium.new_page()
    source = script("live/live_feed.js")
    waits = page.evaluate(LEAVE, [source, 300])
    assert max(waits) <= 30_000
    for second in range(30):
        assert sum(1000 * second <= wait < 1000 * (second + 1) for wait in waits) <= 10
    assert max(page.evaluate(LEAVE, [source, 1])) <= 100  # who is alone does not wait
    page.close()
