"""Questions to check oneself, as many as possible made from a learner's own runs, each with its right answer computed.

It knows nothing of screens or of the lab book: settings, histories and counts in, questions out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from lib.measure.confusion import Pair, most_confused
from lib.measure.curves import best_epoch
from lib.measure.difference import chance_of
from lib.measure.shares import Share, per_cent
from lib.models.dense import count_layers
from lib.specs.specs import DigitRun, RetrainRun

PIXELS, FLOAT = 784, 4  # bytes of a stored digit, and of a weight

# Misconceptions found in learners (Marx et al., WiPSCE 2024); every one is met by a question below.
MISCONCEPTIONS = ("programmed", "exact", "stored data", "keeps learning", "trained by users", "collects data")


@dataclass(frozen=True)
class Question:
    """One question; `key` is the same for the same question about the same run."""

    key: str
    text: str
    options: tuple[str, ...]
    right: str
    hints: dict[str, str]  # for every wrong option
    reason: str
    meets: str = ""  # the misconception that it meets


def of_digits(
    run: str, spec: DigitRun, result: dict[str, Any], history: Sequence[dict[str, Any]]
) -> list[Question]:
    """Questions about a finished digit run. `run` names it in the keys; result and history as in the lab book."""
    found = [
        _batches(run, spec, result),
        _error(run, Share(*result["test"]), "digits"),
        _bytes(f"bytes_{run}", "Your run", spec, result["examples"]),
        _written(f"written_{run}", "Your network", spec),
    ]
    after = after_epoch(run, history)
    return [*found, after] if after else found


def of_photos(
    run: str, spec: RetrainRun, result: dict[str, Any], history: Sequence[dict[str, Any]]
) -> list[Question]:
    """Questions about a finished retraining."""
    found = [_error(run, Share(*result["test"]), "photos")]
    if spec.method == "new_head":
        found.append(_unfreeze(run, spec, Share(*result["test"])))
    after = after_epoch(run, history)
    return [*found, after] if after else found


def _batches(run: str, spec: DigitRun, result: dict[str, Any]) -> Question:
    examples, size = result["examples"], spec.batch_size
    updates = -(-examples // size)
    right, all_of_it, each = (f"{n:,}" for n in (updates, updates * spec.epochs, examples))
    hints = {
        all_of_it: "Those are the batches of the whole run. How many epochs had it?",
        each: "That many digits. They go through in batches.",
        f"{size:,}": "That many digits are in one batch. How many batches does it take for all digits?",
    }
    hints.pop(right, None)  # a run of one epoch, say
    return Question(
        f"batches_{run}", f"Your run had {examples:,} training digits in batches of {size}. How many batches are one epoch?",
        tuple(sorted({right, *hints}, key=lambda number: int(number.replace(",", "")))), right, hints,
        f"{examples:,} / {size}, rounded up, is {right}. After each of them the weights move once.",
    )  # fmt: skip


def _error(run: str, test: Share, things: str) -> Question:
    wrong = test.total - test.correct
    rate = wrong / test.total
    right = per_cent(test.accuracy, 2)
    far, same = per_cent(max(0.0, 1 - 10 * rate) if rate < 0.1 else rate / 2, 2), per_cent(rate, 2)
    hints = {
        far: f"An error rate of {rate:.4f} is {100 * rate:.2f} wrong of 100.",
        same: "That is the share that is wrong.",
    }
    hints.pop(right, None)  # half right is half wrong
    return Question(
        f"error_{run}", f"Your run has an error rate of {rate:.4f} on its test {things}. What is its accuracy?",
        tuple(sorted({right, *hints})), right, hints,
        f"{wrong:,} of {test.total:,} wrong leaves {test.sentence()} right: 1 − {rate:.4f}.",
    )  # fmt: skip


def _bytes(key: str, whose: str, spec: DigitRun, examples: int) -> Question:
    weights = FLOAT * sum(layer.parameters for layer in count_layers(spec.sizes)) / 1e6
    data = PIXELS * examples / 1e6
    stored = "It keeps the digits, packed small"
    right = "No: it keeps weights, and none of the digits"
    return Question(
        key,
        f"{whose} learned from {data:.1f} MB of digits. Its weights are {weights:.1f} MB. Are the digits stored in it?",
        (stored, right, "It keeps those that it got wrong"), right,
        {stored: "It also reads a drawing of yours that it has never seen. Where would that be kept?",
         "It keeps those that it got wrong": "What does an update change: a list of pictures, or weights?"},
        "Every digit moved the weights a little and was then dropped. Weights can still give away something of what they "
        "learned from, so private pictures need care.",
        "stored data",
    )  # fmt: skip


def _written(key: str, whose: str, spec: DigitRun) -> Question:
    total = sum(layer.parameters for layer in count_layers(spec.sizes))
    nobody = "Nobody: they began as random numbers, and training moved them"
    return Question(
        key, f"{whose} has {total:,} weights and biases. Who wrote their values?",
        ("The programmers of the course", nobody, "Whoever chose the settings"), nobody,
        {"The programmers of the course": "The same program gives other weights with another seed or other pictures.",
         "Whoever chose the settings": "Settings say how it learns. Does one of them name a single weight?"},
        "People wrote the network's shape and the rule by which it learns. What it does with a picture comes from the examples.",
        "programmed",
    )  # fmt: skip


def after_epoch(run: str, history: Sequence[dict[str, Any]]) -> Question | None:
    """What happened after the best epoch, or after the middle where the last is the best; None for short runs."""
    best, last = best_epoch(list(history)), len(history)
    if best is None or last < 4:
        return None
    n = best if best < last else last // 2
    valid = [line["val_accuracy"] or 0.0 for line in history]  # None where training diverged
    trained = [line["accuracy"] or 0.0 for line in history]
    rose, learned = max(valid[n:]) > max(valid[:n]), trained[-1] > trained[n - 1]
    further = "Validation accuracy rose further"
    apart = "Training accuracy rose further, validation accuracy did not"
    neither = "Neither of the two rose further"
    right = further if rose else apart if learned else neither
    reason = (
        f"Validation accuracy was at most {per_cent(max(valid[:n]), 2)} up to epoch {n}, and at most {per_cent(max(valid[n:]), 2)} after it; "
        f"training accuracy went from {per_cent(trained[n - 1], 2)} to {per_cent(trained[-1], 2)}."
    )
    look = "Open this run in the lab book, and compare the two curves to the right of that epoch."
    return Question(
        f"after_{run}", f"Your run had {last} epochs. What happened after epoch {n}?", (further, apart, neither), right,
        {each: look for each in (further, apart, neither) if each != right}, reason,
    )  # fmt: skip


def _unfreeze(run: str, spec: RetrainRun, test: Share) -> Question:
    right = "Hardly, and large steps could destroy what the base knows"
    more = "Yes, more weights that learn are always better"
    return Question(
        f"unfreeze_{run}",
        f"Your new head learned from {spec.photos:,} photos at a learning rate of {spec.learning_rate:g} and gets {test.sentence()} "
        "right. Would it help to let the whole base learn too, at the same rate?",
        (more, right, "It changes nothing, frozen layers do not compute"), right,
        {more: "How many photos are there for how many weights?",
         "It changes nothing, frozen layers do not compute": "Frozen layers do compute. What is frozen is their weights."},
        "Few photos, much like those that the base learned from: the new head is enough. With many photos that look different, "
        "opening the last blocks at a far smaller rate can help.",
    )  # fmt: skip


def of_mistakes(key: str, counts: Any, names: Sequence[str], things: str) -> list[Question]:
    """Which mistake a model makes most, from its confusion matrix; nothing where two are equally frequent."""
    pairs = most_confused(counts, 1)
    if len(pairs) < 3 or pairs[0].count == pairs[1].count:
        return []
    words = [_words(pair, names) for pair in (pairs[0], pairs[1], pairs[-1])]
    first = pairs[0]
    return [
        Question(
            f"confused_{key}", f"Which mistake does your newest model make most often with test {things}?",
            tuple(sorted(words)), words[0],
            dict.fromkeys(words[1:], "Find the darkest cell of the confusion matrix in “Where does it go wrong?”."),
            first.sentence(names),
        )
    ]  # fmt: skip


def _words(pair: Pair, names: Sequence[str]) -> str:
    return f"{names[pair.truth]} taken for {names[pair.guess]}"


def gain(key: str, before: int, after: int, total: int) -> Question:
    """Whether fewer mistakes on other pictures are a real gain, by Fisher's exact test."""
    p = chance_of((before, after), total)
    first, second = Share(total - before, total), Share(total - after, total)
    luck, real = "It can well be luck", f"Yes, {before - after} fewer is {before - after} fewer"
    right = luck if p >= 0.05 else real
    return Question(
        f"gain_{key}",
        f"Model A gets {before} of {total:,} test pictures wrong. Model B gets {after} of {total:,} others wrong. Is B better?",
        (real, luck, "No, B is worse"), right,
        {luck if right == real else real: "Write down both intervals: do they overlap?", "No, B is worse": "Fewer wrong is better, if it is real."},
        f"A: {first.sentence()} right. B: {second.sentence()}. Two equally good models differ at least so much in "
        f"{100 * p:.0f} of 100 tries (Fisher's exact test).",
    )  # fmt: skip


