"""Archives and pictures that mean harm, made by script: each with a name that says how."""

from __future__ import annotations

import gzip
import io
import random
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np
from PIL import Image

LEAST = 500  # cases that `corpus` gives at least


def photo(seed: int = 0, size: tuple[int, int] = (40, 32), form: str = "JPEG") -> bytes:
    """A picture of noise, none like another."""
    pixels = np.random.default_rng(seed).integers(0, 256, (size[1], size[0], 3), np.uint8)
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, form)
    return out.getvalue()


def good() -> dict[str, bytes]:
    """A small honest set: two classes, three pictures each."""
    return {
        f"set/{name}/{i}.jpg": photo(10 * k + i) for k, name in enumerate(("cup", "hat")) for i in range(3)
    }


def zipped(files: dict[str, bytes], kind: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", kind) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data, kind)
    return out.getvalue()


def tarred(
    entries: list[tuple[tarfile.TarInfo, bytes]], form: int = tarfile.GNU_FORMAT, mode: str = "w"
) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for info, data in entries:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def entry(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def tarred_good(extra: list[tuple[tarfile.TarInfo, bytes]] = (), mode: str = "w") -> bytes:  # type: ignore[assignment]
    return tarred([(entry(name), data) for name, data in good().items()] + list(extra), mode=mode)


def png(width: int, height: int, data: bytes = b"", depth: int = 8, colour: int = 2) -> bytes:
    """A PNG that says it has this many pixels, whatever its data holds."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(data))
        + chunk(b"IEND", b"")
    )


NAMES = {
    "absolute": "/etc/cron.d/x.jpg", "drive": "C:/Windows/x.jpg", "drive back": "C:\\Windows\\x.jpg", "share": "\\\\host\\x.jpg",
    "up": "set/cup/../../../x.jpg", "up back": "set\\cup\\..\\..\\x.jpg", "up only": "../x.jpg", "con": "set/con/x.jpg",
    "nul": "set/cup/nul.jpg", "com1": "set/com1.dir/x.jpg", "lpt9": "set/LPT9/x.jpg", "aux": "aux/x.jpg",
    "deep": "a/" * 40 + "x.jpg", "long": "set/cup/" + "x" * 5000 + ".jpg", "tab": "set/cup/a\tb.jpg", "bell": "set/\x07/x.jpg",
    "right to left": "set/cup/\u202egpj.exe.jpg", "line": "set/cup/a\nb.jpg", "stream": "x:y.jpg",
}  # fmt: skip


def archives() -> Iterator[tuple[str, bytes]]:
    """Whole archives beside an honest set of pictures."""
    base = good()
    for why, name in NAMES.items():
        yield f"zip {why}", zipped(base | {name: photo(99)})
        yield f"tar {why}", tarred_good([(entry(name), photo(99))])
    for why, kind in (
        ("symlink", stat.S_IFLNK),
        ("device", stat.S_IFCHR),
        ("pipe", stat.S_IFIFO),
        ("socket", stat.S_IFSOCK),
    ):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            for name, data in base.items():
                archive.writestr(name, data)
            info = zipfile.ZipInfo("set/cup/link.jpg")
            info.create_system, info.external_attr = 3, (kind | 0o777) << 16
            archive.writestr(info, "/etc/passwd")
        yield f"zip {why}", out.getvalue()
    for why, kind in (
        ("symlink", tarfile.SYMTYPE), ("hard link", tarfile.LNKTYPE), ("character device", tarfile.CHRTYPE),
        ("block device", tarfile.BLKTYPE), ("pipe", tarfile.FIFOTYPE), ("sparse", tarfile.GNUTYPE_SPARSE), ("unknown", b"Z"),
    ):  # fmt: skip
        yield f"tar {why}", tarred_good([(entry("set/cup/x.jpg", kind, "/etc/passwd"), b"")])
    for why, inner in (("zip", zipped(base)), ("tar", tarred_good()), ("gz", gzip.compress(b"x" * 99))):
        yield f"zip in which a {why}", zipped(base | {f"set/cup/inner.{why}": inner})
        yield f"zip in which a disguised {why}", zipped(base | {"set/cup/inner.jpg": inner})
        yield f"tar in which a {why}", tarred_good([(entry(f"set/hat/inner.{why}"), inner)])
    for size in (1_000_000, 19_000_000, 60_000_000):
        yield f"zip bomb of {size:,}", zipped(base | {"set/cup/zero.jpg": bytes(size)}, zipfile.ZIP_DEFLATED)
    yield "many bombs", zipped({f"set/cup/{i}.jpg": bytes(900_000) for i in range(300)}, zipfile.ZIP_DEFLATED)
    yield "gzip bomb", gzip.compress(tarred_good([(entry("set/cup/zero.jpg"), bytes(60_000_000))]), 1)
    yield "gzip bomb of zeros", gzip.compress(bytes(90_000_000), 1)
    yield "gzip of no tar", gzip.compress(b"hello" * 1000)
    yield "many entries", zipped({f"set/cup/{i}.jpg": b"" for i in range(6000)})
    yield "many folders", zipped(base | {f"set/{i}/": b"" for i in range(6000)})
    yield "many tar entries", tarred([(entry(f"set/cup/{i}.jpg"), b"") for i in range(6000)])
    yield "many classes", zipped({f"set/class {i}/x.jpg": photo(i, (20, 20)) for i in range(40)})
    yield "class of dots", zipped(base | {"set/ . /x.jpg": photo(7)})
    yield "class of symbols", zipped(base | {"set/<script>alert(1)</script>/x.jpg": photo(7)})
    yield "beside the folders", zipped(base | {"set/x.jpg": photo(7), "y.jpg": photo(8)})
    yield (
        "only leavings",
        zipped({"__MACOSX/set/cup/._0.jpg": b"x", ".DS_Store": b"y", "set/Thumbs.db": b"z"}),
    )
    yield "empty zip", zipped({})
    yield "empty tar", tarred([])
    yield "same name twice", zipped(base)[:-22] + zipped(base)
    for kind, why in ((zipfile.ZIP_BZIP2, "bzip2"), (zipfile.ZIP_LZMA, "lzma")):
        yield f"packed by {why}", zipped(base, kind)
    yield "xz", b"\xfd7zXZ\x00" + bytes(200)
    yield "bz2", b"BZh91AY&SY" + bytes(200)
    yield "rar", b"Rar!\x1a\x07" + bytes(200)
    yield "7z", b"7z\xbc\xaf\x27\x1c" + bytes(200)
    locked = bytearray(zipped(base))
    for at in (i for i in range(len(locked) - 4) if locked[i : i + 4] in (b"PK\x01\x02", b"PK\x03\x04")):
        locked[at + (8 if locked[at + 2] == 1 else 6)] |= 1
    yield "locked", bytes(locked)
    yield (
        "huge table of contents",
        b"PK\x03\x04"
        + bytes(40)
        + (b"PK\x01\x02" + bytes(42)) * 200_000
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 46 * 200_000, 44, 0),
    )
    yield (
        "zip64 with no end",
        b"PK\x03\x04"
        + bytes(26)
        + b"PK\x06\x06"
        + b"\xff" * 52
        + struct.pack("<4sLQL", b"PK\x06\x07", 0, 30, 1)
        + struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0),
    )
    for size in (b"77777777777", b"\x80" + b"\xff" * 10, b"-1         ", b"           ", b"99999999999"):
        block = bytearray(tarred([(entry("set/cup/x.jpg"), photo(1))]))
        block[124 : 124 + len(size)] = size
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block[:512])
        yield f"tar of size {size!r}", bytes(block)
    yield "tar with a long name of 1 MB", tarred_good([(entry("a" * 1_000_000 + ".jpg"), photo(5))])
    pax = entry("set/cup/x.jpg")
    pax.pax_headers = {"path": "../../x.jpg", "size": "99999999", "GNU.sparse.map": "1," * 9999}
    honest = [(entry(name), data) for name, data in base.items()]
    yield "tar with a lying header", tarred([*honest, (pax, photo(5))], tarfile.PAX_FORMAT)


def pictures() -> Iterator[tuple[str, bytes]]:
    """Single files that are no usable picture, or only just one."""
    yield "empty", b""
    yield "text", b"hello"
    yield "svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    yield "pixel bomb", png(20_000, 20_000)
    yield "largest allowed of nothing", png(5_000, 5_000, bytes(100))
    yield "plain bomb", png(5_000, 4_990, bytes((5_000 * 3 + 1) * 4_990))
    yield "no pixels", png(0, 10)
    yield "strip", png(4_000, 20, bytes(12_001 * 20))
    yield "one pixel", photo(1, (1, 1), "PNG")
    yield "16 bits", png(20, 20, bytes(20 * 121), 16)
    yield "pdf", b"%PDF-1.7" + bytes(100)
    yield "postscript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"
    yield "heic", b"\0\0\0\x18ftypheic" + bytes(50)
    for form in ("TIFF", "BMP", "PPM", "ICO", "TGA"):
        yield form, photo(2, (32, 32), form)


def corpus() -> Iterator[tuple[str, bytes]]:
    """Named archives, at least LEAST: those above, each picture in an archive, and honest ones broken at random."""
    yield from archives()
    for why, data in pictures():
        for ending in ("jpg", "png"):
            yield f"{why} as {ending}", zipped(good() | {f"set/cup/bad.{ending}": data})
    rng = random.Random(0)
    honest = {
        "zip": zipped(good(), zipfile.ZIP_DEFLATED), "stored": zipped(good()), "tar": tarred_good(), "gz": tarred_good(mode="w:gz"),
    }  # fmt: skip
    for i in range(105):
        for kind, data in honest.items():
            broken = bytearray(data)
            if i % 3 == 0:
                broken = broken[: rng.randrange(len(broken))]
            else:
                near = (
                    len(broken) if i % 3 == 1 else min(len(broken), 700)
                )  # anywhere, or where headers stand
                for _ in range(rng.randrange(1, 30)):
                    at = rng.randrange(near) if rng.random() < 0.5 else len(broken) - 1 - rng.randrange(near)
                    broken[at] = rng.randrange(256)
            yield f"{kind} broken {i}", bytes(broken)


# Words that are read as links, pictures, formulas, colours and icons where nobody takes care.
HOSTILE = (
    "![x](http://evil.example/a.png) <img src=x onerror=1> $x$ :red[x] :material/home: [a](http://evil.example) "
    "www.evil.example a@evil.example `c` :smile: # *b* <http://evil.example> [^1] ~~s~~ &lt;b&gt; | \u202e\x07\n- 1."
)
