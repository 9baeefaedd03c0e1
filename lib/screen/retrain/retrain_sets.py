"""The picture set of the retraining lesson: its classes and parts, whether it is here, and what to guess about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lib.lab_book.runs import Run
from lib.measure.question import Question
from lib.measure.question_table import phrases, table
from lib.models.bases import BASES
from lib.pictures.sets import sets
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PARTS
from lib.screen.kit import controls
from lib.screen.models import pet_ask
from lib.screen.pictures import own_state
from lib.screen.runs.guesses import besides, count
from lib.settings import keras_home
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun, usual_photos

CATS_AND_DOGS = "cats_and_dogs"
LESSON = "retrain_it"
# What is offered as a guess: where two classes are told apart, chance is half already
OF_TWO = ("about_70", "about_82", "about_90", "about_97", "all")
OF_MANY = ("about_25", "about_50", "about_75", "about_90", "all")
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
        st.session_state["train_size"] = usual_photos(spec.pictures)


def follow_run(run: Run | None, usual: Mapping[str, Any]) -> None:
    """Sets the controls of a page just opened to the run that it shows; not to own pictures that are not here any more."""
    spec = run.settings if run else None
    assert spec is None or isinstance(spec, RetrainRun)
    gone = spec is not None and spec.pictures == OWN and own_state.own().why_not()
    if controls.follow("retrain", None if gone else spec, usual) and spec:
        st.session_state[_DRAWN] = spec.pictures


def asked(spec: RetrainRun, chosen: Chosen) -> Question:
    """The guess about a run of these settings: beside what the original gets where it is asked the same, else beside chance."""
    offered, said = OF_TWO if chosen.count <= 2 else OF_MANY, phrases(LESSON)
    train, _, test = chosen.sizes
    known = pet_ask.measured(spec.base) if chosen.name == CATS_AND_DOGS and spec.method != "scratch" else None
    if known:
        original = known.proportion
        before = said["known"].format(
            total=original.total, before=original.correct, base=BASES[spec.base].title
        )
    else:
        before = said["chance"].format(
            title=chosen.title, classes=chosen.count, chance=100 / max(chosen.count, 1)
        )
    named = ["pictures", "train_size", "epochs", "batch_size", "method", "base"]
    question = table(LESSON)["accuracy"].offering(*offered)
    return question.given(
        before=before,
        learner=said[spec.method].format(base=BASES[spec.base].title, blocks=spec.unfrozen_blocks),
        train=min(spec.train_size, train),
        things=chosen.things,
        epochs=count(spec.epochs, "epoch"),
        size=spec.batch_size,
        more=besides(spec, named if spec.method == "fine_tune" else [*named, "unfrozen_blocks", "fine_rate"]),
        test=test,
    )
