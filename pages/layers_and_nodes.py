"""Lesson: every number of a network in view, from one node's arithmetic to the reading of one's own drawing."""

from __future__ import annotations

import streamlit as st

from lib.export.lesson_code import LAYERS_AND_NODES
from lib.measure import small_network
from lib.measure.shares import minus
from lib.screen.kit import lesson
from lib.screen.layers_and_nodes import learning_film, network_source
from lib.screen.layers_and_nodes.first_digit import facts
from lib.screen.layers_and_nodes.network_source import Source
from lib.screen.layers_and_nodes.network_view import network_view, send_picture
from lib.screen.layers_and_nodes.node_exercises import be_a_node, count_parameters
from lib.screen.models import readers

LESSON = "layers_and_nodes"


def guess_first() -> str | None:
    """The prediction: does one node matter?"""
    network = readers.shipped().network
    known = facts(network)
    node, output = known.loudest
    return lesson.predict(
        LESSON, "silence",
        f"A network with {network.sizes[1]} nodes in its first layer reads a {known.label}. The loudest of them, node {node + 1}, "
        f"gives {output:.2f}. If you silence that node, so that it gives 0, what will the network read?",
        [f"still {known.label}", "another digit", "nothing at all"],
    )  # fmt: skip


def outcome() -> None:
    """The guess beside what silencing that node does, computed here."""
    known = facts(readers.shipped().network)
    lesson.recall_prediction(
        LESSON, "silence",
        f"Without node {known.loudest[0] + 1} the {known.label} is read as **{known.read}**; the likelihood of {known.label} goes from "
        f"{known.before:.4f} to {known.after:.4f}. What a network knows is spread over many nodes.",
    )  # fmt: skip


def questions(source: Source) -> None:
    """Three questions made from the network that the learner looks at."""
    network = source.reader.network
    inputs, nodes = network.sizes[:2]
    lesson.check(
        LESSON, "weights", f"Layer 1 of this network has {nodes:,} nodes and reads {inputs:,} pixels. How many weights does one of its nodes have?",
        [f"{nodes:,}", f"{inputs:,}", f"{inputs * nodes:,}"], f"{inputs:,}",
        {f"{nodes:,}": "These are the nodes beside it. What does one node read?",
         f"{inputs * nodes:,}": "That is all weights of the layer. One node has fewer."},
        f"One weight for each of the {inputs:,} pixels, and one bias. That is why its weights can be shown as a picture.",
    )  # fmt: skip
    hidden = network if len(network.sizes) > 2 else readers.shipped().network  # ReLU needs a hidden layer
    lowest, value = facts(hidden).lowest
    lesson.check(
        LESSON, "relu", f"For the first test digit, the sum of node {lowest + 1} in layer 1 is {_n(value)}. What does it pass on to layer 2?",
        [_n(value), "0", _n(-value)], "0",
        {_n(value): "What does ReLU do with a sum below zero?", _n(-value): "ReLU does not turn the sign around."},
        "ReLU lets sums above zero through and turns all others into 0. This node says nothing about this picture.",
    )  # fmt: skip
    highest = facts(network).surest
    lesson.check(
        LESSON, "softmax", f"This network reads that digit with likelihood {min(highest, 0.9999):.4f}. You draw a house. What do its ten likelihoods add up to?",
        ["1", "about 0", "it depends on the house"], "1",
        {"about 0": "Look at the sum under the softmax table. Can it be anything else?",
         "it depends on the house": "Softmax divides by the sum of all ten. What does that make of the sum?"},
        "Softmax makes them add up to 1, whatever is drawn. The network has no answer “none of these”, so a high "
        "likelihood is no proof.",
    )  # fmt: skip


def _n(value: float) -> str:
    return minus(f"{value:.2f}")


lesson.opening(LESSON)
if guess_first() is None:
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
        network, key="digit_view", picture=source.picture, digits=network_source.send_test_digits()
    )
hidden = " and ".join(f"{n:,}" for n in network.sizes[1:-1]) or "no"
layers = "hidden layer" if len(network.sizes) == 3 else "hidden layers"
lesson.prose(
    f"This [[neural network]] has {hidden} nodes in its [[hidden layer|{layers}]] and {network.parameters:,} weights and "
    f"biases. Training set all of them; nobody wrote one. Open a node and change "
    "a weight or silence it: the reading of the picture and the share of test digits follow at once."
)
if "silenced" in acted:
    outcome()
else:
    st.caption("Open a node, silence it, and your guess from above stands here beside what really happens.")

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
    f"by layer, until ten [[logits]] were left. [[Softmax]] turned them into [[likelihood|likelihoods]]. The picture of a "
    "node’s weights shows where it wants ink (blue) and where it does not (orange). Often it looks like nothing that a "
    "person would name: “looks for a stroke” is only a first picture of what a node does."
)
questions(source)
lesson.explain(LESSON, "in_words", "In one line: what does a node do?")
lesson.code("A node by hand, in Keras", LAYERS_AND_NODES)
lesson.next_lesson(LESSON)
if acted:
    lesson.done(LESSON)
