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
from dataclasses import replace
from pathlib import Path
from typing import IO

from lib.pictures.own.own_entry import (
    ARCHIVE_STARTS,
    COMPUTER,
    SESSION,
    TAR,
    TAR_AT,
    Entry,
    Limits,
    OwnError,
    bad_path,
    checked,
    invisible,
    short,
    split,
    too_large,
    too_many,
    too_much,
)
from lib.pictures.own.zip_names import Names, names

# What the readers raise where bytes are not what they should be; NotImplementedError: "needs a later version".
DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, OSError, RuntimeError, ValueError)
CHUNK = 1 << 18
PIECE = 4_000_000  # bytes: the most that one read may ask for, which bounds a zip's table of contents
BLOCK = 512  # bytes of a tar's block
SMALL = 100_000  # bytes: below this a compression ratio harms nobody
SILENT = (tarfile.DIRTYPE, tarfile.XGLTYPE)  # entries of a tar that are no files and need no word
LONG_NAME = 65_536  # bytes of a tar's entry that only holds the next entry's name


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
        elif data[TAR_AT:].startswith(TAR) or name.lower().endswith(".tar"):
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
            yield Entry((), name, refused=too_many(name, limits, len(infos) - limits.entries))
        left = limits.unpacked_bytes
        read = names(infos[: limits.entries])
        if told := _told(read, name):
            yield Entry((), name, told=told)
        for i, info in enumerate(infos[: limits.entries]):
            path, *others = (paths[i] for paths in read.paths)
            if path.endswith(("/", "\\")) or invisible(path):  # a name may be empty
                continue
            folders, file = split(path)
            why = bad_path(path, limits) or _bad_info(info, path, limits)
            if not why and info.file_size > left:
                why = too_much(path, limits)
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
            yield replace(checked(folders, file, content), others=tuple(split(other)[0] for other in others))


def _told(read: Names, name: str) -> str:
    """What is to be said of the names, where the archive does not say in which letters they are."""
    if read.unread:
        return (
            f"{short(name)} does not say in which letters its names are written, and they could not be read with certainty. "
            "Where a class has the wrong name, rename it."
        )
    if read.pages[0]:
        return (
            f"{short(name)} does not say in which letters its names are written; they were read as {read.pages[0]}. Where a "
            "class has the wrong name, rename it."
        )
    return ""


def _bad_info(info: zipfile.ZipInfo, path: str, limits: Limits) -> str:
    """Why a zip's entry is not read, as far as its line in the table of contents tells; "" where it is."""
    name = short(path)
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        return f"{name} is not a file but a link or a device, which is not followed. Put the picture itself there."
    if info.flag_bits & 0x1:
        return f"{name} is locked with a password. Pack it again without one."
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"{name} is packed in a way that is not read here. Pack it again as an ordinary zip."
    if info.file_size > limits.file_bytes:
        return too_large(name, info.file_size, limits)
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
            yield Entry((), name, refused=too_many(name, limits))
            return
        if info.size < 0 or padded > left:
            yield Entry((), name, refused=too_much(long_name or info.name, limits))
            return
        left -= padded + BLOCK
        if info.type in (tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE) and info.size <= LONG_NAME:
            long_name = _long_name(_read(stream, padded)[: info.size], info.type)
            continue
        path, long_name = long_name or info.name, ""
        no_file = info.type in SILENT or path.endswith("/") or invisible(path)
        why = "" if no_file else _bad_member(info, path, limits)
        if no_file or why:
            while padded > 0:  # passed over
                padded -= len(_read(stream, min(CHUNK, padded)))
        folders, file = split(path)
        if why:
            yield Entry(folders, file, refused=why)
        elif not no_file:
            yield checked(folders, file, _read(stream, padded)[: info.size])


def _bad_member(info: tarfile.TarInfo, path: str, limits: Limits) -> str:
    """Why a tar's entry is not read, as far as its header tells; "" where it is."""
    if info.type not in (tarfile.REGTYPE, tarfile.AREGTYPE):
        return f"{short(path)} is not a file but a link or a device, which is not followed. Put the picture itself there."
    return bad_path(path, limits) or (
        too_large(path, info.size, limits) if info.size > limits.file_bytes else ""
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
        below[:] = sorted(one for one in below if not invisible(one))
        for file in sorted(one for one in files if not invisible(one)):
            inside = Path(where, file)
            relative = inside.relative_to(path).as_posix()
            folders, _ = split(relative)
            told += 1
            if told > limits.entries:
                yield Entry((), path.name, refused=too_many(path.name, limits))
                return
            try:
                size = inside.lstat().st_size
                why = bad_path(relative, limits)
                if inside.is_symlink() or not inside.is_file():
                    why = f"{short(relative)} is not a file but a link or a device, which is not followed."
                elif size > limits.file_bytes:
                    why = too_large(relative, size, limits)
                elif size > left:
                    why = too_much(relative, limits)
                content = b"" if why else inside.read_bytes()
            except OSError as error:
                why = f"{short(relative)} cannot be read: {error.strerror}."
            left -= 0 if why else len(content)
            yield Entry(folders, file, refused=why) if why else checked(folders, file, content)


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
