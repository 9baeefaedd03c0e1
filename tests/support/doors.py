"""The door before an empty page, served in a thread of this process: files, headers and policy as the app has them."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from lib.door.asgi import Door, House


@contextmanager
def door() -> Iterator[str]:
    """Its address; there is a page with nothing on it."""

    async def empty(_request: object) -> HTMLResponse:
        return HTMLResponse("<!doctype html><title>Empty</title>")

    app = Door(Starlette(routes=[Route("/course/", empty)]), House())
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/course/"  # below a prefix, as some hosts have it
        server.should_exit = True
        thread.join()
