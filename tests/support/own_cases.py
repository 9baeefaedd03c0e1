"""What Python makes of archives, paths and folders, for the browser's modules too: `tests/recorded/own_files.json`.

PYTHONPATH=.:tests/support python tests/support/own_cases.py    writes it anew
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import hostile
from PIL import Image

from lib.pictures.own.class_folders import class_folders, is_part
from lib.pictures.own.intake import Fresh
from lib.pictures.own.own_archive import entries
from lib.pictures.own.own_entry import SESSION, Entry, OwnError, bad_path, invisible, short, split
from lib.pictures.own.readings import beside, readings_of
from lib.pictures.prepare.bare import Overgrown, bare
from lib.pictures.prepare.decode import FORMATS

PLACE = Path(__file__).parents[1] / "recorded" / "own_files.json"
SHOWN = 3  # entries of an archive that are told one by one; all are in the digest
BROKEN = 25  # honest archives of each kind with bytes changed or cut off
PATHS = [
    *hostile.NAMES.values(), "a/b.jpg", "a\\b\\c.jpg", "./a/./b.jpg", "", "/", ".", "..", "a/", ".hidden/x.jpg", "__MACOSX/a.jpg",
    "a/Thumbs.db", "a/icon\r", "10:30/x.jpg", "set/Ⓐ\u3000b\u2028.jpg", "a\x85b.jpg", "a\ufeffb\xad.jpg", "👩\u200d🦰/" + "é" * 80,
    "COM¹/x.jpg", "con .jpg", " nul . /x.jpg", "a/b/c/d/e/f/g/h/i/x.jpg", "$Recycle.Bin/x.jpg",
]  # fmt: skip
PARTS = [
    "train", "test_set", "Training set", "fold 3", "x_train", "validation images", "my dataset train", "cats", "trainspotting",
    "part of it", "TEST٣", "train" + "images" * 8 + "q", "train" + "images" * 99, "prüfen", "",
]  # fmt: skip
FOLDERS = [
    [], [""], ["a", "b"], ["top/a", "top/b"], ["x/x/training/3", "x/x/training/8", "x/x/testing/3", "x/x/testing/8"],
    ["d/training_set/a", "d/training_set/b", "d/test_set/a", "d/test_set/b", "d/single"], ["train/a", "train/b", "test"],
    ["fold1/train/a", "fold1/test/b", "fold2/train/b", "fold2/test/a"], ["cat/train", "cat/test", "dog/train", "dog/test"],
    ["train", "car"], ["cat/old", "cat/new", "dog/old"], ["l/Katze", "l/Hund", "p/katze", "p/HUND", "rest"], ["a", "", "b/c"],
    ["a/x", "a/y", "b"], ["ẞ/ı", "ß/i", "SS/ı", "ss/İ"], ["a/b/c/d/e/f/g/h"],
]  # fmt: skip

# Folders of each picture, and in other readings of the archive's names
READ = [
    [("a", []), ("b", []), ("", [])],
    [("top/C", ["top/ß"]), ("top/D", ["top/x"]), ("top", ["top"])],
    [("l/Katze", ["l/K", "l/Q"]), ("l/Hund", ["l/H", "l/h"]), ("p/Katze", ["p/K", "p/Q"]), ("p/Hund", ["p/H", "p/h"]), ("rest", ["rest", "r"])],
    [("a", ["a"]), ("b", ["b"])],
    [("x/single", []), ("train/a", []), ("train/b", []), ("test/a", []), ("test/b", []), ("train", []), ("train", [])],
]  # fmt: skip

SIZES = [((40, 30), (17, 13)), ((9, 31), (9, 12)), ((12, 8), (30, 21)), ((33, 5), (7, 5))]


def tiny() -> Iterator[tuple[str, bytes]]:
    """The hostile archives with a few letters in place of each picture, and honest ones broken at random."""
    made, hostile.photo = hostile.photo, lambda seed=0, *_: b"picture %d " % seed * 4  # type: ignore[assignment]
    try:
        yield from hostile.archives()
        rng = random.Random(1)
        honest = {
            "zip": hostile.zipped(hostile.good(), 8), "stored": hostile.zipped(hostile.good()), "tar": hostile.tarred_good(),
        }  # fmt: skip
        for i in range(BROKEN):
            for kind, data in honest.items():
                broken = bytearray(data)
                for _ in range(rng.randrange(1, 12)):
                    broken[rng.randrange(len(broken))] = rng.randrange(256)
                if not overlaps(bytes(broken)):
                    yield f"{kind} broken {i}", bytes(broken)
                yield f"{kind} cut off {i}", bytes(data[: rng.randrange(len(data))])
    finally:
        hostile.photo = made


def overlaps(data: bytes) -> bool:
    """Whether files of a zip share bytes by its table of contents: refused by the newer ones of the Pythons that we run on."""
    try:
        infos = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    infos.sort(key=lambda info: info.header_offset)
    ends = [info.header_offset + 30 + len(info.orig_filename) + info.compress_size for info in infos]
    return any(end > after.header_offset for end, after in zip(ends, infos[1:], strict=False)) or any(
        end > len(data) for end in ends
    )


def told(found: Entry) -> list[Any]:
    """An entry as both sides write it."""
    content = None if found.refused or found.told else [len(found.data), zlib.crc32(found.data)]
    return [
        list(found.folders),
        found.name,
        found.refused or found.told,
        content,
        [list(one) for one in found.others],
    ]


def read(data: bytes, name: str) -> dict[str, Any]:
    """All that comes of an archive."""
    lines: list[list[Any]] = []
    refused = ""
    try:
        lines.extend(told(each) for each in entries(data, name))
    except OwnError as error:
        refused = str(error)
    whole = json.dumps(lines, ensure_ascii=False, separators=(",", ":"))
    return {
        "first": lines[:SHOWN],
        "count": len(lines),
        "digest": hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        "refused": refused,
    }


def paths(folders: list[str]) -> list[list[str]]:
    return [one.split("/") if one else [] for one in folders]


def packed(why: str, data: bytes) -> dict[str, str]:
    return {"why": why, "data": base64.b64encode(zlib.compress(data, 9)).decode()}


def archives() -> list[dict[str, Any]]:
    return [packed(why, data) | {"read": read(data, "mine.zip")} for why, data in tiny()]


def pictures_read() -> list[dict[str, Any]]:
    return [packed(why, data) | first(data) for why, data in pictures()]


def pictures() -> Iterator[tuple[str, bytes]]:
    """Files of each kind with all that is cut off, honest and broken, and some that are put together to do harm."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "a camera's name"
    frames = [
        Image.linear_gradient("L").resize((60, 40)).rotate(turn).convert("RGB") for turn in (0, 90, 180)
    ]
    more: dict[str, Any] = {"save_all": True, "append_images": frames[1:]}
    made = {
        "jpeg": ("JPEG", {"exif": exif, "comment": b"a note"}),
        "progressive": ("JPEG", {"exif": exif, "progressive": True}),
        "png": ("PNG", {"exif": exif, "icc_profile": b"a profile" * 9}),
        "moving png": ("PNG", more),
        "webp": ("WEBP", {"exif": exif, "lossless": True}),
        "plain webp": ("WEBP", {}),
        "moving webp": ("WEBP", more),
        "gif": ("GIF", {}),
        "moving gif": ("GIF", more | {"comment": b"a note"}),
    }
    rng = random.Random(2)
    for why, (form, options) in made.items():
        out = io.BytesIO()
        frames[0].save(out, form, **options)
        data = out.getvalue()
        yield why, data
        for i in range(8):
            broken = bytearray(data)
            for _ in range(rng.randrange(1, 6)):
                broken[rng.randrange(min(len(broken), 400))] = rng.randrange(256)
            yield f"{why} broken {i}", bytes(broken)
            yield f"{why} cut off {i}", data[: rng.randrange(len(data))]
        if why == "progressive":
            start, end = data.rindex(b"\xff\xda"), data.rindex(b"\xff\xd9")
            yield "too many scans", data[:end] + data[start:end] * 50 + data[end:]
            yield "too many segments", data[:2] + b"\xff\xfe\0\2" * 30_000 + data[2:]
        if why == "png":
            yield "too many chunks", data[:33] + (bytes(4) + b"IDAT" + bytes(4)) * 30_000 + data[33:]
        if why == "gif":
            at = data.index(b",\0\0\0\0")
            yield "too many blocks", data[:at] + b"!\xfe" + b"\1a" * 200_000 + b"\0" + data[at:]
            yield "too many extensions", data[:at] + b"!\xfe\0" * 30_000 + data[at:]
    yield from hostile.pictures()


