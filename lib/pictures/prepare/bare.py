"""A picture file without all but its first picture: notes, profiles, thumbnails and further frames are cut off.

A decoder that never sees them cannot be filled with them: a note may unpack to gigabytes, and a hundred bytes of scan
make it walk through the whole picture once more. Only what no camera and no program writes is refused; what is cut off
or damaged is passed on, for the decoder to judge. It decodes nothing.
"""

from __future__ import annotations

import re
import struct

MOST_PARTS = 20_000  # chunks, segments and blocks: a PNG of 20 MB in the usual 8 kB chunks has 2,500
MOST_BLOCKS = 100_000  # of up to 255 bytes, in a GIF's first frame: its largest picture needs 50,000
MOST_SCANS = 40  # of a JPEG: ten is usual for a progressive one, the most thorough programs make about twenty
MARKER = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")  # of a JPEG, among the bytes of a scan
JPEG_NOTES = {*range(0xE1, 0xF0), 0xFE} - {0xEE}  # all but JFIF (E0) and Adobe (EE), which tell the colours
PNG_NEEDED = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
WEBP_NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF"}
ORIENTATION = 0x0112  # EXIF's number for how the camera was held
MOST_TAGS = 200  # of a camera's first directory: about 15 are usual


class Overgrown(ValueError):
    """More parts than any honest file of its kind has."""


def bare(data: bytes) -> tuple[bytes, int]:
    """The file of the first picture alone, and how the camera was held: 1 upright, 2 to 8 as EXIF has it.

    Raises:
        Overgrown: so many parts that only harm can be meant.
    """
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _gif(data), 1
    return data, 1


def _jpeg(data: bytes) -> tuple[bytes, int]:
    kept, orientation = [data[:2]], 1
    at = 2
    scans = 0
    for _ in range(MOST_PARTS):
        found = MARKER.search(data, at)
        kept.append(data[at : found.start() if found else len(data)])  # a scan's bytes, none before the first
        if found is None:
            return b"".join(kept), orientation
        kind, at = data[found.end() - 1], found.end()
        if kind == 0xD9:  # the end; phones put films and depth maps behind it
            return b"".join([*kept, b"\xff\xd9"]), orientation
        if kind == 0x01:  # the one other marker with nothing in it
            continue
        end = at + int.from_bytes(data[at : at + 2], "big")
        if kind == 0xE1 and data[at + 2 : at + 8] == b"Exif\0\0" and orientation == 1:
            orientation = _orientation(data[at + 8 : end])
        elif kind not in JPEG_NOTES:
            kept.append(b"\xff" + data[found.end() - 1 : end])
        scans += kind == 0xDA
        if scans > MOST_SCANS:
            break
        at = max(end, at + 2)
    raise Overgrown


def _png(data: bytes) -> tuple[bytes, int]:
    kept, orientation = [data[:8]], 1
    at = 8
    for _ in range(MOST_PARTS):
        if at >= len(data):
            return b"".join(kept), orientation
        kind, end = data[at + 4 : at + 8], at + 12 + int.from_bytes(data[at : at + 4], "big")
        if kind in PNG_NEEDED:
            kept.append(data[at:end])
        elif kind == b"eXIf" and orientation == 1:
            orientation = _orientation(data[at + 8 : end - 4])
        at = end
    raise Overgrown


def _webp(data: bytes) -> tuple[bytes, int]:
    kept, orientation, frames = [b"WEBP"], 1, 0
    at = 12
    for _ in range(MOST_PARTS):
        if at >= len(data):
            body = b"".join(kept)
            return b"RIFF" + len(body).to_bytes(4, "little") + body, orientation
        kind, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + size + size % 2
        frames += kind == b"ANMF"
        if kind == b"EXIF" and orientation == 1:
            orientation = _orientation(data[at + 8 : end].removeprefix(b"Exif\0\0"))
        elif kind in WEBP_NEEDED and not (kind == b"ANMF" and frames > 1):
            kept.append(data[at:end])
        at = end
    raise Overgrown


def _gif(data: bytes) -> bytes:
    """Header, colours, and the first frame with what says which colour is transparent."""
    start = at = 13 + _table(data[10:11])
    kept = [data[:start]]
    for _ in range(MOST_PARTS):
        kind, label = data[at : at + 1], data[at + 1 : at + 2]
        if kind == b"!":
            end = _after_blocks(data, at + 2)
            if label == b"\xf9":
                kept.append(data[at:end])
        elif kind == b",":
            end = _after_blocks(data, at + 11 + _table(data[at + 9 : at + 10]))
            return b"".join([*kept, data[at:end], b";"])
        else:
            return data[: at + 1]  # no frame at all
        at = end
    raise Overgrown


def _table(flags: bytes) -> int:
    """Bytes of the colour table that a GIF's flags announce."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    """Where a GIF's run of blocks, each with its length before it, has ended."""
    for _ in range(MOST_BLOCKS):
        if at >= len(data) or data[at] == 0:
            return at + 1
        at += 1 + data[at]
    raise Overgrown


def _orientation(tiff: bytes) -> int:
    """How the camera was held, from an EXIF note; 1 where it does not say. The rest of the note is not read."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 1
        start = struct.unpack_from(f"{order}I", tiff, 4)[0]
        for i in range(min(struct.unpack_from(f"{order}H", tiff, start)[0], MOST_TAGS)):
            tag, _, _, value = struct.unpack_from(f"{order}HHIH", tiff, start + 2 + 12 * i)
            if tag == ORIENTATION:
                return value if 1 <= value <= 8 else 1
    except struct.error:  # a damaged note is no reason to refuse the picture
        pass
    return 1
