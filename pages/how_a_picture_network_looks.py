"""Lesson: a photo as numbers, a kernel over it, and what a pretrained base sees in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.map_of_photos import PhotoMap
from lib.measure.proportions import minus
from lib.measure.question_table import table
from lib.models.bases import BASES, Base
from lib.pictures.sets.packs import has_pack
from lib.screen.how_it_looks import base_eyes, looking
from lib.screen.kit import lesson, look
from lib.screen.pictures import pet_source

LESSON = "how_a_picture_network_looks"
QUESTIONS = table(LESSON)

BORN = {
    False: "The base had not been trained on these photos; among its 1,000 things were 123 breeds of cat and dog.",
    True: "Pocket learned from MobileNetV2 with the course’s training photos of cats and dogs, so it has met such photos.",
}


def choose_base() -> str:
    """The base whose eyes are borrowed: those with stored features, and Pocket, which is always here."""
    offered = [name for name in BASES if has_pack(name) or name == "pocket"]
    return str(st.selectbox("Base", offered, format_func=lambda name: BASES[name].title, key="base"))


def check(base: Base, kernel: list[float] | None, found: list[dict[str, Any]] | None) -> None:
    """Questions from this photo's, this kernel's and this base's own numbers."""
    n = base.size
    lesson.check(
        LESSON, QUESTIONS["numbers"].given(base=base.title, n=n, pixels=n * n, numbers=3 * n * n, row=3 * n)
    )
    weights = kernel or [-1, 0, 1, -2, 0, 2, -1, 0, 1]
    total = round(sum(weights), 2) + 0.0
    answer = minus(f"{total:g}")
    other, another = [each for each in ("0", "1", "9", "4.5") if each != answer][:2]
    lesson.check(LESSON, QUESTIONS["even"].given(sum=answer, other=other, another=another))
    if found:
        first, last = found[0], found[-1]
        lesson.check(
            LESSON,
            QUESTIONS["depth"].given(
                first_maps=first["channels"], first_side=first["side"], last_maps=last["channels"], last_side=last["side"]
            ),
        )  # fmt: skip


lesson.opening(LESSON)
if lesson.predict(LESSON, QUESTIONS["apart"]) is None:
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
    "weights everywhere: so it finds its edge wherever it is. In colour it has 3 × 9 = 27 weights, and later layers read many maps at "
    "once. Change the weights."
)
with look.card("kernel"):
    kernel = looking.kernel(photo)

st.subheader("What a trained base sees", anchor=False)
lesson.prose(
    f"{base.title} has thousands of such kernels, and nobody wrote them. The first work on pixels, the later ones on what the earlier ones found. White is each map’s own highest value."
)
with look.card("maps"):
    found = base_eyes.maps(base_name, photo)
st.subheader("The classes are already apart", anchor=False)
with look.card("map"):
    result: PhotoMap | None = base_eyes.the_map(base_name, photos)
if result:
    lesson.recall_prediction(
        LESSON, QUESTIONS["apart"],
        f"In this map **{result.nearer.sentence()}** lie nearer to the middle of their own animal than to the other’s. {BORN[base_name == 'pocket']} The middles are "
        "computed from the labels of these same photos.",
    )  # fmt: skip

st.subheader("What just happened", anchor=False)
lesson.prose(
    f"Your photo became {3 * base.size**2:,} numbers. Kernels turned them into maps, maps into maps of maps, and in the end into "
    f"{base.features:,} [[feature|features]]. A new last layer only has to find a border between the groups. It has few weights, and the base runs once per photo. So it is quick."
)
check(base, kernel, found)
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
