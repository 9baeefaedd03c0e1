"""Recorded runs as charts of a curve take them, and a chart without its data."""

import json
from pathlib import Path

from lib.charts.axes import axes_for
from lib.specs.specs import DigitRun

RUNS = json.loads((Path(__file__).parents[1] / "recorded" / "curves.json").read_text())["runs"]
HISTORY = RUNS["digits default"]["history"]
AXES = axes_for(DigitRun())


def rows_of(history):
    rows = []
    for line in history:
        for tenth in range(1, 11):
            at = line["epoch"] - 1 + tenth / 10
            rows.append({"split": "train", "epoch": at, "loss": line["loss"], "accuracy": line["accuracy"]})
        rows.append(
            {
                "split": "validation",
                "epoch": line["epoch"],
                "loss": line["val_loss"],
                "accuracy": line["val_accuracy"],
            }
        )
    return rows


ROWS = rows_of(HISTORY)


def without_data(spec):
    return json.dumps({key: value for key, value in spec.items() if key != "datasets"}, sort_keys=True)
