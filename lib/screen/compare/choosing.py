"""What is compared: the picture set, the runs in the chart, and the two that stand against each other.

It shows the widgets that choose, and none of what they answered.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from lib.measure import naming
from lib.measure.compare import Groups
from lib.measure.naming import Names
from lib.screen.models import contests
from lib.screen.models.contests import Contest
from lib.screen.models.model import Model

ORIGINAL = "original"


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models on the same test photos; `before` is None for the original of `after`'s base."""

    before: Model | None
    after: Model
    parts: Groups
    original: Model | None  # who kept what the original said


def contest(learner: str | None) -> Contest:
    """The picture set that is looked at; cats and dogs while there is no other."""
    found = contests.of_learner(learner)
    if len(found) == 1:
        return found[0]
    by_key = {each.key: each for each in found}
    chosen = st.selectbox(
        "Picture set", list(by_key), key="picture_set", on_change=_another_set,
        format_func=lambda key: _title(by_key[key]),
    )  # fmt: skip
    return by_key[str(chosen)]


def _title(one: Contest) -> str:
    if one.pets:
        return one.title
    runs = len(one.offered)
    return f"{one.title} · {len(one.classes)} classes · {runs} {'run' if runs == 1 else 'runs'} of yours"


def _another_set() -> None:
    for key in ("open_group", "before", "after", "compared_usual"):
        st.session_state.pop(key, None)


def pair(contest: Contest, names: Names) -> tuple[list[Model], Pair | None]:
    """Which runs are in the chart, and which two stand against each other; None where these cannot be compared.

    Args:
        names: what the original may call each class.
    """
    offered, original = contest.offered, bool(contest.asked) and naming.enough(names)
    with st.expander("Choose what to compare", key="more_settings"):
        _keep_choice(offered)
        ids = st.multiselect(
            "Runs in the chart", list(offered), st.session_state["compared"], key="compared", format_func=lambda run: _label(offered[run]),
            placeholder="Choose runs", max_selections=8,
        )  # fmt: skip
        chosen = [offered[run] for run in ids]
        if not chosen:
            return [], None
        called = dict(zip(ids, contests.named(chosen), strict=True))
        left, right = st.columns(2)
        usual = next((c.id for c in chosen if c.role == "new_head"), ids[0])
        _forget_unless("after", ids)
        after = right.selectbox(
            "After", ids, index=ids.index(usual), format_func=lambda run: called[run], key="after"
        )
        others = [ORIGINAL] * original + [run for run in ids if run != after]
        _forget_unless("before", others)
        before = left.selectbox(
            "Before", others, key="before",
            format_func=lambda run: called.get(run, "Original"),
        )  # fmt: skip
    if before is None:
        return chosen, None
    first, second = None if before == ORIGINAL else offered[before], offered[after]
    parts = contests.parted(contest, names, first, second)
    if parts is None:
        return chosen, None
    return chosen, Pair(first, second, parts, contest.original_for(second))


def _keep_choice(offered: dict[str, Model]) -> None:
    """The usual runs until the learner has chosen others; what is no longer there drops out."""
    usual, standing = contests.usual(offered), st.session_state.get("compared")
    if standing is None or standing == st.session_state.get("compared_usual"):
        st.session_state["compared"] = usual
    elif any(run not in offered for run in standing):
        st.session_state["compared"] = [run for run in standing if run in offered] or usual
    st.session_state["compared_usual"] = usual


def _forget_unless(key: str, options: list[str]) -> None:
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)


def _label(model: Model) -> str:
    return f"{model.name} ({model.proportion.correct:,} right)"
