"""Lesson: the original and retrained models on the same photos: what was fixed, what broke, whether it is luck."""

from __future__ import annotations

import streamlit as st

from lib.export.pet_code import COMPARE_PETS
from lib.measure.shares import per_cent
from lib.screen.compare import pet_compare, pet_race, questions, set_compare
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models import pet_models
from lib.screen.pictures import pet_source, retrain_photos

LESSON = "original_against_retrained"


def cats_and_dogs() -> None:
    """The comparison on the 1,000 test photos of cats and dogs."""
    if lesson.predict(LESSON, questions.GROUPS) is None:
        st.stop()

    offered = pet_models.of_learner(learner_id()) if settled() else {pet_models.STORED: pet_models.stored()}
    place = st.container()  # the chart stands first; what is in it is chosen below
    chosen, pair = pet_compare.choose(offered, pet_compare.pair_of_pets)
    if not chosen:
        st.info("Choose at least one run above.")
        st.stop()
    names = pet_models.named(chosen)
    models = [
        *pet_models.originals(chosen), *pet_models.untrained(chosen),
        *(contestant.model(name) for name, contestant in zip(names, chosen, strict=True)),
    ]  # fmt: skip
    photos = pet_source.set_of_photos()

    with place:
        left, right = st.columns([2.1, 1])
        with left, look.card("chart", height="stretch"):
            pet_compare.chart(models)
            if any(contestant.id == pet_models.STORED for contestant in chosen):
                st.caption(
                    "The new head is a stored run at the usual settings. Retrain your own, and it stands here instead."
                )
        with right:
            after = pair.after if pair else chosen[0]
            with look.card("took", "Retraining took"):
                pet_compare.took(after)
            if pair:
                with look.card("luck", "More than luck?"):
                    pet_compare.more_than_luck(pair.parts)
        if pair is None:
            st.info("Nothing is known of what this base's original says, so there are no groups to show.")
        else:
            opened = pet_compare.group_cards(pair.parts)
            if opened:
                pet_compare.gallery(pair, opened, photos)
            if photos is None:
                retrain_photos.card(pet_source.NO_PHOTOS)

    if pair:
        parts, was, now = pair.parts, pair.parts.before, pair.parts.after
        lesson.recall_prediction(
            LESSON, questions.GROUPS, f"{len(parts.fixed):,} were fixed, {len(parts.broken):,} broke."
        )
        first = "The original" if pair.before is None else "The first model"
        knew = (
            " It knows 1,000 names and was never asked for “cat”; a breed of the right animal counted."
            if pair.before is None
            else ""
        )
        lesson.prose(
            f"**What just happened.** {first} was right on {was.sentence()}.{knew} After [[transfer learning|retraining]] it is "
            f"**{now.sentence()}**, {now.correct - was.correct:+,} photos. The sum hides two movements: {len(parts.fixed):,} photos were "
            f"fixed and {len(parts.broken):,} broke. The [[test part]] chose nothing: no weight, no setting, no [[epoch]]. Look at it again "
            "and again while you try settings, and it wears out."
        )

    st.subheader("Cats and dogs apart", anchor=False)
    pet_compare.classes(models)
    st.subheader("How they learned", anchor=False)
    pet_compare.curves(chosen)
    st.subheader("How few photos are enough?", anchor=False)
    pet_race.show(after.spec.base, photos is not None)
    st.subheader("Take it with you", anchor=False)
    pet_compare.take_home(models)


pet_tiles.dress()
lesson.opening(
    LESSON,
    "The same test photos for each model, none of them used in training. How many does each get right?",
)
tested = set_compare.choose(learner_id() if settled() else None)
if tested is None:
    cats_and_dogs()
else:
    set_compare.show(tested)

counts = lesson.check(LESSON, questions.PAIRS)
luck = lesson.check(LESSON, questions.LUCK)
few = lesson.check(LESSON, questions.FEW.given(frozen=pet_models.stored().result["frozen"]))
lesson.code("The same in Keras and SciPy, for cats and dogs", COMPARE_PETS)
if tested is None:
    st.caption(f"Chance is {per_cent(0.5, 0)}: two animals, equally many photos of each.")
lesson.next_lesson(LESSON)
if counts and luck and few:
    lesson.done(LESSON)
