"""What lies in a zip, a tar or a folder that a learner hands in: its files one by one, in memory, within bounds.

Nothing is unpacked onto a disk, and no name inside an archive is ever used as a path. It knows nothing of pictures.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)  # by Windows
DECEIVING = re.compile(  # control characters, and those that turn the writing round
    r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
ARCHIVE_NAMES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".jar", ".zst")
ARCHIVE_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!")
# What the readers raise where bytes are not what they should be; NotImplementedError: "needs a later version".
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, ValueError)
CHUNK = 1 << 18
PIECE = 4_000_000  # bytes: the most that one read may ask for, which bounds a zip's table of contents
BLOCK = 512  # bytes of a tar's block
SILENT = (tarfile.DIRTYPE, tarfile.XGLTYPE)  # entries of a tar that are no files and need no word
LONG_NAME = 65_536  # bytes of a tar's entry that only holds the next entry's name
SMALL = 100_000  # bytes: below this a compression ratio harms nobody


class OwnError(ValueError):
    """Nothing of what was handed in can be used; the message is one sentence for the learner."""


@dataclass(frozen=True)
class Limits:
    """How much a learner may hand in. The defaults are for a session in an app that many share."""

    archive_bytes: int = 100_000_000  # some 30 photos as a phone saves them, or 3,000 small ones
    file_bytes: int = 20_000_000  # a 24-megapixel JPEG at its best quality has about 15 MB
    unpacked_bytes: int = (
        200_000_000  # of all files in one archive: pictures hardly shrink when they are packed
    )
    entries: int = 5_000  # in one archive, folders and all
    ratio: int = (
        100  # unpacked to packed: photos reach 1.1, a drawing on plain paper perhaps 20, a bomb 1,000
    )
    depth: int = 8  # folders inside folders
    name_length: int = 200  # characters of a path inside an archive
    pixels: int = 25_000_000  # of one picture: the largest that phones take by themselves
    all_pixels: int = 1_000_000_000  # decoded in one go: about half a minute of work
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


def printable(text: str, instead: str = "") -> str:
    """The text with plain spaces for all others, and `instead` for what no font can show."""
    return "".join(
        " " if letter.isspace() else letter if letter.isprintable() else instead for letter in text
    )


def short(name: str) -> str:
    """A name from outside as it may stand in a sentence."""
    clean = printable(name, "?")
    return clean if len(clean) <= 60 else f"{clean[:40]}...{clean[-16:]}"


def entries(data: bytes, name: str, limits: Limits = SESSION) -> Iterator[Entry]:
    """The files in a zip, a tar or a gzipped tar, one by one; what cannot be had comes as a refusal.

    Raises:
        OwnError: not an archive, damaged as a whole, or beyond the bounds for the whole. What came before it is fine.
    """
    if len(data) > limits.archive_bytes:
        raise OwnError(
            f"{short(name)} has {len(data) / 1e6:.0f} MB, and at most {limits.archive_bytes / 1e6:.0f} MB fit. "
            "Make the photos smaller, or hand in fewer."
        )
    try:
        if data.startswith(ARCHIVE_STARTS[:2]):
            yield from _zip(data, name, limits)
        elif data.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
                yield from _tar(unpacked, name, limits, allowed=len(data) * limits.ratio)
        elif data[257:262] == b"ustar" or name.lower().endswith(".tar"):
            yield from _tar(io.BytesIO(data), name, limits, allowed=len(data))
        else:
            raise OwnError(
                f"{short(name)} is neither a zip nor a tar archive. Pack the class folders as a zip."
            )
    except OwnError:
        raise
    except DAMAGED:
        raise OwnError(
            f"{short(name)} is damaged, cut off, or no archive after all. Pack the folders again."
        ) from None


class _Frugal(io.BytesIO):
    """A file in memory that refuses to hand out much at once: no table of contents may fill the memory."""

    def read(self, size: int | None = -1) -> bytes:
        left = len(self.getbuffer()) - self.tell()
        if (left if size is None or size < 0 else size) > PIECE:
            raise zipfile.BadZipFile
        return super().read(size)


def _zip(data: bytes, name: str, limits: Limits) -> Iterator[Entry]:
    with zipfile.ZipFile(_Frugal(data)) as archive:
        infos = archive.infolist()
        if len(infos) > limits.entries:
            yield Entry((), name, refused=_too_many(name, limits, len(infos) - limits.entries))
        left = limits.unpacked_bytes
        for info in infos[: limits.entries]:
            if info.is_dir() or _invisible(info.filename):
                continue
            folders, file = _split(info.filename)
            why = _bad_path(info.filename, limits) or _bad_info(info, limits)
            if not why and info.file_size > left:
                why = _too_much(info.filename, limits)
            if why:
                yield Entry(folders, file, refused=why)
                continue
            try:
                with archive.open(info) as opened:
                    content = _read(opened, info.file_size)
            except DAMAGED:
                yield Entry(
                    folders, file, refused=f"{short(file)} is damaged inside the archive. Pack it again."
                )
                continue
            left -= len(content)
            yield _checked(folders, file, content)


def _bad_info(info: zipfile.ZipInfo, limits: Limits) -> str:
    """Why a zip's entry is not read, as far as its line in the table of contents tells; "" where it is."""
    name = short(info.filename)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return f"{name} is not a file but a link or a device, which is not followed. Put the picture itself there."
    if info.flag_bits & 0x1:
        return f"{name} is locked with a password. Pack it again without one."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"{name} is packed in a way that is not read here. Pack it again as an ordinary zip."
    if info.file_size > limits.file_bytes:
        return _too_large(name, info.file_size, limits)
    if info.file_size > max(SMALL, info.compress_size * limits.ratio):
        return (
            f"{name} would unpack to {info.file_size / max(1, info.compress_size):,.0f} times its packed size, which "
            "no photo does. It stays packed."
        )
    return ""


