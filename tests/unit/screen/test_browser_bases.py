"""What a browser fetches to run a base: made once, kept on the disk, the same each time; the runtime is what it says it is."""

from __future__ import annotations

import gzip
import hashlib
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_base

from lib.door.files import OCTETS, SCRIPT, WASM, files
from lib.models import browser_base
from lib.models.bases import BASES
from lib.screen.kit import host
from lib.screen.models import browser_bases
from lib.settings import ASSETS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server that has just started, with no weights but the course's own."""
    monkeypatch.setenv("LAYERS_FOLDER", str(tmp_path / "data"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(files, "served", True)
    monkeypatch.setattr(browser_bases, "_making", {})
    for made in (host.settings, browser_bases._runtime):
        made.clear()
    yield tmp_path / "data" / "browser"
    for made in (host.settings, browser_bases._runtime):
        made.clear()


def media(address: str) -> str:
    lent = files.lent(address.removeprefix("files/"))
    assert lent
    return lent[1]


def test_pocket_is_always_there_and_made_once(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (pocket,) = browser_bases.usable()
    data = pocket.as_data()
    assert (data["name"], data["title"], data["size"], data["features"]) == ("pocket", "Pocket", 112, 320)
    assert [media(str(data[kind])) for kind in ("worker", "core", "wasm", "weights", "names")] == [
        SCRIPT,
        SCRIPT,
        WASM,
        OCTETS,
        OCTETS,
    ]
    monkeypatch.setattr(browser_bases.subprocess, "run", lambda *_, **__: pytest.fail("made again"))
    assert browser_bases.usable() == [pocket]
    monkeypatch.setattr(browser_bases, "_making", {})  # the server starts again, with its folder
    assert browser_bases.usable() == [pocket]
    assert len(list(folder.iterdir())) == 5


def test_where_nothing_is_served_or_made_no_base_is_offered(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "served", False)
    assert browser_bases.usable() == []
    monkeypatch.setattr(files, "served", True)
    monkeypatch.setattr(browser_bases.sys, "executable", "no such program")
    assert browser_bases.usable() == []
    monkeypatch.undo()
    assert not folder.exists() or not list(folder.glob("pocket*"))


def test_the_same_weights_make_the_same_bytes() -> None:
    weights = ASSETS / BASES["pocket"].files[0].name
    assert browser_base.pack("pocket", weights) == browser_base.pack("pocket", weights)


def test_no_map_is_written_over_while_it_is_needed() -> None:
    data = gzip.decompress(browser_base.pack("pocket", ASSETS / "pocket.npz"))
    (length,) = struct.unpack_from("<I", data)
    head = json.loads(data[4 : 4 + length])
    rooms, steps = head["rooms"], head["steps"]
    assert len(rooms) <= 4
    lies: dict[int, tuple[int, int]] = {0: (112, 3)}  # room -> side and channels of what lies in it
    for step in steps:
        assert step["to"] not in step["from"]
        shapes = [lies[room] for room in step["from"]]
        if step["do"] == "conv":
            assert shapes == [(step["inputSide"], step["input"])]
        if step["do"] == "add":
            assert shapes == [(step["side"], step["channels"])] * 2
        if step["do"] == "halve":
            assert shapes == [(2 * step["side"], step["channels"])]
        lies[step["to"]] = (step["side"], step["channels"])
        assert step["side"] ** 2 * step["channels"] <= rooms[step["to"]]
    weights = sum(
        s["width"] ** 2 * s["input"] * s["channels"] * 2 + 4 * s["channels"] for s in steps if "width" in s
    )
    assert len(data) == 4 + length + weights  # float16 kernels, float32 biases, and nothing else


def test_the_numbers_of_the_browsers_tests_are_what_python_computes() -> None:
    recorded, now = json.loads(small_base.PLACE.read_text(encoding="utf-8")), small_base.numbers()
    assert recorded.keys() == now.keys()
    for key in ("file", "picture", "squeezed"):
        assert recorded[key] == now[key]
    np.testing.assert_allclose(floats(recorded["map"]), floats(now["map"]), atol=1e-6)


def floats(text: Any) -> np.ndarray:
    return np.frombuffer(small_base.base64.b64decode(text), "<f4")


def test_the_runtime_is_the_pinned_one() -> None:
    table = json.loads((ASSETS / "runtime" / "runtime.json").read_text(encoding="utf-8"))
    assert table["files"] == {
        name: hashlib.sha256((ASSETS / "runtime" / name).read_bytes()).hexdigest()
        for name in ("tfjs-backend-wasm.js", "tfjs-backend-wasm-simd.wasm")
    }
