"""A line between a browser and the app that brings nothing in while it is held; what goes out goes out."""

from __future__ import annotations

from playwright.sync_api import Page, WebSocketRoute


class Line:
    """Of one page, from its first visit on."""

    def __init__(self, page: Page) -> None:
        self.held: list[str | bytes] = []
        self.holds = False
        page.route_web_socket("**/_stcore/stream", self._open)

    def _open(self, browser: WebSocketRoute) -> None:
        self.browser, server = browser, browser.connect_to_server()
        browser.on_message(server.send)
        server.on_message(self._come)

    def _come(self, message: str | bytes) -> None:
        if self.holds:
            self.held.append(message)
        else:
            self.browser.send(message)

    def let_go(self) -> None:
        while self.held:  # more may come meanwhile, and goes after what came before
            self.browser.send(self.held.pop(0))
        self.holds = False
