"""The learning curves in words and as a table: for who cannot see them, and for who wants the numbers."""

from __future__ import annotations

from typing import Any

from lib.charts.axes import Rows
from lib.charts.curves import written_value
from lib.measure.proportions import Proportion


def describe_accuracy(rows: Rows, *, things: str = "digits", test: Proportion | None = None) -> str:
    """What the accuracy chart shows, for who cannot see it."""
    return _describe(rows, "accuracy", things) + (f" On the test part: {test.sentence()}." if test else "")


def describe_loss(rows: Rows, *, things: str = "digits") -> str:
    """What the loss chart shows, as `describe_accuracy` does."""
    return _describe(rows, "loss", things)


def _describe(rows: Rows, metric: str, things: str) -> str:
    parts = []
    for split, words in (("train", f"training {things}"), ("validation", f"validation {things}")):
        line = [row for row in rows if row["split"] == split]
        ends = line if len(line) < 2 else [line[0], line[-1]]
        told = [f"{written_value(row[metric], metric)} at epoch {row['epoch']:.3g}" for row in ends]
        if told:
            parts.append(f"{words}: {', '.join(told)}")
    what = "; ".join(parts) or f"two lines, one for training {things} and one for validation {things}"
    return f"Line chart of {metric} over epochs. {what[0].upper()}{what[1:]}."


def curve_table(history: Rows) -> list[dict[str, Any]]:
    """A line an epoch for the table behind a toggle, its columns named for a learner."""
    columns = {
        "accuracy, training": "accuracy",
        "accuracy, validation": "val_accuracy",
        "loss, training": "loss",
        "loss, validation": "val_loss",
    }
    return [
        {"epoch": line["epoch"]} | {name: written_value(line[key], key) for name, key in columns.items()}
        for line in history
    ]
