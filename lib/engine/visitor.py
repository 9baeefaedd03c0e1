"""Who asks for something: what limits are counted by. It knows nothing of how a visitor is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from lib.addresses import network_of


@dataclass(frozen=True)
class Visitor:
    """One visitor, as three circles: a learner's id costs nothing, a session little, an address something."""

    learner: str  # 32 hexadecimal digits
    session: str = ""  # of this browser tab, by Streamlit's name; empty where there is none (command line)
    address: str = ""  # network address that the request came from; empty where it is not known

    @cached_property
    def network(self) -> str:
        return network_of(self.address)
