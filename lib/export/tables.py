"""What a run hands out as text: its curve as CSV and its settings as JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lib.lab_book.outcome import as_json
from lib.lab_book.runs import Run

CURVE = ("step", "epoch", "split", "loss", "accuracy")


def curve_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """One line a point of the curve: update, position in epochs, training or validation, loss, accuracy from 0 to 1."""
    out = io.StringIO()
    writer = csv.DictWriter(out, CURVE, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: row[key] for key in CURVE} for row in rows)
    return out.getvalue()


def lines_csv(lines: Sequence[Mapping[str, Any]]) -> str:
    """A table as it stands on a page: a line a row, the first row's keys as the head."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(lines[0]) if lines else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _no_formula(value) for key, value in line.items()} for line in lines)
    return out.getvalue()


def _no_formula(value: Any) -> Any:
    """A text that a spreadsheet shows, where it would reckon with it: names in a table are written by learners."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value


def settings_json(run: Run) -> str:
    """Settings, what was really trained (digits used, updates per epoch), history, test share and seconds."""
    return json.dumps(as_json(run), indent=1)
