"""Lesson: a photo as numbers, a kernel over it, and what a pretrained base sees in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.export.lesson_code import HOW_A_PICTURE_NETWORK_LOOKS
from lib.measure.map_of_photos import PhotoMap
from lib.measure.shares import minus
from lib.models.bases import BASES, Base
from lib.pictures.sets.packs import has_pack
from lib.screen.how_it_looks import base_eyes, looking
from lib.screen.kit import lesson, look
from lib.screen.pictures import pet_source

LESSON = "how_a_picture_network_looks"
GUESSES = ["All mixed up", "Two groups, mostly apart", "Perfectly apart"]


def choose_base() -> str:
    """The base whose eyes are borrowed: those with stored features, and Pocket, which is always here."""
    offered = [name for name in BASES if has_pack(name) or name == "pocket"]
    return str(st.selectbox("Base", offered, format_func=lambda name: BASES[name].title, key="base"))


def questions(base: Base, kernel: list[float] | None, found: list[dict[str, Any]] | None) -> None:
    """Questions from this photo's, this kernel's and this base's own numbers."""
    n = base.size
    lesson.check(
        LESSON, "numbers", f"{base.title} takes photos of {n} × {n} pixels in colour. How many numbers is that?",
        [f"{n * n:,}", f"{3 * n * n:,}", f"{n * 3:,}"], f"{3 * n * n:,}",
        {f"{n * n:,}": "That is the pixels. How many numbers has each?", f"{n * 3:,}": "That is one row of pixels."},
        f"{n} × {n} pixels with three numbers each: red, green and blue.",
    )  # fmt: skip
    weights = kernel or [-1, 0, 1, -2, 0, 2, -1, 0, 1]
    total = round(sum(weights), 2) + 0.0
    answer = minus(f"{total:g}")
    others = [other for other in ("0", "1", "9", "4.5") if other != answer][:2]
    lesson.check(
        LESSON, "even", f"The nine weights of your kernel add up to {answer}. It stands on an area where every pixel is 1. What does it give there?",
        sorted([answer, *others]), answer,
        dict.fromkeys(others, "Each weight is multiplied by 1. What do the nine products add up to?"),
        "Every product is the weight itself, so the result is the sum of the weights. A kernel for edges adds up to 0: "
        "where nothing changes it says nothing.",
    )  # fmt: skip
    if found:
        first, last = found[0], found[-1]
        lesson.check(
            LESSON, "depth", f"At the first depth this base has {first['channels']:,} maps of {first['side']} × {first['side']}, at the last {last['channels']:,} of {last['side']} × {last['side']}. What is lost on the way?",
            ["what is in the photo", "exactly where it is", "nothing"], "exactly where it is",
            {"what is in the photo": "There are far more maps at the end, each for something else.", "nothing": f"How much of the photo does one of {last['side']} × {last['side']} places stand for?"},
            "Fewer places, more kinds of things: what it is becomes clearer, where it is less so.",
        )  # fmt: skip


lesson.opening(LESSON)
guess = lesson.predict(
    LESSON, "apart", "A base was trained on a thousand kinds of things, never on “cat or dog?”. You sort 400 photos of cats and dogs only by what it sees. How will they lie?",
    GUESSES,
)  # fmt: skip
if guess is None:
    st.stop()

photos = pet_source.set_of_photos()
with look.card("photo", "A picture as numbers"):
    left, right = st.columns([3, 1])
    with right:
        base_name = choose_base()
    base = BASES[base_name]
    with left:
        photo = pet_source.choose(None, None)
    if photo is None:
        st.stop()
    looking.preparation(photo, base)
    lesson.prose(
        "Each [[pixel]] is three numbers: how much red, green and blue. Training went faster with numbers around 0, so the base takes them scaled."
    )
    looking.pixels(photo, base)

st.subheader("A small kernel looks at nine pixels at a time", anchor=False)
lesson.prose(
    "A [[convolution]] multiplies nine pixels by nine weights and adds them up, then moves on by one pixel. The same nine "
    "weights everywhere: so it finds its edge wherever it is. Change the weights."
)
with look.card("kernel"):
    kernel = looking.kernel(photo)

st.subheader("What a trained base sees", anchor=False)
lesson.prose(
    f"{base.title} has thousands of such kernels, and nobody wrote them. The first work on pixels, the later ones on what the earlier ones found. Bright is strong."
)
with look.card("maps"):
    found = base_eyes.maps(base_name, photo)
st.subheader("The classes are already apart", anchor=False)
with look.card("map"):
    result: PhotoMap | None = base_eyes.the_map(base_name, photos)
if result:
    lesson.recall_prediction(
        LESSON, "apart",
        f"In this map **{result.nearer.sentence()}** lie nearer to the middle of their own animal than to the other’s, before any training on cats and dogs.",
    )  # fmt: skip

st.subheader("What just happened", anchor=False)
lesson.prose(
    f"Your photo became {3 * base.size**2:,} numbers. Kernels turned them into maps, maps into maps of maps, and in the end into "
    f"{base.features:,} [[feature|features]]. A new last layer only has to draw a line between two groups of points: that is why retraining is so quick."
)
questions(base, kernel, found)
lesson.explain(LESSON, "in_words", "In one line: what does a kernel do?")
lesson.code("The same in Keras", HOW_A_PICTURE_NETWORK_LOOKS)
lesson.next_lesson(LESSON)
lesson.done(LESSON)
