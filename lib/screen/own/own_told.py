"""What there is to say of a learner's set before anything learns from it: balance, twins, leakage, what was left out."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.measure.proportions import per_cent
from lib.pictures.own.own import OwnSet
from lib.pictures.sets.photos import PARTS
from lib.screen.kit import lesson, look
from lib.screen.kit.plain import plain
from lib.screen.pictures import own_state

UNEVEN = 2  # times as many pictures: from here on the balance is worth a word


def told() -> None:
    """The card with counts, balance, twins and notes."""
    own = own_state.own()
    with look.card("told", "What you have"):
        balance(own)
        _readings(own)
        if not own.why_not():
            _parts(own)
        _near_duplicates(own)
        _notes(own)
        st.button("Clear all", key="clear_all", on_click=own_state.clear, icon=":material/delete_forever:")
        st.caption(
            "Clearing deletes your pictures from this session at once. Finished runs stay in your lab book as numbers, "
            "with the class names. “Forget me” deletes those too."
        )


def _readings(own: OwnSet) -> None:
    """Asks which classes are meant, where the archive can be read in more than one way."""
    readings = own.readings()
    if not readings:
        return
    st.markdown(
        f":material/help: **Which classes are meant?** There are {len(readings)} ways to read this archive. Now it is the first. Choose the right one:"
    )
    with st.container(horizontal=True):
        for way, classes in enumerate(readings):
            several = ", ".join(map(plain, classes[:4])) + (" ..." if len(classes) > 4 else "")
            change = partial(OwnSet.read_as, way=way) if way else OwnSet.sure
            st.button(several, key=f"read_as_{way}", on_click=own_state.change, args=(change,))


def balance(own: OwnSet) -> None:
    """Counts in a sentence, and what an answer without looking would get."""
    counts = own.counts()
    listed = ", ".join(f"**{count}** {plain(name)}" for name, count in zip(own.classes, counts, strict=True))
    st.markdown(f"{len(own.pictures):,} {'picture' if len(own.pictures) == 1 else 'pictures'}: {listed}.")
    if len(counts) > 1 and max(counts) >= UNEVEN * max(1, min(counts)) and min(counts):
        most = own.classes[counts.index(max(counts))]
        share = per_cent(max(counts) / sum(counts), 0)
        lesson.prose(
            f":material/balance: **Uneven.** A model that says “{plain(most)}” to every picture gets {share} of these right. So {share} is "
            "your [[baseline]]: a useful model does better. Or add pictures to the small classes."
        )


def _parts(own: OwnSet) -> None:
    counts = [int((own.part == number).sum()) for number in range(len(PARTS))]
    lesson.prose(
        f"The course makes a random [[split]], class by class. {counts[0]} pictures are to learn from. {counts[1]} choose the best "
        f"[[epoch]] (the [[validation part]]). {counts[2]} are for the [[test part]], which chooses nothing."
    )


def _near_duplicates(own: OwnSet) -> None:
    spare, leaks, disputed = own.spare(), own.leaks(), own.disputed()
    if len(spare):
        many = f"{len(spare)} pictures look" if len(spare) > 1 else "1 picture looks"
        st.markdown(
            f":material/content_copy: **Twins.** {many} almost the same as an earlier one (dashed frames)."
        )
        st.button(
            "Keep one of each",
            key="keep_one",
            on_click=_keep_one,
            icon=":material/filter_1:",
            type="tertiary",
        )
    kept = "If one is in training and the other in the test, the test asks what the model has already seen. That is **leakage**."
    if len(leaks):
        are = (
            f"{len(leaks)} test or validation pictures come"
            if len(leaks) > 1
            else "1 test or validation picture comes"
        )
        lesson.prose(
            f":material/warning: **[[Leakage]].** {are} from the same recording as training pictures, or a twin is in training. You "
            "have too few pictures to keep them apart. So the test result will look too good. Add pictures from other places: three "
            "recordings or more for each class."
        )
    elif len(spare):
        st.caption(f"Twins stay in one part. {kept}")
    elif any(picture.take for picture in own.pictures):
        st.caption(f"Pictures of one recording stay in one part. {kept}")
    if disputed:
        names = sorted({own.classes[label] for group in disputed for label in own.labels[group]})
        count = sum(len(group) for group in disputed)
        st.markdown(
            f":material/help: **Two labels.** {count} pictures are nearly the same, but in different classes ({', '.join(map(plain, names))}). At most "
            "one label is right. Look for these pictures below."
        )


def _keep_one() -> None:
    own_state.change(lambda own: own.without(own.spare().tolist()))


def _notes(own: OwnSet) -> None:
    if own.notes:
        count = len(own.notes)
        left_out = f"{count} {'thing was' if count == 1 else 'things were'} left out"
        with st.expander(
            f"{count} {'thing' if count == 1 else 'things'} to know about what came in"
            if own.told
            else left_out,
            expanded=count <= 4,
            key="left_out",
        ):
            st.markdown("\n".join(f"- {plain(note)}" for note in own.notes))
            st.button("I have read it", key="notes_read", on_click=_read, type="tertiary")


def _read() -> None:
    own_state.change(OwnSet.without_notes)
