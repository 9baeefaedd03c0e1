"""Pieces of the lesson "Meet the original model": its answers on a photo, unscaled pixels, the measurement, why, its mistakes."""

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
        k = st.slider("How many names to show", 1, 30, 5, key="k")
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
    these = "This name has" if k == 1 else f"These {k} names have"
    rank = rank_below(probabilities)
    return (
        f"{these} **{likely(shown)}** together. The other {1000 - k} have {likely(1 - shown)}. All 1,000 add up to 100 %. "
        f"From rank **{rank}** on, each name has less than 0.1\u00a0%."
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
        (_expected(base), "As in the file: 0 to 255"),
        answers,
        strict=True,
    ):
        with column:
            st.markdown(f"**{title}**")
            st.html(pet_tiles.guesses(best(probabilities, 3)))
    right, wrong = (best(probabilities, 1)[0] for probabilities in answers)
    if right.name == wrong.name:
        st.markdown(
            f"Both times the model answers, and gives no error. Here it says **{right.name}** both times: {likely(right.probability)} and "
            f"{likely(wrong.probability)}. With other photos the two answers differ."
        )
        return
    st.markdown(
        f"Both times the model answers, and gives no error. But with the wrong numbers it says **{wrong.name}** "
        f"({likely(wrong.probability)}) instead of **{right.name}**. Every weight was learned for numbers in another range."
    )


def _expected(base: str) -> str:
    return {
        "minus_one_to_one": "As in its training: -1 to 1",
        "caffe": "As in its training: colours swapped and centred",
        "efficientnet": "As in its training: by mean and spread",
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
        "“Right” means: its best prediction names any breed of the right animal. No model of this course has learned from these photos."
    )


def _dots(models: list[Line], only: str | None, bet: float | None) -> None:
    key, alt = f"original_{only or 'all'}", describe_dots(models, only)
    charts.draw(dots_chart, models, only=only, chance=None, bet=bet, key=key, alt=alt)


def by_animal(result: Original) -> str:
    """What the two counts say of cats against dogs, and what they do not say: no cause is tested here."""
    cats, dogs = result.by_class["cats"], result.by_class["dogs"]
    counts = f"It gets {dogs.sentence()} of the dogs right, and {cats.sentence()} of the cats."
    if dogs.low > cats.high:
        return f"{counts} One likely reason: it learned 118 breeds of dog and only five of cat. Nobody has tested that here."
    if cats.low > dogs.high:
        return f"{counts} And yet it has 118 names for dogs and only five for cats. So the number of names is not the only reason."
    return f"{counts} The two intervals overlap: this is not yet a difference."


def pocket_story(result: Original, teacher: Original | None) -> str:
    """Who taught Pocket, and why it may be ahead of its teacher here."""
    told = (
        "**Pocket was made for this course.** MobileNetV2 was its teacher: Pocket learned to give the same answers. It learned them on the "
        "1,600 training photos of cats and dogs, and on pictures of other things with hardly any fur."
    )
    if teacher is None or result.proportion.low <= teacher.proportion.high:
        return f"{told} So do not trust its names for other things."
    return (
        f"{told} On these test photos it is right on {result.proportion.correct:,}, its teacher on {teacher.proportion.correct:,}. "
        "One likely reason, not tested here: about half of what it saw was a cat or a dog. So do not trust its names for other things."
    )


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
    st.markdown(f"Most often it said: {often}.")
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
    """The best prediction on a test photo, by name."""
    return imagenet_names()[int(result.seen.top[position, 0])]
