"""A page of an origin of its own, as the browser's store needs one, with modules of the browser's side."""

from __future__ import annotations

from modules import offer
from playwright.sync_api import BrowserContext, Page

ADDRESS = "http://localhost/"


def opened(context: BrowserContext, *modules: str, page: Page | None = None) -> Page:
    """What these modules export is global in the page; a page that is given was loaded again."""
    if page is None:
        context.route(f"{ADDRESS}**", lambda route: route.fulfill(body="<p>", content_type="text/html"))
        page = context.new_page()
        page.goto(ADDRESS)
    offer(page, *modules)
    return page
