"""The cases that the browser's modules are tested with are what Python makes of these archives, paths and folders today."""

from __future__ import annotations

import base64
import json
import zlib
from typing import Any

import own_cases

RECORDED = json.loads(own_cases.PLACE.read_text(encoding="utf-8"))


def data_of(case: dict[str, Any]) -> bytes:
    return zlib.decompress(base64.b64decode(case["data"]))


def test_the_recorded_archives_are_read_as_they_were() -> None:
    for case in RECORDED["archives"]:
        assert own_cases.read(data_of(case), "mine.zip") == case["read"], case["why"]
    assert len(RECORDED["archives"]) > 200


def test_the_recorded_paths_and_folders_are_judged_as_they_were() -> None:
    for kind, found in own_cases.judged().items():
        assert json.loads(json.dumps(found)) == RECORDED[kind]


def test_the_recorded_pictures_are_cut_as_they_were() -> None:
    for case in RECORDED["pictures"]:
        found = own_cases.first(data_of(case))
        assert found == {name: case[name] for name in found}, case["why"]
