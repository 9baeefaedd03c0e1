"""How often each model is right on a learner's own photos, kept in the lab book: counts only, never a photo."""

from __future__ import annotations

import json

import streamlit as st

from lib.lab_book.runs import LabBookError
from lib.measure.shares import Share
from lib.screen.kit import host

LESSON = "your_own_pet_photos"


def count(learner: str, model: str, photo: str, truth: str, said: str) -> None:
    """Counts one photo that the learner has judged; saying something else of it later corrects the count.

    Raises:
        LabBookError: the lab book cannot be written.
    """
    counted: dict[tuple[str, str], tuple[str, bool]] = st.session_state.setdefault("pets_counted", {})
    before = counted.get((photo, model))
    if before is not None and before[0] == truth:
        return
    right, total = _kept(learner, model)
    right += (said == truth) - (before[1] if before else False)
    total += before is None
    host.lab_book().answer(learner, LESSON, f"score.{model}", json.dumps([right, total]))
    counted[photo, model] = (truth, said == truth)


def score(learner: str, model: str) -> Share | None:
    """Right of all that the learner has judged; None before the first."""
    try:
        right, total = _kept(learner, model)
    except LabBookError:
        return None
    return Share(right, total) if total else None


def _kept(learner: str, model: str) -> tuple[int, int]:
    text = host.lab_book().answers(learner, LESSON).get(f"score.{model}")
    right, total = json.loads(text) if text else (0, 0)
    return right, total
