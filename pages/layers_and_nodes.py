"""Lesson: every number of a network in view, from one node's arithmetic to the reading of one's own drawing."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.export.program import of_lesson
from lib.measure import small_network
from lib.measure.proportions import minus
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.measure.silence import in_words
from lib.screen.kit import lesson
from lib.screen.layers_and_nodes import learning_film, network_source
from lib.screen.layers_and_nodes.first_digit import START, facts
from lib.screen.layers_and_nodes.network_source import Source
from lib.screen.layers_and_nodes.network_view import network_view, send_picture
from lib.screen.layers_and_nodes.node_exercises import be_a_node, count_parameters
from lib.screen.models import readers

LESSON = "layers_and_nodes"
QUESTIONS = table(LESSON)


def asked() -> Question:
    """The prediction, about the network that the page shows: does one node matter?"""
    network = network_source.standing().network
    if len(network.sizes) == 2:  # no node to silence: the one that ships has some
        network = readers.shipped().network
    known = facts(network)
    node, output = known.loudest
    return QUESTIONS["silence"].given(
        nodes=network.sizes[1], label=known.label, node=node + 1, output=f"{output:.2f}"
    )


def outcome(source: Source, silenced: Sequence[tuple[int, int]]) -> None:
    """What silencing just these nodes does to what is read, computed here; beside the guess where that was about it."""
    if source.ink is None:
        st.caption("Draw something, and you see what silencing does to its reading.")
        return
    told = in_words(source.reader.network, source.ink, silenced, source.what)
    if (
        silenced == ((1, facts(source.reader.network).loudest[0]),)
        and source.picture == "test"
        and source.number == START
    ):
        lesson.recall_prediction(
            LESSON, asked(), f"{told} What a network knows is spread over many nodes.", same=True
        )
    else:
        st.markdown(told)


def check(source: Source) -> None:
    """Three questions made from the network that the learner looks at."""
    network = source.reader.network
    inputs, nodes = network.sizes[:2]
    lesson.check(LESSON, QUESTIONS["weights"].given(nodes=nodes, inputs=inputs, weights=inputs * nodes))
    hidden = network if len(network.sizes) > 2 else readers.shipped().network  # ReLU needs a hidden layer
    lowest, value = facts(hidden).lowest
    lesson.check(LESSON, QUESTIONS["relu"].given(node=lowest + 1, sum=_n(value), turned=_n(-value)))
    probability = f"{min(facts(network).surest, 0.9999):.4f}"
    lesson.check(LESSON, QUESTIONS["softmax"].given(probability=probability))


def _n(value: float) -> str:
    return minus(f"{value:.2f}")


lesson.opening(LESSON)
if lesson.predict(LESSON, asked()) is None:
    st.stop()

st.subheader("A small network, every number in view", anchor=False)
lesson.prose(
    "It has one input, how pointed a pet’s ears are, and two answers, cat and dog. Each circle is a [[node]]: it multiplies "
    "its inputs by its [[weight|weights]], adds them up with its [[bias]], and applies an [[activation]], here [[ReLU]]. "
    "Nobody trained this one: we set its 36 numbers by hand. Open any node and change them, or open the input and move the ears."
)
send_picture("ears", small_network.START)
network_view(
    small_network.small_network(),
    key="small_view",
    picture="ears",
    labels=small_network.LABELS,
    inputs=("ears",),
)

st.subheader("The same with every pixel of a digit", anchor=False)
source = network_source.choose()
network = source.reader.network
with source.place:
    acted = network_view(
        network, key="digit_view", picture=source.picture, digits=network_source.send_test_digits(),
        named=facts(network).loudest[0] if len(network.sizes) > 2 else None,
    )  # fmt: skip
hidden = " and ".join(f"{n:,}" for n in network.sizes[1:-1]) or "no"
layers = "hidden layer" if len(network.sizes) == 3 else "hidden layers"
lesson.prose(
    f"This [[neural network]] has {hidden} nodes in its [[hidden layer|{layers}]] and {network.parameters:,} weights and "
    f"biases. Training set all of them; nobody wrote one. Open a node and change "
    "a weight or silence it: the reading of the picture and the share of test digits follow at once."
)
if acted.silenced:
    outcome(source, acted.silenced)
elif len(network.sizes) > 2:
    st.caption(
        f"Open node {facts(network).loudest[0] + 1}, silence it, and your guess from above stands here beside what really happens."
    )

st.subheader("Your turn", anchor=False)
first, second = st.columns(2)
with first:
    be_a_node()
with second:
    count_parameters()

st.subheader("Watch it learn", anchor=False)
learning_film.show(source)

st.subheader("What just happened", anchor=False)
lesson.prose(
    f"{source.what.capitalize()} became 784 numbers. Every node of the first layer made one number of them, and so on, layer "
    f"by layer, until ten [[logits]] were left. [[Softmax]] turned them into [[probability|probabilities]]. The picture of a "
    "node’s weights shows where it wants ink (blue) and where it does not (orange). Often it looks like nothing that a "
    "person would name: “looks for a stroke” is only a first picture of what a node does."
)
check(source)
lesson.explain(LESSON, QUESTIONS["in_words"])
lesson.code("A node by hand, in Keras", of_lesson(LESSON))
lesson.next_lesson(LESSON)
lesson.done(LESSON, bool(acted.ways))
