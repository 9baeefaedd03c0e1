"""The pictures that a model gets most wrong, and where it looked in one of them.

Digits are explained pixel by pixel in this process; a photo's map comes from a worker.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure.attribution import explained, integrated_gradients
from lib.measure.proportions import minus
from lib.models.bases import BASES
from lib.pictures.prepare.data_urls import png_url
from lib.pictures.prepare.prepare import SIDE, scale
from lib.pictures.sets import digits
from lib.pictures.sets.photos import PhotoSet, each_photo, square
from lib.screen.kit import host, lesson, look, pet_tiles
from lib.screen.kit.kept import Kept, mine
from lib.screen.kit.tiles import digit_url
from lib.screen.mistakes import wrong_matrix
from lib.screen.models import answered, pet_ask
from lib.screen.models.model import DIGITS, Model
from lib.screen.pictures import device_tiles, set_photos
from lib.specs.choices import OWN

SHOWN = 12
BLUE, ORANGE = (29, 95, 209), (194, 87, 12)  # the signed numbers' colours, on a digit's white paper
_LEFT_OUT = "What spoke against the answer is left out, the strongest place gets the full colour, and each place has seen most of the photo."
LARGE = 8  # screen pixels for one of a digit's


@st.fragment  # another class or picture redraws this part alone
def show(model: Model) -> None:
    """The top losses, of all classes or of one, and one of them closer."""
    with look.card("losses", "Where the loss is highest"):
        lesson.prose(
            "The [[loss]] of a picture is minus the natural logarithm of the probability that the model gave to the "
            "*true* class. Being wrong and sure costs most."
        )
        only = st.selectbox(
            "True class", ["all classes", *model.answers.classes], key="loss_class",
            format_func=lambda name: name if name == "all classes" else f"only {name}",
        )  # fmt: skip
        k = None if only == "all classes" else model.answers.classes.index(only)
        worst = model.answers.worst(SHOWN, k)
        if not worst:
            st.markdown("The test part has no picture of this class.")
            return
        wrong_matrix.gallery(model, worst, numbered=True)
    with look.card("looked", "What spoke for its answer?"):
        number = st.pills(
            "Picture", range(1, len(worst) + 1), default=1, key=f"closer_{only}", required=True,
        )  # fmt: skip
        position = worst[int(number or 1) - 1]
        if model.kind == DIGITS:
            _digit(model, position)
        else:
            _photo(model, position)


@dataclass(frozen=True)
class _Explained:
    """A digit explained, ready to be shown."""

    left: str
    right: str
    words: str


_explained: Kept[_Explained] = Kept(300)  # 5 kB each
_seen: Kept[tuple[str, str]] = Kept(40)  # photo and map of public sets, 80 kB each


def _digit(model: Model, position: int) -> None:
    """Which pixels spoke for the answer and which for the truth, or for the next likeliest where it is right."""
    told = _explained.get(
        (model.id, position, digits.load(download=False).data_hash),
        lambda: _explain(model, position),
    )
    left, right, words = st.columns([2, 2, 5], gap="large", vertical_alignment="center")
    left.html(told.left)
    right.html(told.right)
    with words:
        lesson.prose(told.words)
        st.caption(
            "Integrated gradients: the digit grows out of blank paper, and at each step the gradient says how much a pixel "
            "counts. Paper that stays blank always gets 0, so a stroke that is missing never shows."
        )


def _explain(model: Model, position: int) -> _Explained:
    network, data = model.network, digits.load(download=False)
    pixels = data.some([data.test[position]])[0]
    picture = scale(pixels[None])[0]
    ranked = [int(k) for k in model.answers.probabilities[position].argsort()[::-1]]
    answer, truth = ranked[0], int(model.answers.truth[position])
    against = truth if truth != answer else ranked[1]
    shares = integrated_gradients(network, picture, answer, against)
    difference = explained(network, picture, answer, against)
    blank = network.activations(np.zeros((1, len(picture)), np.float32))[-1][0]
    before = float(blank[answer] - blank[against])
    lead = minus(f"by {before + difference:+.2f}")
    return _Explained(
        _figure(digit_url(pixels), f"a {truth} as it was written", f"It is a {truth}"),
        _figure(
            png_url(signed(pixels, shares.reshape(SIDE, SIDE))),
            f"the same, blue where ink spoke for {answer}, orange where it spoke for {against}",
            f"For {answer}, for {against}",
        ),
        f"It says **{answer}**: the [[logits|logit]] of {answer} stands {lead} against that of {against}. "
        f":blue[**Blue**] pixels spoke for {answer}, {shares[shares > 0].sum():+.2f} together; :orange[**orange**] ones "
        f"for {against}, −{-shares[shares < 0].sum():.2f}. Blank paper alone gives {before:+.2f}. The three add up to the "
        f"{before + difference:+.2f}.",
    )


def signed(pixels: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """(h, w, 3) uint8, enlarged: the digit faint on paper, its pixels blue above 0 and orange below.

    Args:
        pixels: (h, w) uint8, 0 = paper.
        shares: (h, w) of either sign; the strongest gets its full colour.
    """
    paper = 255 - 0.22 * pixels[:, :, None].astype(float)
    strength = np.abs(shares) / max(float(np.abs(shares).max()), 1e-9)
    colour = np.where((shares > 0)[:, :, None], BLUE, ORANGE)
    weight = np.sqrt(strength)[:, :, None]  # half as strong must still be seen
    mixed = (paper * (1 - weight) + colour * weight).round().astype(np.uint8)
    return np.kron(mixed, np.ones((LARGE, LARGE, 1), np.uint8))


def _figure(url: str, alt: str, under: str) -> str:
    return f'<figure class="closer"><img src="{url}" alt="{alt}"><figcaption>{under}</figcaption></figure>'


def _cam(model: Model, photos: PhotoSet, base: str, position: int) -> tuple[str, str]:
    """A photo and where the model looked in it, as data URLs; raises Refused."""
    weights = model.weights()
    if weights is None:
        raise Refused("The weights of this run are no longer kept.")
    size = host.engine().call(tasks.SIZE_OF, weights)
    picture = next(each_photo(photos, [photos.where("test")[position]], pet_tiles.SEEN))
    cam = host.engine().call(tasks.WHERE, weights, square(picture, size)[None])[0]
    return pet_tiles.url(picture, pet_tiles.SEEN), pet_tiles.cam_url(cam)


def _photo(model: Model, position: int) -> None:
    """A class activation map over the photo, where photos and the base are on this computer."""
    photos, spec = answered.photos(model), model.spec
    own = spec.pictures == OWN
    if model.on_device:
        st.info(device_tiles.NO_MAP, icon=":material/lock:")
        return
    if photos is None:
        gone = set_photos.OWN_GONE if own else "The photos are not on this computer. Their maps need them."
        st.info(gone, icon=":material/image:")
        return
    base, method = spec.base, spec.method
    if method != "scratch" and pet_ask.who_answers(base) != base:
        return
    kept = mine("looked", 20) if own else _seen
    try:
        with st.spinner("Asking where it looked"):
            picture, cam = kept.get((model.id, base, position), lambda: _cam(model, photos, base, position))
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/cloud_off:")
        return
    says, truth = (
        model.answers.classes[k] for k in (model.answers.guess[position], model.answers.truth[position])
    )
    left, words = st.columns([3, 5], gap="large", vertical_alignment="center")
    left.html(pet_tiles.with_cam(picture, cam, f"{truth}, with the places that spoke for {says} marked"))
    with words:
        st.markdown(
            f"Its label is {truth}, and the model says **{says}**. The brighter a place, the more it spoke for {says}."
        )
        st.caption(
            f"A class activation map (Zhou et al. 2016) at the size of {BASES[base].title}'s last feature map, smoothed. "
            f"{_LEFT_OUT}"
            if method == "new_head"
            else f"Grad-CAM (Selvaraju et al. 2017) on the last feature map, smoothed. {_LEFT_OUT}"
        )
