"""What the lesson "How a picture network looks" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

APART = Question(
    "apart",
    "A base was trained on a thousand kinds of things, never on “cat or dog?”. You sort 400 photos of cats and dogs only by what "
    "it sees. How will they lie?",
    (
        Option("mixed", "All mixed up"), Option("mostly", "Two groups, mostly apart"),
        Option("perfectly", "Perfectly apart"),
    ),
)  # fmt: skip
NUMBERS = Question(
    "numbers", "{base} takes photos of {n} × {n} pixels in colour. How many numbers is that?",
    (
        Option("pixels", "{pixels:,}", "That is the pixels. How many numbers has each?"),
        Option("channels", "{numbers:,}"),
        Option("row", "{row:,}", "That is one row of pixels."),
    ),
    "channels", "{n} × {n} pixels with three numbers each: red, green and blue.",
)  # fmt: skip
_ADD = "Each weight is multiplied by 1. What do the nine products add up to?"
EVEN = Question(
    "even",
    "The nine weights of your kernel add up to {sum}. It stands on an area where every pixel is 1. What does it give there?",
    (
        Option("sum", "{sum}"), Option("other", "{other}", _ADD), Option("another", "{another}", _ADD),
    ),
    "sum",
    "Every product is the weight itself, so the result is the sum of the weights. A kernel for edges adds up to 0: where nothing "
    "changes it says nothing.",
    ascending=True,
)  # fmt: skip
DEPTH = Question(
    "depth",
    "At the first depth this base has {first_maps:,} maps of {first_side} × {first_side}, at the last {last_maps:,} of "
    "{last_side} × {last_side}. What is lost on the way?",
    (
        Option("what", "what is in the photo", "There are far more maps at the end, each for something else."),
        Option("where", "exactly where it is"),
        Option(
            "nothing", "nothing",
            "How much of the photo does one of {last_side} × {last_side} places stand for?",
        ),
    ),
    "where", "Fewer places, more kinds of things: what it is becomes clearer, where it is less so.",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: what does a kernel do?")

TABLES = {"how_a_picture_network_looks": table(APART, NUMBERS, EVEN, DEPTH, IN_WORDS)}