def _tar(stream: IO[bytes] | gzip.GzipFile, name: str, limits: Limits, allowed: int) -> Iterator[Entry]:
    """Reads a tar from front to back, headers with `tarfile`, contents itself.

    `tarfile` would read headers and sparse maps of any size into memory, and links from elsewhere in the archive.
    """
    left = min(limits.unpacked_bytes, allowed + SMALL)
    told = 0
    long_name = ""
    while True:
        block = stream.read(BLOCK)
        if not block.strip(b"\0"):  # the end, marked or not
            return
        info = tarfile.TarInfo.frombuf(block, "utf-8", "replace")
        padded = -(-info.size // BLOCK) * BLOCK
        told += 1
        if told > limits.entries:
            yield Entry((), name, refused=_too_many(name, limits))
            return
        if info.size < 0 or padded > left:
            yield Entry((), name, refused=_too_much(long_name or info.name, limits))
            return
        left -= padded + BLOCK
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE) and info.size <= LONG_NAME:
            long_name = _long_name(_read(stream, padded)[: info.size], info.type)
            continue
        path, long_name = long_name or info.name, ""
        folders, file = _split(path)
        why = (
            ""
            if info.type in SILENT or path.endswith("/") or _invisible(path)
            else _bad_member(info, path, limits)
        )
        if (
            why
            or info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE)
            or path.endswith("/")
            or _invisible(path)
        ):
            while padded > 0:  # passed over
                padded -= len(_read(stream, min(CHUNK, padded)))
            if why:
                yield Entry(folders, file, refused=why)
        else:
            yield _checked(folders, file, _read(stream, padded)[: info.size])


def _bad_member(info: tarfile.TarInfo, path: str, limits: Limits) -> str:
    """Why a tar's entry is not read, as far as its header tells; "" where it is."""
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        return f"{short(path)} is not a file but a link or a device, which is not followed. Put the picture itself there."
    return _bad_path(path, limits) or (
        _too_large(path, info.size, limits) if info.size > limits.file_bytes else ""
    )


