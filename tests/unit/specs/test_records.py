"""Entries of a table are checked against a dataclass, and a slip is told with file, entry and field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest

from lib.models.bases import Base
from lib.records import parse, record, records, typed
from lib.specs.field import Field


@dataclass(frozen=True)
class File:
    name: str
    megabytes: float = 0.0


@dataclass(frozen=True)
class Thing:
    name: str
    size: int
    files: tuple[File, ...] = ()
    kind: Literal["small", "large"] = "small"
    width: float | None = None
    usual: Any = None
    ready: bool = False
    blocks: tuple[tuple[str, int], ...] = field(default=())


WELL = {
    "size": 3,
    "files": [{"name": "a", "megabytes": 2}],
    "width": 1,
    "usual": [1, 2],
    "blocks": [["x", 4]],
}


def test_an_entry_becomes_a_record() -> None:
    found = records(Thing, {"one": WELL}, "a.toml")
    assert found == {"one": Thing("one", 3, (File("a", 2),), width=1, usual=(1, 2), blocks=(("x", 4),))}
    assert hash(found["one"])


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        ({"colour": 3}, "a.toml, [one]: there is no field 'colour'; there are name, size,"),
        ({"size": "3"}, "a.toml, [one]: size cannot be '3'."),
        ({"size": True}, "a.toml, [one]: size cannot be True."),
        ({"size": 3.5}, "a.toml, [one]: size cannot be 3.5."),
        ({"ready": 1}, "a.toml, [one]: ready cannot be 1."),
        ({"kind": "huge"}, "a.toml, [one]: kind cannot be 'huge'."),
        ({"width": "wide"}, "a.toml, [one]: width cannot be 'wide'."),
        ({"files": "a"}, "a.toml, [one]: files cannot be 'a'."),
        ({"files": ["a"]}, "a.toml, [one]: files cannot be 'a'."),
        ({"files": [{}]}, "a.toml, [one]: files: name is missing."),
        ({"blocks": [["x"]]}, "a.toml, [one]: blocks cannot be ['x']."),
        ({"blocks": [["x", "y"]]}, "a.toml, [one]: blocks cannot be 'y'."),
    ],
)
def test_a_slip_is_told_with_file_entry_and_field(slip: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=re.escape(told)):
        records(Thing, {"one": WELL | slip}, "a.toml")


def test_so_are_a_missing_field_a_value_alone_and_what_is_no_toml() -> None:
    with pytest.raises(ValueError, match=r"^a\.toml, \[one\]: size is missing\.$"):
        record(Thing, {"name": "one"}, "a.toml, [one]")
    with pytest.raises(ValueError, match=r"^a\.toml: bee cannot be 3\.$"):
        typed(tuple[str, ...], 3, "a.toml: bee")
    with pytest.raises(ValueError, match=r"^a\.toml: one cannot be 3\.$"):
        records(Thing, {"one": 3}, "a.toml")
    with pytest.raises(ValueError, match=r"^a\.toml: .*line 2"):
        parse("a = 1\na = 2\n", "a.toml")


@pytest.mark.parametrize("kind", [Base, Field])
def test_records_of_the_catalogues_need_what_they_cannot_do_without(kind: type) -> None:
    with pytest.raises(ValueError, match="is missing"):
        record(kind, {"name": "x"}, "a.toml, [x]")
