"""Modules of the browser's side in a page of a test's own."""

from __future__ import annotations

from playwright.sync_api import Page

from lib.screen.kit.web import script

IMPORT = """async (text) =>
  Object.assign(globalThis, await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" }))))"""


def offer(page: Page, *names: str) -> None:
    """What these modules export is global in the page from now on; a component's own part is called `default`."""
    for name in names:
        page.evaluate(IMPORT, script(name))