def _long_name(data: bytes, kind: bytes) -> str:
    if kind == tarfile.XHDTYPE:
        found = re.search(rb"(?:^|\n)\d+ path=([^\n]*)\n", data)
        data = found[1] if found else b""
    return data.rstrip(b"\0").decode("utf-8", "replace")


def folder(path: Path, limits: Limits = COMPUTER) -> Iterator[Entry]:
    """The files below a folder of this computer, in order of their names; links are not followed."""
    told, left = 0, limits.unpacked_bytes
    for where, below, files in os.walk(path):
        below[:] = sorted(one for one in below if not _invisible(one))
        for file in sorted(one for one in files if not _invisible(one)):
            inside = Path(where, file)
            relative = inside.relative_to(path).as_posix()
            folders, _ = _split(relative)
            told += 1
            if told > limits.entries:
                yield Entry((), path.name, refused=_too_many(path.name, limits))
                return
            try:
                size = inside.lstat().st_size
                why = _bad_path(relative, limits)
                if inside.is_symlink() or not inside.is_file():
                    why = f"{short(relative)} is not a file but a link or a device, which is not followed."
                elif size > limits.file_bytes:
                    why = _too_large(relative, size, limits)
                elif size > left:
                    why = _too_much(relative, limits)
                content = b"" if why else inside.read_bytes()
            except OSError as error:
                why = f"{short(relative)} cannot be read: {error.strerror}."
            left -= 0 if why else len(content)
            yield Entry(folders, file, refused=why) if why else _checked(folders, file, content)


def _read(stream: IO[bytes] | gzip.GzipFile, size: int) -> bytes:
    """Exactly `size` bytes, in small steps, so that a promise alone takes no memory.

    Raises:
        EOFError: there are fewer.
    """
    steps = []
    while size > 0:
        step = stream.read(min(CHUNK, size))
        if not step:
            raise EOFError
        steps.append(step)
        size -= len(step)
    return b"".join(steps)


def _checked(folders: tuple[str, ...], file: str, data: bytes) -> Entry:
    if file.lower().endswith(ARCHIVE_NAMES) or data.startswith(ARCHIVE_STARTS):
        return Entry(
            folders,
            file,
            refused=f"{short(file)} is an archive inside the archive, and is not opened. Unpack it first.",
        )
    return Entry(folders, file, data)


def _split(path: str) -> tuple[tuple[str, ...], str]:
    *folders, file = [part for part in path.replace("\\", "/").split("/") if part not in ("", ".")] or ["?"]
    return tuple(folders), file


def _invisible(path: str) -> bool:
    """Whether it is what a system leaves behind rather than a learner: macOS' second halves, dot files, thumbnails."""
    parts = path.replace("\\", "/").split("/")
    return any(
        (part.startswith(".") and part not in (".", "..")) or part in ("__MACOSX", "Thumbs.db", "desktop.ini")
        for part in parts
    )


def _bad_path(path: str, limits: Limits) -> str:
    """Why a path inside an archive is refused; "" where it is not."""
    parts = path.replace("\\", "/").split("/")
    told = short(path)
    if path.startswith(("/", "\\")) or ":" in parts[0]:
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


def _too_large(name: str, size: int, limits: Limits) -> str:
    return (
        f"{short(name)} has {size / 1e6:,.0f} MB, and at most {limits.file_bytes / 1e6:.0f} MB a file fit. "
        "Make it smaller first."
    )


def _too_much(name: str, limits: Limits) -> str:
    return (
        f"{short(name)} does not fit any more: the files together would unpack to more than "
        f"{limits.unpacked_bytes / 1e6:,.0f} MB, or to far more than they take packed. Hand in fewer."
    )


def _too_many(name: str, limits: Limits, more: int = 0) -> str:
    rest = f"the last {more:,} are" if more else "the rest is"
    return (
        f"{short(name)} has more than {limits.entries:,} files and folders; {rest} left out. Hand in fewer."
    )
