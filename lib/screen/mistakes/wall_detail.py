"""One picture of the wall, opened: the picture itself, where the model looked, and what it has seen that is like it.

Digits are explained pixel by pixel in this process; a photo's map comes from a worker.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.measure.attribution import explained, integrated_gradients
from lib.measure.proportions import minus
from lib.measure.wall import nearest
from lib.models.bases import BASES
from lib.pictures.prepare.data_urls import png_url
from lib.pictures.prepare.prepare import SIDE, scale
from lib.pictures.sets import digits
from lib.pictures.sets.photos import each_photo, square
from lib.screen.kit import host, pet_tiles
from lib.screen.kit.kept import Kept, mine
from lib.screen.kit.tiles import digit_url
from lib.screen.mistakes.wall_part import AMONG, Part
from lib.screen.models import pet_ask
from lib.screen.models.model import DIGITS
from lib.screen.pictures import device_tiles, set_photos
from lib.specs.choices import OWN

BLUE, ORANGE = (29, 95, 209), (194, 87, 12)  # the signed numbers' colours, on a digit's white paper
LARGE = 8  # screen pixels for one of a digit's
_LEFT_OUT = (
    "Places that counted against the answer are left out. The strongest place gets the full colour. Each place has seen most of "
    "the photo."
)


@dataclass(frozen=True)
class Looked:
    """A picture and a map of what counted in it, as data URLs; what the map shows, what it is called and how it is made."""

    picture: str
    map: str
    over: bool  # whether the map lies over the picture, or stands beside it
    title: str
    words: str
    further: str


_looked: Kept[Looked] = Kept(300)  # 5 kB a digit, 80 kB a photo of a public set


def detail(part: Part, position: int) -> dict[str, Any]:
    """All that the browser cannot know of the picture at this position of the part."""
    found = {"position": position, **_near(part, position)}
    try:
        looked = _digit(part, position) if part.model.kind == DIGITS else _photo(part, position)
    except Refused as refusal:
        return found | {"why": str(refusal)}
    if isinstance(looked, str):
        return found | {"why": looked}
    return found | {
        "picture": looked.picture,
        "map": looked.map,
        "over": looked.over,
        "title": looked.title,
        "words": looked.words,
        "further": looked.further,
    }


def _near(part: Part, position: int) -> dict[str, Any]:
    """The training pictures that lie nearest to it in feature space, with their labels."""
    learned = part.learned()
    if learned is None:
        why = "The pictures that it learned from are not here."
        if part.model.kind != DIGITS:
            why = "The app knows such pictures only for digits, and for a new head that was trained here."
        return {"near": [], "among": why}
    rows, names = learned.rows, part.model.answers.classes
    places = nearest(part.feature(position), learned.features)
    found, labels = rows[places], learned.truth[places]
    if part.model.kind == DIGITS:
        data = digits.load(download=False)
        urls = [digit_url(each) for each in data.some(found)]
    else:
        urls = pet_tiles.tile_urls(part.photos, found) if part.photos else [""] * len(found)
    near = [{"url": url, "label": names[int(label)]} for url, label in zip(urls, labels, strict=True)]
    some = f"{len(rows):,} of the" if len(rows) == AMONG else f"the {len(rows):,}"
    return {
        "near": near,
        "among": f"Their features are nearest, among {some} training {part.model.things}.",
    }


def _digit(part: Part, position: int) -> Looked:
    """Which pixels made the answer more likely and which the truth, or the second prediction where it is right."""
    key = (part.model.id, part.name, position, digits.load(download=False).data_hash)
    return _looked.get(key, lambda: _explain(part, position))


def _explain(part: Part, position: int) -> Looked:
    network, data = part.model.network, digits.load(download=False)
    pixels = data.some([part.rows[position]])[0]
    picture = scale(pixels[None])[0]
    ranked = [int(k) for k in part.answers.probabilities[position].argsort()[::-1]]
    answer, truth = ranked[0], int(part.answers.truth[position])
    against = truth if truth != answer else ranked[1]
    shares = integrated_gradients(network, picture, answer, against)
    difference = explained(network, picture, answer, against)
    blank = network.activations(np.zeros((1, len(picture)), np.float32))[-1][0]
    before = float(blank[answer] - blank[against])
    lead = before + difference
    order = f"{abs(lead):.2f} {'higher' if lead >= 0 else 'lower'} than"
    return Looked(
        digit_url(pixels),
        png_url(signed(pixels, shares.reshape(SIDE, SIDE))),
        False,
        "Integrated gradients",
        f"The score (logit) of {answer} is {order} the score of {against}. Blue pixels made {answer} more likely. Orange pixels "
        f"made {against} more likely.",
        f"The method divides the difference among the pixels: {shares[shares > 0].sum():+.2f} from the blue ones, "
        f"−{-shares[shares < 0].sum():.2f} from the orange ones. Blank paper alone gives {minus(f'{before:+.2f}')}. It counts 0 in "
        "the map, so a missing stroke never shows (Sundararajan et al. 2017).",
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


def _photo(part: Part, position: int) -> Looked | str:
    """A class activation map over the photo, where photos and the base are on this computer; a sentence else."""
    model, photos, spec = part.model, part.photos, part.model.spec
    own = spec.pictures == OWN
    if model.on_device:
        return device_tiles.NO_MAP
    if photos is None:
        return set_photos.OWN_GONE if own else "The photos are not on this computer. A map needs its photo."
    if spec.method != "scratch" and pet_ask.who_answers(spec.base) != spec.base:
        return "The base of this model is not on this computer."
    kept = mine("looked", 20) if own else _looked
    return kept.get((model.id, part.name, spec.base, position), lambda: _cam(part, position))


def _cam(part: Part, position: int) -> Looked:
    """Raises Refused."""
    model, photos = part.model, part.photos
    assert photos is not None
    weights = model.weights()
    if weights is None:
        raise Refused("The weights of this run are no longer kept.")
    size = host.engine().call(tasks.SIZE_OF, weights)
    picture = next(each_photo(photos, [part.rows[position]], pet_tiles.SEEN))
    cam = host.engine().call(tasks.WHERE, weights, square(picture, size)[None])[0]
    says = model.answers.classes[part.answers.guess[position]]
    new_head = model.spec.method == "new_head"
    return Looked(
        pet_tiles.url(picture, pet_tiles.SEEN),
        pet_tiles.cam_url(cam),
        True,
        "Class activation map" if new_head else "Grad-CAM",
        f"Bright places made {says} more likely.",
        (
            f"A class activation map (Zhou et al. 2016), made from the last feature map of {BASES[model.spec.base].title} and smoothed. "
            if new_head
            else "Grad-CAM (Selvaraju et al. 2017), made from the last feature map and smoothed. "
        )
        + _LEFT_OUT,
    )
