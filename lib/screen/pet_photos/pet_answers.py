"""What the original and a retrained model say of a learner's photos: asked once, kept in the session."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure import guesses
from lib.measure.neither import knows_pets
from lib.models.bases import BASES
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PARTS
from lib.screen.kit import host, pet_tiles
from lib.screen.kit.kept import Kept
from lib.screen.models import pet_ask, pet_models
from lib.screen.pictures.pet_uploads import SCRATCH, Own

AT_ONCE = 6  # photos a question: the bar moves, and another learner's question need not wait for thirty
DEFAULT = "default"


@dataclass(frozen=True, eq=False)
class Teller:
    """A retrained model that can be asked, and the base whose original is asked beside it."""

    id: str
    name: str
    base: str  # of the original that is asked
    size: int  # side of the square that the retrained model is shown
    weights: bytes
    tested: np.ndarray | None  # (1000,) its likelihoods of dog for the test photos


@dataclass(frozen=True, eq=False)
class Answer:
    """What both say of one photo."""

    original: np.ndarray  # (1000,)
    dog: float  # the retrained model's likelihood
    heat: str  # where it looked, as a picture to lay over the photo: some 15 kB
    knows_pets: bool

    @property
    def share(self) -> float:
        """Likelihood of the retrained model's best answer."""
        return max(self.dog, 1 - self.dog)

    @property
    def says(self) -> str:
        return "dog" if self.dog > 0.5 else "cat"

    @property
    def original_says(self) -> str:
        """The animal that the original's best guess names, or "neither"."""
        return guesses.best(self.original, 1)[0].animal or "neither"


_default_weights: Kept[bytes] = Kept(4, seconds=3600, refusal=Refused)  # 5 kB each
_tested: Kept[np.ndarray | None] = Kept(4, seconds=3600)  # 4 kB each


def _on_test_photos(base: str, weights: bytes) -> np.ndarray | None:
    """A head's likelihoods of dog for the test photos, from the base's stored features; None where none are stored."""
    pack = load_pack(base)
    if pack is None:
        return None
    with np.load(io.BytesIO(weights), allow_pickle=False) as head:
        features = pack.seen.features[pack.part == PARTS.index("test")].astype(np.float32)
        return 1 / (1 + np.exp(-(features @ head["kernel"] + head["bias"])[:, 0]))


def choose(learner: str) -> Teller | None:
    """Which retrained model answers; None, and a sentence on the page, where none can."""
    runs = {id: run for id, run in pet_models.of_learner(learner).items() if id != pet_models.STORED}
    labels = {
        id: f"{run.name} ({run.share.correct:,} of {run.share.total:,} test photos right)"
        for id, run in runs.items()
    }
    labels[DEFAULT] = "A new head at the usual settings, trained on stored features"
    chosen = st.selectbox(
        "Which retrained model answers?", list(labels), key="model", format_func=lambda id: labels[id]
    )
    run = runs.get(str(chosen))
    base = pet_ask.who_answers(run.spec.base if run else "mobilenet_v2")
    if base is None:
        return None
    if run is None:
        try:
            with st.spinner("Training a new head"):
                weights = _default_weights.get(base, lambda: host.engine().call(tasks.DEFAULT_WEIGHTS, base))
        except Refused as refusal:
            st.warning(str(refusal), icon=":material/cloud_off:")
            return None
        name = f"New head on {BASES[base].title}"
        tested = _tested.get((base, weights), lambda: _on_test_photos(base, weights))
        return Teller(f"{DEFAULT}.{base}", name, base, BASES[base].size, weights, tested)
    kept = host.lab_book().weights(run.id)
    if kept is None:
        st.warning(
            "The weights of this run are no longer kept. Choose another model.", icon=":material/inventory_2:"
        )
        return None
    size = SCRATCH if run.spec.method == "scratch" else BASES[run.spec.base].size
    return Teller(run.id, run.name, base, size, kept, run.dog)


def ask(teller: Teller, photos: Sequence[Own], kept: str = "pet_answers") -> dict[str, Answer]:
    """Answers by photo; only what was not asked before goes to a worker.

    Args:
        kept: where in the session they are kept.
    """
    old: dict[tuple[str, str], Answer] = st.session_state.get(kept, {})
    answers = {photo.id: old[photo.id, teller.id] for photo in photos if (photo.id, teller.id) in old}
    missing = [photo for photo in photos if photo.id not in answers]
    bar = st.progress(0.0, "Asking both models") if missing else None
    try:
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            answers |= _ask(teller, some)
            assert bar is not None
            bar.progress((start + len(some)) / len(missing), "Asking both models")
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/cloud_off:")
    if bar is not None:
        bar.empty()
    st.session_state[kept] = {(id, teller.id): answer for id, answer in answers.items()}
    return answers


def _ask(teller: Teller, photos: Sequence[Own]) -> dict[str, Answer]:
    pixels, own_pixels = (
        np.stack([photo.squares[size] for photo in photos]) for size in (BASES[teller.base].size, teller.size)
    )
    said = host.engine().call(tasks.PETS, teller.base, teller.weights, pixels, own_pixels)
    return {
        photo.id: Answer(
            said["original"][i], float(said["retrained"][i, 1]), pet_tiles.heat_url(said["maps"][i]),
            knows_pets(teller.base, *guesses.animals(said["original"][i])),
        )
        for i, photo in enumerate(photos)
    }  # fmt: skip
