"""The door before an empty page, served in a thread of this process: files, headers and policy as the app has them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from lib.door.asgi import Door, House


@dataclass
class Served:
    """Where a page with nothing on it stands, and how many bytes of answers have gone out so far, headers left aside."""

    url: str
    bytes_sent: int = 0


@contextmanager
def door() -> Iterator[Served]:
    """It ends with the block."""

    async def empty(_request: object) -> HTMLResponse:
        return HTMLResponse("<!doctype html><title>Empty</title>")

    inside = Door(Starlette(routes=[Route("/course/", empty)]), House())
    served = Served("")

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            served.bytes_sent += len(message.get("body", b""))
            await send(message)

        await inside(scope, receive, told)

    server = uvicorn.Server(uvicorn.Config(counted, log_level="error", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        served.url = (
            f"http://127.0.0.1:{listening.getsockname()[1]}/course/"  # below a prefix, as some hosts have it
        )
        yield served
        server.should_exit = True
        thread.join()
