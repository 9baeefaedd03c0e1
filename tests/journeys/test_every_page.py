"""Every page of the course: axe finds nothing serious, nothing scrolls sideways on a phone, nobody else is asked for anything."""

from __future__ import annotations

from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser
from served import App, visit

from lib.screen import course

AXE = Path(axe_core_python.__file__).parent / "axe.min.js"
STREAMLITS_OWN = {  # rules that Streamlit's own markup breaks on every page, with where
    "list": "[data-testid=stSidebarNavItems]",
    "listitem": "[data-testid=stSidebarNavItems]",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lesson", [lesson.key for lesson in course.shown()])
def test_a_page_is_accessible_fits_a_phone_and_asks_nobody_else(
    app: App, chromium: Browser, lesson: str, scheme: str
) -> None:
    context = chromium.new_context(viewport={"width": 1280, "height": 860}, color_scheme=scheme)
    page = context.new_page()
    asked: set[str] = set()
    page.on("request", lambda request: asked.add(request.url))
    refused: list[str] = []  # by the page's own policy
    page.on("console", lambda said: refused.append(said.text) if "Content Security" in said.text else None)
    visit(page, app.url if lesson == "home" else f"{app.url}/{lesson}")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    serious = [
        f"{rule['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
        if not (
            rule["id"] in STREAMLITS_OWN and page.locator(f"{STREAMLITS_OWN[rule['id']]} >> nth=0").count()
        )
    ]
    assert not serious, "\n".join(serious)
    elsewhere = {url for url in asked if not url.startswith((app.url, "data:", "blob:"))}
    assert not elsewhere
    assert not refused
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_timeout(300)
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth <= innerWidth")
    context.close()
