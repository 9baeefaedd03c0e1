"""Streamlit's own scripts and styles: packed for whoever takes that, once, and left to Streamlit otherwise."""

from __future__ import annotations

import asyncio
import gzip
from pathlib import Path
from typing import Any

import pytest
import streamlit
from door_answers import ask

from lib.door import packed
from lib.door.packed import Packed

FOLDER = Path(streamlit.__file__).parent / "static"
SCRIPT = next(iter(sorted(FOLDER.glob("static/js/index.*.js"))))
STYLE = next(iter(sorted(FOLDER.glob("static/css/index.*.css"))))


@pytest.mark.parametrize("prefix", ["", "/~/+", "/a/course"])
@pytest.mark.parametrize(("file", "media"), [(SCRIPT, "text/javascript"), (STYLE, "text/css")])
def test_a_file_is_packed_and_may_be_kept_for_good(prefix: str, file: Path, media: str) -> None:
    answer = ask(f"{prefix}/{file.relative_to(FOLDER)}", accept_encoding="br, gzip")
    assert (answer.status, gzip.decompress(answer.body)) == (200, file.read_bytes())
    assert len(answer.body) < file.stat().st_size / 3
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith(media)
    assert answer.headers["x-content-type-options"] == "nosniff"  # the door's own headers are there


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (f"/static/js/{SCRIPT.name}", {}),
        (f"/static/js/{SCRIPT.name}", {"accept_encoding": "gzip", "range": "bytes=0-9"}),
        (f"/app/static/js/{SCRIPT.name}", {"accept_encoding": "gzip"}),  # the course's own folder
        ("/static/js/nothing.AAAAAAAA.js", {"accept_encoding": "gzip"}),
        ("/static/js/../../index.html", {"accept_encoding": "gzip"}),
        ("/static/js/../css/" + STYLE.name, {"accept_encoding": "gzip"}),
        ("/static/manifest.json", {"accept_encoding": "gzip"}),
    ],
)
def test_everything_else_is_left_to_streamlit(path: str, headers: dict[str, str]) -> None:
    assert ask(path, **headers).status == 404  # the app behind this door has nothing


def test_a_class_that_asks_at_once_waits_for_one_packing(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(packed, "_pack", lambda file: made.append(file) or b"packed")
    store, bodies = Packed(), []

    async def send(message: Any) -> None:
        bodies.append(message.get("body"))

    async def receive() -> Any:
        return {"type": "http.request"}

    async def everybody() -> None:
        scope = {"type": "http", "method": "GET", "path": f"/static/js/{SCRIPT.name}"}
        scope |= {"headers": [(b"accept-encoding", b"gzip")], "asgi": {"spec_version": "2.4"}}
        await asyncio.gather(*(store.answer(scope, receive, send) for _ in range(30)))

    asyncio.run(everybody())
    assert made == [SCRIPT]
    assert bodies.count(b"packed") == 30
