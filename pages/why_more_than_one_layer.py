"""Lesson: points that no line can part, with and without a hidden layer; and why layers without ReLU are one layer."""

from __future__ import annotations

import streamlit as st

from lib.export.program import of_lesson
from lib.measure.question_table import table
from lib.screen.kit import host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.more_layers import digit_layers, plane
from lib.screen.more_layers.plane import BENT, FLAT, LINEAR, Try
from lib.screen.more_layers.xor_picture import picture

LESSON = "why_more_than_one_layer"
QUESTIONS = table(LESSON)


def happened(tries: dict[str, Try]) -> None:
    """The learner's own tries on XOR, as far as there are any, and what follows from them."""
    flat, bent, linear = (tries.get(kind) for kind in (FLAT, BENT, LINEAR))
    if flat:
        lesson.recall_prediction(
            LESSON,
            QUESTIONS["xor"],
            f"Without a hidden layer your network got {flat.share.sentence()} right.",
        )
    if bent:
        st.markdown(f"Your best try with {bent.network} and ReLU got **{bent.share.sentence()}** right.")
    if flat and bent:
        if bent.share.low > flat.share.high:
            lesson.prose(
                "The hidden layer made the difference. Each node of the first hidden layer draws one line (dotted). ReLU makes the node 0 on "
                "one side of its line. So the border can bend at each line."
            )
        else:
            st.markdown(
                "So far the hidden layer is not ahead by more than luck. Try 8 nodes, or another seed."
            )
    if linear:
        lesson.prose(
            f"Without ReLU your best try, with {linear.network}, got **{linear.share.sentence()}** right. Layers without "
            "ReLU are [[linear]]: they only multiply and add. The product of their [[weight matrix|weight matrices]] is one layer. So "
            "the border is one line again."
        )
    if not (flat and bent and linear):
        st.caption(
            "Try XOR with 0 hidden layers, with 1, and with 1 without ReLU. Then you see your numbers here."
        )


lesson.opening(LESSON, "You find out what a network with a hidden layer can do, and one layer alone cannot.")
lesson.prose(
    "Points like these are called [[XOR]]. Blue and orange each lie in two opposite corners. Can a network without a "
    "[[hidden layer]] tell the colours apart?"
)
place = st.container()  # the picture, until the points themselves stand there
if lesson.predict(LESSON, QUESTIONS["xor"], fold=True) is None:
    place.html(picture(look.theme()))
    st.stop()

st.subheader("Try it on points", anchor=False)
lesson.prose(
    "The network gets two numbers for each point: where it lies across, and how high. It gives the [[probability]] of blue. The line is "
    "its [[border]]. It learns from the filled points, its [[training part]]. The hollow points are new, its [[validation part]]: these count."
)
lesson.prose(
    "Choose how many hidden layers there are, their [[node|nodes]], and whether [[ReLU]] stands behind each node. Play trains for "
    "100 [[epoch|epochs]], from the [[seed]] that you set. The [[loss]] is drawn beside it."
)
tries = plane.show()

st.subheader("What just happened", anchor=False)
happened(tries)

st.subheader("The same question for digits", anchor=False)
lesson.prose(
    "A digit is not 2 numbers but 784. Does a hidden layer help there too? The validation part tells; the [[test part]] stays closed."
)
digit_layers.show(host.lab_book().runs(learner_id(), "digits") if settled() else [])

lesson.check(LESSON, QUESTIONS["stack"])
lesson.check(LESSON, QUESTIONS["needs"])
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("The same in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, all(kind in tries for kind in (FLAT, BENT, LINEAR)))
