"""Pieces of the lesson "Meet the original model": its guesses on a photo, unscaled pixels, the measurement, its mistakes."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.charts.compare import Line, describe_dots, dots_chart
from lib.engine.engine import Refused
from lib.measure.guesses import Original, best, rank_below
from lib.measure.proportions import per_cent
from lib.models.bases import BASES, imagenet_names
from lib.pictures.sets.packs import has_pack
from lib.pictures.sets.photos import PhotoSet
from lib.screen.kit import charts, look, pet_tiles
from lib.screen.kit.pet_tiles import Tile
from lib.screen.kit.words import likely
from lib.screen.models import pet_ask
from lib.screen.pictures.pet_source import Photo

SHOWN = 24  # photos of the gallery before "more"


def choose_base() -> str:
    """Which base is met; MobileNetV2 unless chosen otherwise."""
    offered = [name for name in BASES if has_pack(name)] or ["pocket"]
    offered.sort(key=lambda name: name != pet_ask.usual_base())  # the same on every page
    if len(offered) == 1:
        return offered[0]
    with st.expander("More settings", key="more_settings"):
        chosen = st.selectbox(
            "Base", offered, format_func=lambda name: BASES[name].title, key="original_base"
        )
        st.caption(f"{BASES[chosen].about} Licence: {BASES[chosen].licence}. Source: {BASES[chosen].source}.")
    return chosen


def answer(base: str, photo: Photo) -> None:
    """The photo beside the k most likely names, and what the others share."""
    left, right = st.columns([2, 3], gap="large")
    with left:
        st.html(pet_tiles.photo(photo.url, photo.name))
        st.caption(f"{photo.name[:1].upper()}{photo.name[1:]}")
    with right:
        k = st.slider("How many guesses to show", 1, 30, 5, key="k")
        try:
            probabilities = pet_ask.original(base, photo)
        except Refused as refusal:
            st.warning(str(refusal), icon=":material/cloud_off:")
            return
        listed = best(probabilities, k)
        st.html(pet_tiles.guesses(listed))
        st.markdown(_sum_up(probabilities, k))


def _sum_up(probabilities: np.ndarray, k: int) -> str:
    """That all 1,000 add up, and where they become small."""
    shown = float(np.sort(probabilities)[::-1][:k].sum(dtype=np.float64))
    these = "This one has" if k == 1 else f"These {k} have"
    rank = rank_below(probabilities)
    return (
        f"{these} **{likely(shown)}** together, the other {1000 - k} names share {likely(1 - shown)}: all 1,000 add up to "
        f"100 %. From rank **{rank}** on, each name gets less than 0.1\u00a0%."
    )


def unscaled(base: str, photo: Photo) -> None:
    """The same photo scaled as the base expects, and with its pixels straight from the file."""
    try:
        answers = [pet_ask.original(base, photo, scaled) for scaled in (True, False)]
    except Refused as refusal:
        st.warning(str(refusal), icon=":material/cloud_off:")
        return
    for column, title, probabilities in zip(
        st.columns(2, gap="large"),
        (_expected(base), "Pixels as they stand in the file, 0 to 255"),
        answers,
        strict=True,
    ):
        with column:
            st.markdown(f"**{title}**")
            st.html(pet_tiles.guesses(best(probabilities, 3)))
    right, wrong = (best(probabilities, 1)[0] for probabilities in answers)
    if right.name == wrong.name:
        st.markdown(
            f"The model runs in both cases, and gives no error. Here it says **{right.name}** both times, {likely(right.probability)} and "
            f"{likely(wrong.probability)}. That is not so with every photo."
        )
        return
    st.markdown(
        f"The model runs in both cases, and gives no error. With the wrong numbers it says **{wrong.name}** "
        f"({likely(wrong.probability)}) instead of **{right.name}**: every weight was learned for numbers in another range."
    )


def _expected(base: str) -> str:
    return {
        "minus_one_to_one": "Scaled to -1 to 1, as it was trained",
        "caffe": "Colours swapped and centred, as it was trained",
        "efficientnet": "Scaled by mean and spread, as it was trained",
    }[BASES[base].scaling]


def measured(result: Original, bet: float | None) -> None:
    """Right answers on all 1,000 test photos, and for cats and dogs apart."""
    models = [Line("original", result.proportion, result.by_class)]
    left, right = st.columns([1, 1])
    with left, look.card("all", height="stretch"):
        st.html(
            pet_tiles.figure(per_cent(result.proportion.accuracy), f"{result.proportion.sentence()} right")
        )
        _dots(models, None, bet)
    with right, look.card("classes", height="stretch"):
        for name in result.by_class:
            _dots(models, name, None)
    st.caption(
        "Right means: the best guess names any breed of the right animal. None of these photos had a part in any training here."
    )


def _dots(models: list[Line], only: str | None, bet: float | None) -> None:
    key, alt = f"original_{only or 'all'}", describe_dots(models, only)
    charts.draw(dots_chart, models, only=only, chance=None, bet=bet, key=key, alt=alt)


def mistakes(result: Original, photos: PhotoSet | None, names: list[str]) -> None:
    """The photos it got wrong, the surest mistake first, with what it said."""
    counts = [len(result.wrong(label)) for label in (0, 1)]
    kinds = {f"Cats ({counts[0]:,})": 0, f"Dogs ({counts[1]:,})": 1}
    label = kinds[
        st.segmented_control(
            "Photos of", list(kinds), default=next(iter(kinds)), key="mistakes", required=True
        )
    ]
    wrong = result.wrong(label)
    if not len(wrong):
        st.markdown("None.")
        return
    often = ", ".join(f"{name} ({times})" for name, times in result.instead(label, 5))
    st.markdown(f"Most often instead: {often}.")
    many = st.session_state.get(f"more_{label}", SHOWN)
    lines = [(int(i), best_of(result, int(i)), float(result.seen.probabilities[i, 0])) for i in wrong[:many]]
    if photos is None:
        st.dataframe(
            [{"photo": names[i], "said": said, "probability": likely(share)} for i, said, share in lines],
            hide_index=True, width="stretch", key=f"wrong_{label}",
        )  # fmt: skip
    else:
        test = photos.where("test")
        animal = photos.classes[label]
        urls = pet_tiles.tile_urls(photos, test[wrong[:many]])
        st.html(pet_tiles.gallery([
            Tile(url, f"a {animal}, called {said}", said, likely(share))
            for url, (_, said, share) in zip(urls, lines, strict=True)
        ]))  # fmt: skip
    if many < len(wrong):
        st.button(
            f"Show {min(SHOWN, len(wrong) - many)} more", key="more_wrong",
            on_click=lambda: st.session_state.update({f"more_{label}": many + SHOWN}),
        )  # fmt: skip


def best_of(result: Original, position: int) -> str:
    """The best guess on a test photo, by name."""
    return imagenet_names()[int(result.seen.top[position, 0])]
