"""One of a learner's own pictures, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OwnPicture:
    """One picture as it is kept."""

    name: str  # as it was handed in, for the learner's eyes
    label: int
    jpeg: bytes
    fingerprint: bytes  # see `near_duplicates.fingerprint`
    take: int = 0  # the recording that it is a frame of; 0 for a picture that stands alone
    also: tuple[str, ...] = ()  # its class in the other readings of the archive that it came in
