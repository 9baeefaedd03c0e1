"""Where a photo that is asked about comes from: a test photo, one that ships with scikit-learn, or the learner's own.

A learner's photo stays in their session. It knows nothing of models.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
import streamlit as st
from PIL import Image

from lib.measure.guesses import Original
from lib.pictures.prepare.decode import DRAWN_PIXELS, LIMIT_BYTES, LIMIT_PIXELS, PictureError, decode
from lib.pictures.sets.archives import FileUnavailable
from lib.pictures.sets.photos import PhotoSet, cached_cats_and_dogs, each_photo, neither, square
from lib.screen.kit import pet_tiles
from lib.screen.kit.kept import Kept
from lib.screen.kit.plain import plain
from lib.screen.pictures.visitors_pictures import NO_ROOM, purse, shelf
from lib.settings import keras_home

T = TypeVar("T")

LIMITS = (
    f"JPEG, PNG, WebP or GIF, at most {LIMIT_BYTES / 1e6:.0f} MB and {LIMIT_PIXELS / 1e6:.0f} million pixels "
    f"({DRAWN_PIXELS / 1e6:.0f} million unless it is a JPEG) each. "
    "Your photos stay in this session: they are not kept, and nobody else sees them."
)
NO_PHOTOS = "The course has stored what the model says about the test photos, so all numbers are here. Only to see the photos, you need them."
SIDE = 320  # pixels that a learner's photo keeps at least: more than it is shown with, or looked at by a base
_ASKED = "photo_asked"
HALF_SURE = 0.5  # the best guess's probability in a sample whose other guesses are worth seeing


@dataclass(frozen=True, eq=False)
class Photo:
    """An upright RGB photo, and what pages make of it; `test` is its position among the 1,000 test photos."""

    id: str
    name: str
    picture: Image.Image
    test: int | None = None
    own: bool = False  # a learner's: what is said of it is kept in their session alone
    _made: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The photo as it is shown."""
        return self.made("url", lambda: pet_tiles.url(self.picture, pet_tiles.WIDE))

    def square(self, size: int) -> np.ndarray:
        """(size, size, 3) uint8, as a network sees it."""
        return self.made(f"square {size}", lambda: square(self.picture, size))

    def made(self, what: str, make: Callable[[], T]) -> T:
        """Something made of this photo, once for as long as it is here."""
        if what not in self._made:
            self._made[what] = make()
        return self._made[what]


# Test photos of 640 pixels and the two that ship: 2 MB each with what is made of them
_public: Kept[Photo] = Kept(12)


def set_of_photos() -> PhotoSet | None:
    """Cats and dogs from Keras' cache; None, and a sentence on the page, where they cannot be read."""
    try:
        with st.spinner("Looking for the photos"):
            return cached_cats_and_dogs(keras_home())
    except FileUnavailable as error:
        st.warning(f"{error} Delete the file and fetch it again.", icon=":material/broken_image:")
        return None


def samples(result: Original) -> dict[str, int]:
    """Four test photos by name: of each animal one that the model half knows, and its surest mistake."""
    share = result.seen.probabilities[:, 0].astype(np.float32)
    chosen = {}
    for label, animal in enumerate(("Cat", "Dog")):
        for letter, right in (("A", True), ("B", False)):
            found = np.flatnonzero((result.labels == label) & (result.right == right))
            if len(found):
                wanted = np.argmin(abs(share[found] - HALF_SURE)) if right else np.argmax(share[found])
                chosen[f"{animal} {letter}"] = int(found[wanted])
    return chosen


def choose(photos: PhotoSet | None, result: Original | None) -> Photo | None:
    """Widgets to choose a photo; None while there is none."""
    test = samples(result) if photos and result else {}
    options = [*test, *(["Any test photo"] if photos else []), "Flower", "Temple", "Your own"]
    chosen = st.pills("Which photo?", options, default=options[0], key="photo", required=True)
    if chosen in ("Flower", "Temple"):
        name = chosen.lower()
        return _public.get(name, lambda: Photo(name, f"a {name}", neither()[name]))
    if chosen == "Your own":
        st.caption(LIMITS)
        file = st.file_uploader("Your photo", key="upload", max_upload_size=LIMIT_BYTES // 1_000_000)
        if file is None:
            return None
        try:
            return _own(file.getvalue(), file.name)
        except PictureError as error:
            st.error(plain(str(error)), icon=":material/broken_image:")
            return None
    assert photos is not None
    if chosen == "Any test photo":
        position = st.number_input("Number of the test photo, 1 to 1,000", 1, 1000, key="test_photo") - 1
    else:
        position = test[str(chosen)]
    index = int(photos.where("test")[position])
    id = f"{photos.key} {index}"
    return _public.get(id, lambda: _test_photo(id, photos, index, position))


def _test_photo(id: str, photos: PhotoSet, index: int, position: int) -> Photo:
    picture = next(each_photo(photos, [index], 640))
    return Photo(
        id, f"test photo {position + 1:,}, a {photos.classes[photos.labels[index]]}", picture, position
    )


def _small(picture: Image.Image) -> Image.Image:
    """As large as it is shown, and its shorter side never below what a base looks at."""
    scale = max(SIDE / min(picture.size), pet_tiles.WIDE / max(picture.size))
    if scale >= 1:
        return picture
    return picture.resize([round(scale * side) for side in picture.size], Image.Resampling.LANCZOS)


def _own(data: bytes, name: str) -> Photo:
    """The learner's photo, decoded once and not at every run of the page.

    Raises:
        PictureError: it cannot be used, or there is no room for it.
    """
    digest = hashlib.sha256(data).hexdigest()
    if st.session_state.get(_ASKED, ("",))[0] != digest:
        picture = _small(decode(data, name, least_side=SIDE, purse=purse()))
        if not shelf().hold(
            _ASKED, 4 * picture.width * picture.height
        ):  # three bytes a pixel, and what is made of it
            raise PictureError(NO_ROOM)
        st.session_state[_ASKED] = digest, Photo(digest, "your photo", picture, own=True)
    return st.session_state[_ASKED][1]
