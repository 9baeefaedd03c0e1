"""The door: whose address counts, which messages and addresses are open, at what pace; who has left."""

from __future__ import annotations

import asyncio
import math
import threading
from types import SimpleNamespace

import pytest
from stored import place, upload
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from lib.door import asgi, gate, headers, messages
from lib.door.address import origin
from lib.door.gate import GRACE, Gate
from lib.door.messages import Unwelcome, admit
from lib.screen.kit.host import once
from lib.settings import Settings, SettingsError, read_settings


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "right"),
    [
        ("203.0.113.9", [], "", "203.0.113.9"),
        ("203.0.113.9", ["198.51.100.1"], "", "203.0.113.9"),  # nobody vouches for what a visitor writes
        ("10.0.0.2", ["198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.2", ["6.6.6.6, 198.51.100.1"], "10.0.0.0/8", "198.51.100.1"),  # the first was made up
        ("10.0.0.2", ["198.51.100.1, 10.0.0.7"], "10.0.0.0/8", "198.51.100.1"),  # two proxies
        ("10.0.0.2", ["198.51.100.1", "10.0.0.7"], "10.0.0.0/8", "198.51.100.1"),
        ("10.0.0.2", [], "10.0.0.0/8", "10.0.0.2"),
        ("", ["198.51.100.1"], "10.0.0.0/8", ""),
        ("2001:db8::1", ["198.51.100.1"], "10.0.0.0/8, 2001:db8::/32", "198.51.100.1"),
    ],
)
def test_the_address_is_the_farthest_that_is_vouched_for(
    peer: str, forwarded: list[str], proxies: str, right: str
) -> None:
    assert origin(peer, forwarded, proxies) == right


def test_a_proxy_that_is_no_network_is_told_at_the_start() -> None:
    assert read_settings({"LAYERS_PROXIES": "10.0.0.0/8, 2001:db8::1"}).proxies
    with pytest.raises(SettingsError, match="LAYERS_PROXIES"):
        read_settings({"LAYERS_PROXIES": "nginx"})


def test_each_message_that_streamlit_knows_is_let_in_or_left_out_on_purpose() -> None:
    known = {field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields}
    out = {
        "clear_cache",
        "set_run_on_save",
        "load_git_info",
        "debug_disconnect_websocket",
        "debug_shutdown_runtime",
    }
    assert known == messages.MESSAGES | out
    for name in sorted(out):
        assert not admit(BackMsg(**{name: True}))
    request = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type
    operations = {field.name for field in request.oneofs_by_name["payload"].fields}
    assert operations == messages.OPERATIONS | {"install_skills", "dismiss_skills_nudge"}
    message = BackMsg()
    message.backend_operation_request.install_skills.SetInParent()
    assert not admit(message)
    assert not admit(BackMsg())


@pytest.mark.parametrize("part", ["widgets", "hashes", "query", "page", "number", "numbers", "files"])
def test_a_message_with_more_than_a_page_sends_is_unwelcome(part: str) -> None:
    message = BackMsg()
    run = message.rerun_script
    if part == "widgets":
        for n in range(messages.WIDGETS + 1):
            run.widget_states.widgets.add(id=str(n), bool_value=True)
    elif part == "hashes":
        run.cached_message_hashes.extend(map(str, range(messages.HASHES + 1)))
    elif part == "query":
        run.query_string = "x" * (messages.TEXT + 1)
    elif part == "number":
        run.widget_states.widgets.add(id="x", double_value=math.inf)
    elif part == "numbers":
        run.widget_states.widgets.add(id="x").double_array_value.data.extend([1.0, math.nan])
    elif part == "page":
        run.page_name = "x" * (messages.TEXT + 1)
    else:
        message.file_urls_request.file_names.extend(["a.png"] * (messages.FILES + 1))
    with pytest.raises(Unwelcome):
        admit(message)


@pytest.mark.parametrize(
    ("path", "shut"),
    [
        ("/", False),
        ("/train_a_digit_reader", False),
        ("/_stcore/health", False),
        ("/_stcore/stream", False),
        ("/~/+/_stcore/stream", False),
        ("/_stcore/upload_file/a/b", False),
        ("/_stcore/bidi-components/x/y.js", False),
        ("/static/js/index.js", False),
        ("/app/static/weights.bin", False),
        ("/_stcore/metrics", True),
        ("/~/+/_stcore/metrics", True),
        ("/_stcore/healthy", True),
        ("/_stcore/script-health-check", True),
        ("/_stcore/agent/interact", True),
        ("/_stcore/agent/mcp", True),
        ("/auth/login", True),
        ("/oauth2callback", True),
        ("/component/x/index.html", True),
    ],
)
def test_an_address_is_open_only_if_the_course_needs_it(path: str, shut: bool) -> None:
    assert headers.closed(path) is shut


def test_the_policy_names_who_may_frame_the_course() -> None:
    sent = dict(headers.sent("'self' https://moodle.example"))
    assert sent[b"content-security-policy"].endswith(b"; frame-ancestors 'self' https://moodle.example")
    assert b"unsafe-eval" not in sent[b"content-security-policy"]
    assert sent[b"x-content-type-options"] == b"nosniff"


