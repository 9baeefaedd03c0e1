"""For whoever teaches: plans, worksheets, what to prepare, what is stored; the same to print."""

from __future__ import annotations

from functools import partial
from urllib.parse import parse_qsl

import streamlit as st

from lib.export import link, teaching
from lib.export.teaching import Guide, Link, Plan
from lib.screen.kit import course, lesson, look

LESSON = "for_teachers"
GUIDE = teaching.guide()
TITLES = {each.key: each.title for each in course.shown()}


def open_lesson(to: Link) -> None:
    """A link that opens a lesson as the plan wants it."""
    if to.lesson in TITLES:
        st.page_link(
            course.lesson(to.lesson).file, label=to.words, icon=":material/arrow_forward:",
            query_params=dict(parse_qsl(to.set)),
        )  # fmt: skip


def plans(guide: Guide) -> None:
    """One plan at a time, minute by minute."""
    by_key: dict[str, Plan] = {plan.key: plan for plan in guide.plans}
    key = st.pills(
        "Plan", list(by_key), default=guide.plans[0].key, required=True, key="plan",
        format_func=lambda key: f"{by_key[key].title}, {by_key[key].minutes} min", label_visibility="collapsed",
    )  # fmt: skip
    plan, minute = by_key[str(key)], 0
    st.markdown(plan.aim)
    for number, step in enumerate(plan.steps):
        with look.card(f"step_{number}", f"{minute} to {minute + step.minutes} minutes"):
            st.markdown(f"**You.** {step.teacher}\n\n**Learners.** {step.learners}")
            for to in step.links:
                open_lesson(to)
        minute += step.minutes


def lessons(guide: Guide) -> None:
    for each in guide.lessons:
        if each.key in TITLES:
            with look.card(f"aims_{each.key}"):
                st.page_link(course.lesson(each.key).file, label=TITLES[each.key])
                after = "\n".join(f"- {can}" for can in each.after)
                st.markdown(f"{each.idea}\n\nAfter it, learners can:\n{after}")


def prepare(guide: Guide) -> None:
    for topic in guide.prepare:
        st.subheader(topic.title, anchor=False)
        st.markdown("\n".join(f"- {item}" for item in topic.items))


def worksheets(guide: Guide) -> None:
    for sheet in guide.worksheets:
        with look.card(f"sheet_{sheet.number}", f"Worksheet {sheet.number}"):
            st.markdown(f"**{sheet.title}**\n\n" + "\n\n".join(_plain(item.text) for item in sheet.items))
            with st.expander("Answers"):
                st.markdown("\n".join(f"1. {item.answer}" for item in sheet.items))
    st.subheader("Rubric", anchor=False)
    rows = [f"| **{c.what}** | {c.beginning} | {c.good} | {c.strong} |" for c in guide.rubric]
    st.markdown("\n".join(["| | Beginning | Good | Strong |", "|---|---|---|---|", *rows]))


def talk(guide: Guide) -> None:
    st.markdown("\n".join(f"1. {question}" for question in guide.discussion))


def frameworks(guide: Guide) -> None:
    for framework in guide.standards:
        st.subheader(framework.name, anchor=False)
        for row in framework.rows:
            named = " · ".join(TITLES[key] for key in row.lessons if key in TITLES)
            st.markdown(f"**{row.idea}.** {row.here}  \n:gray[{named}]")
        st.caption(framework.source)


def stored(guide: Guide) -> None:
    rows = [f"| **{kept.what}** | {kept.where} | {kept.how_long} |" for kept in guide.stored]
    st.markdown("\n".join(["| What | Where | How long |", "|---|---|---|", *rows]))
    st.markdown(guide.deleting)
    with look.card("parents", "For parents"):
        st.markdown(f"**{guide.parents.title}**\n\n" + "\n\n".join(guide.parents.words))


def _plain(text: str) -> str:
    """A worksheet's line as Markdown: its places to write in are no emphasis."""
    return text.replace("_", r"\_")


def address(base: str, to: Link) -> str:
    return link.with_query(base, to.lesson, dict(parse_qsl(to.set)))


TABS = {
    "Plans": plans,
    "Lessons": lessons,
    "Prepare": prepare,
    "Worksheets": worksheets,
    "Talk about": talk,
    "What is stored": stored,
    "Frameworks": frameworks,
}

lesson.opening(LESSON, GUIDE.opening)
here = st.context.url or "http://localhost:8501"
with st.container(horizontal=True):
    st.download_button(
        "All of it, to print", partial(teaching.printable, "For teachers", TITLES, partial(address, here)),
        "layer-by-layer-for-teachers.html", "text/html", key="print_teachers", on_click="ignore", icon=":material/print:",
    )  # fmt: skip
    st.download_button(
        "One page for parents", teaching.for_parents, "layer-by-layer-for-parents.html", "text/html",
        key="print_parents", on_click="ignore", icon=":material/print:",
    )  # fmt: skip
shown = st.segmented_control(
    "Show", list(TABS), default="Plans", required=True, key="teachers_tab", label_visibility="collapsed"
)
TABS[str(shown)](GUIDE)
