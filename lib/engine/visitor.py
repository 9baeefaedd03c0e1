"""Who asks for something: what limits are counted by. It knows nothing of how a visitor is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv6Address, ip_address, ip_network


@dataclass(frozen=True)
class Visitor:
    """One visitor, as three circles: a learner's id costs nothing, a session little, an address something."""

    learner: str  # 32 hexadecimal digits
    session: str = ""  # of this browser tab, by Streamlit's name; empty where there is none (command line)
    address: str = ""  # network address that the request came from; empty where it is not known

    @cached_property
    def network(self) -> str:
        """What an address is counted by: of IPv6 its first 64 bits, since one line is given all that begin with them."""
        plain = self.address.partition("%")[
            0
        ]  # what follows names the link of an address that holds on one link only
        try:
            found = ip_address(plain)
        except ValueError:
            return self.address
        if not isinstance(found, IPv6Address):
            return self.address
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
