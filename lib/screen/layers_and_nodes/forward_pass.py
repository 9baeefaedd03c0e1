"""The forward pass: one node's sum, a softmax of three, every number of a digit's reading, and what a silent node changes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.measure import small_network
from lib.measure.proportions import minus
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.measure.silence import in_words
from lib.models.dense import Dense
from lib.screen.kit import course, lesson
from lib.screen.layers_and_nodes import network_source, softmax_bars
from lib.screen.layers_and_nodes.first_digit import START, facts
from lib.screen.layers_and_nodes.network_source import Source
from lib.screen.layers_and_nodes.network_view import network_view, send_picture
from lib.screen.layers_and_nodes.node_exercises import be_a_node, count_parameters
from lib.screen.models import readers

LESSON = "layers_and_nodes"
QUESTIONS = table(LESSON)
ASKS = ("predict.silence", "check.differ", "check.relu", "check.house")


def show() -> bool | None:
    """All of it; whether something was tried out, or None while there is no guess."""
    shown = network_source.standing()
    asked = _asked(shown.reader.network)
    if lesson.predict(LESSON, asked, fold=True) is None:
        return None
    _small()
    st.subheader("Three logits, three probabilities", anchor=False)
    lesson.prose(
        "The last [[layer]] gives each answer a number of any size, its [[logits|logit]]. [[Softmax]] turns the logits into "
        "[[probability|probabilities]]. They share one bar. So one grows only if others shrink."
    )
    softmax_bars.show()
    st.subheader("The same with every pixel of a digit", anchor=False)
    source = network_source.choose(shown)
    ways = _digit(source, asked)
    st.subheader("Your turn", anchor=False)
    be_a_node()
    st.subheader("What just happened", anchor=False)
    lesson.prose(
        f"{source.what.capitalize()} became 784 numbers, one for each [[pixel]]. Each node of layer 1 made one number of them. "
        "So it went on, layer by layer, up to ten logits. The picture of a node’s weights shows where it wants ink (blue) and where it does not "
        "(orange). Often a person has no name for it."
    )
    _check(source)
    lesson.explain(LESSON, QUESTIONS["in_words"])
    further = st.expander("Going further: how many parameters?", on_change="rerun", key="further_forward")
    if further.open:
        with further:
            count_parameters()
    with st.container(key="door_backward", border=True):
        st.caption("Next")
        st.page_link(
            course.lesson(LESSON).file,
            label="Now backward: why does a weight move?",
            query_params={"pass": "Backward"},
        )
    return bool(ways)


def _asked(network: Dense) -> Question:
    """The prediction, about the network that the page shows: does one node matter?"""
    if len(network.sizes) == 2:  # no node to silence: the one that ships has some
        network = readers.shipped().network
    known = facts(network)
    node, output = known.loudest
    return QUESTIONS["silence"].given(
        nodes=network.sizes[1], label=known.label, node=node + 1, output=f"{output:.2f}"
    )


def _small() -> None:
    st.subheader("A small network, every number in view", anchor=False)
    lesson.prose(
        "One number goes in: how pointed a pet’s ears are. Two answers come out, cat and dog. Each circle is a [[node]]. It "
        "multiplies its inputs by its [[weight|weights]]. It adds them up, with its [[bias]]. Then comes its [[activation]], "
        "here [[ReLU]]: a sum below 0 becomes 0. We set these 36 numbers by hand. Open a node and change one."
    )
    send_picture("ears", small_network.START)
    network_view(
        small_network.small_network(),
        key="small_view",
        picture="ears",
        labels=small_network.LABELS,
        inputs=("ears",),
    )


def _digit(source: Source, asked: Question) -> frozenset[str]:
    """The network that reads a digit; what was done in it."""
    network = source.reader.network
    named = facts(network).loudest[0] if len(network.sizes) > 2 else None
    with source.place:
        acted = network_view(
            network,
            key="digit_view",
            picture=source.picture,
            digits=network_source.send_test_digits(),
            named=named,
        )
    hidden = " and ".join(f"{n:,}" for n in network.sizes[1:-1]) or "no"
    layers = "hidden layer" if len(network.sizes) == 3 else "hidden layers"
    lesson.prose(
        f"This [[neural network]] has {hidden} nodes in its [[hidden layer|{layers}]]. It has {network.parameters:,} weights and "
        "biases. Training set all of them. Nobody wrote one. Open a node. Change a weight, or silence the node: the reading "
        "and the share of test digits follow at once."
    )
    if acted.silenced:
        _outcome(source, asked, acted.silenced)
    elif named is not None:
        st.caption(
            f"Open node {named + 1} and silence it. Then your guess stands here, beside what really happens."
        )
    return acted.ways


def _outcome(source: Source, asked: Question, silenced: Sequence[tuple[int, int]]) -> None:
    """What silencing just these nodes does to what is read, computed here; beside the guess where that was about it."""
    if source.ink is None:
        st.caption("Draw something, and you see what silencing does to its reading.")
        return
    network = source.reader.network
    told = in_words(network, source.ink, silenced, source.what)
    asked_about = source.picture == "test" and source.number == START
    if asked_about and silenced == ((1, facts(network).loudest[0]),):
        lesson.recall_prediction(LESSON, asked, told, same=True)
    else:
        st.markdown(told)


def _check(source: Source) -> None:
    """Three questions made from the network that the learner looks at."""
    network = source.reader.network
    lesson.check(LESSON, QUESTIONS["differ"])
    hidden = network if len(network.sizes) > 2 else readers.shipped().network  # ReLU needs a hidden layer
    lowest, value = facts(hidden).lowest
    lesson.check(LESSON, QUESTIONS["relu"].given(node=lowest + 1, sum=_n(value), turned=_n(-value)))
    lesson.check(LESSON, QUESTIONS["house"])


def _n(value: float) -> str:
    return minus(f"{value:.2f}")
