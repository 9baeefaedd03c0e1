"""A visitor without a browser: speaks Streamlit's websocket protocol to a running app, as a stranger may."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from bench.conversation import Conversation

PATIENCE = 60.0  # seconds for one answer of a busy machine


class Wire(Conversation):
    """One session, from the address `source`."""

    def __init__(
        self, url: str, page: str = "", query: str = "", source: str = "127.0.0.1", **headers: str
    ) -> None:
        super().__init__(page, query)
        self.url = url
        self._socket: ClientConnection = connect(
            f"ws://{urlsplit(url).netloc}/_stcore/stream",
            origin=url,  # type: ignore[arg-type]
            additional_headers=headers,
            subprotocols=["streamlit"],  # type: ignore[list-item]
            max_size=200_000_000,
            open_timeout=PATIENCE,
            source_address=(source, 0),  # another of this machine's own addresses is another visitor's
        )

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, message: BackMsg | bytes) -> None:
        """Anything at all, also what no browser would send."""
        self._socket.send(message if isinstance(message, bytes) else message.SerializeToString())

    def run(self, pressed: str = "") -> Wire:
        """A script run with the widgets as they stand; `pressed` is a button's id. Returns when it has ended."""
        self.send(self.rerun(pressed))
        return self.listen()

    def listen(self) -> Wire:
        """Reads until the script has run.

        Raises:
            ConnectionClosed: the app closed the connection.
            TimeoutError: nothing more came.
        """
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self.take(self.hear()):
                return self
        raise TimeoutError

    def hear(self) -> ForwardMsg:
        """The next message; raises as `listen` does."""
        message = ForwardMsg()
        message.ParseFromString(self._socket.recv(timeout=PATIENCE))  # type: ignore[arg-type]
        return message

    def places(self, names: Sequence[str]) -> list[str]:
        """Addresses that the app gives out for files, as an upload widget asks for them."""
        back = BackMsg()
        back.file_urls_request.request_id = "places"
        back.file_urls_request.file_names.extend(names)
        back.file_urls_request.session_id = self.session
        self.send(back)
        while (message := self.hear()).WhichOneof("type") != "file_urls_response":
            pass
        return [place.upload_url for place in message.file_urls_response.file_urls]

    def meet(self, learner: str = "") -> Wire:
        """Answers the course's question who is here, as a browser would: `learner`, or the id that was offered."""
        self.introduce(learner)
        return self.run()

    def upload(self, widget: str, *files: tuple[str, bytes]) -> Wire:
        """Hands (name, contents) of files to an upload widget, as a browser does; the next `run` has them."""
        back = BackMsg()
        back.file_urls_request.request_id = widget
        back.file_urls_request.session_id = self.session
        back.file_urls_request.file_names.extend(name for name, _ in files)
        self.send(back)
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "file_urls_response":
            answer.ParseFromString(self._socket.recv(timeout=PATIENCE))  # type: ignore[arg-type]
        state = FileUploaderState()
        with requests.Session() as http:
            http.get(f"{self.url}/_stcore/health", timeout=PATIENCE)
            for (name, data), urls in zip(files, answer.file_urls_response.file_urls, strict=True):
                http.put(
                    f"{self.url}{urls.upload_url}",
                    files={"file": (name, data)},
                    headers={"X-Xsrftoken": http.cookies["_streamlit_xsrf"]},
                    timeout=PATIENCE,
                ).raise_for_status()
                state.uploaded_file_info.add(name=name, size=len(data), file_id=urls.file_id, file_urls=urls)
        self.widgets[widget] = ("file_uploader_state_value", state)
        return self

    def find(self, kind: str, test: Callable[[Any], bool] = lambda _: True) -> Any:
        """The first element of a kind that passes `test`; LookupError where there is none."""
        found = super().find(kind, test)
        if found is None:
            raise LookupError(kind)
        return found

    def text(self) -> str:
        """All that the page says."""
        said = (getattr(e, "body", "") or getattr(e, "text", "") for _, e in self.elements.values())
        return "\n".join(part for part in said if isinstance(part, str))

    @property
    def closed(self) -> bool:
        """Whether the app has closed the connection; asks it with a ping."""
        try:
            return not self._socket.ping().wait(PATIENCE)
        except ConnectionClosed:
            return True


def ask(
    url: str, path: str, method: str = "GET", body: bytes = b"", **headers: str
) -> tuple[int, str, dict[str, str]]:
    """Status, text and headers of an answer to a request that is sent as it is written here, dots and all."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return (
            answer.status,
            answer.read().decode(errors="replace"),
            {k.lower(): v for k, v in answer.headers.items()},
        )
    finally:
        connection.close()


def upload(url: str, place: str, size: int, honest: bool = True) -> int:
    """The status that a file of `size` bytes gets; without the token against forgery where it is not `honest`."""
    start, end = (
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n',
        b"\r\n--edge--\r\n",
    )
    headers = {"Content-Type": "multipart/form-data; boundary=edge"}
    if honest:
        cookie = ask(url, "/_stcore/health")[2]["set-cookie"].split(";")[0]
        headers |= {"Cookie": cookie, "X-Xsrftoken": cookie.partition("=")[2]}
    return ask(url, place, "PUT", start + bytes(size) + end, **headers)[0]
