"""Two exercises of the lesson on layers: be a node, and count a layer's parameters. New numbers each time.

What is right, and which step went wrong, is `lib.measure.node_quiz`'s business.
"""

from __future__ import annotations

import streamlit as st

from lib.measure.node_quiz import Feedback, judge, judge_parameters, new_sum
from lib.measure.proportions import minus
from lib.screen.kit import lesson, look


@st.fragment
def be_a_node() -> None:
    """Three inputs, three weights, a bias, ReLU: the learner computes what the node passes on."""
    number = st.session_state.setdefault("node_number", 1)
    exercise = new_sum(number)
    with look.card("be_a_node", "Be a node"):
        rows = "".join(
            f"| {i} | {_n(x)} | {_n(w)} |\n"
            for i, (x, w) in enumerate(zip(exercise.inputs, exercise.weights, strict=True), 1)
        )
        st.markdown(f"| input | value | weight |\n|:--|--:|--:|\n{rows}| | bias | {_n(exercise.bias)} |")
        st.markdown("Multiply each value by its weight. Add the three products and the bias. Then ReLU.")
        answer = st.number_input(
            "What does the node pass on?", value=None, step=0.1, format="%.2f", key=f"node_answer_{number}"
        )
        if answer is not None:
            _say(judge(exercise, answer))
        st.button("New numbers", key="new_numbers", on_click=_next, args=("node_number",))


@st.fragment
def count_parameters() -> None:
    """A dense layer of the learner's own size: how many weights and biases?"""
    with look.card("count_parameters", "How many parameters?"):
        left, right = st.columns(2)
        inputs = left.number_input("Inputs", 1, 10_000, 784, key="layer_inputs")
        nodes = right.number_input("Nodes", 1, 10_000, 500, key="layer_nodes")
        lesson.prose(
            f"A [[dense layer]] of {nodes:,} nodes reads {inputs:,} inputs. Every node has one weight for every input, and "
            "a bias. These are its [[parameter|parameters]]. Work it out, also with a layer of your own size."
        )
        answer = st.number_input(
            "Weights and biases together", 0, value=None, step=1, key=f"parameters_{inputs}_{nodes}"
        )
        if answer is not None:
            _say(judge_parameters(inputs, nodes, int(answer)))


def _say(feedback: Feedback) -> None:
    icon = ":material/check:" if feedback.right else ":material/lightbulb:"
    st.markdown(f"{icon} {feedback.sentence}")


def _next(name: str) -> None:
    st.session_state[name] += 1


def _n(value: float) -> str:
    return minus(f"{value:g}")
