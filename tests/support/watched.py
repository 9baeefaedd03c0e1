"""What leaves a browser while a page is used: every request's body and every websocket frame, of pages and of their workers."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page, Request

NEEDLE = 24  # bytes of a picture that no other message has by chance


@dataclass
class Sent:
    """Messages that left the browser, as bytes."""

    frames: list[bytes] = field(default_factory=list)
    bodies: list[tuple[str, bytes]] = field(default_factory=list)  # address, body
    addresses: list[str] = field(default_factory=list)

    @property
    def all(self) -> list[bytes]:
        return [*self.frames, *(body for _, body in self.bodies), *map(str.encode, self.addresses)]

    def holding(self, picture: bytes) -> list[bytes]:
        """The messages that hold a part of the picture, as bytes or as base64 text in any of its three places."""
        found = []
        for at in range(len(picture) // 4, len(picture) - NEEDLE, max(1, len(picture) // 8)):
            part = picture[at : at + NEEDLE]
            texts = [base64.b64encode(part[skip:])[4:-4] for skip in range(3)]
            found += [each for each in self.all if any(needle in each for needle in (part, *texts))]
        return found


@contextmanager
def watched(page: Page) -> Iterator[Sent]:
    """Notes what the page sends meanwhile; it sees a websocket from its first frame on if it is entered before the page opens."""
    sent = Sent()
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")

    def framed(event: dict[str, Any]) -> None:
        told = event["response"]
        data = told["payloadData"]
        sent.frames.append(base64.b64decode(data) if told["opcode"] == 2 else data.encode())

    def asked(request: Request) -> None:
        sent.addresses.append(request.url)
        if body := request.post_data_buffer:
            sent.bodies.append((request.url, body))

    devtools.on("Network.webSocketFrameSent", framed)
    page.context.on("request", asked)
    yield sent
    page.context.remove_listener("request", asked)
    devtools.detach()
