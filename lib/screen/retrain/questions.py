"""What the lesson "Retrain it" asks."""

from __future__ import annotations

from dataclasses import replace

from lib.measure.question import Option, Question, table
from lib.pictures.sets.sets import SETS
from lib.specs.choices import METHODS, OWN

# Who learns, by method, for the guess.
LEARNER = {
    "new_head": "A new last layer on {base}",
    "fine_tune": "{base}, with a new last layer and its last {blocks} blocks unfrozen,",
    "scratch": "A small network that starts from random weights",
}
KNOWN = "Of {total:,} cats and dogs the original {base} gets {before:,} right."
CHANCE = "{title}: {classes} classes, so guessing gets about {chance:.0f} in 100 right."
_OF_TWO = (
    Option("about_70", "about 70 %", accuracy=0.7),
    Option("about_82", "about 82 %", accuracy=0.82),
    Option("about_90", "about 90 %", accuracy=0.9),
    Option("about_97", "about 97 %", accuracy=0.97),
    Option("all", "all of them", accuracy=1.0),
)
_OF_MANY = (
    Option("about_25", "about 25 %", accuracy=0.25),
    Option("about_50", "about 50 %", accuracy=0.5),
    Option("about_75", "about 75 %", accuracy=0.75),
    Option("about_90", "about 90 %", accuracy=0.9),
    Option("all", "all of them", accuracy=1.0),
)
ACCURACY = Question(
    "accuracy",
    "{before} {learner} learns from {train:,} other {things} for {epochs} in batches of {size}{more}. How many of {test:,} {things} that it "
    "has not met will it get right?",
    tuple({each.key: each for each in (*_OF_TWO, *_OF_MANY)}.values()),
)  # fmt: skip
ACCURACY_OF_TWO = replace(ACCURACY, options=_OF_TWO)
ACCURACY_OF_MANY = replace(ACCURACY, options=_OF_MANY)
METHOD = Question(
    "method", "{title}: which method will get the most of the test {things} right?",
    tuple(Option(key, words) for key, words in METHODS),
)  # fmt: skip
MOVED = Question(
    "moved", "Your model has {all:,} weights. How many of them can an update move?",
    (
        Option("all", "{all:,}", "Most of them are frozen. Look at the bar once more."),
        Option("head", "{learns:,}"),
        Option("none", "none", "Then nothing would be learned. Look at the bar once more."),
    ),
    "head",
    "{stays:,} stay frozen: they compute what the head reads, and keep what they know from 1.3 million other photos.",
)  # fmt: skip
UPDATES = Question(
    "updates", "{examples:,} photos in batches of {batch_size}: how many updates are that in one epoch?",
    (
        Option(
            "each_photo", "{examples:,}",
            "That would be one for each photo. Yours go through in batches.",
        ),
        Option("each_batch", "{updates:,}"),
        Option("whole_run", "{whole:,}", "That is the whole run. One epoch is every photo once."),
    ),
    "each_batch", "{examples:,} / {batch_size}, rounded up: {updates:,}.",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: what did the model know already, and what is new?")


def method(pictures: str) -> Question:
    """The bet on a method, of each picture set one of its own."""
    return replace(METHOD, key=f"method_{pictures}")


# Guesses of earlier versions stood beside a picture set and no settings; nothing asks them now.
_EARLIER = tuple(replace(ACCURACY, key=f"accuracy_{name}") for name in (*SETS, OWN))

TABLES = {
    "retrain_it": table(
        ACCURACY, MOVED, UPDATES, IN_WORDS, *(method(name) for name in (*SETS, OWN)), *_EARLIER
    )
}
