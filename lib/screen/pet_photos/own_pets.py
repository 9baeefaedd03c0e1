"""Pieces of the lesson "Your own pet photos": one photo with what both models say, what silence costs, the score."""

from __future__ import annotations

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.measure import guesses
from lib.measure.neither import LEAST, USUAL
from lib.measure.proportions import per_cent
from lib.measure.sureness import about_as_sure, answered
from lib.models.bases import BASES
from lib.pictures.sets.photos import neither
from lib.screen.kit import lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.kit.words import likely
from lib.screen.models.model import Model
from lib.screen.pet_photos.pet_answers import Answer
from lib.screen.pictures import pet_uploads
from lib.screen.pictures.pet_uploads import Own
from lib.screen.runs import scores


@st.cache_resource(show_spinner=False)  # two public photos, the same for everybody
def strangers() -> list[Own]:
    """The flower and the temple: no cat, no dog."""
    return [pet_uploads.own(name, picture, name) for name, picture in sorted(neither().items())]


def controls(model: Model) -> float:
    """The sliders; gives the least probability at which the model is to answer."""
    least = st.slider("Answer only from this probability on", 50, 99, 50, key="least", format="%d %%") / 100
    if (tested := model.answer()) is not None:
        done = answered(tested.truth, tested.probabilities[:, 1], least)
        words = (
            f"{done.answered:,} at this setting and is right on {done.right.sentence()}"
            if done.right
            else "none"
        )
        always = " At 50 % it always answers." if least == 0.5 else ""
        st.caption(f"Of the {done.total:,} test photos, it answers {words}.{always}")
    opacity = st.slider("Strength of the heat map", 0, 100, 60, key="opacity", format="%d %%")
    # The photos themselves stay as they are
    st.html(f"<style>:root {{ --cam: {opacity / 100:.2f}; }}</style>")
    st.caption("The brighter a place on a photo, the more it spoke for the answer.")
    return least


def photo(model: Model, shown: Own, answer: Answer, least: float, number: int = 0) -> None:
    """One photo: where it looked, what the retrained model says, what the original said.

    Args:
        number: its place among the learner's own, to ask what it really was; 0 asks nothing.
    """
    picture, now, before = st.columns([5, 6, 6], gap="medium")
    with picture:
        places = f"{shown.name}, with the places that spoke for {answer.says} marked"
        st.html(pet_tiles.with_cam(shown.url, answer.cam, places))
        st.caption(plain(shown.name))
        if number:
            _ask_truth(model, number, shown, answer, least)
    with now:
        st.markdown("**The retrained model**")
        st.html(pet_tiles.two_way(1 - answer.dog, answer.dog))
        _verdict(model, answer, least)
    with before:
        st.markdown(f"**The original, {BASES[model.beside].title}**")
        st.html(pet_tiles.guesses(guesses.best(answer.original, 5)))


def happened(model: Model, odd: dict[str, Answer]) -> None:
    """What the two models make of photos with no cat and no dog, in their own numbers."""
    surest = max(odd, key=lambda name: odd[name].probability)
    lesson.prose(
        "The [[head]], the new last [[layer]], has one output with a [[sigmoid]]: the [[probability]] of dog. The rest, up to 1, is for cat. "
        f"There is no third answer. So the {surest} is **{odd[surest].says}, {likely(odd[surest].probability)}**. A toaster would be called "
        "cat or dog too. A high probability says which of the two answers fits better. It does not say that one of them fits."
    )
    lesson.prose(_who_sees_neither(model, odd))


def _who_sees_neither(model: Model, odd: dict[str, Answer]) -> str:
    """What the original makes of the strangers."""
    fooled = [name for name, answer in odd.items() if answer.knows_pets]
    under = per_cent(LEAST.get(model.beside, USUAL), 0)
    told = "The [[original model]] has no answer “neither” either. But it knows 877 other things. "
    if not fooled:
        return f"{told}Here it gives all cats and dogs together under {under}. Our rule then says: “probably neither”. A fox may fool this rule."
    return (
        f"{told}Our rule says “probably neither” if it gives all cats and dogs together under {under}. For the "
        f"{' and the '.join(fooled)}, {BASES[model.beside].title} gives them more. So the rule is wrong here."
    )


