"""The comparison on one picture set: every count on the same test pictures, the original by its names for them.

Cats and dogs have words and charts of their own, and the race. It knows nothing of how the models were trained.
"""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.measure import naming
from lib.measure.device_run import MARK
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.screen.compare import choosing, closer, pet_race, pieces, stage
from lib.screen.compare.choosing import Pair
from lib.screen.kit import lesson, look
from lib.screen.models import answered, contests, set_names
from lib.screen.models.contests import Contest
from lib.screen.models.model import STORED, Model
from lib.screen.pictures import set_photos

LESSON = "original_against_retrained"
TABS = ["All methods", "Fixed and broken", "Cost", "Class by class", "How they learned", "Take it with you"]


def show(contest: Contest) -> None:
    """Everything from the choice to the downloads."""
    names = set_names.meanings(contest)
    place = st.container()  # the chart stands first; what is in it is chosen below
    chosen, pair = choosing.pair(contest, names)
    if not chosen:
        st.info("Choose at least one run above.")
        st.stop()
    after = pair.after if pair else chosen[0]
    named, photos = contests.was_right(contest, names, after), answered.photos(after)
    with place:
        if pair:
            stage.show(contest, pair)
            _happened(contest, pair)
        elif not _nameable(contest):
            lesson.recall_prediction(
                LESSON,
                table(LESSON)["unnamed"],
                f"It gets {after.proportion.sentence()} right. Guessing gives {per_cent(contest.chance)}.",
            )
        if not contest.pets:
            _names(contest, named is not None)
    if photos is None and not after.on_device:
        set_photos.missing(after.spec)
    methods, changed, cost, classes, learned, taken, *race = st.tabs(
        [*TABS, "A race of your own"] if contest.pets else TABS, key="closer"
    )
    with methods:
        where = _which(contest, None if named is None else named[0])
        models = contests.lines(contest, chosen, names, where)
        with look.card("chart"):
            pieces.chart(models, contest.chance)
            _counted_on(contest, chosen, where)
    with changed:
        if pair is None:
            st.caption("There is no other model to compare this one with.")
        else:
            with look.card("luck", "More than luck?"):
                pieces.more_than_luck(pair.parts, contest.things)
            if opened := pieces.group_cards(pair.parts):
                pieces.gallery(pair, opened, photos, contest.things)
    with cost, look.card("took", "Retraining took"):
        pieces.took(after)
    with classes:
        if contest.pets:
            pieces.classes(models)
        else:
            closer.classes(contest, pair, after, named)
            closer.one(contest, after, photos)
    with learned:
        pieces.curves(chosen)
    with taken:
        pieces.take_home(models, contest.chance)
    if contest.pets:
        with race[0]:
            pet_race.show(after.base, photos is not None)


def guessed(contest: Contest) -> bool:
    """Whether the guess is made: on what retraining changes, or on how far it gets where there is nothing to change."""
    if contest.pets:
        question = table(LESSON)["groups"]
    else:
        question = table(LESSON)["many"] if _nameable(contest) else table(LESSON)["unnamed"]
        question = question.given(classes=len(contest.classes), things=contest.things)
    return lesson.predict(LESSON, question, fold=True) is not None


def _nameable(contest: Contest) -> bool:
    """By the map as it is found: a guess must not be asked anew because a learner changes names."""
    return naming.enough(naming.to_imagenet(contest.classes))


def _which(contest: Contest, named: np.ndarray | None) -> np.ndarray | None:
    """The test pictures that are counted: those that the original can name, or None for all."""
    if named is None:
        return None
    if named.all():
        return named
    labels = {
        "named": f"the {int(named.sum()):,} that the original can name", "all": f"all {len(named):,}, without the original",
    }  # fmt: skip
    counted = st.segmented_control(
        f"Test {contest.things}", list(labels), default="named", key="counted", required=True,
        format_func=lambda each: labels[each],
    )  # fmt: skip
    return None if counted == "all" else named


def _counted_on(contest: Contest, chosen: list[Model], where: np.ndarray | None) -> None:
    """Which pictures the chart counts, and whose word that is."""
    if any(model.on_device for model in chosen):
        st.caption(f"What is compared here was {MARK}.")
    if contest.pets:
        stored = "The new head is a stored run at the usual settings. Train your own on “Retrain it”, and it takes this place. "
        st.caption(
            f"{stored if any(model.id == STORED for model in chosen) else ''}Chance is {per_cent(contest.chance, 0)}: two animals, and "
            "as many photos of cats as of dogs."
        )
        return
    if where is None:
        words = f"All {len(contest.truth):,} test {contest.things} of {len(contest.classes)} classes."
    else:
        of = len(np.unique(contest.truth[where]))
        words = f"The {int(where.sum()):,} test {contest.things} of the {of} classes that have an ImageNet name. All models see the same ones."
    st.caption(f"{words} Guessing one of {len(contest.classes)} gives {per_cent(contest.chance)}.")


def _names(contest: Contest, can_name: bool) -> None:
    """What the original may call the classes, and what to do where it cannot name them."""
    if contest.asked:
        set_names.editor(contest)
    if not can_name:
        st.info(_cannot_name(contest), icon=":material/help:")


def _cannot_name(contest: Contest) -> str:
    chance = per_cent(contest.chance)
    if not contest.asked:
        return f"A network from scratch has no original to compare with. Compare it with chance ({chance}), or train a new head on these classes."
    return (
        f"The original cannot name these classes: too few of the {len(contest.classes)} have an ImageNet name. Compare with chance ({chance}), "
        "and with a network from scratch. Or give names above, if there are some."
    )


def _happened(contest: Contest, pair: Pair) -> None:
    parts, was, now = pair.parts, pair.parts.before, pair.parts.after
    fixed, broken, gain = f"{len(parts.fixed):,}", f"{len(parts.broken):,}", f"{now.correct - was.correct:+,}"
    lesson.recall_prediction(
        LESSON,
        table(LESSON)["groups"] if contest.pets else table(LESSON)["many"],
        f"{fixed} changed from wrong to right, {broken} from right to wrong.",
    )
    if pair.before:
        first, second = "The first model", "The second one gets"
    elif pair.after.role == "scratch":
        first, second = f"The original {BASES[pair.after.base].title}", "The network from scratch gets"
    else:
        first = f"The original {BASES[pair.after.base].title}"
        second = "After [[transfer learning|retraining]] it gets"
    words = (
        f"{first} gets {was.sentence()} of the test {contest.things} right. {second} **{now.sentence()}**. The difference is {gain} "
        f"{contest.things}. Behind it are two movements: {fixed} were fixed, and {broken} broke."
    )
    if not pair.before and contest.pets:
        words += " (Nobody asked the original for “cat” or “dog”: any breed of the right animal counts.)"
    elif not pair.before and now.correct > was.correct:
        words += (
            f" The original chose among 1,000 names, and this model only among {len(contest.classes)}. So a part of the difference comes from "
            "the easier question."
        )
    lesson.prose(
        f"**What just happened.** {words} The [[test part]] chose no [[weight]], no setting and no [[epoch]]. The [[validation part]] did that."
    )
