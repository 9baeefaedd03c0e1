"""What the lesson "Where does it go wrong?" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

DIGITS = Question(
    "digits", "Which two digits does it mix up most often?",
    (
        Option("1_7", "1 and 7"), Option("2_7", "2 and 7"), Option("4_9", "4 and 9"), Option("3_5", "3 and 5"),
    ),
)  # fmt: skip
PETS = Question(
    "pets", "Which mistake does it make more often?",
    (
        Option("cat_for_dog", "a cat taken for a dog"), Option("dog_for_cat", "a dog taken for a cat"),
        Option("both", "both about as often"),
    ),
)  # fmt: skip
CLASSES = Question(
    "classes", "How is its accuracy spread over the classes?",
    (
        Option("same", "about the same for each"), Option("a_few", "a few are much worse"),
        Option("half", "half of them are much worse"),
    ),
)  # fmt: skip
RECALL = Question(
    "recall",
    "Of 100 photos of cats, a model calls 90 a cat. It also calls 30 dogs a cat. What is its precision for cats?",
    (
        Option("of_100", "90 of 100", "That is its recall: of all cats, how many it found."),
        Option("of_120", "90 of 120"),
        Option("of_130", "90 of 130", "How many pictures did it call a cat, altogether?"),
    ),
    "of_120", "It called 90 + 30 = 120 pictures a cat, and 90 of them are. Its recall is 90 of 100.",
)  # fmt: skip
LOSS = Question(
    "loss",
    "Two pictures of a 4 are both read as a 9. The probability of 9 is 51 % for one and 99 % for the other. Which costs more loss?",
    (
        Option("unsure", "the one with 51 %", "How much probability can be left for the 4 in each?"),
        Option("sure", "the one with 99 %"),
        Option(
            "same", "both the same",
            "Accuracy counts them the same. The loss looks at the probability of the 4.",
        ),
    ),
    "sure",
    "With 99 % for the 9, the 4 gets at most 1 %. Minus the logarithm of 0.01 is 4.6; of 0.49 it is 0.7.",
)  # fmt: skip
SURE = Question(
    "sure",
    "A model gives 100 pictures a probability of about 90 % each, and 75 of these guesses are right. It is …",
    (
        Option(
            "calibrated", "well calibrated", "How many of 100 should be right if 90 % meant what it says?"
        ),
        Option("too_sure", "surer than it is right"),
        Option("too_unsure", "less sure than it is right", "It says 90 %. Compare that with 75 of 100."),
    ),
    "too_sure", "If its probabilities could be taken at their word, about 90 of these 100 would be right.",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: why does it make its most frequent mistake?")

TABLES = {"where_does_it_go_wrong": table(DIGITS, PETS, CLASSES, RECALL, LOSS, SURE, IN_WORDS)}
