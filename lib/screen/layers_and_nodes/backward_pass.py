"""The backward pass: one wrong digit's error, sent back through the weights; one update; and what it costs other digits."""

from __future__ import annotations

import streamlit as st

from lib.measure.proportions import minus
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.dense import Dense
from lib.screen.kit import lesson, look
from lib.screen.layers_and_nodes import learning_film, network_source
from lib.screen.layers_and_nodes.network_back import Updated, network_back
from lib.screen.layers_and_nodes.network_source import OWN, TEST, Source, Standing
from lib.screen.layers_and_nodes.wrong_digit import mended, read_worst
from lib.screen.models import readers

LESSON = "layers_and_nodes"
QUESTIONS = table(LESSON)
ASKS = ("predict.which_way", "check.silent", "check.alone")


def show() -> bool | None:
    """All of it; whether an update was made, or None while there is no guess."""
    shown = network_source.standing()
    network = shown.reader.network
    asked = _asked(_hidden(network))
    if lesson.predict(LESSON, asked, fold=True) is None:
        return None
    found = read_worst(network)
    lesson.prose(
        f"{_how_many(found.wrong, found.total)} The [[label]] says what is right. So each output has an error: "
        "[[probability]] − target. [[Backpropagation]] sends the errors back through the [[weight|weights]]. So each weight "
        "gets its [[gradient]]. Then it takes one small step against it, and that lowers the [[loss]]. The [[learning rate]] "
        "says how small."
    )
    source = _choose(shown)
    with source.place:
        updated = network_back(
            network,
            key="back_view",
            digits=network_source.send_test_digits(),
            worst=found.order,
            picture=source.picture or None,
        )
    if updated is not None:
        _outcome(asked, network, updated)
    lesson.prose(
        "**One digit alone is not how a network is trained.** Each [[update]] uses a whole [[batch]], often 100 digits, and "
        "takes the mean of their steps. So no single digit pulls the weights its own way. See what your updates do to all "
        "[[test part|test digits]], this one among them. Then start again with a rate of 0.1. Real training never learns from "
        "test digits. Here no update is kept."
    )
    st.subheader("With all digits: watch it learn", anchor=False)
    lesson.prose(
        "Here a network learned from all training digits, batch after batch. One pass through them is an [[epoch]]. Press "
        "Replay."
    )
    learning_film.show(source)
    _check(network)
    lesson.next_lesson(LESSON)
    return updated is not None


def _choose(shown: Standing) -> Source:
    """The network, and what it learns from: one of the test digits that it reads worst, which the view goes through by itself,
    or a drawing."""
    with look.card("source"):
        which, what = st.columns(2)
        network_source.choose_network(which, shown)
        kind = what.segmented_control(
            "It learns from", [TEST, OWN], default=TEST, required=True, key="learns", width="stretch"
        )
    if kind == OWN:
        return network_source.drawn(shown.reader)
    number = read_worst(shown.reader.network).order[0]
    ink, label = network_source.test_ink(number)
    return Source(shown.reader, "", ink, number, f"this {label}", st.container())


def _how_many(wrong: int, total: int) -> str:
    if wrong == 0:
        return f"This network reads all {total:,} test digits right. You see the one with the lowest probability."
    return f"This network reads {wrong:,} of {total:,} test digits wrong."


def _hidden(network: Dense) -> Dense:
    """The network, or the one that ships where it has no node before the outputs."""
    return network if len(network.sizes) > 2 else readers.shipped().network


def _asked(network: Dense) -> Question:
    """The prediction, about the first digit of this network: which way does a weight move?"""
    known = mended(network)
    return QUESTIONS["which_way"].given(
        label=known.label, other=known.other, probability=f"{known.probability:.3f}", node=known.node + 1,
        layer=len(network.sizes) - 2, gave=f"{known.gave:.2f}",
    )  # fmt: skip


def _outcome(asked: Question, network: Dense, updated: Updated) -> None:
    """The guess beside how that weight moved, computed here; nothing where another digit was updated."""
    known = mended(network)
    if len(network.sizes) == 2 or updated.digit != known.digit:
        return
    step = known.step(updated.rate)
    lesson.recall_prediction(
        LESSON,
        asked,
        f"The weight from node {known.node + 1} to output {known.other} moved **down**, from {_n(known.weight, 5)} to {_n(known.weight + step, 5)}. Output {known.other} got too "
        f"much: its error is {known.probability:.3f} − 0. The node gave {known.gave:.2f}. So the step of your first update "
        f"was −{updated.rate:g} × {known.probability:.3f} × {known.gave:.2f} = {_n(step, 5)}.",
        same=True,
    )


def _check(network: Dense) -> None:
    """Two questions, about the digit that the network reads worst."""
    known = mended(_hidden(network))
    if known.silent is not None:
        lesson.check(LESSON, QUESTIONS["silent"].given(node=known.silent + 1, label=known.label))
    lesson.check(LESSON, QUESTIONS["alone"].given(label=known.label))


def _n(value: float, places: int) -> str:
    return minus(f"{value:.{places}f}")
