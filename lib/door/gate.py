"""Stands between Streamlit's server and its sessions: each message passes here, and each session's end is seen.

It takes the place of four methods of the running `Runtime`, so it also holds where a host starts the app in a way that
leaves `lib.door.asgi` out.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import defaultdict, deque
from pathlib import Path
from typing import Any, cast

from starlette.websockets import WebSocketDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.session_manager import SessionClient

from lib.door import hearing
from lib.door.leaving import Whereabouts
from lib.door.messages import Unwelcome, admit
from lib.door.uploads import Uploads
from lib.settings import Settings

# Seconds that a lost connection has to come back to its uploads; Streamlit alone keeps them for 120
GRACE = 30.0
MB = 1_000_000
MADE = 20  # downloads a minute that one session may have made: each takes a thread, and some the training process
TOO_MANY = "Too many downloads at once. Try again in a minute."
_ATTRIBUTE = "_layers_gate"
_placing = threading.Lock()

log = logging.getLogger("layers")


def guard(settings: Settings) -> Gate | None:
    """The gate of this process, placed at the first call; None where no server runs (a test without one)."""
    runtime = Runtime.instance() if Runtime.exists() else None
    if type(runtime) is not Runtime:
        return None
    with _placing:
        if not hasattr(runtime, _ATTRIBUTE):
            setattr(runtime, _ATTRIBUTE, Gate(runtime, settings))
            hearing.place()
        return getattr(runtime, _ATTRIBUTE)


class Gate:
    """In front of one runtime."""

    def __init__(self, runtime: Runtime, settings: Settings) -> None:
        self._runtime = runtime
        files = cast(MemoryUploadedFileManager, runtime.uploaded_file_mgr)
        self.uploads = Uploads(files, settings.uploads_session_mb * MB, settings.uploads_mb * MB)
        # Session -> when downloads were asked for
        self._made: defaultdict[str, deque[float]] = defaultdict(deque)
        self._at: defaultdict[str, Whereabouts] = defaultdict(Whereabouts)
        self._connect, self._handle = runtime.connect_session, runtime.handle_backmsg
        self._disconnect = runtime.disconnect_session
        runtime.connect_session = self.connect  # type: ignore
        runtime.handle_backmsg = self.handle  # type: ignore[method-assign]
        runtime.disconnect_session = self.disconnect  # type: ignore[method-assign]

    def sessions(self) -> int:
        """How many pages are open."""
        return self._runtime._session_mgr.num_active_sessions()

    def connect(self, client: SessionClient, *args: Any, **kwargs: Any) -> str:
        """A session for a client that is told nothing about the server's computer."""
        write = client.write_forward_msg

        def discreetly(message: ForwardMsg) -> None:
            kind = message.WhichOneof("type")
            if kind == "new_session":
                _discreet(message)
            elif kind == "navigation":
                self._at[session_id].begins(message.navigation.page_script_hash)
            write(message)

        client.write_forward_msg = discreetly  # type: ignore
        session_id = self._connect(client, *args, **kwargs)
        return session_id

    def handle(self, session_id: str, msg: BackMsg, *, client: SessionClient | None = None) -> None:
        """Hands a message on that a page may send; one that no page sends ends the connection."""
        try:
            if not admit(msg):
                return
        except Unwelcome as why:
            log.info("A connection was closed for its %s", why)
            raise WebSocketDisconnect(1008) from why
        if msg.WhichOneof("type") == "rerun_script":
            self._at[session_id].hear(msg.rerun_script)
            shown = {
                info.file_id
                for state in msg.rerun_script.widget_states.widgets
                if state.WhichOneof("value") == "file_uploader_state_value"
                for info in state.file_uploader_state_value.uploaded_file_info
            }
            self.uploads.show(session_id, shown)
        elif msg.backend_operation_request.HasField("deferred_file") and not self._may_have_made(session_id):
            refusal = ForwardMsg()
            refusal.backend_operation_response.request_id = msg.backend_operation_request.request_id
            refusal.backend_operation_response.error_msg = TOO_MANY
            if client is not None:
                client.write_forward_msg(refusal)
            return
        self._handle(session_id, msg, client=client)

    def _may_have_made(self, session_id: str) -> bool:
        now, made = time.monotonic(), self._made[session_id]
        while made and now - made[0] > 60:
            made.popleft()
        if len(made) >= MADE:
            return False
        made.append(now)
        return True

    def disconnect(self, session_id: str, *, client: SessionClient | None = None) -> None:
        """A session that ran nothing is over at once; another one's uploads and whereabouts are let go unless it comes back."""
        self._made.pop(session_id, None)
        info = self._runtime._session_mgr.get_active_session_info(session_id)
        left = info is not None and client in (None, info.client)
        if info is not None and left and not info.script_run_count:
            self._runtime.close_session(session_id)
            self._at.pop(session_id, None)
            return
        self._disconnect(session_id, client=client)
        if left:
            asyncio.get_running_loop().call_later(GRACE, self._let_go, session_id)

    def _let_go(self, session_id: str) -> None:
        if not self._runtime.is_active_session(session_id):
            self.uploads.remove_all(session_id)
            self._at.pop(session_id, None)


def _discreet(message: ForwardMsg) -> None:
    """Takes out where the app lies on the server, and a number made from the server's network card."""
    start = message.new_session
    start.main_script_path = Path(start.main_script_path).name
    start.initialize.user_info.installation_id = start.initialize.user_info.installation_id_v3 = ""
    start.initialize.user_info.installation_id_v4 = ""
