"""The curves of a run in a real browser from 360 to 2560 pixels, live and ended: no words over words, nothing cut, plots of equal size."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from served import App, until, visit

from lib.lab_book.outcome import write
from lib.lab_book.runs import LabBook
from lib.settings import ASSETS, read_settings
from lib.specs.specs import DigitRun, RetrainRun, Training

WIDTHS = (360, 390, 1024, 1280, 1920, 2560)
SLOW = 60_000  # milliseconds
EPOCHS, BEST = 30, 14
OURS = "a test that trains"  # the process that has the run: the app leaves it alone

FAULTS = """() => {
  const seen = [], faults = [];
  const walk = (node) => {
    for (const child of node.querySelectorAll("*")) { seen.push(child); if (child.shadowRoot) walk(child.shadowRoot); }
  };
  walk(document);
  const charts = seen.filter((e) => e.matches("svg.marks") && e.clientWidth);
  if (!charts.length) return ["no chart"];
  const plots = charts.map((svg) => {
    const frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].filter((e) => e.textContent.trim()).map((e) => {
      const { left, right, top, bottom } = e.getBoundingClientRect();
      return { text: e.textContent, left, right, top, bottom };
    }).filter((word) => word.right > word.left);
    words.forEach((a, i) => {
      if (a.text.includes("…") || a.left < frame.left - 1 || a.right > frame.right + 1) faults.push(`${a.text} is cut`);
      for (const b of words.slice(0, i))
        if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3)
          faults.push(`${a.text} over ${b.text}`);
    });
    const lines = [...svg.querySelectorAll("line")].map((e) => e.getBoundingClientRect());
    const { left, top, width } = lines.reduce((a, b) => (b.width > a.width ? b : a), { width: 0 });
    const epochs = words.filter((word) => /^\\d+$/.test(word.text)).map((word) => `${word.text} at ${Math.round(word.left - left)}`);
    return { left: left - frame.left, top: top - frame.top, width, epochs: epochs.join() };
  });
  const differ = (name) => Math.abs(plots[0][name] - plots[1][name]) > 1;
  if (plots.length > 1 && (["left", "top", "width"].some(differ) || plots[0].epochs !== plots[1].epochs))
    faults.push("plots differ: " + JSON.stringify(plots));
  for (const figure of document.querySelectorAll("[data-testid=stMetricValue] *"))
    if (figure.scrollWidth > figure.clientWidth + 1) faults.push(`${figure.textContent} is cut`);
  const range = document.createRange();
  for (const card of document.querySelectorAll(".st-key-card_controls")) {
    const texts = document.createTreeWalker(card, NodeFilter.SHOW_TEXT);
    while (texts.nextNode())
      for (const { 0: word, index } of texts.currentNode.data.matchAll(/[A-Za-z]+/g)) {
        range.setStart(texts.currentNode, index);
        range.setEnd(texts.currentNode, index + word.length);
        if (new Set([...range.getClientRects()].map((line) => Math.round(line.top))).size > 1) faults.push(`${word} is split`);
      }
  }
  return faults;
}"""


def expect_nothing_seen_through_the_header(page: Page) -> None:
    """On a phone the logo stands over the page, which is scrolled under it."""
    page.set_viewport_size({"width": 390, "height": 844})
    ground = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    until(page, "document.querySelector('[data-testid=stHeaderLogo]')?.clientWidth")
    header = page.evaluate(ground, "[data-testid=stHeader]")
    assert header.startswith("rgb(")
    assert header == page.evaluate(ground, "[data-testid=stApp]")


def expect_room_for_words(page: Page, when: str, meanwhile: Callable[[], object] = lambda: None) -> None:
    """At every width, once the charts have come to rest there."""
    found = []
    for width in WIDTHS:
        meanwhile()
        page.set_viewport_size({"width": width, "height": 844})
        try:
            until(page, f"() => !({FAULTS})().length", timeout=8_000)
        except TimeoutError:
            found += [f"{when}, {width}: {fault}" for fault in page.evaluate(FAULTS)]
    assert not found, "\n".join(found)


def rows_up_to(epoch: float) -> list[dict[str, Any]]:
    """A curve that rises from 60 to 97 %, five points an epoch."""
    rows = []
    for step in range(1, round(5 * epoch) + 1):
        at = step / 5
        line = {
            "step": step,
            "epoch": at,
            "loss": 0.08 + 0.6 / (1 + 3 * at),
            "accuracy": 0.97 - 0.37 / (1 + 3 * at),
        }
        rows += [line | {"split": split} for split in ("train", "validation")]
    return rows


def history(epochs: int) -> list[dict[str, Any]]:
    lines = []
    for n in range(1, epochs + 1):
        best = 0.01 * (n == BEST)
        lines.append(
            {"epoch": n, "loss": 0.1, "accuracy": 0.96, "val_loss": 0.1 - best, "val_accuracy": 0.95 + best}
        )
    return lines


@pytest.mark.parametrize(
    ("lesson", "spec", "stored"),
    [
        ("train_a_digit_reader", DigitRun(epochs=EPOCHS), "example_run"),
        ("retrain_it", RetrainRun(epochs=EPOCHS), "example_retrain"),
    ],
)
def test_curves_leave_room_for_words_from_a_phone_to_a_wall(
    chromium: Browser, app: App, monkeypatch: pytest.MonkeyPatch, lesson: str, spec: Training, stored: str
) -> None:
    page = chromium.new_context(viewport={"width": 1280, "height": 844}).new_page()
    visit(page, f"{app.url}/{lesson}")
    learner = until(page, "localStorage.getItem('layer-by-layer.learner')", timeout=SLOW)
    page.locator("[class*='st-key-ask_predict_']").get_by_role("radio").nth(1).click()
    until(page, "document.querySelector('[class*=st-key-ask_predict_]').innerText.includes('Your guess')")
    expect_room_for_words(page, "stored")
    expect_nothing_seen_through_the_header(page)

    monkeypatch.setenv("LAYERS_FOLDER", app.environment["LAYERS_FOLDER"])
    book = LabBook(read_settings())
    run_id = book.add(learner, spec, f"widths {lesson}", shareable=False, owner=OURS)
    book.add_rows(run_id, rows_up_to(2.6))
    status = {
        "phase": "training",
        "epoch": 3,
        "epochs": EPOCHS,
        "update": 3_300,
        "updates": 5_500,
        "seconds_left": 7.4,
    }
    book.change(run_id, state="running", history=history(2), status=status)
    visit(page, f"{app.url}/{lesson}")
    until(page, "document.querySelector('.st-key-card_progress')", timeout=SLOW)
    expect_room_for_words(page, "live", meanwhile=lambda: book.beat(OURS))

    run = book.run(run_id)
    assert run is not None
    result = json.loads((ASSETS / f"{stored}.json").read_text())["result"] | {"best_epoch": BEST}
    book.add_rows(run_id, rows_up_to(EPOCHS)[len(rows_up_to(2.6)) :])
    write(book, run, {"state": "done", "history": history(EPOCHS), "result": result, "weights": None})
    until(page, "document.querySelector('.st-key-card_outcome')", timeout=SLOW)
    expect_room_for_words(page, "ended")
    page.context.close()
