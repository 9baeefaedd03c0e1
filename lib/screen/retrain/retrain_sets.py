"""The picture set of the retraining lesson: its classes and parts, whether it is here, and what to guess about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from lib.measure.shares import Share
from lib.pictures.sets import sets
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PARTS
from lib.screen.pictures import own_state
from lib.screen.runs import example
from lib.settings import keras_home
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun, usual_photos

CATS_AND_DOGS = "cats_and_dogs"
BETS_OF_TWO = {
    "about 70 %": 0.7,
    "about 82 %": 0.82,
    "about 90 %": 0.9,
    "about 97 %": 0.97,
    "all of them": 1.0,
}
BETS_OF_MANY = {
    "about 25 %": 0.25,
    "about 50 %": 0.5,
    "about 75 %": 0.75,
    "about 90 %": 0.9,
    "all of them": 1.0,
}
_DRAWN = "_set_drawn"


@dataclass(frozen=True)
class Chosen:
    """A picture set as it is here; as it stands in full where it is not."""

    name: str
    title: str
    classes: tuple[str, ...]  # empty where only their number is known
    count: int  # of classes
    sizes: tuple[int, int, int]  # training, validation, test
    lacking: str = ""  # why own pictures make no set yet

    @property
    def own(self) -> bool:
        return self.name == OWN

    @property
    def things(self) -> str:
        return "photos" if self.name not in {OWN, "digits"} else "pictures"


def chosen(name: str) -> Chosen:
    """The set of that name; own pictures are this session's."""
    if name == OWN:
        own = own_state.own()
        return Chosen(
            name, "Your own pictures", own.classes, len(own.classes), _sizes(own.part), own.why_not()
        )
    known = sets.SETS[name]
    if name == CATS_AND_DOGS:
        return Chosen(name, known.title, ("cat", "dog"), 2, known.sizes)
    try:
        found = sets.find(name, keras_home())
    except FileUnavailable:
        found = None
    if found is None:
        return Chosen(name, known.title, (), known.classes, known.sizes)
    return Chosen(name, known.title, found.classes, len(found.classes), _sizes(found.part))


def _sizes(part: np.ndarray) -> tuple[int, int, int]:
    train, validation, test = np.bincount(part, minlength=len(PARTS))[:3]
    return int(train), int(validation), int(test)


def follow(spec: RetrainRun) -> None:
    """Takes all training photos of a set that was just chosen. Call it before the sliders are drawn."""
    if st.session_state.setdefault(_DRAWN, spec.pictures) != spec.pictures:
        st.session_state[_DRAWN] = spec.pictures
        st.session_state["photos"] = usual_photos(spec.pictures)


def guess_key(name: str) -> str:
    """Under which the guess about a set is kept: each has one of its own."""
    return "accuracy" if name == CATS_AND_DOGS else f"accuracy_{name}"


def bets(of: Chosen) -> Mapping[str, float]:
    return BETS_OF_TWO if of.count == 2 else BETS_OF_MANY


def question(of: Chosen) -> str:
    """What the learner guesses before anything runs."""
    if of.name == CATS_AND_DOGS:
        before = Share(*example.stored("retrain")["result"]["original"]["test"])
        return (
            f"Of {before.total:,} cats and dogs the original model gets {before.correct} right. A new last layer learns from "
            "1,600 other photos for 10 epochs. How many of the 1,000 will it get right?"
        )
    train, _, test = of.sizes
    return (
        f"{of.title}: {of.count} classes, so guessing gets about {100 / max(of.count, 1):.0f} in 100 right. A new last layer "
        f"learns from {train:,} {of.things} for 10 epochs. How many of {test:,} others will it get right?"
    )
