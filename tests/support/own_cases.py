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

from lib.pictures.own.class_folders import class_folders, is_part
from lib.pictures.own.own_archive import entries
from lib.pictures.own.own_entry import SESSION, Entry, OwnError, bad_path, invisible, short, split

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


def archives() -> list[dict[str, Any]]:
    return [
        {
            "why": why,
            "data": base64.b64encode(zlib.compress(data, 9)).decode(),
            "read": read(data, "mine.zip"),
        }
        for why, data in tiny()
    ]


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
    }


if __name__ == "__main__":
    PLACE.write_text(
        json.dumps({**judged(), "archives": archives()}, ensure_ascii=False, indent=0), encoding="utf-8"
    )
