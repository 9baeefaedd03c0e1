"""Which of the server's addresses are open, and the headers that every answer carries."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import streamlit

_INDEX = Path(streamlit.__file__).parent / "static" / "index.html"


def _inline() -> str:
    """Streamlit's page has a short script of its own in it; it alone may run, by its hash."""
    scripts = re.findall(r"<script>(.*?)</script>", _INDEX.read_text(encoding="utf-8"), re.DOTALL)
    hashes = (base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts)
    return " ".join(f"'sha256-{one}'" for one in hashes)


# What the pages need, each as narrow as Streamlit's own code allows:
POLICY = {
    "default-src": "'self'",
    "script-src": f"'self' blob: {_inline()}",  # a component's script comes over the websocket and is loaded from a blob
    "style-src": "'self' 'unsafe-inline'",  # Streamlit's styles, and ours in `st.html`, are made in the page
    "img-src": "'self' data: blob:",  # tiles are data URLs; what a camera takes is a blob
    "font-src": "'self' data:",
    "media-src": "'self' blob:",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
}

# What a worker thread needs whose script is a file of `lib.door.files`. A worker has the policy that its own script came with, so
# WebAssembly may be compiled there and in no page; it reaches nothing but this server, and no element of a page.
WORKER_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",  # no text becomes a script; compiled code may be loaded
    "connect-src": "'self'",
}

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address may hold settings; a link to elsewhere tells nobody
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# Below `_stcore/`, where a host may have put a prefix before it. Closed: `metrics` (who is here, how much memory),
# `script-health-check` (each call runs a whole page), `agent/` (a second way in, past the limits of the first).
CORE = re.compile(
    r"/_stcore/(?!(?:health|host-config|stream|allowed-message-origins)$|(?:upload_file|bidi-components)/)"
)
# Nobody logs in; no old components
OTHERS = re.compile(r"/(?:auth/(?:login|logout)|oauth2callback)$|/component/")

UPLOAD = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")  # session, file id


def closed(path: str) -> bool:
    """Whether the course has no use for an address that Streamlit would answer."""
    return bool(CORE.search(path) or OTHERS.search(path))


def sent(frame_ancestors: str, worker: bool = False) -> list[tuple[bytes, bytes]]:
    """The headers as ASGI wants them.

    Args:
        frame_ancestors: who may show the course in a frame, as Content-Security-Policy writes it.
        worker: whether it is a file of the course's own, such as a worker's script, and no page.
    """
    policy = (WORKER_POLICY if worker else POLICY) | {"frame-ancestors": frame_ancestors}
    text = "; ".join(f"{name} {value}" for name, value in policy.items())
    headers = {"Content-Security-Policy": text} | ALWAYS
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]
