"""Who made each picture set of the course: who took and labelled its pictures, where, when, and who is missing.

The facts are data, in `makers.toml`, each with its sources. Where nobody knows, a fact says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lib.records import read, records, typed

# The questions that are asked of every set, by field
ASKED: Mapping[str, str] = {
    "taken": "Who took the pictures?",
    "labelled": "Who gave the labels?",
    "place": "Where?",
    "time": "When?",
    "licence": "Who may use them?",
    "missing": "Who and what is missing?",
}


@dataclass(frozen=True)
class Fact:
    """An answer in a sentence or three."""

    said: str
    sources: tuple[str, ...]  # keys of SOURCES
    known: bool = True  # False: nobody knows, or no source that we found says it


@dataclass(frozen=True)
class Maker:
    """One picture set; a field for each question of ASKED."""

    name: str
    title: str
    covers: tuple[str, ...]  # names in `lib.pictures.sets.sets.SETS` whose pictures these are
    taken: Fact
    labelled: Fact
    place: Fact
    time: Fact
    licence: Fact
    missing: Fact

    @property
    def facts(self) -> dict[str, Fact]:
        """By question, in the order in which they are asked."""
        return {question: getattr(self, name) for name, question in ASKED.items()}


def _read() -> tuple[Mapping[str, str], Mapping[str, Maker]]:
    written = read(__file__)
    sources = {
        key: typed(str, words, f"makers.toml, [sources]: {key}") for key, words in written["sources"].items()
    }
    makers = records(Maker, written["sets"], "makers.toml")
    for maker in makers.values():
        for fact in maker.facts.values():
            if not fact.sources or not set(fact.sources) <= set(sources):
                raise ValueError(f"makers.toml, [sets.{maker.name}]: {fact.sources} are no sources.")
    return sources, makers


SOURCES, MAKERS = _read()
