"""Where the digit that is read comes from: drawn on the pad, a real test digit, or a photo or scan.

Each shows what the network sees with its reading, and gives the digit to the page; None while there is none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from lib.models.dense import Dense
from lib.pictures.prepare.decode import PictureError, decode, in_turn
from lib.pictures.prepare.handwriting import WORK_SIDE, find_writing
from lib.pictures.prepare.prepare import NothingDrawn, prepare, scale
from lib.pictures.sets import digits
from lib.screen.kit import look
from lib.screen.kit.plain import plain
from lib.screen.kit.sketchpad import sketchpad
from lib.screen.pictures.pet_uploads import no_camera
from lib.screen.pictures.visitors_pictures import purse

_READ = "digit_read"


@dataclass(frozen=True, eq=False)
class Digit:
    """A digit as the network saw it; pictures are (28, 28) float32, 0 = paper to 1 = ink."""

    id: str
    ink28: np.ndarray
    own: bool = False  # the learner's own handwriting, prepared as MNIST does: it counts for the score
    both: tuple[np.ndarray, np.ndarray] | None = None  # of a drawing: centred, and as it stands


def drawn(network: Dense) -> Digit | None:
    """The sketchpad."""
    drawing = sketchpad(network, key="pad", report=True)
    if drawing is None:
        return None
    return Digit(drawing.id, drawing.ink28, drawing.centred, (drawing.centred_ink, drawing.plain_ink))


def tested(network: Dense) -> Digit:
    """A test digit by its number: the way in without a pointer."""
    data = _digits()
    number = st.number_input(
        f"Number of the test digit, 1 to {len(data.test):,}", 1, len(data.test), key="test_digit",
    )  # fmt: skip
    row = data.test[number - 1]
    ink = scale(data.some([row])).reshape(28, 28)
    sketchpad(network, key="pad_test", picture=ink)
    st.caption(f"Somebody wrote a {data.labels[row]}. Source: {data.source}.")
    return Digit(f"test-{number}", ink)


def photographed(network: Dense) -> Digit | None:
    """A photo or a scan of one digit on paper; what the network sees of it is always shown."""
    st.caption(
        "Write one digit on plain paper. It should fill a good part of the picture. The picture stays in this session and is not kept."
    )
    if not st.toggle("Use the camera", key="use_camera"):
        file = st.file_uploader("Photo or scan of one digit", key="upload")
    elif why := no_camera(st.context.url):
        st.info(why, icon=":material/no_photography:")
        return None
    else:
        file = st.camera_input("Photograph one digit", key="camera")
    if file is None:
        return None
    data = file.getvalue()
    try:
        digest, photo, ink, told = _read(data, file.name)
    except (PictureError, NothingDrawn) as error:
        st.error(plain(str(error)), icon=":material/image_not_supported:")
        return None
    if told:
        st.warning(told, icon=":material/filter_2:")
    left, right = st.columns((3, 7))
    with left, look.card("photo", "Your picture"):
        st.image(photo, width="stretch")
    with right:
        sketchpad(network, key="pad_photo", picture=ink)
    return Digit(digest[:8], ink, own=True)


def _read(data: bytes, name: str) -> tuple[str, Image.Image, np.ndarray, str]:
    """Digest of a file, its picture as it is shown, the digit in it as `prepare` gives it, what is told; worked out once.

    Raises:
        PictureError, NothingDrawn: it cannot be used.
    """
    digest = hashlib.sha256(data).hexdigest()

    def read() -> tuple[str, Image.Image, np.ndarray, str]:
        photo = decode(data, name, least_side=WORK_SIDE, purse=spending)
        writing = find_writing(photo)  # 60 MB for a moment: as much as many a decoding
        photo.thumbnail((600, 600))
        return digest, photo, prepare(writing.ink), writing.told

    if st.session_state.get(_READ, ("",))[0] != digest:
        spending = purse()  # this session's, which the decoder's thread does not know
        st.session_state[_READ] = in_turn(read, name)
    return st.session_state[_READ]


def read_some(network: Dense, count: int) -> tuple[int, int]:
    """Reads `count` test digits, others each time; gives how many were right, and how many there were."""
    data = _digits()
    rows = np.random.default_rng().choice(data.test, count, replace=False)
    guesses = network.probabilities(scale(data.some(rows))).argmax(axis=1)
    return int((guesses == data.labels[rows]).sum()), count


def enlarged(ink: np.ndarray, times: int = 10) -> np.ndarray:
    """The picture with square pixels, uint8, for `st.image`."""
    return np.kron((255 * ink).round().astype(np.uint8), np.ones((times, times), np.uint8))


def _digits() -> digits.DigitSet:
    with st.spinner("Fetching test digits"):
        return digits.load(download=False)
