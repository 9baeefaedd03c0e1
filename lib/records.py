"""Facts and words that stand in a TOML file beside the code: read once, and each entry checked against a dataclass.

Who reads a file says what its entries are. It knows nothing of what they mean.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

T = TypeVar("T")
_types = cache(get_type_hints)  # a class's field types: they are evaluated from text


def read(code: str, name: str = "") -> dict[str, Any]:
    """The tables of the TOML file beside a file of code.

    Args:
        code: the `__file__` of who asks.
        name: the file's, without its ending, where it is another one than the code's.

    Raises:
        ValueError: it is no TOML; names the file.
    """
    file = Path(code).with_name(f"{name or Path(code).stem}.toml")
    return parse(file.read_text(encoding="utf-8"), file.name)


def parse(text: str, name: str) -> dict[str, Any]:
    """The tables of a TOML file; ValueError with its name where it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{name}: {error}") from error


def read_words(code: str, name: str = "") -> dict[str, str]:
    """Words by key, of a file as `read` finds it.

    Raises:
        ValueError: as `read` and `typed` do.
    """
    found = f"{name or Path(code).stem}.toml"
    return {key: typed(str, words, f"{found}: {key}") for key, words in read(code, name).items()}


def records(kind: type[T], tables: Mapping[str, Any], file: str, key: str = "name") -> dict[str, T]:
    """Every table as a record, by its key; `key` is the field that takes it.

    Raises:
        ValueError: as `record` does.
    """
    entries = {name: typed(dict, table, f"{file}: {name}") for name, table in tables.items()}
    return {name: record(kind, {key: name} | table, f"{file}, [{name}]") for name, table in entries.items()}


def record(kind: type[T], values: Mapping[str, Any], entry: str) -> T:
    """A dataclass of an entry's values. Arrays become tuples, tables within it what the dataclass has there.

    Args:
        entry: the file's name and the entry's, for an error.

    Raises:
        ValueError: a field is missing, unknown, or of another type; names entry and field.
    """
    types, known = _types(kind), fields(kind)  # type: ignore[arg-type]
    if unknown := [name for name in values if name not in types]:
        raise ValueError(f"{entry}: there is no field {unknown[0]!r}; there are {', '.join(types)}.")
    needed = [each.name for each in known if each.default is MISSING and each.default_factory is MISSING]
    if missing := [name for name in needed if name not in values]:
        raise ValueError(f"{entry}: {missing[0]} is missing.")
    return kind(**{name: typed(types[name], value, f"{entry}: {name}") for name, value in values.items()})


def typed(kind: Any, value: Any, entry: str) -> Any:
    """A value in the form of its type: `tuple[str, ...]` of an array of words.

    Raises:
        ValueError: it is of another; names the entry.
    """
    origin, of = get_origin(kind), get_args(kind)
    if kind is Any:
        return tuple(value) if isinstance(value, list) else value
    if is_dataclass(kind) and isinstance(value, dict):
        return record(kind, value, entry)  # type: ignore[arg-type]
    if origin is tuple and isinstance(value, list):
        each = of[:1] * len(value) if of[-1] is Ellipsis else of
        if len(each) == len(value):
            return tuple(typed(one, part, entry) for one, part in zip(each, value, strict=True))
    plain = origin in (None, UnionType) and any(_is(value, one) for one in of or (kind,))
    if not plain and not (origin is Literal and value in of):
        raise ValueError(f"{entry} cannot be {value!r}.")
    return value


def _is(value: Any, kind: type) -> bool:
    """Whether it is of that type; a whole number is a number too, and true is none."""
    if isinstance(value, bool):
        return kind is bool
    return isinstance(value, int | float if kind is float else kind)
