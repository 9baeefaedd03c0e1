"""Pictures of many pixels in few bytes, notes that unpack, scans without end: little memory, little work, a sentence."""

from __future__ import annotations

import io
import json
import re
import struct
import subprocess
import sys
import threading
import tomllib
import zlib
from pathlib import Path

import hostile
import pytest
from hungry import FLOOD_MB, saved
from PIL import Image, ImageOps

from lib.pictures.own.own_entry import SESSION
from lib.pictures.prepare import bare, gate
from lib.pictures.prepare.budget import Purse, Room
from lib.pictures.prepare.decode import DRAWN_PIXELS, LIMIT_PIXELS, PictureError, decode

ROOT = Path(__file__).resolve().parents[3]
ONE_MB = 220  # of the hungriest picture by itself


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def noted(body: bytes) -> bytes:
    """A small PNG with more chunks after its head."""
    data = saved(Image.new("L", (50, 50)), "PNG")
    return data[:33] + body + data[33:]


def tags(count: int, size: int) -> bytes:
    """An EXIF note of `count` values that are each all of its `size` bytes."""
    lines = b"".join(struct.pack("<HHII", 1000 + i, 1, size, 100) for i in range(count))
    return struct.pack("<2sHIH", b"II", 42, 8, count) + lines + bytes(4 + size)


def exif_jpeg(note: bytes) -> bytes:
    parts = [note[i : i + 65_000] for i in range(0, len(note), 65_000)]
    data = saved(Image.new("L", (50, 50)), "JPEG")
    marked = (b"\xff\xe1" + struct.pack(">H", len(part) + 8) + b"Exif\0\0" + part for part in parts)
    return data[:2] + b"".join(marked) + data[2:]


def scans(size: tuple[int, int], more: int) -> bytes:
    """A progressive JPEG whose last scan is said `more` times again."""
    data = saved(Image.new("L", size), "JPEG", progressive=True)
    start, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
    return data[:end] + data[start:end] * more + data[end:]


def gif(before: bytes) -> bytes:
    data = saved(Image.new("P", (50, 50)), "GIF")
    start = data.index(b",\0\0\0\0")
    return data[:start] + before + data[start:]


FLOOD = """
import json, sys, threading
sys.path[:0] = ["tests/support"]
import hostile, hungry as t
from lib.pictures.prepare.decode import PictureError, decode
def now(line):
    return next(int(l.split()[1]) for l in open("/proc/self/status") if l.startswith(line)) / 1024
def peak(job):
    open("/proc/self/clear_refs", "w").write("5")
    before = now("VmRSS")
    job()
    return now("VmHWM") - before
def read(name):
    try:
        told[name] = decode(files[name], name).size
    except PictureError as error:
        told[name] = str(error)
files, told = t.hungry(), {}
for form in ("JPEG", "PNG", "WEBP"):
    decode(hostile.photo(form=form), "small")
alone = {name: peak(lambda: read(name)) for name in files}
fits = dict(told)
def all_of_them():
    for name in t.HUNGRIEST:
        read(name)
def flood():
    threads = [threading.Thread(target=all_of_them) for _ in range(12)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
print(json.dumps({"alone": alone, "flood": peak(flood), "fits": fits}))
"""


def test_a_flood_of_large_pictures_takes_little_memory() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", FLOOD], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    found = json.loads(ran.stdout)
    assert found["flood"] < FLOOD_MB
    assert max(found["alone"].values()) < ONE_MB, found["alone"]
    assert all(isinstance(size, list) for size in found["fits"].values()), found["fits"]


@pytest.mark.parametrize(
    "data",
    [
        exif_jpeg(tags(2_000, 15_000_000)),
        noted(chunk(b"eXIf", tags(2_000, 15_000_000))),
        noted(chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(50_000_000))) * 200),
        noted(chunk(b"iTXt", b"k\0\1\0\0\0" + zlib.compress(bytes(50_000_000))) * 200),
        noted(chunk(b"iCCP", b"k\0\0" + zlib.compress(bytes(200_000_000)))),
        gif(b"!\xfe" + (b"\xff" + b"a" * 255) * 70_000 + b"\0"),
    ],
    ids=["exif of a jpeg", "exif of a png", "ztxt", "itxt", "profile", "comment"],
)
def test_notes_are_cut_off_before_they_are_read(data: bytes) -> None:
    first, _ = bare.bare(data)
    assert len(first) < 2_000
    assert decode(data, "x").size == (50, 50)


