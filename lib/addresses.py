"""What a network address is counted by, wherever limits are held: at the door and in the queue."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network


def network_of(address: str) -> str:
    """Of IPv6 the first 64 bits, since one line is given all that begin with them; else the address itself."""
    plain = address.partition("%")[0]  # what follows names the link of an address that holds on one link only
    try:
        found = ip_address(plain)
    except ValueError:
        return address
    if not isinstance(found, IPv6Address):
        return address
    return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