def heat_maps() -> None:
    """What the bright places are made of, and what they do not show."""
    lesson.prose(
        "Bright places spoke for the answer. For a new head, each place adds its own part to the sum (a class activation map). For other "
        "models, the [[gradient]] says how much each place counts (Grad-CAM)."
    )
    lesson.prose(
        "A heat map leaves out what spoke against the answer. The strongest place of each photo always gets the full colour. And each place of the "
        "last map has seen most of the photo. So a heat map does not show where the model looked, and it gives no reason."
    )


def _verdict(model: Model, answer: Answer, least: float) -> None:
    """The answer in words, how sure it may be, and whether there is anything to be sure of."""
    if answer.probability < least:
        st.markdown(
            f"**No answer**: {likely(answer.probability)} for {answer.says} is below your {per_cent(least, 0)}."
        )
    else:
        st.markdown(f"It says **{answer.says}**, {likely(answer.probability)}.")
    if not answer.knows_pets:
        cats, dogs = guesses.animals(answer.original)
        st.markdown(
            f":material/help: The original gives all cats and dogs together {likely(cats + dogs)}, under "
            f"{per_cent(LEAST.get(model.beside, USUAL), 0)}. Our rule then says: **probably neither**. A model with two answers must choose one "
            f"of them. So do not believe this {answer.says}."
        )
    elif (tested := model.answer()) is not None:
        as_sure = about_as_sure(tested.truth, tested.probabilities[:, 1], answer.probability)
        holds = " That holds for photos like these test photos." if as_sure.right else ""
        st.caption(f"How sure is that? {as_sure.sentence()}{holds}")


def _ask_truth(model: Model, number: int, shown: Own, answer: Answer, least: float) -> None:
    """What it really was, as the learner says; counted for both models."""
    truths: dict[str, str] = st.session_state.setdefault("pet_truths", {})
    widget = f"truth_{number}"
    st.session_state[widget] = truths.get(shown.id)  # photos move up when one is taken away

    def keep() -> None:
        chosen = st.session_state[widget]
        if chosen:
            truths[shown.id] = chosen

    truth = st.pills("What was it really?", ["cat", "dog", "neither"], key=widget, on_change=keep)
    if not truth:
        return
    judge(
        model,
        shown.id,
        truth,
        answer.says if answer.probability >= least else "neither",
        answer.original_says,
    )


def judge(model: Model, photo: str, truth: str, said: str, original_said: str) -> None:
    """Counts one photo for both models.

    Args:
        photo: tells it from the others.
        truth: "cat", "dog" or "neither", as all three.
    """
    try:
        for id, each in ((model.id, said), (f"original.{model.beside}", original_said)):
            scores.judge(scores.PHOTOS, learner_id(), id, photo, truth, each == truth)
    except LabBookError as error:
        st.warning(str(error), icon=":material/cloud_off:")


def score(model: Model) -> None:
    """Both models' scores on this learner's photos."""
    who = {"The original": f"original.{model.beside}", "The retrained model": model.id}
    try:
        lines = [(name, scores.score(scores.PHOTOS, learner_id(), id)) for name, id in who.items()]
    except LabBookError:
        return
    if not any(share for _, share in lines):
        return
    with look.card("score", "On your own photos"):
        for column, (name, share) in zip(st.columns(2), lines, strict=True):
            if share:
                with column:
                    st.html(
                        pet_tiles.figure(
                            f"{share.correct:,} of {share.total:,}", f"{name} was right: {share.sentence()}."
                        )
                    )
        st.caption(
            "The course keeps these counts and nothing else. “No answer” counts as “neither”. So does a best prediction that is no breed of cat or dog."
        )
