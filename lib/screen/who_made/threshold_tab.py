"""Two kinds of mistake and what each costs: a threshold is chosen on the validation photos, and the test is opened once.

The browser counts and draws. Of the test it gets nothing: what Python tells of it, it tells for one threshold alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lib.measure.proportions import Proportion
from lib.measure.threshold import EVEN, HIGHEST, LOWEST, Counts, counts
from lib.models.bases import BASES
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.pictures.sets.retrain_data import PACKED
from lib.screen.kit import labels, lesson, look
from lib.screen.kit.kept import Kept
from lib.screen.kit.learner import learner_id
from lib.screen.kit.web import component
from lib.screen.models import retrained, validated

ORIGINALS = ("pocket", "mobilenet_v2")  # whose pack ships: it has the probabilities of cats and of dogs
DEAREST = 10  # points that a mistake can cost
_OPENED = "threshold_opened"  # in the session: by model, where its test was opened

_COMPONENT = component("threshold")
_counted: Kept[tuple[Counts, Counts] | None] = Kept(64)  # 3 kB each; the run's id stands in the key


@dataclass(frozen=True)
class Opening:
    """The threshold that was chosen on validation, and what either mistake costs."""

    threshold: int  # per cent
    cat: int  # points for a cat called dog
    dog: int


def show() -> None:
    """The story, the costs, the threshold; and the test, once it was opened."""
    with look.card("threshold", "Two kinds of mistake"):
        lesson.prose(
            "A door for your cat opens by itself when the camera sees a cat. The neighbour’s dog wants to come in too. "
            "A model tells the two apart. It can be wrong in two ways. It calls your **cat a dog**: the door stays shut, and "
            "the cat waits in the rain. It calls the **dog a cat**: the door opens, and the dog eats the cat’s food. "
            "Which is worse? That is not the model’s decision. It is yours: say what each mistake costs. Then move the [[threshold]]."
        )
        _choose_and_draw()


@st.fragment  # an opened test redraws this alone
def _choose_and_draw() -> None:
    found = _offered()
    chosen = str(
        st.selectbox(
            "Which model watches the door?", list(found), key="watching", format_func=found.__getitem__
        )
    )
    both = of(chosen, learner_id())
    if both is None:
        st.info("What this run says of its validation photos is not kept. Choose another model.")
        return
    validation, test = both
    st.caption(
        f"You choose on {validation.firsts + validation.seconds:,} validation photos. Above the line: cats. Below it: dogs. "
        "Each square is a photo, in strong colour where it is a mistake."
        + (f" {_SUMMED}" if chosen in ORIGINALS else "")
    )
    key = f"threshold_{chosen}"
    opened: dict[str, Opening] = st.session_state.setdefault(_OPENED, {})
    asked = read((st.session_state.get(key) or {}).get("opened"))
    if asked is not None:
        opened.setdefault(chosen, asked)
    there = opened.get(chosen)
    _COMPONENT(
        key=key,
        data={
            "cats": validation.first_as_second.tolist(),
            "dogs": validation.second_as_first.tolist(),
            "of": [validation.firsts, validation.seconds],
            "opened": there.threshold if there else 0,
        },
        on_opened_change=lambda: None,
        height="content",
    )
    if there is not None:
        _tell(there, validation, test)


_SUMMED = "This model has no output for “cat”. We add up the probabilities of its 5 cats, and of its 118 dogs, and take the dogs’ part."


def _offered() -> dict[str, str]:
    """Keys and names: the originals that ship, then this learner's runs on cats and dogs, newest first."""
    found = {name: f"{BASES[name].title}, the original model" for name in ORIGINALS}
    runs = [run for run in retrained.tested(learner_id()) if run.spec["pictures"] == PACKED]
    return found | {run.id: f"Your run: {labels.title(run)}" for run in runs}


def of(key: str, learner: str) -> tuple[Counts, Counts] | None:
    """The mistakes on the validation and on the test photos; None where those on validation are not known."""
    if key in ORIGINALS:
        return _counted.get(("original", key), lambda: _of_original(key))
    model = retrained.find(key, learner)
    if model.id != key:
        return None

    def count() -> tuple[Counts, Counts] | None:
        known, tested = validated.answers(model), model.answers
        if known is None:
            return None
        return (
            counts(known.probabilities[:, 1], known.truth),
            counts(tested.probabilities[:, 1], tested.truth),
        )

    return _counted.get(("run", key), count)


def _of_original(base: str) -> tuple[Counts, Counts]:
    pack = load_pack(base)
    assert pack is not None  # both ship
    cats, dogs = pack.seen.cats.astype(float), pack.seen.dogs.astype(float)
    share = dogs / np.maximum(cats + dogs, np.finfo(float).tiny)
    validation, test = (pack.part == PARTS.index(name) for name in ("validation", "test"))
    return counts(share[validation], pack.labels[validation]), counts(share[test], pack.labels[test])


def read(told: Any) -> Opening | None:
    """What a browser asked for; None where it cannot have done so."""
    if not isinstance(told, dict):
        return None
    threshold, cat, dog = (told.get(name) for name in ("threshold", "cat", "dog"))
    bounds = ((threshold, LOWEST, HIGHEST), (cat, 1, DEAREST), (dog, 1, DEAREST))
    if not all(type(value) is int and low <= value <= high for value, low, high in bounds):
        return None
    return Opening(threshold, cat, dog)  # type: ignore[arg-type]


def _tell(opening: Opening, validation: Counts, test: Counts) -> None:
    cats, dogs = test.at(opening.threshold)
    whole = test.cost(opening.threshold, opening.cat, opening.dog)
    even = test.cost(EVEN, opening.cat, opening.dog)
    per_photo = [
        found.cost(opening.threshold, opening.cat, opening.dog) / (found.firsts + found.seconds)
        for found in (validation, test)
    ]
    st.markdown(
        f":material/lock_open: **The test, opened once, at {opening.threshold} %.** Cats called dog: "
        f"{Proportion(cats, test.firsts).sentence()}. Dogs called cat: {Proportion(dogs, test.seconds).sentence()}. "
        f"With your costs ({opening.cat} and {opening.dog}) that is {whole:,} points. {_beside(whole, even, opening)} "
        f"A photo costs {per_photo[1]:.2f} points on the test, and {per_photo[0]:.2f} on validation."
    )
    st.caption(
        "The test stays as you opened it. If you now choose another threshold by these numbers, the test is no longer a test."
    )


def _beside(whole: int, even: int, opening: Opening) -> str:
    if opening.threshold == EVEN:
        return "You kept the usual threshold of 50 %."
    if whole == even:
        return f"The usual threshold of {EVEN} % costs the same."
    way = "less" if whole < even else "more"
    return f"The usual threshold of {EVEN} % costs {even:,}: yours costs {abs(whole - even):,} {way}."
