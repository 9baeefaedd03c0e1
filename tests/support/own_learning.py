"""Numbers and sentences of own pictures that Python and the browser are both tested with: `tests/recorded/own_learning.json`.

PYTHONPATH=.:tests/support python tests/support/own_learning.py    writes them anew
"""

from __future__ import annotations

import base64
import io
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from own_pictures import scene
from PIL import Image, ImageEnhance

from lib.measure.proportions import Proportion, per_cent
from lib.models.schedule import rates
from lib.pictures.own import near_duplicates
from lib.pictures.own.class_folders import class_folders
from lib.pictures.own.intake import Fresh, class_name, class_names
from lib.pictures.own.own import OwnError, OwnSet
from lib.pictures.own.own_entry import SESSION, short
from lib.pictures.own.readings import beside, readings_of

PLACE = Path(__file__).parents[1] / "recorded" / "own_learning.json"

NAMES = [
    "cup", "  two   words ", "a/b\\c", "*bold* [link](x) `code`", "10:30", "C:1", "1:23:45", "www.example.org", "=SUM(A1)",
    "- list", "C#", "hot_dog", "...", "", "\u200b", "con", "Com1.jpg", "COM\u00b2", "nul", "e\u0301te\u0301", "Stra\u00dfe", "\u732b", "\U0001f431 cat",
    "x" * 40, "x" * 41, "\U0001f431" * 40, "\U0001f431" * 41, "tab\there", "line\nbreak", "no\u00a0break", "\x07bell", "end. ", "right\u202eleft", "$1 <b>|~{}@;",
]  # fmt: skip
FOLDERS = [
    ["cup", "hat"],
    ["cup", "Cup", "CUP "],
    ["a/b", "a b", "a*b"],
    ["stra\u00dfe", "STRASSE"],
    ["con", "cup", "con.txt"],
    ["e\u0301", "\u00e9"],
    ["y" * 38 + "/z", "y" * 38 + " z", "y" * 38 + "*z"],
    ["", "...", "ok"],
]


def pixels(picture: Image.Image) -> dict[str, Any]:
    """A picture as a canvas has it, packed."""
    data = zlib.compress(picture.convert("RGBA").tobytes(), 9)
    return {"width": picture.width, "height": picture.height, "data": base64.b64encode(data).decode()}