def test_messages_past_the_pace_wait_and_large_ones_count_for_more(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    async def drive(sizes: list[int]) -> None:
        now = [0.0]
        left = iter(sizes)

        async def receive() -> dict:
            return {"type": "websocket.receive", "bytes": b"x" * next(left)}

        monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda: now[0])
        monkeypatch.setattr(asyncio, "sleep", sleep)
        read = asgi.paced(receive)
        for _ in sizes:
            await read()

    asyncio.run(drive([100] * int(asgi.BURST - 1)))
    assert not slept
    asyncio.run(drive([100] * 200))
    assert 130 < len(slept) < 145
    slept.clear()
    asyncio.run(drive([5_000_000] * 3))
    assert len(slept) == 2


def test_two_who_come_first_together_get_one() -> None:
    made: list[object] = []
    ready = threading.Barrier(8)

    @once
    def thing() -> object:
        made.append(object())
        return made[-1]

    def ask() -> None:
        ready.wait()
        got.append(thing())

    got: list[object] = []
    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert set(map(id, got)) == {id(made[0])}
    thing.clear()
    assert thing() is not got[0]


class Runtime:
    """As much of Streamlit's as the gate takes hold of."""

    def __init__(self) -> None:
        self.uploaded_file_mgr = MemoryUploadedFileManager("/upload")
        self.active = {"a": SimpleNamespace(client=None, script_run_count=0)}
        self._session_mgr = SimpleNamespace(get_active_session_info=self.active.get)
        self.closed: list[str] = []

    def connect_session(self, client: object) -> str:
        return "a"

    def handle_backmsg(self, session_id: str, msg: BackMsg, *, client: object = None) -> None: ...

    def disconnect_session(self, session_id: str, *, client: object = None) -> None:
        self.active.pop(session_id, None)

    def close_session(self, session_id: str) -> None:
        self.closed.append(session_id)

    def is_active_session(self, session_id: str) -> bool:
        return session_id in self.active


@pytest.mark.parametrize("back", [True, False])
def test_a_lost_connections_uploads_are_let_go_unless_it_comes_back(
    monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    later: list[tuple] = []

    async def part() -> Gate:
        monkeypatch.setattr(asyncio.get_running_loop(), "call_later", lambda *call: later.append(call))
        runtime = Runtime()
        gate = Gate(runtime, Settings())  # type: ignore[arg-type]
        assert upload(runtime.uploaded_file_mgr, "a", place(runtime.uploaded_file_mgr, "a"), 10) == 200
        info = runtime.active["a"]
        info.script_run_count = 1
        gate.disconnect("a")
        assert gate.uploads.total == 10
        if back:
            runtime.active["a"] = info
        return gate

    gate = asyncio.run(part())
    ((seconds, call, session),) = later
    assert seconds == GRACE
    call(session)
    assert gate.uploads.total == (10 if back else 0)


def test_a_session_has_so_many_downloads_made_within_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes one of the few threads that make everybody's."""
    handed: list[str] = []
    told: list[ForwardMsg] = []
    runtime, now = Runtime(), [0.0]
    runtime.handle_backmsg = lambda session, msg, *, client=None: handed.append(session)  # type: ignore
    kept = Gate(runtime, Settings())  # type: ignore[arg-type]
    monkeypatch.setattr(gate.time, "monotonic", lambda: now[0])
    message = BackMsg()
    message.backend_operation_request.request_id = "one"
    message.backend_operation_request.deferred_file.file_id = "made up"
    client = SimpleNamespace(write_forward_msg=told.append)
    for session in ["a"] * (gate.MADE + 2) + ["b"]:
        kept.handle(session, message, client=client)  # type: ignore[arg-type]
    assert handed == ["a"] * gate.MADE + ["b"]
    assert [answer.backend_operation_response.error_msg for answer in told] == [gate.TOO_MANY] * 2
    assert told[0].backend_operation_response.request_id == "one"
    now[0] = 61.0
    kept.handle("a", message)
    assert handed[-1] == "a"
    kept.disconnect("a")
    assert "a" not in kept._made


def test_a_session_that_ran_nothing_is_closed_at_once() -> None:
    runtime = Runtime()
    Gate(runtime, Settings()).disconnect("a")  # type: ignore[arg-type]
    assert runtime.closed == ["a"]


def test_one_line_of_ipv6_takes_not_all_sockets() -> None:
    """It has addresses without end; what counts is the network that they share."""
    told: list[dict] = []

    async def app(scope: dict, receive: object, send: object) -> None:
        await over.wait()

    async def send(message: dict) -> None:
        told.append(message)

    async def receive() -> dict:
        return {"type": "websocket.connect"}

    async def come(last: str) -> None:
        scope = {"type": "websocket", "headers": [], "client": (f"2001:db8:1:{last}", 1)}
        visits.append(asyncio.create_task(door(scope, receive, send)))
        await asyncio.sleep(0)

    async def crowd() -> list[int]:
        refused = []
        for last in ("2::1", "2::2", "2:ffff::3", "3::1"):
            await come(last)
            refused.append(len(told))
        over.set()
        await asyncio.gather(*visits)
        return refused

    house, over = asgi.House(), asyncio.Event()
    house.settings = Settings(sockets_per_address=2)
    door, visits = asgi.Door(app, house), []  # type: ignore[arg-type]
    assert asyncio.run(crowd()) == [0, 0, 2, 2]
    assert told[0]["status"] == 503
    assert not door._sockets
