"""A room in real browsers, for journeys: a class of tabs around one app, and the steps of its lecturer and its members."""

from __future__ import annotations

import re
from contextlib import ExitStack
from typing import Any

from playwright.sync_api import Browser, Page, WebSocket, expect
from served import App, no_errors, settle, until, visit

STRIP = ".st-key-room .strip"


class Class:
    """Browsers of their own around one app, with what their websockets carry; a logged error or an uncaught one fails the test."""

    def __init__(self, chromium: Browser, stack: ExitStack) -> None:
        self.chromium, self.stack = chromium, stack
        self.sent: dict[Page, int] = {}
        self.received: dict[Page, int] = {}

    def tab(self, width: int, height: int, quiet: bool = True, **settings: Any) -> Page:
        context = self.chromium.new_context(viewport={"width": width, "height": height}, **settings)
        self.stack.callback(context.close)
        page = context.new_page()
        if quiet:
            self.stack.enter_context(no_errors(page))
        page.on("websocket", lambda socket: self._count(page, socket))
        return page

    def _count(self, page: Page, socket: WebSocket) -> None:
        def count(of: dict[Page, int]) -> None:
            of[page] = of.get(page, 0) + 1

        socket.on("framesent", lambda _: count(self.sent))
        socket.on("framereceived", lambda _: count(self.received))

    def forget(self) -> None:
        self.sent.clear()
        self.received.clear()


def told(page: Page, words: str | re.Pattern[str], timeout: float | None = None) -> None:
    expect(page.locator(STRIP)).to_contain_text(words, timeout=timeout)


def is_at(page: Page, lesson: str) -> None:
    until(page, "lesson => location.pathname.endsWith(lesson)", lesson)
    settle(page)


def open_room(page: Page, app: App) -> str:
    visit(page, f"{app.url}/room")
    page.get_by_role("button", name="Open a room").click()
    return page.locator(".room-letters").inner_text()


def turn_to(page: Page, title: str) -> None:
    page.get_by_role("link", name=title).first.click()
    settle(page)


def guess(page: Page, number: int) -> None:
    page.locator(f"{STRIP} label").nth(number).click()
    told(page, "You can change your guess")


def join(page: Page, app: App, code: str = "", typed: str = "") -> str:
    """Into the room, by its link or by its code; the nickname that was drawn."""
    visit(page, f"{app.url}/room{code and f'?room={code}'}")
    if typed:
        page.get_by_label("The code on the screen in front").fill(typed)
    page.get_by_role("button", name="Join the room").click()
    told(page, re.compile("Room [A-Z]{4}"))
    return page.locator(f"{STRIP} .name").inner_text()


def end(lead: Page, app: App) -> None:
    visit(lead, f"{app.url}/room?view=page")
    lead.get_by_role("button", name="Settings and end").click()
    lead.get_by_role("button", name="End this room").click()
    lead.get_by_role("button", name="End it", exact=True).click()
