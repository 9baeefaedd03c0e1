"""What the lesson "Your own pictures" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

ACCURACY = Question(
    "accuracy",
    "A new head on {base} trains for {epochs} on {train:,} of your pictures, of {classes} classes. How many of the "
    "{test:,} that it has not met will it get right?",
    (
        Option("half", "about half", accuracy=0.5),
        Option("three_quarters", "three quarters", accuracy=0.75),
        Option("nine_in_ten", "nine in ten", accuracy=0.9),
        Option("all", "all of them", accuracy=1.0),
    ),
)  # fmt: skip
LEAK = Question(
    "leak", "You take 20 frames of one cup without moving it, and the test says 100 %. What do you know?",
    (
        Option("cups", "It knows cups", "How many cups has it seen, and in which places?"),
        Option("frames", "It knows these frames"),
        Option(
            "epochs", "It needs more epochs",
            "What could it still learn from frames that are all the same?",
        ),
    ),
    "frames",
    "Frames of one recording are twins: those in the test are hardly others than those it learned from. That is leakage.",
)  # fmt: skip
UNEVEN = Question(
    "uneven",
    "You have 90 pictures of hot dogs and 10 of other things. A model is right on 90 %. Is it any good?",
    (
        Option(
            "a_lot", "Yes, 90 % is a lot", "What would a model get that always says “hot dog”?"
        ),
        Option("cannot_be_told", "That cannot be told from this"),
        Option(
            "broken", "No, it must be broken",
            "It could be right on both kinds. Which number would tell you?",
        ),
    ),
    "cannot_be_told", "Always saying “hot dog” gets 90 % as well. Look at each class by itself.",
)  # fmt: skip
NEITHER = Question(
    "neither", "Your model knows hot dogs and bananas. You show it a shoe. What does it say?",
    (
        Option("nothing", "Nothing", "Show yours something that is in none of your classes."),
        Option("one_of_two", "Hot dog or banana"),
        Option("unknown", "That it does not know", "Which class would that answer be?"),
    ),
    "one_of_two",
    "The probabilities are made to add up to 1 over your classes. A class of other things helps, and knows only what is in it.",
)  # fmt: skip
OWN_WORDS = Question("own_words", "In one line: what do your pictures not show that your model will meet?")

TABLES = {"your_own_pictures": table(ACCURACY, LEAK, UNEVEN, NEITHER, OWN_WORDS)}
