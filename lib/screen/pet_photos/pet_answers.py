"""What the original and a retrained model say of a learner's photos: asked once, kept in the session."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import streamlit as st

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure import guesses, head
from lib.measure.answers import Answers
from lib.measure.neither import knows_pets
from lib.models.bases import BASES
from lib.pictures.sets.packs import CLASSES, load_pack
from lib.pictures.sets.photos import PARTS
from lib.screen.kit import host, pet_tiles
from lib.screen.kit.kept import Kept
from lib.screen.models import pet_ask, retrained
from lib.screen.models.model import PHOTOS, STORED, Model
from lib.screen.pictures.pet_uploads import Own
from lib.specs.specs import RetrainRun

AT_ONCE = 6  # photos a question: the bar moves, and another learner's question need not wait for thirty
DEFAULT = "default"


@dataclass(frozen=True, eq=False)
class Answer:
    """What both say of one photo."""

    original: np.ndarray  # (1000,)
    dog: float  # the retrained model's probability
    places: np.ndarray  # (h, w) in 0..1: where it looked
    knows_pets: bool

    @cached_property
    def cam(self) -> str:
        """Where it looked, as a picture to lay over the photo: some 15 kB."""
        return pet_tiles.cam_url(self.places)

    @property
    def probability(self) -> float:
        """Probability of the retrained model's best answer."""
        return max(self.dog, 1 - self.dog)

    @property
    def says(self) -> str:
        return "dog" if self.dog > 0.5 else "cat"

    @property
    def original_says(self) -> str:
        """The animal that the original's best guess names, or "neither"."""
        return guesses.best(self.original, 1)[0].animal or "neither"


_heads: Kept[bytes] = Kept(4, seconds=3600, refusal=Refused)  # weights of new heads, 5 kB each
_tested: Kept[Answers | None] = Kept(4, seconds=3600)  # 40 kB each


def new_head(base: str) -> Model:
    """A head at the usual settings, trained by a worker on the base's stored features where it was not yet.

    Raises:
        Refused: no worker could.
    """
    weights = _heads.get(base, lambda: host.engine().call(tasks.DEFAULT_WEIGHTS, base))
    return Model(
        f"{DEFAULT}.{base}", PHOTOS, f"New head on {BASES[base].title}", "Trained on stored features.",
        lambda: _tested.get((base, weights), lambda: _on_test_photos(base, weights)), RetrainRun(base=base),
        weights=lambda: weights, beside=base,
    )  # fmt: skip


def _on_test_photos(base: str, weights: bytes) -> Answers | None:
    """What a head says of the test photos, from the base's stored features; None where none are stored."""
    pack = load_pack(base)
    if pack is None:
        return None
    test = pack.part == PARTS.index("test")
    return Answers(CLASSES, pack.labels[test].astype(int), head.answers(weights, pack.seen.features[test]))


def choose(learner: str) -> Model | None:
    """Which retrained model answers, and beside it an original; None, and a sentence on the page, where none can."""
    mine = [run for run in retrained.on_pets(learner).values() if run.id != STORED]
    mine.sort(
        key=lambda run: (not _can_look(run), -run.proportion.accuracy)
    )  # the best that can answer here is offered first
    runs = {run.id: run for run in mine}
    labels = {
        id: f"{run.name} ({run.proportion.correct:,} of {run.proportion.total:,} test photos right)"
        for id, run in runs.items()
    }
    labels[DEFAULT] = "A new head at the usual settings, trained on stored features"
    chosen = st.selectbox(
        "Which retrained model answers?", list(labels), key="model", format_func=lambda id: labels[id]
    )
    run = runs.get(str(chosen))
    base = pet_ask.who_answers(run.base if run else pet_ask.usual_base())
    if base is None:
        return None
    if run is not None and base != run.base and run.spec.method != "scratch":
        st.info(
            f"Your run needs {BASES[run.base].title}, and its weights are not here. So your run cannot look at a photo. "
            f"A new head on {BASES[base].title} answers instead.",
            icon=":material/swap_horiz:",
        )
        run = None
    if run is None:
        try:
            with st.spinner("Training a new head"):
                return new_head(base)
        except Refused as refusal:
            st.warning(str(refusal), icon=":material/cloud_off:")
            return None
    weights = run.weights()
    if weights is None:
        st.warning(
            "The course no longer keeps the weights of this run. Choose another model.",
            icon=":material/inventory_2:",
        )
        return None
    return replace(run, beside=base, weights=lambda: weights)


def _can_look(run: Model) -> bool:
    return run.spec.method == "scratch" or pet_ask.can_look(run.base)


def ask(model: Model, photos: Sequence[Own], kept: str = "pet_answers") -> dict[str, Answer]:
    """Answers by photo; only what was not asked before goes to a worker.

    Args:
        kept: where in the session they are kept.
    """
    old: dict[tuple[str, str], Answer] = st.session_state.get(kept, {})
    answers = {photo.id: old[photo.id, model.id] for photo in photos if (photo.id, model.id) in old}
    st.session_state[kept] = {(id, model.id): answer for id, answer in answers.items()}
    missing = [photo for photo in photos if photo.id not in answers]
    bar = st.progress(0.0, "Asking both models") if missing else None
    try:
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            answers |= once(model, some)
            # Kept before the bar moves: a click meanwhile ends the script there
            st.session_state[kept] |= {(photo.id, model.id): answers[photo.id] for photo in some}
            assert bar is not None
            bar.progress((start + len(some)) / len(missing), "Asking both models")
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/cloud_off:")
    if bar is not None:
        bar.empty()
    return answers


def once(model: Model, photos: Sequence[Own]) -> dict[str, Answer]:
    """Answers by photo, from a worker.

    Raises:
        Refused: no worker answered.
    """
    pixels, own_pixels = (
        np.stack([photo.squares[size] for photo in photos]) for size in (BASES[model.beside].size, model.side)
    )
    weights = model.weights()
    assert weights is not None  # `choose` has looked
    said = host.engine().call(tasks.PETS, model.beside, weights, pixels, own_pixels)
    return {
        photo.id: Answer(
            said["original"][i], float(said["retrained"][i, 1]), said["maps"][i],
            knows_pets(model.beside, *guesses.animals(said["original"][i])),
        )
        for i, photo in enumerate(photos)
    }  # fmt: skip
