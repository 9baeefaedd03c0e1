"""What the lessons on photos of pets ask: meeting the original model, and showing photos of one's own."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

RIGHT = Question(
    "right",
    "The model looks at 1,000 photos, 500 of cats and 500 of dogs. For how many does its best guess name the right animal?",
    (
        Option("about_500", "about 500", accuracy=0.5),
        Option("about_650", "about 650", accuracy=0.65),
        Option("about_800", "about 800", accuracy=0.8),
        Option("about_950", "about 950", accuracy=0.95),
        Option("all", "all of them", accuracy=1.0),
    ),
)  # fmt: skip
SUM = Question(
    "sum",
    "You show it a photo of something that is not among its 1,000 names. What do its 1,000 probabilities add up to?",
    (
        Option("nearly_0", "nearly 0 %", "Look at the sum under the list for the temple or the flower."),
        Option("less", "less than 100 %", "Is there an output for “something else”?"),
        Option("hundred", "100 %"),
    ),
    "hundred",
    "Softmax makes them add up to 1, whatever the photo shows. The model has no output for “none of these”.",
)  # fmt: skip
DOGS = Question(
    "dogs", "It gets {dogs} of the dogs and {cats} of the cats right. What is the likeliest reason?",
    (
        Option(
            "easier", "Dogs are easier to photograph",
            "Both kinds come from the same picture set. Count its names for each animal.",
        ),
        Option("breeds", "It learned 118 breeds of dog and 5 of cat"),
        Option(
            "damaged", "The photos of cats are damaged",
            "Every photo was checked and can be read. Count its names for each animal.",
        ),
    ),
    "breeds",
    "More names for dogs mean that more of what it learned is about dogs, and that more answers count as right.",
)  # fmt: skip
SCALING = Question(
    "scaling",
    "You use a pretrained model in your own program and its answers make no sense. What do you look at first?",
    (
        Option("scaling", "how the pixels are scaled"),
        Option("epochs", "the number of epochs", "It is trained already; you only ask it."),
        Option(
            "test_part", "the size of the test part",
            "That changes how exact a measurement is, not an answer.",
        ),
    ),
    "scaling",
    "A model expects pixels exactly as in its training. This one wants -1 to 1; other scales give nonsense, and no error.",
)  # fmt: skip

FLOWER = Question(
    "flower",
    "You show the retrained model a flower. It has learned two answers, cat and dog. What does it say?",
    (
        Option("neither", "neither of them"), Option("half", "50 % cat, 50 % dog"),
        Option("sure", "cat or dog, and rather sure"),
    ),
)  # fmt: skip
NEITHER = Question(
    "neither", "A two-way model says that your bicycle is a dog, 95 %. What does that tell you?",
    (
        Option("looks_like", "The bicycle looks like a dog", "Which other answer could it have given?"),
        Option("fits_better", "Of its two answers, dog fits better"),
        Option(
            "sure", "It is 95 % sure to be right",
            "It can only say cat or dog. Can one of them be right?",
        ),
    ),
    "fits_better",
    "The two probabilities add up to 1 because they are made to, whatever the photo shows.",
)  # fmt: skip
LEAST = Question(
    "least", "You let it answer only from 95 % on. What happens to its mistakes?",
    (
        Option("all_go", "They all go away", "Move the slider and read the line below it."),
        Option("fewer", "Fewer of them, and fewer answers"),
        Option("nothing", "Nothing changes", "Move the slider and read the line below it."),
    ),
    "fewer",
    "It keeps silent where it is unsure. Some mistakes are made with a high probability, and they stay.",
)  # fmt: skip
LEARNS = Question(
    "learns", "You have told it what your photos really show. Does it know better now?",
    (
        Option(
            "learned", "yes, it has learned from them",
            "What would have to change for that, and has anything trained?",
        ),
        Option("score_only", "no, only the score has changed"),
    ),
    "score_only",
    "Its weights stay as they are until somebody trains it again. Your photos go when you leave.",
)  # fmt: skip
TRUST = Question("own_words", "In one line: when would you not trust its answer?")

TABLES = {
    "meet_the_original": table(RIGHT, SUM, DOGS, SCALING),
    "your_own_pet_photos": table(FLOWER, NEITHER, LEAST, LEARNS, TRUST),
}
