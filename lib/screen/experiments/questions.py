"""What the lesson "Try things" asks."""

from __future__ import annotations

from lib.measure.question import Option, Question, table
from lib.specs.experiments import FLAWED_RUNS, FlawedRun

SAME = Option("same", "all about the same")
RACE = Question(
    "race",
    "{what} trains with {label} {values}, all else equal: {held}. Which reads most new {things} right?",
    (SAME,),
)
ONE_THING = Question(
    "one_thing",
    "You change the batch size and the learning rate, and the result is better. Which of the two did it?",
    (
        Option("batch_size", "the batch size", "What else was different?"),
        Option("learning_rate", "the learning rate", "What else was different?"),
        Option("cannot_tell", "you cannot tell"),
    ),
    "cannot_tell", "Two things changed at once. Hold one, vary the other.",
)  # fmt: skip
OPEN_RATE = Question(
    "open_rate", "Why does the large rate hurt the opened blocks, though the head learns well with it?",
    (
        Option(
            "larger", "they are larger",
            "A large layer can learn at that rate from nothing. What is different here?",
        ),
        Option("know_already", "they know something already"),
        Option(
            "too_few", "the photos are too few", "The copy with small rates had the same photos."
        ),
    ),
    "know_already",
    "The head starts at random and has nothing to lose. The blocks hold what was learned from other photos before, and large steps "
    "overwrite it.",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: why does the same training with another seed end elsewhere?")


def went_wrong(case: FlawedRun) -> Question:
    """What went wrong in this case: the names of all faults in the order of the alphabet, which gives nothing away."""
    named = sorted(FLAWED_RUNS, key=lambda each: each.name)
    return Question(
        f"gone_{case.key}", "What went wrong?",
        tuple(Option(each.key, each.name, "" if each is case else case.sign) for each in named),
        case.key, case.why,
    )  # fmt: skip


# Asked by earlier versions, of three certain batch sizes; a race asks about itself now.
_EARLIER = Question(
    "batch",
    "The same network trains for 5 epochs with batches of 20, of 100 and of 500 digits. Which reads most new digits right?",
    (Option("20", "20"), Option("100", "100"), Option("500", "500"), SAME),
)  # fmt: skip

TABLES = {
    "try_things": table(
        RACE, ONE_THING, OPEN_RATE, IN_WORDS, *(went_wrong(case) for case in FLAWED_RUNS), _EARLIER
    )
}
