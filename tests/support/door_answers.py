"""What the door answers to a request, before an app that has no address of its own."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette

from lib.door.asgi import Door, House


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(path: str, method: str = "GET", **headers: str) -> Answer:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request"}

    named = [(key.replace("_", "-").encode(), value.encode()) for key, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": named, "query_string": b""}
    scope |= {"asgi": {"spec_version": "2.4"}}  # in which nobody need listen for who goes away
    asyncio.run(Door(Starlette(), House())(scope, receive, send))
    told = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return Answer(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent[1:]))