def pictures() -> list[Image.Image]:
    """Small, large, wide, high, plain, with hard edges, and twins."""
    first = scene(1, (96, 64))
    rows = np.indices((70, 50))
    return [
        first,
        first.resize((48, 32)),
        ImageEnhance.Brightness(first).enhance(1.15),
        scene(2, (64, 64)),
        scene(3, (20, 90)),
        scene(4, (150, 31)),
        Image.new("RGB", (40, 30), (200, 30, 60)),
        Image.fromarray(((rows.sum(axis=0) // 7 % 2) * 255).astype(np.uint8)).convert("RGB"),
        Image.fromarray((rows[0] * 3).astype(np.uint8)).convert("RGB"),
    ]


def twins() -> dict[str, Any]:
    """Fingerprints with all bits, some of them near each other in chains, and their groups."""
    random = np.random.default_rng(3)
    prints = random.integers(0, 2, (40, 256))
    for i in range(1, 40, 3):
        prints[i] = prints[i - 1]
        prints[i, random.permutation(256)[: 44 + i % 9]] ^= 1
    packed = [np.packbits(row).tobytes() for row in prints]
    found = near_duplicates.groups(packed)
    return {"prints": [one.hex() for one in packed], "groups": found.tolist()}


def parted(labels: np.ndarray, group: np.ndarray, take: np.ndarray) -> dict[str, Any]:
    kin = near_duplicates.kin(group, take)
    part = near_duplicates.parts(labels, kin)
    return {
        "labels": labels.tolist(),
        "group": group.tolist(),
        "take": take.tolist(),
        "kin": kin.tolist(),
        "part": part.tolist(),
        "leaks": near_duplicates.leaks(labels, kin, part).tolist(),
    }


def draws() -> list[dict[str, Any]]:
    """Sets of many kinds: few and many twins, recordings, classes that are too small, halves to round."""
    random = np.random.default_rng(7)
    made = [parted(np.repeat([0, 1], 30), np.arange(60), np.zeros(60, int))]
    for n, classes, groups, takes in [
        (0, 1, 1, 1), (2, 1, 5, 1), (9, 3, 9, 1), (40, 2, 12, 1), (60, 4, 60, 9), (30, 1, 30, 3), (80, 3, 25, 6), (20, 1, 2, 1),
    ]:  # fmt: skip
        lots = [random.integers(0, limit, n) for limit in (classes, groups, takes)]
        made.append(parted(*lots))
    return made


def attempt(act: Callable[[], Any]) -> dict[str, Any]:
    """What comes of it, or the sentence of the refusal."""
    try:
        return {"given": act()}
    except OwnError as error:
        return {"refused": str(error)}


def named(folders: list[str]) -> dict[str, Any]:
    names, left_out, told = class_names(folders)
    return {"folders": folders, "names": [names[one] for one in folders], "left_out": left_out, "told": told}


def told_of(own: OwnSet) -> dict[str, Any]:
    """All that a page says of a set."""
    return {
        "classes": list(own.classes),
        "labels": own.labels.tolist(),
        "names": [picture.name for picture in own.pictures],
        "also": [list(picture.also) for picture in own.pictures],
        "counts": own.counts(),
        "notes": list(own.notes),
        "told": own.told,
        "why_not": own.why_not(),
        "spare": own.spare().tolist(),
        "disputed": [group.tolist() for group in own.disputed()],
        "leaks": own.leaks().tolist(),
        "part": own.part.tolist(),
        "readings": [list(way) for way in own.readings()],
    }


def fresh(paths: list[str], seed: int) -> list[Fresh]:
    """Pictures that lie in these folders, each with a fingerprint of its own and 100 bytes."""
    random = np.random.default_rng(seed)
    prints = [random.bytes(32) for _ in paths]
    return [
        Fresh(tuple(path.split("/")[:-1]), path.split("/")[-1], bytes(100), one)
        for path, one in zip(paths, prints, strict=True)
    ]


def story() -> dict[str, Any]:
    """A set as it grows and changes: at each step what was done, and what the set then says."""
    own = OwnSet(limits=replace(SESSION, classes=5, pictures=40))
    steps: list[dict[str, Any]] = []

    def step(act: str, *values: Any, change: Callable[[OwnSet], OwnSet]) -> None:
        nonlocal own
        done: dict[str, Any] = {"act": act, "values": values}
        try:
            own = change(own)
        except OwnError as error:
            done["refused"] = str(error)
        steps.append({**done, "then": told_of(own)})

    def archive(paths: list[str], seed: int, told: list[str], left_out: list[str]) -> None:
        found = fresh(paths, seed)
        where = class_folders([one.folders for one in found])
        values = {
            "names": [one.name for one in found],
            "prints": [one.fingerprint.hex() for one in found],
            "readings": readings_of(found, where),
            "told": told,
            "left_out": [*left_out, *beside(found, where.level)],
            "doubtful": list(where.parts) if where.other else [],
        }
        step("addRead", values, change=lambda own: own._classed(found, left_out, told, 0))

    def add(name: str, seeds: range, take: int) -> None:
        scenes = [scene(seed, (80, 60)) for seed in seeds]
        prints = [near_duplicates.fingerprint(one).hex() for one in scenes]
        files = [(f"{seed}.png", png(one)) for seed, one in zip(seeds, scenes, strict=True)]
        values = {"names": [name for name, _ in files], "prints": prints}
        step("add", name, values, take, change=lambda own: own.add(name, files, take))

    step("withClass", "cup", change=lambda own: own.with_class("cup"))
    step("withClass", " CUP ", change=lambda own: own.with_class(" CUP "))
    step("withClass", "con", change=lambda own: own.with_class("con"))
    archive(
        [f"all/{name}/{i}.jpg" for name in ("cup", "h*t", "Con") for i in range(4)] + ["lost.jpg"],
        1,
        ["It is told."],
        ["x.txt is no picture."],
    )
    step("renamed", 1, "hat", change=lambda own: own.renamed(1, "hat"))
    step("renamed", 1, "Cup", change=lambda own: own.renamed(1, "Cup"))
    step("moved", [0, 5], 1, change=lambda own: own.moved([0, 5], 1))
    archive([f"hat/{i}.jpg" for i in range(3)] + ["cup/again.jpg"], 1, [], [])  # the same fingerprints: twins
    step("withoutNotes", change=OwnSet.without_notes)
    archive(
        [f"{part}/{name}/{i}.jpg" for part in ("red", "blue") for name in ("dog", "cat") for i in range(3)],
        2,
        [],
        [],
    )
    step("readAs", 1, change=lambda own: own.read_as(1))
    step("readAs", 7, change=lambda own: own.read_as(7))
    step("sure", change=OwnSet.sure)
    step("without", [2, 3], change=lambda own: own.without([2, 3]))
    step("withoutClass", 0, change=lambda own: own.without_class(0))
    for name in ("a", "b", "c"):
        step("withClass", name, change=lambda own, name=name: own.with_class(name))
    archive([f"{name}/1.jpg" for name in ("new", "a", "newer")], 3, [], [])
    add("a", range(5), 3)
    add("b", range(4, 40), 4)
    add("far too many", range(1), 5)
    return {"limits": {"classes": 5, "pictures": 40, "kept_bytes": SESSION.kept_bytes}, "steps": steps}


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def numbers() -> dict[str, Any]:
    shares = [0, 1, 0.5, 0.125, 0.9995, 0.99951, 0.00049, 1e-7, 1 / 3, 0.0625, 0.12345, 0.99999999999]
    return {
        "pictures": [{**pixels(one), "print": near_duplicates.fingerprint(one).hex()} for one in pictures()],
        "twins": twins(),
        "draws": draws(),
        "permutations": [
            {"seed": seed, "order": np.random.RandomState(seed).permutation(n).tolist()}
            for seed, n in [(0, 1), (0, 10), (5, 700), (2**32 - 1, 33)]
        ],
        "orders": [
            {"seed": seed, "order": np.random.default_rng(seed).permutation(np.arange(5, n)).tolist()}
            for seed, n in [([0, 1], 6), ([0, 2], 50), ([9999, 30], 705), ([4, 5], 38)]
        ],
        "names": [
            {"name": name, "short": short(name), **attempt(lambda name=name: class_name(name))}
            for name in NAMES
        ],
        "folders": [named(folders) for folders in FOLDERS],
        "story": story(),
        "proportions": [
            {"correct": correct, "total": total, "low": one.low, "high": one.high, "sentence": one.sentence()}
            for correct, total in [(0, 9), (9, 9), (8, 10), (969, 1000), (1, 2), (9999, 10000)]
            if (one := Proportion(correct, total))
        ],
        "per_cent": [[share, places, per_cent(share, places)] for share in shares for places in (0, 1, 2)],
        "rates": {name: rates(name, 9, 0.01).round(15).tolist() for name in ("constant", "one_cycle")},
    }


if __name__ == "__main__":
    PLACE.write_text(json.dumps(numbers(), separators=(",", ":")) + "\n", encoding="utf-8")