@pytest.mark.parametrize(
    "data",
    [
        scans((500, 500), 2_000),
        saved(Image.new("L", (50, 50)), "JPEG")[:2] + b"\xff\xfe\0\2" * 4_000_000,
        noted(chunk(b"IDAT", b"") * 500_000),
        gif(b"!\xfe" + b"\1a" * 9_000_000 + b"\0"),
        gif(b"!\xfe\0" * 500_000),
    ],
    ids=["scans", "segments", "chunks", "blocks", "extensions"],
)
def test_more_parts_than_a_camera_writes_are_refused(data: bytes) -> None:
    with pytest.raises(PictureError, match="no camera does"):
        decode(data, "x")


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_further_frames_are_cut_off(form: str) -> None:
    frames = [Image.new("RGB", (60, 40), (i, 0, 90)) for i in range(0, 250, 5)]
    data = saved(frames[0], form, save_all=True, append_images=frames[1:])
    first, _ = bare.bare(data)
    with Image.open(io.BytesIO(first)) as one:
        assert getattr(one, "n_frames", 1) == 1
    assert decode(data, "x").size == (60, 40)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_each_kind_comes_out_upright(form: str, orientation: int) -> None:
    picture = Image.effect_noise((48, 32), 60).convert("RGB")
    exif = Image.Exif()
    exif[bare.ORIENTATION] = orientation
    data = saved(picture, form, exif=exif)
    with Image.open(io.BytesIO(data)) as opened:
        upright = ImageOps.exif_transpose(opened).convert("RGB")
    assert decode(data, "x").tobytes() == upright.tobytes()


def test_a_phone_s_screenshot_and_photo_fit_and_larger_ones_are_told_what_to_do() -> None:
    assert decode(saved(Image.new("RGB", (1440, 3200)), "PNG"), "screen.png").size == (720, 1600)
    assert decode(saved(Image.new("RGB", (5664, 4248)), "JPEG"), "photo.jpg").size == (1416, 1062)
    with pytest.raises(
        PictureError, match=r"at most 8 million fit in a PNG file. .*save it as an ordinary JPEG"
    ):
        decode(hostile.png(4_000, 3_000), "x")
    with pytest.raises(PictureError, match=r"at most 12\.5 million fit in a progressive JPEG file"):
        decode(scans((5_000, 5_000), 0), "x")
    with pytest.raises(PictureError, match=r"at most 25 million fit\. Make it smaller first\."):
        decode(saved(Image.new("L", (6_000, 5_000)), "JPEG"), "x")


def test_jobs_are_done_one_by_one_and_who_waits_too_long_is_told() -> None:
    line, at_once, most, go = gate.Line("a test's line", 10), [], 0, threading.Event()

    def job() -> int:
        at_once.append(1)
        go.wait(10)
        seen = len(at_once)
        at_once.pop()
        return line.do(lambda: seen)  # a part of itself does not wait

    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(line.do(job))) for _ in range(5)]
    for thread in threads:
        thread.start()
    hasty = gate.Line("a test's line", 0.01)
    hasty._worker = line._worker
    with pytest.raises(gate.Busy):
        hasty.do(lambda: most)
    go.set()
    for thread in threads:
        thread.join(10)
    assert found == [1] * 5


def test_a_visitor_s_pixels_are_counted_before_they_are_decoded() -> None:
    purse = Purse(6_000)
    decode(hostile.photo(size=(80, 80)), "first.jpg", purse=purse)  # the last ones on credit
    with pytest.raises(PictureError, match=r"^second.jpg is not read yet\. .* Wait a minute"):
        decode(hostile.photo(), "second.jpg", purse=purse)


def test_the_room_of_all_visitors() -> None:
    room = Room(100)
    one, two = room.shelf(), room.shelf()
    assert one.hold("pictures", 60)
    assert not two.hold("pictures", 50)
    assert one.hold("pictures", 40)
    assert two.hold("pictures", 50)
    assert not one.hold("photos", 20)
    assert room.held() == 90
    del one
    assert room.held() == 50


def test_one_number_for_an_archive_and_for_the_pixels() -> None:
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    assert SESSION.archive_bytes == 1_000_000 * config["server"]["maxUploadSize"] == 50_000_000
    assert SESSION.pixels == LIMIT_PIXELS == 25_000_000
    assert DRAWN_PIXELS == 8_000_000
    words = (ROOT / "lib" / "screen" / "own" / "own_ways.py").read_text(encoding="utf-8")
    assert re.search(r'An archive may have "\s+f"\{SESSION.archive_bytes // _MB\} MB', words)
    assert "max_upload_size=SESSION.archive_bytes // _MB" in words
