"""The comparison on a picture set of any number of classes: every count on the same test pictures, the original by names.

It knows nothing of how the models were trained.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure import naming
from lib.measure.guesses import Guess
from lib.measure.shares import Share, per_cent
from lib.models.bases import BASES, imagenet_names
from lib.pictures.sets.photos import PhotoSet
from lib.screen.compare import pet_compare, questions
from lib.screen.compare.pet_compare import Pair
from lib.screen.kit import class_lines, lesson, look, pet_tiles
from lib.screen.models import set_models, set_names
from lib.screen.models.pet_models import Contestant
from lib.screen.models.set_models import Tested
from lib.screen.pictures import set_photos

LESSON = "original_against_retrained"
PETS = "Cats and dogs"
FIVE = 5


def choose(learner: str | None) -> Tested | None:
    """The picture set that is looked at; None for cats and dogs, and while there is no other."""
    found = set_models.of_learner(learner) if learner else []
    if not found:
        return None
    by_hash = {tested.data_hash: tested for tested in found}
    chosen = st.selectbox(
        "Picture set", [PETS, *by_hash], key="picture_set", on_change=_another_set,
        format_func=lambda key: PETS if key == PETS else _label(by_hash[key]),
    )  # fmt: skip
    return by_hash.get(str(chosen))


def _label(tested: Tested) -> str:
    runs = len(tested.offered)
    return (
        f"{tested.title} · {len(tested.classes)} classes · {runs} {'run' if runs == 1 else 'runs'} of yours"
    )


def _another_set() -> None:
    for key in ("open_group", "before", "after", "compared_usual"):
        st.session_state.pop(key, None)


def show(tested: Tested) -> None:
    """Everything from the guess to the downloads."""
    things = tested.things
    if not _guessed(tested):
        st.stop()
    names = set_names.of(tested)
    place = st.container()

    def pairing(before: Contestant | None, after: Contestant) -> Pair | None:
        parts = set_models.parted(tested, names, before, after)
        top = tested.original_for(after)
        return None if parts is None else Pair(before, after, parts, None if top is None else top[:, 0])

    can_name = bool(tested.asked) and naming.enough(names)
    chosen, pair = pet_compare.choose(tested.offered, pairing, can_name)
    if not chosen:
        st.info("Choose at least one run above.")
        st.stop()
    after = pair.after if pair else chosen[0]
    named = set_models.was_right(tested, names, after)
    photos = set_photos.find(after.spec, tested.data_hash)
    with place:
        where = _which(tested, None if named is None else named[0])
        models = set_models.models(tested, chosen, names, where)
        left, right = st.columns([2.1, 1])
        with left, look.card("chart", height="stretch"):
            pet_compare.chart(models, tested.chance)
            st.caption(_counted_on(tested, where))
        with right:
            with look.card("took", "Retraining took"):
                pet_compare.took(after)
            if pair:
                with look.card("luck", "More than luck?"):
                    pet_compare.more_than_luck(pair.parts, things)
        if tested.asked:
            set_names.editor(tested)
        if not can_name:
            st.info(_cannot_name(tested), icon=":material/help:")
        if pair and (opened := pet_compare.group_cards(pair.parts)):
            pet_compare.gallery(pair, opened, photos, things)
        if photos is None:
            set_photos.missing(after.spec)
    if not _nameable(tested):
        lesson.recall_prediction(
            LESSON,
            questions.UNNAMED,
            f"It gets {after.share.sentence()} right; guessing gives {per_cent(tested.chance)}.",
        )
    if pair:
        _happened(tested, pair)
    st.subheader("Class by class", anchor=False)
    _classes(tested, pair, after, names)
    st.subheader("One picture, and what it is called", anchor=False)
    _one(tested, after, photos)
    st.subheader("How they learned", anchor=False)
    pet_compare.curves(chosen)
    st.subheader("Take it with you", anchor=False)
    pet_compare.take_home(models, tested.chance)


def _guessed(tested: Tested) -> bool:
    """Whether the guess is made: on what retraining changes, or on how far it gets where there is nothing to change."""
    question = questions.MANY if _nameable(tested) else questions.UNNAMED
    asked = question.given(classes=len(tested.classes), things=tested.things)
    return lesson.predict(LESSON, asked) is not None


def _nameable(tested: Tested) -> bool:
    """By the map as it is found: a guess must not be asked anew because a learner changes names."""
    return naming.enough(naming.to_imagenet(tested.classes))


def _which(tested: Tested, named: np.ndarray | None) -> np.ndarray | None:
    """The test pictures that are counted: those that the original can name, or None for all."""
    if named is None:
        return None
    if named.all():
        return named
    labels = {
        "named": f"the {int(named.sum()):,} that the original can name", "all": f"all {len(named):,}, without the original",
    }  # fmt: skip
    counted = st.segmented_control(
        f"Test {tested.things}", list(labels), default="named", key="counted", required=True,
        format_func=lambda each: labels[each],
    )  # fmt: skip
    return None if counted == "all" else named


def _counted_on(tested: Tested, where: np.ndarray | None) -> str:
    if where is None:
        words = f"All {len(tested.truth):,} test {tested.things} of {len(tested.classes)} classes."
    else:
        of = len(set(tested.truth[where].tolist()))
        words = f"The {int(where.sum()):,} test {tested.things} of the {of} classes that have an ImageNet name, the same for every model."
    return f"{words} Guessing one of {len(tested.classes)} gives {per_cent(tested.chance)}."


def _cannot_name(tested: Tested) -> str:
    scratch = f"compare with chance, {per_cent(tested.chance)}, and with a network from scratch"
    if not tested.asked:
        return f"No original was asked about these classes: there is none from scratch. So {scratch}; or train a new head on them."
    return (
        f"The original cannot name these classes: too few of the {len(tested.classes)} have an ImageNet name. So {scratch}. Or give "
        "names above, where there are some."
    )


def _happened(tested: Tested, pair: Pair) -> None:
    parts, was, now = pair.parts, pair.parts.before, pair.parts.after
    lesson.recall_prediction(
        LESSON, questions.MANY, f"{len(parts.fixed):,} were fixed, {len(parts.broken):,} broke."
    )
    base = BASES[pair.after.spec.base].title
    first = f"the original {base}" if pair.before is None else "the first model"
    free = (
        f" It chose among 1,000 names, and the new head only among {len(tested.classes)}: part of the gain is the easier question."
        if pair.before is None
        else ""
    )
    lesson.prose(
        f"**What just happened.** On the {parts.total:,} {tested.things} that both were asked, {first} was right on {was.sentence()}, and "
        f"after [[transfer learning|retraining]] it is **{now.sentence()}**, {now.correct - was.correct:+,}.{free} The [[test part]] chose "
        "nothing: no weight, no setting, no [[epoch]]. Look at it again and again while you try settings, and it wears out."
    )


@st.fragment
def _classes(tested: Tested, pair: Pair | None, after: Contestant, names: dict[str, list[int]]) -> None:
    """Every class before and now, and the five best guesses where there are more."""
    everything = np.ones(len(tested.truth), bool)
    now = set_models.counted(tested, after, everything)
    was = None
    if pair and pair.before:
        was = set_models.counted(tested, pair.before, everything)
    elif pair and (known := set_models.was_right(tested, names, after)):
        was = set_models.count(tested, "original", known[1], known[0], "")
    with look.card("by_class"):
        if after.result.get("top5"):
            five = Share(*after.result["top5"])
            lesson.prose(
                f"Over all classes, its best guess is right for **{after.share.sentence()}** (top-1), and the right class is among its "
                f"five best guesses for **{five.sentence()}** (top-5)."
            )
        class_lines.show(
            set_models.class_changes(was, now), "compare", role=after.spec.method, chance=tested.chance,
            role_before=pair.before.spec.method if pair and pair.before else "original",
        )  # fmt: skip


@st.fragment
def _one(tested: Tested, after: Contestant, photos: PhotoSet | None) -> None:
    """A test picture with the original's names for it and the retrained model's."""
    n = len(tested.truth)
    with look.card("one"):
        number, button = st.columns([2, 3], vertical_alignment="bottom")
        position = (
            number.number_input(
                f"Number of the test {tested.things[:-1]}, 1 to {n:,}", 1, n, key="one_picture"
            )
            - 1
        )
        wrong = np.flatnonzero(after.said != tested.truth)
        button.button(
            "The next one that it gets wrong",
            key="next_wrong",
            disabled=not len(wrong),
            on_click=_next,
            args=(wrong,),
        )
        picture, original, retrained = st.columns([1, 1.3, 1.3], gap="large")
        truth = tested.classes[tested.truth[position]]
        with picture:
            if photos is not None:
                shown = pet_tiles.photo_url(photos, int(photos.where("test")[position]))
                st.html(pet_tiles.photo(shown, f"test {tested.things[:-1]} {position + 1:,}: {truth}"))
            st.markdown(f"It is **{truth}**.")
        with original:
            st.markdown("**The original says**")
            _original_says(tested, after, position)
        with retrained:
            st.markdown("**The retrained model says**")
            best = np.argsort(-after.likelihoods[position], kind="stable")[:FIVE]
            st.html(pet_tiles.bars([tested.classes[i] for i in best], after.likelihoods[position][best]))


def _original_says(tested: Tested, after: Contestant, position: int) -> None:
    asked = tested.asked.get(after.spec.base)
    if asked is None or asked.answers is None:
        st.caption("Nothing is kept of it: a network from scratch has no original.")
        return
    answers = asked.answers
    named = imagenet_names()
    listed = [
        Guess(named[i], float(share), None)
        for i, share in zip(answers.top[position], answers.shares[position], strict=True)
    ]
    st.html(pet_tiles.guesses(listed))


def _next(wrong: np.ndarray) -> None:
    """The next wrong one after the number that stands there, from the front again after the last."""
    here = st.session_state["one_picture"] - 1
    later = wrong[wrong > here]
    st.session_state["one_picture"] = int(later[0] if len(later) else wrong[0]) + 1
