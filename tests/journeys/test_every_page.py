"""Every page of the course, before and after its prediction: axe finds nothing serious by day or by night, nothing scrolls sideways on a phone, no error is logged, nobody else is asked for anything."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page, expect
from served import App, no_errors, settle, until, visit

from lib.screen.kit import course

AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
STREAMLITS_OWN = {  # rules that Streamlit's own markup breaks on every page, with where
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems]",
}
RUN_AXE = """async ([closed, all]) => {
  const rules = all ? {} : { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
  const { violations } = await axe.run({ resultTypes: ["violations"], elementRef: true, ...rules });
  const behind = (check) => check.relatedNodes.length && check.relatedNodes.every((one) => one.element?.matches(closed));
  for (const rule of violations.filter((rule) => rule.id === "color-contrast"))
    rule.nodes = rule.nodes.filter((node) => !node.element?.matches(closed) && !(node.any.length && node.any.every(behind)));
  return violations.map(({ id, impact, nodes }) =>
    ({ id, impact, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) }));
}"""
LAPTOP, PHONE = {"width": 1280, "height": 860}, {"width": 390, "height": 844}
SLOW = 180_000  # milliseconds: some predictions open what a worker computes
QUESTION = "[class*='st-key-ask_predict_']"
# What lies in a closed expander is cut off there. axe takes it for the ground of the text below it, or that for its ground.
CLOSED = "[data-testid=stExpander] details:not([open]) *"
NO_LESSONS = {
    "home",
    "check_yourself",
    "lab_book",
    "for_teachers",
    "glossary",
    "room",
    "your_own_pictures",
}  # that ask for no prediction, or not yet


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    """One for the whole walk: what its browser has compiled of Streamlit's scripts serves the next page too."""
    context = chromium.new_context(viewport=LAPTOP)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


@pytest.fixture
def page(tab: Page) -> Iterator[Page]:
    """The tab, for a learner who has never been here; a logged error or an uncaught one fails the test."""
    tab.set_viewport_size(LAPTOP)  # type: ignore[arg-type]  # where a test before broke off on the phone
    with no_errors(tab):
        yield tab
        tab.evaluate("localStorage.clear(), sessionStorage.clear()")


def serious(page: Page, every_rule: bool) -> list[str]:
    found = page.evaluate(RUN_AXE, [CLOSED, every_rule])
    return [
        f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
        if not (
            rule["id"] in STREAMLITS_OWN and page.locator(f"{STREAMLITS_OWN[rule['id']]} >> nth=0").count()
        )
    ]


def turn(page: Page, scheme: str) -> None:
    """To light or dark: the page takes its colours from the visitor's system, and its charts from a run of its own."""
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    until(
        page,
        "scheme => getComputedStyle(document.querySelector('[data-testid=stApp]')).colorScheme === scheme",
        scheme,
    )
    settle(page, SLOW)


def faults(page: Page, when: str, schemes: tuple[str, str]) -> list[str]:
    """What is wrong with the page as it stands, in both colour schemes and on a phone.

    In the second scheme colours alone differ, so only axe's rules about colours are asked again.
    """
    found = []
    for scheme in schemes:
        turn(page, scheme)
        found += [f"{when}, {scheme}: {fault}" for fault in serious(page, scheme == schemes[0])]
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.wait_for_timeout(300)
    if not page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth"):
        found.append(f"{when}: scrolls sideways on a phone")
    page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]
    return found


def predict(page: Page) -> int:
    """Takes the first answer wherever the page asks for a guess, until it asks no more; gives how often."""
    questions, asked = page.locator(QUESTION), 0
    while questions.count() > asked:
        questions.nth(asked).get_by_role("radio").first.click()
        expect(questions.nth(asked)).to_contain_text("Your guess:", timeout=SLOW)
        settle(page, SLOW)
        asked += 1
    return asked


@pytest.mark.parametrize("lesson", [lesson.key for lesson in course.shown()])
def test_a_page_is_accessible_fits_a_phone_and_asks_nobody_else(app: App, page: Page, lesson: str) -> None:
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    visit(page, app.url if lesson == "home" else f"{app.url}/{lesson}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = faults(page, "before the prediction", ("light", "dark"))
    assert (predict(page) == 0) == (lesson in NO_LESSONS)
    if lesson not in NO_LESSONS:
        found += faults(page, "after the prediction", ("dark", "light"))
    assert not found, "\n".join(found)
    elsewhere = {url for url in asked if not url.startswith((app.url, "data:", "blob:"))}
    assert not elsewhere
