"""Strangers in numbers: uploads without end, and sockets by the thousand, against an app with small bounds."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from served import App
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus
from wire import PATIENCE, Wire, ask, upload

FILE = 999_000  # bytes; a request adds some 200 of its own
SESSION, ALL = 3, 7  # megabytes
SOCKETS, EACH = 40, 25


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    app = App(
        tmp_path_factory.mktemp("small"),
        LAYERS_UPLOADS_SESSION_MB=str(SESSION),
        LAYERS_UPLOADS_MB=str(ALL),
        LAYERS_SOCKETS=str(SOCKETS),
        LAYERS_SOCKETS_PER_ADDRESS=str(EACH),
    )
    app.start()
    yield app
    app.stop()


def statuses(wire: Wire, count: int) -> list[int]:
    """What each of so many files gets; the page has not run, so nothing of it stays when it goes."""
    return [upload(wire.url, place, FILE) for place in wire.places(["a.png"] * count)]


def test_uploads_stop_at_the_bounds_and_what_goes_makes_room(small: App) -> None:
    with Wire(small.url) as first, Wire(small.url) as second, Wire(small.url) as third:
        kept, *more = first.places(["a.png"] * 5)
        assert [upload(small.url, place, FILE) for place in (kept, *more)] == [204] * 3 + [413] * 2
        assert upload(small.url, kept, FILE) == 204  # the same again, in its place
        assert statuses(second, 5) == [204] * 3 + [413] * 2
        assert statuses(third, 3) == [204, 503, 503]
        assert delete(small, kept) == 204
        assert upload(small.url, more[-1], FILE) == 204
    with Wire(small.url) as first, Wire(small.url) as second:
        assert statuses(first, 3) + statuses(second, 3) == [204] * 6


def delete(app: App, place: str) -> int:
    cookie = ask(app.url, "/_stcore/health")[2]["set-cookie"].split(";")[0]
    return ask(app.url, place, "DELETE", Cookie=cookie, **{"X-Xsrftoken": cookie.partition("=")[2]})[0]


def test_a_file_that_a_page_had_and_has_no_more_is_let_go(small: App) -> None:
    with Wire(small.url) as visitor:
        visitor.run()
        places = visitor.places(["a.png"] * 4)
        shown = [place.rsplit("/", 1)[1] for place in places]
        assert [upload(small.url, place, FILE) for place in places] == [204] * 3 + [413]
        told(visitor, shown[:2])
        told(visitor, [])
        assert upload(small.url, places[0], 10) == 403
        assert upload(small.url, places[3], FILE) == 204
        told(visitor, shown)
        told(visitor, [])


def told(wire: Wire, files: list[str]) -> None:
    """A run of a page whose upload widget holds these files."""
    back = BackMsg()
    state = back.rerun_script.widget_states.widgets.add(id="uploader")
    for file_id in files:
        state.file_uploader_state_value.uploaded_file_info.add(file_id=file_id)
    state.file_uploader_state_value.SetInParent()
    wire.send(back)
    wire.listen()


def test_an_invented_session_or_file_takes_nothing(small: App) -> None:
    with Wire(small.url) as visitor:
        visitor.run()
        for place in (
            f"/_stcore/upload_file/{visitor.session}/invented",
            "/_stcore/upload_file/invented/invented",
        ):
            assert upload(small.url, place, 1000) == 403
        place = visitor.places(["a.png"])[0]
        assert ask(small.url, place, "PUT", **{"Transfer-Encoding": "chunked"})[0] == 411


def test_one_address_takes_not_all_sockets_and_two_thousand_leave_nothing(small: App) -> None:
    descriptors = Path(f"/proc/{small.process.pid}/fd")
    open_before = settled(descriptors, 10**9)
    crowd = [Wire(small.url, **{"X-Forwarded-For": "198.51.100.1"}) for _ in range(EACH)]
    with pytest.raises(InvalidStatus) as refused:
        Wire(small.url, **{"X-Forwarded-For": "198.51.100.1"})
    assert refused.value.response.status_code == 503
    with Wire(small.url, **{"X-Forwarded-For": "198.51.100.2"}) as other:
        assert other.run().elements
    for wire in crowd:
        wire.__exit__()

    def open_and_close(n: int) -> None:
        with Wire(small.url, **{"X-Forwarded-For": f"198.51.100.{n % 200}"}):
            pass

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_and_close, range(2000)))
    assert (
        settled(descriptors, open_before + 8) <= open_before + 8
    )  # the one page that ran may still come back
    with Wire(small.url) as visitor:
        assert visitor.run().elements


def settled(descriptors: Path, most: int) -> int:
    """How many files the app has open, once they are few enough, or nothing more is to be waited for."""
    until = time.monotonic() + PATIENCE
    while (count := len(os.listdir(descriptors))) > most and time.monotonic() < until:
        time.sleep(0.1)
    return count
