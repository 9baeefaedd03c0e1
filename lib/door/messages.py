"""Which of Streamlit's messages a visitor may send, and how large their parts may be.

It is a list of what the pages need: a message that a later Streamlit adds is refused until someone has looked at it.
"""

from __future__ import annotations

import math

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

# Left out: `clear_cache` empties the caches of all visitors; `load_git_info` sends the server's branch and its changed
# files; `set_run_on_save` and `debug_*` are for developers.
MESSAGES = {
    "rerun_script",
    "stop_script",
    "app_heartbeat",
    "file_urls_request",
    "backend_operation_request",
}
OPERATIONS = {"deferred_file", "dataframe_chunk"}  # left out: those that install files beside the app

WIDGETS = 500  # the most that a page sent while the browser tests ran: 20
HASHES = 5_000  # of messages that the browser keeps, for twenty runs of a script; a run has about 5 of them
TEXT = 10_000  # characters of an address, a page's name and the like; a browser's own limit is about 8,000
FILES = 1_000  # for which places are asked at once: as many pictures as a set of one's own holds


class Unwelcome(ValueError):
    """A message that no page of the course sends; whoever sent it has no business here."""


def admit(message: BackMsg) -> bool:
    """Whether a message may be acted on; False for one that is harmless to leave out.

    Raises:
        Unwelcome: it is larger than any that a page sends, or has a number that is none.
    """
    kind = message.WhichOneof("type")
    if kind == "rerun_script":
        _admit_run(message.rerun_script)
    elif kind == "file_urls_request" and len(message.file_urls_request.file_names) > FILES:
        raise Unwelcome("files")
    elif kind == "backend_operation_request":
        return message.backend_operation_request.WhichOneof("payload") in OPERATIONS
    return kind in MESSAGES


def _admit_run(run: ClientState) -> None:
    if len(run.widget_states.widgets) > WIDGETS:
        raise Unwelcome("widgets")
    if len(run.cached_message_hashes) > HASHES:
        raise Unwelcome("hashes")
    texts = (run.query_string, run.page_name, run.page_script_hash, run.fragment_id, run.context_info.url)
    if any(len(text) > TEXT for text in texts):
        raise Unwelcome("text")
    for state in run.widget_states.widgets:
        kind = state.WhichOneof("value")
        numbers = (
            state.double_array_value.data
            if kind == "double_array_value"
            else (state.double_value,)
            if kind == "double_value"
            else ()
        )
        if not all(map(math.isfinite, numbers)):
            raise Unwelcome("numbers")  # no widget sends one, and the page would keep it
