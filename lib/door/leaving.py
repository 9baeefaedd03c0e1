"""What a browser still says of the page that it leaves: it is heard there, and leads nobody back.

Streamlit runs the page that a message names. From a click on a link, or a script that leads elsewhere, until the new page is in
the browser, its messages name the old one: an answer, a run that ended, a camera's picture. On a slow line or a busy server
each of these led back, and the click was lost. Here its callbacks are called, and the page runs that the browser is sent to.

Two things tell such a message from a link back. The browser's address changes as the new page comes in. And a link brings the
state of those widgets alone that stand on every page.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.ClientState_pb2 import ClientState

WAITS = 60.0  # seconds at most in which the script of a page begins that was asked for
LATE = 10.0  # seconds that its first word may be on its way to the browser


@dataclass
class Whereabouts:
    """Where one session's browser is and goes to; pages by their hashes."""

    to: str = ""  # where it was sent last
    query: str = ""  # with which parameters
    before: str = ""  # the page that it may still show; "" once it is known to show `to`
    path: str = ""  # its address there
    asked: bool = False  # for `to`, whose script has not begun
    until: float = 0.0  # `before` may be shown; monotonic
    everywhere: frozenset[str] = frozenset()  # widgets that the last link brought

    def begins(self, page: str) -> None:
        """The browser is told which page a script draws now: the one that it asked for, or one that a script led to."""
        led = page != self.to
        if led and self.asked:  # this script was overtaken
            return
        if led:
            self.before, self.to, self.query = self.before or self.to, page, ""
        if led or self.asked:
            self.asked, self.until = False, time.monotonic() + LATE

    def hear(self, said: ClientState) -> None:
        """Takes in where the browser is; what it says of the page that it leaves is turned to the one that it goes to."""
        page, path = said.page_script_hash, urlsplit(said.context_info.url).path
        if not page or not self.to:
            return
        if page == self.to:
            if path != self.path:
                self.before, self.path = "", path
            return
        widgets = frozenset(widget.id for widget in said.widget_states.widgets)
        of_page = said.fragment_id != "" or not widgets <= self.everywhere
        stays = path == self.path and self.before != ""
        late = page == self.before and stays and of_page and time.monotonic() < self.until
        if late and not said.is_history_navigation:
            said.page_script_hash, said.query_string = self.to, self.query
            said.ClearField("fragment_id")
            return
        if not stays:
            self.before, self.path = self.to, path
        self.to, self.query, self.everywhere = page, said.query_string, widgets
        self.asked, self.until = True, time.monotonic() + WAITS
