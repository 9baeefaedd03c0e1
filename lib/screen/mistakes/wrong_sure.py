"""How right and how sure a model is: accuracy and error rate, the best five, calibration."""

from __future__ import annotations

import streamlit as st

from lib.charts.confusion import describe_reliability, reliability_chart, reliability_table
from lib.measure.proportions import per_cent
from lib.screen.kit import charts, lesson, look
from lib.screen.models.model import Model

FIVE = 5


def right_and_wrong(model: Model) -> None:
    """The same fact said twice, and the best five where there are more than five classes."""
    share = model.answers.proportion
    wrong = share.total - share.correct
    lesson.prose(
        f"[[Accuracy]]: **{share.sentence()}** of its test {model.things} right. The same, said the other way round: "
        f"{wrong:,} of {share.total:,} wrong, an error rate of **{wrong / share.total:.4f}**. An error rate of 0.067 is 93.3 % right."
    )
    if len(model.answers.classes) > FIVE:
        five = model.answers.five
        st.markdown(
            f"Top-1: its best guess is right for {share.sentence()}. Top-5: the right class is among its five best guesses for "
            f"{five.sentence()}. Five random guesses of {len(model.answers.classes)} would reach {per_cent(FIVE / len(model.answers.classes), 0)}."
        )


def calibrated(model: Model) -> None:
    """The reliability chart and what the expected calibration error says."""
    found = model.answers.sureness
    chart, words = st.columns([3, 2])
    with chart, look.card("reliability", height="stretch"):
        key = f"reliability_{model.key}"
        charts.draw(reliability_chart, found, role=model.role, key=key, alt=describe_reliability(found))
    with words, look.card("sure", "How sure, how right", height="stretch"):
        st.markdown(found.sentence())
        lesson.prose(
            "A dot below the dashed line is a group of pictures on which it is surer than it is right. Good "
            "[[calibration]] means that you may take its probabilities at their word, for pictures like these."
        )
        if st.toggle("Show the numbers", key="numbers_reliability"):
            st.dataframe(reliability_table(found), hide_index=True, width="stretch")
