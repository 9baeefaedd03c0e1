"""Whose address a request comes from, where proxies may stand before the app."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import ip_address, ip_network


def origin(peer: str, forwarded: Iterable[str], proxies: str) -> str:
    """The address of the visitor who is farthest away but still vouched for.

    Args:
        peer: who opened the connection; "" where it is not known.
        forwarded: the request's `X-Forwarded-For` headers. Each proxy adds, at the end, whom it speaks for; what stands
            before that was written by the visitor, and may be anything.
        proxies: networks that are believed, separated by commas: `10.0.0.0/8, 192.168.1.7`.
    """
    known = [ip_network(text.strip(), strict=False) for text in proxies.split(",") if text.strip()]
    hops = [hop.strip() for header in forwarded for hop in header.split(",")]
    while hops and _within(peer, known):
        peer = hops.pop()
    return peer


def _within(peer: str, networks: list) -> bool:
    try:
        return any(ip_address(peer) in network for network in networks)
    except ValueError:
        return False
