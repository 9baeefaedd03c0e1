"""Lesson: a photo as numbers, a kernel over it, and what a pretrained base sees in it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.map_of_photos import PhotoMap
from lib.measure.proportions import minus
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.sets.packs import has_pack
from lib.screen.how_it_looks import base_eyes, looking
from lib.screen.kit import lesson, look
from lib.screen.pictures import pet_source

LESSON = "how_a_picture_network_looks"
QUESTIONS = table(LESSON)

BORN = {
    False: "The base did not learn from these photos. But 123 of its 1,000 names are breeds of cat and dog.",
    True: "Pocket learned from MobileNetV2 with the course’s training photos of cats and dogs. So it knows such photos.",
}
OFFERED = [name for name in BASES if has_pack(name) or name == "pocket"]  # and Pocket, which is always here


def choose_base() -> None:
    """The base whose eyes are borrowed; what stands in the session already counts above it."""
    st.selectbox("Base", OFFERED, format_func=lambda name: BASES[name].title, key="base")


def check(kernel: list[float] | None, found: list[dict[str, Any]] | None) -> None:
    """Questions on the idea, and from this kernel's and this base's own numbers."""
    lesson.check(LESSON, QUESTIONS["moved"])
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
if lesson.predict(LESSON, QUESTIONS["apart"], fold=True) is None:
    st.stop()

photos = pet_source.set_of_photos()
base_name = st.session_state.get("base", OFFERED[0])
base = BASES[base_name]
lesson.prose(
    "A picture is numbers: in grey, each [[pixel]] has one, from 0 (black) to 1 (white). A [[kernel]] (also called filter) is nine "
    "[[weight|weights]]. It multiplies nine pixels by them and adds up. Then it moves on by one pixel, with the same weights. Change "
    "the weights. What does your kernel find?"
)
with look.card("kernel"):
    photo = pet_source.choose(None, None)
    if photo is None:
        st.stop()
    kernel = looking.kernel(photo)
lesson.prose("Such a layer is called a [[convolution]]. [[Pooling]] makes its result smaller.")

st.subheader("In colour, a pixel is three numbers", anchor=False)
with look.card("photo"):
    looking.pixels(photo, base)
    further = st.expander(
        "Going further: from the photo to the numbers of the base",
        icon=":material/hiking:",
        key="prepared",
        on_change="rerun",
    )
    if further.open:
        with further:
            looking.preparation(photo, base)
            st.markdown(
                f"{base.title} takes pictures of {base.size} × {base.size} pixels, in a range of its own. The last column above shows "
                "the numbers in this range. A base needs the size and the range that it was trained with."
            )

st.subheader("What a trained base sees", anchor=False)
lesson.prose(
    f"A [[base]] is a network that was trained before. {base.title} has thousands of kernels, and nobody wrote their weights. The first "
    "ones work on pixels: in colour, one kernel has 3 × 9 = 27 weights. Later ones read many maps, or [[channel|channels]], at once. White is "
    "each map’s own highest value. The headings say what such layers usually find: nobody read that from these maps. A later "
    "lesson lays such maps over a photo: a [[heat map]]."
)
with look.card("maps"):
    choose_base()
    found = base_eyes.maps(base_name, photo)
st.subheader("The classes are already apart", anchor=False)
lesson.prose(
    "Photos of two [[class|classes]] on one map. The base never heard which photo is of which class."
)
with look.card("map"):
    result: PhotoMap | None = base_eyes.the_map(base_name, photos)
if result:
    lesson.recall_prediction(
        LESSON, QUESTIONS["apart"],
        f"On this map **{result.nearer.sentence()}** are nearer to the middle of their own animal. {BORN[base_name == 'pocket']} The "
        "middles come from the labels of these same photos.",
    )  # fmt: skip

st.subheader("What just happened", anchor=False)
lesson.prose(
    f"Your photo became {3 * base.size**2:,} numbers. Kernels turned them into maps, and those into new maps. At the end there are "
    f"{base.features:,} numbers, the [[feature|features]]. A new last layer, the [[head]], only has to find a border between the "
    "groups. It has few weights, and the base runs once per photo. So it is quick."
)
check(kernel, found)
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON)
