"""Classes line by line: their order, what the chart holds, and its table."""

from __future__ import annotations

from lib.charts.classes import ClassProportion, classes_chart, classes_table, describe_classes, ordered
from lib.measure.proportions import Proportion

LINES = [
    ClassProportion("ant", Proportion(6, 8), Proportion(8, 8)),
    ClassProportion("bass", Proportion(2, 8)),
    ClassProportion("crab", Proportion(8, 8), Proportion(1, 8)),
]


def test_orders() -> None:
    assert [line.name for line in ordered(LINES, "lowest")] == ["bass", "ant", "crab"]
    assert [line.name for line in ordered(LINES, "gained")] == ["crab", "bass", "ant"]
    assert [line.name for line in ordered(LINES, "lost", 1)] == ["ant"]
    assert ordered(LINES, "given") == LINES


def test_the_chart_holds_counts_and_a_ring_only_where_before_is_known() -> None:
    rows = classes_chart(LINES).to_dict()["datasets"]["classes"]
    assert [row["count"] for row in rows] == ["6 of 8", "2 of 8", "8 of 8"]
    assert [row["before"] for row in rows] == [1.0, None, 0.125]
    assert "ring" not in str(classes_chart(LINES[1:2]).to_dict()["title"])


def test_the_table_can_be_sorted_by_numbers() -> None:
    assert [row["right before"] for row in classes_table(LINES)] == [8, None, 1]
    assert classes_table(LINES)[1]["95 % interval"] == "7.1–59.1 %"
    assert "right before" not in classes_table(LINES[1:2])[0]
    assert "ant: 6 of 8" in describe_classes(LINES)
