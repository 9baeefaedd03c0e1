"""How often a network reads this learner's own handwriting right, kept in the lab book per run.

The learner says which digit was meant; only counts are kept, never a drawing.
"""

from __future__ import annotations

import json
from typing import Any

from lib.measure.shares import Share
from lib.screen.kit import host

LESSON = "draw_a_digit"


def score(learner: str, reader: str) -> Share | None:
    """Right of all that the learner has judged with this reader; None before the first."""
    kept = _kept(learner, reader)
    return Share(kept["right"], kept["total"]) if kept["total"] else None


def judge(learner: str, reader: str, drawing: str, right: bool) -> None:
    """Counts one drawing. Saying something else of the drawing that was judged last corrects it.

    Raises:
        LabBookError: the lab book cannot be written.
    """
    kept = _kept(learner, reader)
    if kept["last"] == drawing:
        kept["right"] -= kept["last_right"]
    else:
        kept["total"] += 1
    kept |= {"right": kept["right"] + right, "last": drawing, "last_right": int(right)}
    host.lab_book().answer(learner, LESSON, f"score.{reader}", json.dumps(kept))


def _kept(learner: str, reader: str) -> dict[str, Any]:
    text = host.lab_book().answers(learner, LESSON).get(f"score.{reader}")
    return json.loads(text) if text else {"right": 0, "total": 0, "last": "", "last_right": 0}
