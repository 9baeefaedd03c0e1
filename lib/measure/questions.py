"""Questions to check oneself, as many as possible made from a learner's own runs, each with its right answer computed.

The words stand in `check_yourself.toml`; here is what fills their places: settings, histories and counts in, questions out. It knows
nothing of screens or of the lab book.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import Formatter
from typing import Any

from lib.measure import ideas
from lib.measure.confusion import Pair, most_confused
from lib.measure.curves import best_epoch
from lib.measure.difference import chance_of
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.dense import count_layers
from lib.specs.specs import DigitRun, RetrainRun

LESSON = "check_yourself"
HARDLY = 0.005  # of the validation part: two photos of 400
PIXELS, FLOAT = 784, 4  # bytes of a stored digit, and of a weight

# Misconceptions found in learners (Marx et al., WiPSCE 2024); every one is met by a question.
MISCONCEPTIONS = ("programmed", "exact", "stored data", "keeps learning", "trained by users", "collects data")


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
        found.append(table(LESSON)["unfreeze"].given(
            f"unfreeze_{run}", photos=spec.train_size, rate=f"{spec.learning_rate:g}", sentence=test.sentence()
        ))  # fmt: skip
    after = after_epoch(run, history)
    return [*found, after] if after else found


def _batches(run: str, spec: DigitRun, result: dict[str, Any]) -> Question:
    examples, size = result["examples"], spec.batch_size
    updates = -(-examples // size)
    return table(LESSON)["batches"].given(
        f"batches_{run}", examples=examples, size=size, updates=updates, whole=updates * spec.epochs
    )


def _error(run: str, test: Proportion, things: str) -> Question:
    wrong = test.total - test.correct
    rate = wrong / test.total
    far = max(0.0, 1 - 10 * rate) if rate < 0.1 else rate / 2
    return table(LESSON)["error"].given(
        f"error_{run}", rate=f"{rate:.4f}", things=things, in_hundred=f"{100 * rate:.2f}", wrong=wrong, total=test.total,
        sentence=test.sentence(), right=per_cent(test.accuracy, 2), far=per_cent(far, 2), same=per_cent(rate, 2),
    )  # fmt: skip


def _bytes(key: str, whose: str, spec: DigitRun, examples: int) -> Question:
    weights = FLOAT * sum(layer.parameters for layer in count_layers(spec.sizes)) / 1e6
    return table(LESSON)["bytes"].given(
        key, whose=whose, data=f"{PIXELS * examples / 1e6:.1f}", weights=f"{weights:.1f}"
    )


def _written(key: str, whose: str, spec: DigitRun) -> Question:
    total = sum(layer.parameters for layer in count_layers(spec.sizes))
    return table(LESSON)["written"].given(key, whose=whose, total=total)


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
    return table(LESSON)["after"].given(
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
        table(LESSON)["confused"].given(
            f"confused_{key}", things=things, first=first, second=second, last=last, sentence=pairs[0].sentence(names)
        )
    ]  # fmt: skip


def _words(pair: Pair, names: Sequence[str]) -> str:
    return f"{names[pair.truth]} taken for {names[pair.guess]}"


def gain(key: str, before: int, after: int, total: int) -> Question:
    """Whether fewer mistakes on other pictures are a real gain, by Fisher's exact test."""
    p = chance_of((before, after), total)
    return table(LESSON)["gain"].given(
        f"gain_{key}", "luck" if p >= 0.05 else "real", before=before, after=after, total=total, fewer=before - after,
        first=Proportion(total - before, total).sentence(), second=Proportion(total - after, total).sentence(), tries=f"{100 * p:.0f}",
    )  # fmt: skip


def general() -> list[Question]:
    """Those that need no run."""
    usual = DigitRun()
    asked = table(LESSON)
    return [
        _written("written", "A network that reads digits", usual),
        _bytes("bytes", "A network that reads digits", usual, usual.train_size),
        asked["rate"],
        gain("100_92", 100, 92, 1478),
        asked["classes"],
        asked["validation"],
        asked["neither"],
        asked["exact"],
        asked["learning"],
        asked["users"],
        asked["collects"],
    ]


def of_lesson(lesson: str) -> list[Question]:
    """Its checks that can be asked on another page: they need no numbers. Their keys have the lesson before them."""
    checks = table(lesson)
    return [
        replace(question, key=f"{lesson}.{key}")
        for key, question in checks.items()
        if question.right and not _places(question) and ideas.stands_alone(lesson, key)
    ]


def _places(question: Question) -> bool:
    words = [question.words, question.reason, *(text for o in question.options for text in (o.words, o.hint))]
    return any(name is not None for text in words for _, name, _, _ in Formatter().parse(text))
