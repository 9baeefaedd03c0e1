"""Classes line by line on a page: which come first, how many of them, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.charts.classes import ClassProportion, Order, classes_chart, classes_table, describe_classes, ordered
from lib.screen.kit import charts

SHOWN = 16  # lines at first: what a screen holds
ORDERS: dict[Order, str] = {
    "lowest": "fewest right", "gained": "most gained", "lost": "most lost", "given": "by name"
}  # fmt: skip


def show(
    lines: Sequence[ClassProportion],
    key: str,
    *,
    role: str,
    role_before: str = "original",
    chance: float | None = None,
) -> None:
    """The chart with its controls; put it into a fragment, so that they redraw nothing else."""
    orders: list[Order] = (
        ["lowest", "gained", "lost", "given"] if any(each.before for each in lines) else ["lowest", "given"]
    )
    order = st.segmented_control(
        "First", orders, default="lowest", key=f"lines_order_{key}", required=True, format_func=lambda each: ORDERS[each]
    )  # fmt: skip
    some = len(lines) > SHOWN and not st.toggle(f"All {len(lines)} classes", key=f"lines_all_{key}")
    shown = ordered(lines, order or "lowest", SHOWN if some else None)
    charts.draw(
        classes_chart, shown, role=role, role_before=role_before, chance=chance, key=f"lines_{key}", alt=describe_classes(shown)
    )  # fmt: skip
    if st.toggle("Show the numbers", key=f"lines_numbers_{key}"):
        st.dataframe(
            classes_table(ordered(lines, order or "lowest")), hide_index=True, width="stretch", height="auto"
        )
