"""Questions to check oneself, as many as possible made from a learner's own runs, each with its right answer computed.

The table of the lesson "Check yourself", and what fills it: settings, histories and counts in, questions out. It knows nothing of
screens or of the lab book.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lib.measure.confusion import Pair, most_confused
from lib.measure.curves import best_epoch
from lib.measure.difference import chance_of
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question import Option, Question, table
from lib.models.dense import count_layers
from lib.specs.specs import DigitRun, RetrainRun

HARDLY = 0.005  # of the validation part: two photos of 400
PIXELS, FLOAT = 784, 4  # bytes of a stored digit, and of a weight

# Misconceptions found in learners (Marx et al., WiPSCE 2024); every one is met by a question below.
MISCONCEPTIONS = ("programmed", "exact", "stored data", "keeps learning", "trained by users", "collects data")


# Questions about a run: the run's first letters follow the key, and its numbers fill the places.
BATCHES = Question(
    "batches", "Your run had {examples:,} training digits in batches of {size:,}. How many batches are one epoch?",
    (
        Option("size", "{size:,}", "That many digits are in one batch. How many batches does it take for all digits?"),
        Option("epoch", "{updates:,}"),
        Option("run", "{whole:,}", "Those are the batches of the whole run. How many epochs had it?"),
        Option("digits", "{examples:,}", "That many digits. They go through in batches."),
    ),
    "epoch", "{examples:,} / {size}, rounded up, is {updates:,}. After each of them the weights move once.", ascending=True,
)  # fmt: skip
ERROR = Question(
    "error", "Your run has an error rate of {rate} on its test {things}. What is its accuracy?",
    (
        Option("far", "{far}", "An error rate of {rate} is {in_hundred} wrong of 100."),
        Option("same", "{same}", "That is the share that is wrong."),
        Option("right", "{right}"),
    ),
    "right", "{wrong:,} of {total:,} wrong leaves {sentence} right: 1 − {rate}.", ascending=True,
)  # fmt: skip
BYTES = Question(
    "bytes", "{whose} learned from {data} MB of digits. Its weights are {weights} MB. Are the digits stored in it?",
    (
        Option("packed", "It keeps the digits, packed small", "It also reads a drawing of yours that it has never seen. Where would that be kept?"),
        Option("none", "No: it keeps weights, and none of the digits"),
        Option("wrong_ones", "It keeps those that it got wrong", "What does an update change: a list of pictures, or weights?"),
    ),
    "none",
    "Every digit moved the weights a little and was then dropped. Weights can still give away something of what they learned from, so "
    "private pictures need care.",
    "stored data",
)  # fmt: skip
WRITTEN = Question(
    "written", "{whose} has {total:,} weights and biases. Who wrote their values?",
    (
        Option("programmers", "The programmers of the course", "The same program gives other weights with another seed or other pictures."),
        Option("nobody", "Nobody: they began as random numbers, and training moved them"),
        Option("chooser", "Whoever chose the settings", "Settings say how it learns. Does one of them name a single weight?"),
    ),
    "nobody",
    "People wrote the network's shape and the rule by which it learns. What it does with a picture comes from the examples.",
    "programmed",
)  # fmt: skip
_LOOK = "Open this run in the lab book, and compare the two curves to the right of that epoch."
AFTER = Question(
    "after", "Your run had {last} epochs. What happened after epoch {n}?",
    (
        Option("further", "Validation accuracy rose further", _LOOK),
        Option("apart", "Training accuracy rose further, validation accuracy did not", _LOOK),
        Option("neither", "Neither of the two rose further", _LOOK),
    ),
    reason="Validation accuracy was at most {before} up to epoch {n}, and at most {then} after it; training accuracy went from {trained} "
    "to {at_last}.",
)  # fmt: skip
UNFREEZE = Question(
    "unfreeze",
    "Your new head learned from {photos:,} photos at a learning rate of {rate} and gets {sentence} right. Would it help to let the "
    "whole base learn too, at the same rate?",
    (
        Option("more", "Yes, more weights that learn are always better", "How many photos are there for how many weights?"),
        Option("hardly", "Hardly, and large steps could destroy what the base knows"),
        Option("nothing", "It changes nothing, frozen layers do not compute", "Frozen layers do compute. What is frozen is their weights."),
    ),
    "hardly",
    "Few photos, much like those that the base learned from: the new head is enough. With many photos that look different, opening the "
    "last blocks at a far smaller rate can help.",
)  # fmt: skip
_DARKEST = "Find the darkest cell of the confusion matrix in “Where does it go wrong?”."
CONFUSED = Question(
    "confused", "Which mistake does your newest model make most often with test {things}?",
    (Option("first", "{first}"), Option("second", "{second}", _DARKEST), Option("last", "{last}", _DARKEST)),
    "first", "{sentence}", ascending=True,
)  # fmt: skip
_OVERLAP = "Write down both intervals: do they overlap?"
GAIN = Question(
    "gain",
    "Model A gets {before} of {total:,} test pictures wrong. Model B gets {after} of {total:,} others wrong. Is B better?",
    (
        Option("real", "Yes, {fewer} fewer is {fewer} fewer", _OVERLAP),
        Option("luck", "It can well be luck", _OVERLAP),
        Option("worse", "No, B is worse", "Fewer wrong is better, if it is real."),
    ),
    reason="A: {first} right. B: {second}. Two equally good models differ at least so much in {tries} of 100 tries (Fisher's exact test).",
)  # fmt: skip

# Those that need no run.
RATE = Question(
    "rate", "A program reports an error of 0.067659. How many of 100 pictures does it get right?",
    (
        Option("wrong", "about 6.8", "That is how many it gets wrong."),
        Option("right", "about 93.2"),
        Option("rounded", "about 94", "Take the error from 1, and round only at the end."),
    ),
    "right", "1 − 0.067659 = 0.932341. It was 100 wrong of 1,478.",
)  # fmt: skip
CLASSES = Question(
    "classes", "Model A is right on 72 % of pictures of 97 kinds, model B on 73 % of pictures of 1,000 kinds. Is A nearly as good as B?",
    (
        Option("one_point", "Yes, one point less", "How often would somebody who guesses be right in each test?"),
        Option("different_tests", "That does not follow: they had different tests"),
        Option("by_heart", "A is better: it knows its kinds by heart", "What share would guessing reach in each test?"),
    ),
    "different_tests",
    "Guessing is right on 1.0 % with 97 kinds and on 0.1 % with 1,000: B had more to mix up. Compare models on the same pictures.",
)  # fmt: skip
VALIDATION = Question(
    "validation", "Do the validation pictures change the weights?",
    (
        Option("every_epoch", "Yes, in every epoch", "Which part's loss is the gradient taken of?"),
        Option("best_epoch", "Only in the best epoch", "They tell which epoch was best. Does choosing change a weight?"),
        Option("no", "No"),
    ),
    "no", "They are read after each epoch to see how it does on pictures that it does not learn from.",
)  # fmt: skip
NEITHER = Question(
    "neither", "A model that tells cats from dogs is shown a flower. What does it answer?",
    (
        Option("neither", "“neither”", "How many outputs has it, and what do its probabilities add up to?"),
        Option("cat_or_dog", "cat or dog"),
        Option("nothing", "nothing", "Every picture goes through all layers. What comes out at the end?"),
    ),
    "cat_or_dog",
    "Its two probabilities add up to 1 because they are made to, whatever it is shown. “Neither” would need a class of its own, or somebody "
    "who looks at whether the picture fits.",
)  # fmt: skip
EXACT = Question(
    "exact", "A reader gives a drawing 99.9 % for the 4. Is it a 4?",
    (
        Option("calculated", "Yes, it is calculated", "Look at the pictures with the highest loss: how sure was it of those?"),
        Option("most_likely", "Most likely, but it can be wrong"),
        Option("part", "99.9 % of it is a 4", "The number is about its guess, not about parts of the picture."),
    ),
    "most_likely",
    "The calculation is exact, what it was learned from is not. Confident mistakes are rare, and they happen.", "exact",
)  # fmt: skip
LEARNING = Question(
    "learning", "You draw a hundred digits and the network reads them. How has it changed?",
    (
        Option("handwriting", "It knows my handwriting now", "In “Draw a digit”, compare the checksum of the weights before and after."),
        Option("not_at_all", "Not at all"),
        Option("forgotten", "It has forgotten some others", "To forget, weights would have to move. What moves them?"),
    ),
    "not_at_all", "Reading uses the weights and leaves them as they are. Only training changes them.", "keeps learning",
)  # fmt: skip
USERS = Question(
    "users", "Who taught the original model its 1,000 names?",
    (
        Option("users", "The people who use it", "You used it too. Did you tell it anything that changed its weights?"),
        Option("paid", "People who were paid to label photos"),
        Option("itself", "It found them out by itself", "Where would it get the word “tabby” from?"),
    ),
    "paid",
    "ImageNet's photos come from the web, and paid workers checked each label (Deng et al. 2009). Who chose the photos and labels decides "
    "what a model learns.",
    "trained by users",
)  # fmt: skip
COLLECTS = Question(
    "collects", "Where do the digits come from that your network learns from?",
    (
        Option("internet", "It searches the internet for more", "How many digits does it have before and after a run?"),
        Option("fixed_set", "From a fixed set that people wrote and collected"),
        Option("drawings", "From the drawings made in this course", "In “Draw a digit”, what happens to the weights when you draw?"),
    ),
    "fixed_set",
    "MNIST: digits written by staff of the US Census Bureau and by pupils, collected by NIST, put together by LeCun, Cortes and Burges. A "
    "model trains on what people give it.",
    "collects data",
)  # fmt: skip
IN_WORDS = Question("in_words", "In one line: what has surprised you most?")

TABLES = {
    "check_yourself": table(
        BATCHES, ERROR, BYTES, WRITTEN, AFTER, UNFREEZE, CONFUSED, GAIN,
        RATE, CLASSES, VALIDATION, NEITHER, EXACT, LEARNING, USERS, COLLECTS, IN_WORDS,
    )
}  # fmt: skip


def of_digits(
    run: str, spec: DigitRun, result: dict[str, Any], history: Sequence[dict[str, Any]]
) -> list[Question]:
    """Questions about a finished digit run. `run` names it in the keys; result and history as in the lab book."""
    found = [
        _batches(run, spec, result),
        _error(run, Proportion(*result["test"]), "digits"),
        _bytes(f"bytes_{run}", "Your run", spec, result["examples"]),
        _written(f"written_{run}", "Your network", spec),
    ]
    after = after_epoch(run, history)
    return [*found, after] if after else found


def of_photos(
    run: str, spec: RetrainRun, result: dict[str, Any], history: Sequence[dict[str, Any]]
) -> list[Question]:
    """Questions about a finished retraining."""
    test = Proportion(*result["test"])
    found = [_error(run, test, "photos")]
    if spec.method == "new_head":
        found.append(UNFREEZE.given(
            f"unfreeze_{run}", photos=spec.train_size, rate=f"{spec.learning_rate:g}", sentence=test.sentence()
        ))  # fmt: skip
    after = after_epoch(run, history)
    return [*found, after] if after else found


def _batches(run: str, spec: DigitRun, result: dict[str, Any]) -> Question:
    examples, size = result["examples"], spec.batch_size
    updates = -(-examples // size)
    return BATCHES.given(
        f"batches_{run}", examples=examples, size=size, updates=updates, whole=updates * spec.epochs
    )


def _error(run: str, test: Proportion, things: str) -> Question:
    wrong = test.total - test.correct
    rate = wrong / test.total
    far = max(0.0, 1 - 10 * rate) if rate < 0.1 else rate / 2
    return ERROR.given(
        f"error_{run}", rate=f"{rate:.4f}", things=things, in_hundred=f"{100 * rate:.2f}", wrong=wrong, total=test.total,
        sentence=test.sentence(), right=per_cent(test.accuracy, 2), far=per_cent(far, 2), same=per_cent(rate, 2),
    )  # fmt: skip


def _bytes(key: str, whose: str, spec: DigitRun, examples: int) -> Question:
    weights = FLOAT * sum(layer.parameters for layer in count_layers(spec.sizes)) / 1e6
    return BYTES.given(key, whose=whose, data=f"{PIXELS * examples / 1e6:.1f}", weights=f"{weights:.1f}")


def _written(key: str, whose: str, spec: DigitRun) -> Question:
    total = sum(layer.parameters for layer in count_layers(spec.sizes))
    return WRITTEN.given(key, whose=whose, total=total)


def after_epoch(run: str, history: Sequence[dict[str, Any]]) -> Question | None:
    """What happened after the best epoch, or after the middle where the last is the best; None for short runs."""
    best, last = best_epoch(list(history)), len(history)
    if best is None or last < 4:
        return None
    n = best if best < last else last // 2
    valid = [line["val_accuracy"] or 0.0 for line in history]  # None where training diverged
    trained = [line["accuracy"] or 0.0 for line in history]
    gained = max(valid[n:]) - max(valid[:n])
    if 0 < gained <= HARDLY:  # a picture or two: neither answer would be fair
        return None
    rose, learned = gained > 0, trained[-1] > trained[n - 1]
    return AFTER.given(
        f"after_{run}", "further" if rose else "apart" if learned else "neither", last=last, n=n,
        before=per_cent(max(valid[:n]), 2), then=per_cent(max(valid[n:]), 2),
        trained=per_cent(trained[n - 1], 2), at_last=per_cent(trained[-1], 2),
    )  # fmt: skip


def of_mistakes(key: str, counts: Any, names: Sequence[str], things: str) -> list[Question]:
    """Which mistake a model makes most, from its confusion matrix; nothing where two are equally frequent."""
    pairs = most_confused(counts, 1)
    if len(pairs) < 3 or pairs[0].count == pairs[1].count:
        return []
    first, second, last = (_words(pair, names) for pair in (pairs[0], pairs[1], pairs[-1]))
    return [
        CONFUSED.given(
            f"confused_{key}", things=things, first=first, second=second, last=last, sentence=pairs[0].sentence(names)
        )
    ]  # fmt: skip


def _words(pair: Pair, names: Sequence[str]) -> str:
    return f"{names[pair.truth]} taken for {names[pair.guess]}"


def gain(key: str, before: int, after: int, total: int) -> Question:
    """Whether fewer mistakes on other pictures are a real gain, by Fisher's exact test."""
    p = chance_of((before, after), total)
    return GAIN.given(
        f"gain_{key}", "luck" if p >= 0.05 else "real", before=before, after=after, total=total, fewer=before - after,
        first=Proportion(total - before, total).sentence(), second=Proportion(total - after, total).sentence(), tries=f"{100 * p:.0f}",
    )  # fmt: skip


def general() -> list[Question]:
    """Those that need no run."""
    usual = DigitRun()
    return [
        _written("written", "A network that reads digits", usual),
        _bytes("bytes", "A network that reads digits", usual, usual.train_size),
        RATE, gain("100_92", 100, 92, 1478), CLASSES, VALIDATION, NEITHER, EXACT, LEARNING, USERS, COLLECTS,
    ]  # fmt: skip
