"""A comparison from nearer: class by class, and one picture with what both models call it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure.guesses import Guess
from lib.measure.proportions import Proportion
from lib.models.bases import imagenet_names
from lib.pictures.sets.photos import PhotoSet
from lib.screen.compare.choosing import Pair
from lib.screen.kit import class_lines, lesson, look, pet_tiles
from lib.screen.models import contests
from lib.screen.models.contests import Contest
from lib.screen.models.model import Model

FIVE = 5


@st.fragment
def classes(
    contest: Contest, pair: Pair | None, after: Model, named: tuple[np.ndarray, np.ndarray] | None
) -> None:
    """Every class before and now, and the five best guesses where there are more."""
    everything = np.ones(len(contest.truth), bool)
    now = contests.counted(contest, after, everything)
    was = None
    if pair and pair.before:
        was = contests.counted(contest, pair.before, everything)
    elif pair and named:
        was = contests.count(contest, "original", named[1], named[0], "")
    with look.card("by_class"):
        if after.result.get("top5"):
            five = Proportion(*after.result["top5"])
            lesson.prose(
                f"Its best prediction is right for **{after.proportion.sentence()}** (top-1). The right class is among its five best "
                f"predictions for **{five.sentence()}** ([[top-5 accuracy|top-5]])."
            )
        class_lines.show(
            contests.class_changes(was, now), "compare", role=after.role, chance=contest.chance,
            role_before=pair.before.role if pair and pair.before else "original",
        )  # fmt: skip


@st.fragment
def one(contest: Contest, after: Model, photos: PhotoSet | None) -> None:
    """A test picture with the original's names for it and the retrained model's."""
    n = len(contest.truth)
    with look.card("one"):
        number, button = st.columns([2, 3], vertical_alignment="bottom")
        position = (
            number.number_input(
                f"Number of the test {contest.things[:-1]}, 1 to {n:,}", 1, n, key="one_picture"
            )
            - 1
        )
        wrong = np.flatnonzero(~after.answers.right)
        button.button(
            "Next wrong answer",
            key="next_wrong",
            disabled=not len(wrong),
            on_click=_next,
            args=(wrong,),
        )
        picture, original, retrained = st.columns([1, 1.3, 1.3], gap="large")
        truth = contest.classes[contest.truth[position]]
        with picture:
            if photos is not None:
                shown = pet_tiles.photo_url(photos, int(photos.where("test")[position]))
                st.html(pet_tiles.photo(shown, f"test {contest.things[:-1]} {position + 1:,}: {truth}"))
            st.markdown(f"It is **{truth}**.")
        with original:
            st.markdown("**The original says**")
            _original_says(contest, after, position)
        with retrained:
            st.markdown("**The retrained model says**")
            said = after.answers.probabilities[position]
            best = np.argsort(-said, kind="stable")[:FIVE]
            st.html(pet_tiles.bars([contest.classes[i] for i in best], said[best]))


def _original_says(contest: Contest, after: Model, position: int) -> None:
    asked = contest.asked.get(after.base)
    if asked is None:
        st.caption("A network from scratch has no original.")
        return
    best = zip(asked.answers.top[position], asked.answers.top_probabilities[position], strict=True)
    st.html(pet_tiles.guesses([Guess(imagenet_names()[i], float(share), None) for i, share in best]))


def _next(wrong: np.ndarray) -> None:
    """The next wrong one after the number that stands there, from the front again after the last."""
    here = st.session_state["one_picture"] - 1
    later = wrong[wrong > here]
    st.session_state["one_picture"] = int(later[0] if len(later) else wrong[0]) + 1
