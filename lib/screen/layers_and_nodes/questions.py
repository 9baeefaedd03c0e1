"""What the lesson "Layers and nodes" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

SILENCE = Question(
    "silence",
    "A network with {nodes} nodes in its first layer reads a {label}. The loudest of them, node {node}, gives {output}. If you "
    "silence that node, so that it gives 0, what will the network read?",
    (Option("still", "still {label}"), Option("another", "another digit"), Option("nothing", "nothing at all")),
)  # fmt: skip
WEIGHTS = Question(
    "weights",
    "Layer 1 of this network has {nodes:,} nodes and reads {inputs:,} pixels. How many weights does one of its nodes have?",
    (
        Option("nodes", "{nodes:,}", "These are the nodes beside it. What does one node read?"),
        Option("inputs", "{inputs:,}"),
        Option("all", "{weights:,}", "That is all weights of the layer. One node has fewer."),
    ),
    "inputs",
    "One weight for each of the {inputs:,} pixels, and one bias. That is why its weights can be shown as a picture.",
)  # fmt: skip
RELU = Question(
    "relu",
    "For the first test digit, the sum of node {node} in layer 1 is {sum}. What does it pass on to layer 2?",
    (
        Option("sum", "{sum}", "What does ReLU do with a sum below zero?"),
        Option("zero", "0"),
        Option("turned", "{turned}", "ReLU does not turn the sign around."),
    ),
    "zero",
    "ReLU lets sums above zero through and turns all others into 0. This node says nothing about this picture.",
)  # fmt: skip
SOFTMAX = Question(
    "softmax",
    "This network reads that digit with probability {probability}. You draw a house. What do its ten probabilities add up to?",
    (
        Option("one", "1"),
        Option("about_zero", "about 0", "Look at the sum under the softmax table. Can it be anything else?"),
        Option(
            "depends", "it depends on the house",
            "Softmax divides by the sum of all ten. What does that make of the sum?",
        ),
    ),
    "one",
    "Softmax makes them add up to 1, whatever is drawn. The network has no answer “none of these”, so a high probability is no "
    "proof.",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: what does a node do?")

TABLES = {"layers_and_nodes": table(SILENCE, WEIGHTS, RELU, SOFTMAX, IN_WORDS)}
