"""How often a model is wrong in groups of pictures, each with its interval, and whether the difference is larger than chance."""

from __future__ import annotations

import pyarrow as pa
import streamlit as st

from lib.charts.groups import describe_groups, groups_chart
from lib.measure.answers import Answers
from lib.measure.by_group import Group, Spread, spread
from lib.screen.kit import charts, lesson, look
from lib.screen.kit.kept import Kept
from lib.screen.kit.learner import learner_id, settled
from lib.screen.models import offered, validated
from lib.screen.models.model import Model
from lib.screen.who_made import groupings

DRAWN = 12  # groups in the chart; of more, the ones with the most and the fewest mistakes
_spreads: Kept[Spread] = Kept(128)  # 97 groups take 10 kB; the run's id stands in the key


def show() -> None:
    """A model, a way to group its pictures, and what comes of it."""
    with look.card("groups", "Is it right for everybody?"):
        model = _choose()
        answers, part = _answers(model)
        found = groupings.of(model, part, answers)
        titles = [each.title for each in found]
        if st.session_state.get("grouping") not in titles:
            st.session_state["grouping"] = titles[0]
        chosen = st.segmented_control(
            "Group its pictures", titles, default=st.session_state["grouping"], key="grouping", required=True
        )
        grouping = found[titles.index(str(chosen))]
        st.caption(grouping.how)
        result = _spreads.get(
            (model.kind, model.id, part, grouping.title, len(answers.truth)),
            lambda: spread(answers.right, grouping.of, grouping.names, model.things),
        )
        shown = _shown(result)
        charts.draw(
            groups_chart,
            shown,
            part,
            model.things,
            role=model.role,
            key="groups_chart",
            alt=describe_groups(shown, model.things),
        )
        if len(shown) < len(result.groups):
            st.caption(
                f"The chart shows {len(shown)} of {len(result.groups)} groups. The table has all of them."
            )
        lesson.prose(f"{result.sentence()} Each line is a 95 % [[confidence interval|interval]].")
        st.caption(
            "You can look at many kinds of groups. Of 20 looks at groups that do not differ, about one shows a difference by chance."
        )
        if st.toggle("As a table", key="groups_table"):
            lines = [{"group": each.name, "wrong": each.wrong.sentence()} for each in result.groups]
            st.dataframe(pa.Table.from_pylist(lines), hide_index=True, width="stretch")


def _choose() -> Model:
    found = offered.choices(learner_id())
    if settled() and "grouped_offered" not in st.session_state:  # the browser has just said who is here
        st.session_state["grouped_offered"] = True
        st.session_state["grouped"] = next(iter(found))
    chosen = st.selectbox("Which model?", list(found), key="grouped", format_func=lambda name: found[name])
    return offered.find(str(chosen), learner_id())


def _answers(model: Model) -> tuple[Answers, str]:
    """What it says of its validation part, or of its test part where that alone is known."""
    known = validated.answers(model)
    part = "test" if known is None else "validation"
    why = "" if known else " That is the only part of which its answers are known."
    answers = model.answers if known is None else known
    st.caption(f"You look at its {part} part: {len(answers.truth):,} {model.things}.{why}")
    return answers, part


def _shown(result: Spread) -> tuple[Group, ...]:
    if len(result.groups) <= DRAWN:
        return result.groups
    by_share = sorted(result.groups, key=lambda group: group.wrong.accuracy, reverse=True)
    return (*by_share[: DRAWN // 2], *by_share[-DRAWN // 2 :])
