"""Where others reach this app: its address as the browser has it, or this machine's in the local network.

A laptop serves `http://localhost:8501`, which means another machine on every phone. The system is asked which of its
addresses it would send from; nothing is sent. It knows nothing of what stands at the address.
"""

from __future__ import annotations

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlencode, urlsplit, urlunsplit

ELSEWHERE = "192.0.2.1"  # an address for documentation, which belongs to nobody (RFC 5737)
ALONE = "Only this computer reaches this address: it is in no network. Join one, then reload this page."
CLOSED = (
    "Only this computer reaches this app, because it was started with `--server.address`. Start it without, "
    "and others get in."
)


@dataclass(frozen=True)
class Reached:
    """An address of the app's, without a page, and why others may not reach it."""

    base: str  # ends with a slash
    why_not: str = ""

    def link(self, page: str, **query: str) -> str:
        return f"{self.base}{page}{'?' if query else ''}{urlencode(query)}"


def reached(url: str, bound_to: str = "") -> Reached:
    """Where others reach the app.

    Args:
        url: of one of its pages, as the lecturer's browser has it: behind a proxy that is the public one, with its prefix.
        bound_to: the address that the server listens on; "" for all of this machine's.
    """
    scheme, place, path, _, _ = urlsplit(url)
    folder = path[: path.rfind("/") + 1] or "/"
    host = urlsplit(url).hostname or ""
    if not _loopback(host):
        return Reached(urlunsplit((scheme, place, folder, "", "")))
    if _loopback(bound_to):
        return Reached(urlunsplit((scheme, place, folder, "", "")), CLOSED)
    mine = own_address()
    if not mine:
        return Reached(urlunsplit((scheme, place, folder, "", "")), ALONE)
    port = urlsplit(url).port
    return Reached(urlunsplit((scheme, f"{mine}:{port}" if port else mine, folder, "", "")))


def own_address() -> str:
    """This machine's address in its network; "" where it is in none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
        try:
            s.connect((ELSEWHERE, 9))  # of a datagram socket this sends nothing
            found = s.getsockname()[0]
        except OSError:
            return ""
    return "" if _loopback(found) or found == "0.0.0.0" else found


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
