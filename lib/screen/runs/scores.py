"""How often a model is right on this learner's own drawings and photos, kept in the lab book per model.

The learner says what was meant; only counts are kept, never a drawing or a photo.
"""

from __future__ import annotations

import json

import streamlit as st

from lib.measure.proportions import Proportion
from lib.screen.kit import host

DRAWINGS, PHOTOS = "draw_a_digit", "your_own_pet_photos"  # the lessons


_JUDGED = "_judged"  # in the session: what each picture was said to be, and whether that was right


def judge(lesson: str, learner: str, model: str, picture: str, truth: object, right: bool) -> None:
    """Counts one picture that the learner has judged; saying something else of it later corrects the count.

    Raises:
        LabBookError: the lab book cannot be written.
    """
    judged: dict[tuple[str, str], tuple[object, bool]] = st.session_state.setdefault(_JUDGED, {})
    before = judged.get((picture, model))
    if before is not None and before[0] == truth:
        return
    correct, total = _kept(lesson, learner, model)
    correct += right - (before[1] if before else False)
    total += before is None
    host.lab_book().answer(learner, lesson, f"score.{model}", json.dumps([correct, total]))
    judged[picture, model] = truth, right


def score(lesson: str, learner: str, model: str) -> Proportion | None:
    """Right of all that the learner has judged; None before the first.

    Raises:
        LabBookError: the lab book cannot be read.
    """
    correct, total = _kept(lesson, learner, model)
    return Proportion(correct, total) if total else None


def _kept(lesson: str, learner: str, model: str) -> tuple[int, int]:
    """Right, and all. Of drawings an earlier version kept more."""
    kept = json.loads(host.lab_book().answers(learner, lesson).get(f"score.{model}", "[0, 0]"))
    correct, total = (kept["right"], kept["total"]) if isinstance(kept, dict) else kept
    return correct, total
