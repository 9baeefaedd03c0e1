"""What the lesson "Original against retrained" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table

_GROUPS = (
    Option("none_breaks", "Some are fixed, none breaks"),
    Option("few_break", "Many are fixed, a few break"),
    Option("as_many", "As many break as are fixed"),
)
GROUPS = Question(
    "groups",
    "A new head replaces the last layer and trains on 1,600 photos. What happens to the 1,000 test photos?",
    _GROUPS,
)
MANY = Question(
    "many",
    "Before retraining, the last layer has never met the {classes} classes. What will retraining do to the test {things} that the "
    "original could name?",
    _GROUPS,
)  # fmt: skip
UNNAMED = Question(
    "unnamed",
    "The original has no names for these {classes} classes. How many test {things} will a retrained model get right?",
    (
        Option("chance", "hardly more than chance"), Option("half", "about half"),
        Option("most", "most of them"),
    ),
)  # fmt: skip
PAIRS = Question(
    "pairs", "Two models both get 900 of 1,000 photos right. Do they make the same mistakes?",
    (
        Option(
            "same", "yes, the same 100", "Look at “broken”: photos can change sides in both directions."
        ),
        Option("not_necessarily", "not necessarily"),
        Option("never", "no, never", "Look at “still wrong”: some photos are hard for both."),
    ),
    "not_necessarily",
    "As many can be fixed as broken, and the sum stays. That is why the groups are counted photo by photo.",
)  # fmt: skip
LUCK = Question(
    "luck", "Model B fixes 6 photos and breaks 4. Is it better than model A?",
    (
        Option(
            "better", "yes, 2 photos better", "Toss a coin ten times: how often do you get 6 heads or more?"
        ),
        Option("luck", "that can well be luck"),
        Option(
            "worse", "no, it is worse",
            "It fixes more than it breaks. But by how much more than a coin would?",
        ),
    ),
    "luck",
    "A fair coin splits ten tosses at least as unevenly as 6 to 4 in about 75 of 100 tries (McNemar's exact test).",
)  # fmt: skip
FEW = Question(
    "few", "Why can a new head learn from 50 photos what a network from scratch does not learn from 1,600?",
    (
        Option(
            "more_weights", "It has more weights to train",
            "Look at “Retraining took”: how many weights did it train?",
        ),
        Option("base", "Its base has learned from over a million photos"),
        Option("longer", "It trains for longer", "Both train for the same number of epochs."),
    ),
    "base",
    "Only the last layer is new. {frozen:,} weights below it stay, and already turn a photo into useful features.",
)  # fmt: skip

TABLES = {"original_against_retrained": table(GROUPS, MANY, UNNAMED, PAIRS, LUCK, FEW)}
