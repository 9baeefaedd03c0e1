"""The map from a picture set's classes to ImageNet's names on a page: shown, changed class by class, kept in the session.

It knows nothing of what is counted with it.
"""

from __future__ import annotations

import streamlit as st

from lib.measure import naming
from lib.models.bases import imagenet_names
from lib.screen.kit import lesson
from lib.screen.models.contests import Contest

TOLD = 3  # names of a class in the table
_MAPS = "set_names"  # in the session: the learner's own maps by picture set


def meanings(contest: Contest) -> dict[str, list[int]]:
    """The map as the learner left it, or as it is found from the words."""
    changed: dict[str, list[int]] = st.session_state.get(_MAPS, {}).get(contest.key, {})
    return naming.to_imagenet(contest.classes) | changed


def editor(contest: Contest) -> None:
    """What each class may be called by the original, and a way to change it; 1,000 names are sent to who opens it."""
    names = meanings(contest)
    mapped, all_of = naming.coverage(names)
    st.caption(f"{mapped} of {all_of} classes have a name that the original knows.")
    # The label says no number: another label is another expander, which closes at every change.
    with st.expander("What the original may call them", key="names", on_change="rerun") as opened:
        if not opened.open:
            return
        lesson.prose(
            "The [[original model]] knows 1,000 names, and it was never asked for these classes. A guess counts as right when it "
            "is one of the names beside the class. They were found from the words alone, so look them through: you know what "
            "your classes show."
        )
        st.dataframe(
            [{"class": name, "counts as right": _told(names[name])} for name in contest.classes],
            hide_index=True, width="stretch", height="auto" if all_of <= 12 else 320, key="names_table",
        )  # fmt: skip
        chosen = st.selectbox("Change the names of", contest.classes, key="names_class")
        key = f"names_of_{contest.key}_{chosen}"
        st.session_state[key] = names[chosen]
        st.multiselect(
            f"Counts as right for {chosen}", range(len(imagenet_names())), key=key, placeholder="Type a name",
            format_func=lambda number: imagenet_names()[number], on_change=_keep, args=(contest, chosen, key),
        )  # fmt: skip
        changed = st.session_state.get(_MAPS, {}).get(contest.key)
        st.button(
            "As found", key="names_reset", icon=":material/undo:", disabled=not changed,
            on_click=lambda: st.session_state[_MAPS].pop(contest.key),
        )  # fmt: skip


def _keep(contest: Contest, name: str, key: str) -> None:
    """A class that is as it was found again is no change."""
    changed = st.session_state.setdefault(_MAPS, {}).setdefault(contest.key, {})
    chosen = sorted(st.session_state[key])
    if chosen == naming.to_imagenet([name])[name]:
        changed.pop(name, None)
    else:
        changed[name] = chosen


def _told(numbers: list[int]) -> str:
    names = [imagenet_names()[number] for number in numbers]
    if len(names) > TOLD:
        return f"{', '.join(names[:TOLD])} and {len(names) - TOLD} more"
    return ", ".join(names) or "nothing: it has no name for it"
