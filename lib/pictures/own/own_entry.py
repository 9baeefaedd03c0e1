"""What may be an entry of an archive that a learner hands in: bounds, names and paths, and the words of each refusal.

It knows nothing of archive formats or of pictures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)  # by Windows
# Control characters, and those that turn the writing round
DECEIVING = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
ARCHIVE_STARTS = (
    b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\x28\xb5\x2f\xfd",
)  # fmt: skip
TAR_AT, TAR = 257, b"ustar"
DRIVE = re.compile(r"[A-Za-z]:")  # all of a path's first part: `10:30` is a folder
LEFT_BEHIND = {
    "__macosx",
    "thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "icon\r",
    "@eadir",
    "$recycle.bin",
    "system volume information",
}


class OwnError(ValueError):
    """Nothing of what was handed in can be used; the message is one sentence for the learner."""


@dataclass(frozen=True)
class Limits:
    """How much a learner may hand in. The defaults are for a session in an app that many share."""

    # Some 15 photos as a phone saves them, or 1,500 small ones; `server.maxUploadSize` too
    archive_bytes: int = 50_000_000
    file_bytes: int = 20_000_000  # a 24-megapixel JPEG at its best quality has about 15 MB
    # Of all files in one archive: pictures hardly shrink when they are packed
    unpacked_bytes: int = 200_000_000
    entries: int = 5_000  # in one archive, folders and all
    # Unpacked to packed: photos reach 1.1, a drawing on plain paper perhaps 20, a bomb 1,000
    ratio: int = 100
    depth: int = 8  # folders inside folders
    name_length: int = 200  # characters of a path inside an archive
    pixels: int = 25_000_000  # of one JPEG, the largest that phones take by themselves; `lib.pictures.prepare.decode` has the others' bounds
    all_pixels: int = 1_000_000_000  # decoded in a minute: 80 phone photos, about half a minute of work
    classes: int = 20
    pictures: int = 1_000  # 50 in each of 20 classes; a new head needs far fewer
    kept_bytes: int = 30_000_000  # after making them small: 1,000 photos of 256 pixels take about 20 MB


SESSION = Limits()
COMPUTER = Limits(  # one's own computer, from the command line
    archive_bytes=4_000_000_000,
    unpacked_bytes=4_000_000_000,
    entries=100_000,
    all_pixels=100_000_000_000,
    classes=200,
    pictures=20_000,
    kept_bytes=1_000_000_000,
)


@dataclass(frozen=True)
class Entry:
    """One file of an archive, or the sentence that says why it is left out."""

    folders: tuple[str, ...]
    name: str
    data: bytes = b""
    refused: str = ""
    others: tuple[tuple[str, ...], ...] = ()  # the folders in the other readings of the archive's names
    told: str = ""  # of the archive as a whole: this is no file


def printable(text: str, instead: str = "") -> str:
    """The text with plain spaces for all others, and `instead` for what no font can show."""
    return "".join(
        " " if letter.isspace() else letter if letter.isprintable() else instead for letter in text
    )


def short(name: str) -> str:
    """A name from outside as it may stand in a sentence."""
    clean = printable(name, "?")
    return clean if len(clean) <= 60 else f"{clean[:40]}...{clean[-16:]}"


def checked(folders: tuple[str, ...], file: str, data: bytes) -> Entry:
    if data.startswith(ARCHIVE_STARTS) or data[TAR_AT:].startswith(TAR):
        return Entry(
            folders,
            file,
            refused=f"{short(file)} is an archive inside the archive, and is not opened. Unpack it first.",
        )
    return Entry(folders, file, data)


def split(path: str) -> tuple[tuple[str, ...], str]:
    *folders, file = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")] or ["?"]
    return tuple(folders), file


def invisible(path: str) -> bool:
    """Whether it is what a system leaves behind rather than a learner: macOS' second halves, dot files, thumbnails."""
    parts = path.replace("\\", "/").split("/")
    return any(
        (part.startswith(".") and part not in (".", "..")) or part.casefold() in LEFT_BEHIND for part in parts
    )


def bad_path(path: str, limits: Limits) -> str:
    """Why a path inside an archive is refused; "" where it is not."""
    parts = path.replace("\\", "/").split("/")
    told = short(path)
    if path.startswith(("/", "\\")) or DRIVE.fullmatch(parts[0]):
        return f"{told} wants to lie at a fixed place of the computer, and is left out. Pack the folders themselves."
    if ".." in parts:
        return f"{told} points out of the archive with .., and is left out. Pack the folders themselves."
    if len(path) > limits.name_length:
        return f"{told} has a name of {len(path):,} characters, and at most {limits.name_length} fit. Make it shorter."
    if DECEIVING.search(path):
        return f"{told} has characters in its name that cannot be shown. Give it a plain name."
    if len(parts) - 1 > limits.depth:
        return f"{told} lies {len(parts) - 1} folders deep, and at most {limits.depth} are looked into. Move it up."
    for part in parts:
        if RESERVED.fullmatch(part.strip(" .")):
            return f"{told} has a name that Windows reserves for a device. Give it another name."
    return ""


def too_large(name: str, size: int, limits: Limits) -> str:
    return (
        f"{short(name)} has {size / 1e6:,.0f} MB, and at most {limits.file_bytes / 1e6:.0f} MB a file fit. "
        "Make it smaller first."
    )


def too_much(name: str, limits: Limits) -> str:
    return (
        f"{short(name)} does not fit any more: the files together would unpack to more than "
        f"{limits.unpacked_bytes / 1e6:,.0f} MB, or to far more than they take packed. Hand in fewer."
    )


def too_many(name: str, limits: Limits, more: int = 0) -> str:
    rest = f"the last {more:,} are" if more else "the rest is"
    return (
        f"{short(name)} has more than {limits.entries:,} files and folders; {rest} left out. Hand in fewer."
    )
