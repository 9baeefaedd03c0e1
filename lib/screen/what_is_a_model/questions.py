"""What the lesson "What is a model?" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

WHO = Question(
    "who",
    "You write a rule to tell a 1 from a 0. A machine finds its own weights from 200 labelled digits. Who gets more of 200 new "
    "digits right?",
    (Option("rule", "My rule"), Option("machine", "The machine"), Option("same", "Both the same")),
)  # fmt: skip
WROTE = Question(
    "wrote",
    "Your rule gets {rule} of the first 200 digits right, the model {model}. Who wrote the model’s weights?",
    (
        Option("programmer", "a programmer", "A programmer wrote how it learns. Did anyone choose the 785 numbers?"),
        Option("nobody", "nobody: they follow from labelled digits"),
        Option("drawer", "whoever draws into it", "Look at the checksum: do drawings change it?"),
    ),
    "nobody", "Each label moved the weights a little. The rules came out; nobody put them in.",
)  # fmt: skip
FRESH = Question(
    "fresh", "Why is the model measured on 200 other digits, and not on those that it learned from?",
    (
        Option("too_few", "there were too few", "Counting would work with either 200."),
        Option("say_too_little", "digits it has seen say too little"),
        Option("train_more", "to train it more", "It is frozen by then."),
    ),
    "say_too_little",
    "What counts is how it does on new digits. A machine that only remembered would be perfect on the old ones.",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: what is a model?")

TABLES = {"what_is_a_model": table(WHO, WROTE, FRESH, IN_WORDS)}