def general() -> list[Question]:
    """Those that need no run."""
    usual = DigitRun()
    return [
        _written("written", "A network that reads digits", usual),
        _bytes("bytes", "A network that reads digits", usual, usual.examples),
        Question(
            "rate", "A program reports an error of 0.067659. How many of 100 pictures does it get right?",
            ("about 6.8", "about 93.2", "about 94"), "about 93.2",
            {"about 6.8": "That is how many it gets wrong.", "about 94": "Take the error from 1, and round only at the end."},
            "1 − 0.067659 = 0.932341. It was 100 wrong of 1,478.",
        ),
        gain("100_92", 100, 92, 1478),
        Question(
            "classes", "Model A is right on 72 % of pictures of 97 kinds, model B on 73 % of pictures of 1,000 kinds. Is A nearly as good as B?",
            ("Yes, one point less", "That does not follow: they had different tests", "A is better: it knows its kinds by heart"),
            "That does not follow: they had different tests",
            {"Yes, one point less": "How often would somebody who guesses be right in each test?",
             "A is better: it knows its kinds by heart": "What share would guessing reach in each test?"},
            "Guessing is right on 1.0 % with 97 kinds and on 0.1 % with 1,000: B had more to mix up. Compare models on the same pictures.",
        ),
        Question(
            "validation", "Do the validation pictures change the weights?",
            ("Yes, in every epoch", "Only in the best epoch", "No"), "No",
            {"Yes, in every epoch": "Which part's loss is the gradient taken of?",
             "Only in the best epoch": "They tell which epoch was best. Does choosing change a weight?"},
            "They are read after each epoch to see how it does on pictures that it does not learn from.",
        ),
        Question(
            "neither", "A model that tells cats from dogs is shown a flower. What does it answer?",
            ("“neither”", "cat or dog", "nothing"), "cat or dog",
            {"“neither”": "How many outputs has it, and what do its likelihoods add up to?",
             "nothing": "Every picture goes through all layers. What comes out at the end?"},
            "Its two likelihoods add up to 1 because they are made to, whatever it is shown. “Neither” would need a class of its own, "
            "or somebody who looks at whether the picture fits.",
        ),
        Question(
            "exact", "A reader gives a drawing 99.9 % for the 4. Is it a 4?",
            ("Yes, it is calculated", "Most likely, but it can be wrong", "99.9 % of it is a 4"), "Most likely, but it can be wrong",
            {"Yes, it is calculated": "Look at the pictures with the highest loss: how sure was it of those?",
             "99.9 % of it is a 4": "The number is about its guess, not about parts of the picture."},
            "The calculation is exact, what it was learned from is not. Confident mistakes are rare, and they happen.", "exact",
        ),
        Question(
            "learning", "You draw a hundred digits and the network reads them. How has it changed?",
            ("It knows my handwriting now", "Not at all", "It has forgotten some others"), "Not at all",
            {"It knows my handwriting now": "In “Draw a digit”, compare the checksum of the weights before and after.",
             "It has forgotten some others": "To forget, weights would have to move. What moves them?"},
            "Reading uses the weights and leaves them as they are. Only training changes them.", "keeps learning",
        ),
        Question(
            "users", "Who taught the original model its 1,000 names?",
            ("The people who use it", "People who were paid to label photos", "It found them out by itself"),
            "People who were paid to label photos",
            {"The people who use it": "You used it too. Did you tell it anything that changed its weights?",
             "It found them out by itself": "Where would it get the word “tabby” from?"},
            "ImageNet's photos come from the web, and paid workers checked each label (Deng et al. 2009). Who chose the photos and labels decides what a model learns.",
            "trained by users",
        ),
        Question(
            "collects", "Where do the digits come from that your network learns from?",
            ("It searches the internet for more", "From a fixed set that people wrote and collected", "From the drawings made in this course"),
            "From a fixed set that people wrote and collected",
            {"It searches the internet for more": "How many digits does it have before and after a run?",
             "From the drawings made in this course": "In “Draw a digit”, what happens to the weights when you draw?"},
            "MNIST: digits written by staff of the US Census Bureau and by pupils, collected by NIST, put together by LeCun, "
            "Cortes and Burges. A model trains on what people give it.",
            "collects data",
        ),
    ]  # fmt: skip
