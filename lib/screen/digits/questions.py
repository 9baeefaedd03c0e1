"""What the lessons on digits ask: training a reader, and drawing into it."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

ACCURACY = Question(
    "accuracy",
    "{network} trains for {epochs} on {digits} in batches of {size}{more}. How many digits that it has never met will it read right?",
    (
        Option("about_80", "about 80 %", accuracy=0.80),
        Option("about_90", "about 90 %", accuracy=0.90),
        Option("about_95", "about 95 %", accuracy=0.95),
        Option("about_98", "about 98 %", accuracy=0.98),
        Option("all", "all of them", accuracy=1.0),
    ),
)  # fmt: skip
UPDATES = Question(
    "updates",
    "Your run trained on {examples:,} digits in batches of {batch_size}. How often did the weights move in one epoch?",
    (
        Option("once", "once", "An epoch is all digits once. The weights move after each batch."),
        Option("each_batch", "{updates:,} times"),
        Option(
            "each_digit", "{examples:,} times",
            "That would be after every single digit. Yours go through in batches.",
        ),
    ),
    "each_batch", "{examples:,} digits / {batch_size} in a batch, rounded up, is {updates:,}.",
)  # fmt: skip
VALIDATION = Question(
    "validation", "The thick line is drawn from validation digits. Do they change the weights?",
    (
        Option("a_little", "yes, a little", "Think of what the loss of these digits is used for."),
        Option("never", "no, never"),
    ),
    "never",
    "The network only reads them. They tell which epoch was best, so they are no fair test any more: that is what the test digits "
    "are for, which choose nothing.",
)  # fmt: skip
TWO_CURVES = Question("in_words", "In one line: why are there two curves?")

OFF_CENTRE = Question(
    "off_centre",
    "You draw a small 7 in a corner. It is read twice: cut out and centred, and just as it stands. What comes of the second?",
    (
        Option("same", "The same reading"), Option("less_sure", "A 7, but less sure"),
        Option("another", "Another digit"),
    ),
)  # fmt: skip
FROZEN = Question(
    "frozen", "You draw a hundred digits and the network reads each. What happens to its weights?",
    (
        Option("each", "They change a little with every drawing", "Compare the two checksums above."),
        Option(
            "where_wrong", "They change where it was wrong",
            "Nobody has told it which digit was meant. Compare the two checksums above.",
        ),
        Option("stay", "They stay as they are"),
    ),
    "stay", "Only training changes weights. Reading uses them.",
)  # fmt: skip
SOFTMAX = Question(
    "softmax", "The probability of the 7 goes up from 60 to 90 %. What do the other nine do?",
    (
        Option("keep", "They keep their probabilities", "Add up all ten probabilities of a drawing."),
        Option("go_down", "Together they go down from 40 to 10 %"),
        Option(
            "one_zero", "One of them becomes 0", "Softmax never gives exactly 0. What do the ten add up to?"
        ),
    ),
    "go_down", "Softmax makes the ten add up to 1, whatever was drawn.",
)  # fmt: skip

TABLES = {
    "train_a_digit_reader": table(ACCURACY, UPDATES, VALIDATION, TWO_CURVES),
    "draw_a_digit": table(OFF_CENTRE, FROZEN, SOFTMAX),
}