def first(data: bytes) -> dict[str, Any]:
    """What is left of a file, how the camera was held, and how large Pillow says that it is."""
    try:
        kept, orientation = bare(data)
    except Overgrown:
        return {"overgrown": True}
    try:
        size = list(Image.open(io.BytesIO(kept), formats=FORMATS).size)
    except Exception:  # as `decode` has it
        size = None
    return {"kept": [len(kept), zlib.crc32(kept)], "orientation": orientation, "size": size}


def classed(lying: list[tuple[str, list[str]]]) -> dict[str, Any]:
    fresh = [
        Fresh(tuple(own), f"{i}.jpg", b"", b"", tuple(map(tuple, others)))
        for i, (own, *others) in enumerate(paths([one, *others]) for one, others in lying)
    ]
    found = class_folders([one.folders for one in fresh])
    return {
        "fresh": [{"name": one.name, "folders": one.folders, "others": one.others} for one in fresh],
        "readings": readings_of(fresh, found),
        "beside": beside(fresh, found.level),
        "doubtful": found.parts if found.other else (),
    }


def resized(seed: int, before: tuple[int, int], after: tuple[int, int]) -> dict[str, Any]:
    """Pixels as RGBA, and as Pillow makes them of another size."""
    picture = Image.frombytes("RGB", before, random.Random(seed).randbytes(3 * before[0] * before[1]))
    other = picture.resize(after, Image.Resampling.LANCZOS)
    return {
        "before": before,
        "after": after,
        "data": [base64.b64encode(each.convert("RGBA").tobytes()).decode() for each in (picture, other)],
    }


def judged() -> dict[str, Any]:
    """What is no archive."""
    return {
        "limits": asdict(SESSION),
        "paths": [
            {
                "path": path,
                "short": short(path),
                "split": [list(split(path)[0]), split(path)[1]],
                "invisible": invisible(path),
                "bad": bad_path(path, SESSION),
            }
            for path in PATHS
        ],
        "parts": {name: is_part(name) for name in PARTS},
        "folders": [
            {"folders": paths(each), "found": asdict(class_folders([tuple(one) for one in paths(each)]))}
            for each in FOLDERS
        ],
        "resized": [resized(i, *sizes) for i, sizes in enumerate(SIZES)],
        "read": [classed(each) for each in READ],
    }


if __name__ == "__main__":
    PLACE.write_text(
        json.dumps(
            {**judged(), "archives": archives(), "pictures": pictures_read()}, ensure_ascii=False, indent=0
        ),
        encoding="utf-8",
    )
