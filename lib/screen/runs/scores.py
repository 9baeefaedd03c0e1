"""How often a model is right on this learner's own drawings and photos, kept in the lab book per model.

The learner says what was meant; only counts are kept, never a drawing or a photo.
"""

from __future__ import annotations

import json
from typing import Any

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.measure.shares import Share
from lib.screen.kit import host

DRAWINGS, PHOTOS = "draw_a_digit", "your_own_pet_photos"  # the lessons


def score(learner: str, reader: str) -> Share | None:
    """Right of all that the learner has judged with this reader; None before the first."""
    kept = _drawings(learner, reader)
    return Share(kept["right"], kept["total"]) if kept["total"] else None


def judge(learner: str, reader: str, drawing: str, right: bool) -> None:
    """Counts one drawing. Saying something else of the drawing that was judged last corrects it.

    Raises:
        LabBookError: the lab book cannot be written.
    """
    kept = _drawings(learner, reader)
    if kept["last"] == drawing:
        kept["right"] -= kept["last_right"]
    else:
        kept["total"] += 1
    kept |= {"right": kept["right"] + right, "last": drawing, "last_right": int(right)}
    host.lab_book().answer(learner, DRAWINGS, f"score.{reader}", json.dumps(kept))


def judge_photo(learner: str, model: str, photo: str, truth: str, said: str) -> None:
    """Counts one photo that the learner has judged; saying something else of it later corrects the count.

    Raises:
        LabBookError: the lab book cannot be written.
    """
    counted: dict[tuple[str, str], tuple[str, bool]] = st.session_state.setdefault("pets_counted", {})
    before = counted.get((photo, model))
    if before is not None and before[0] == truth:
        return
    right, total = _photos(learner, model)
    right += (said == truth) - (before[1] if before else False)
    total += before is None
    host.lab_book().answer(learner, PHOTOS, f"score.{model}", json.dumps([right, total]))
    counted[photo, model] = (truth, said == truth)


def photo_score(learner: str, model: str) -> Share | None:
    """Right of all that the learner has judged; None before the first."""
    try:
        right, total = _photos(learner, model)
    except LabBookError:
        return None
    return Share(right, total) if total else None


def _drawings(learner: str, reader: str) -> dict[str, Any]:
    text = host.lab_book().answers(learner, DRAWINGS).get(f"score.{reader}")
    return json.loads(text) if text else {"right": 0, "total": 0, "last": "", "last_right": 0}


def _photos(learner: str, model: str) -> tuple[int, int]:
    text = host.lab_book().answers(learner, PHOTOS).get(f"score.{model}")
    right, total = json.loads(text) if text else (0, 0)
    return right, total
