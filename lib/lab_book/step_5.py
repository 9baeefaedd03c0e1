"""The step from schema 4 to 5: answers are kept by key, and a guess on the learner's own line of the run that it is about.

The texts stand here as they were asked until then, and stay so whatever the lessons ask today. An answer that matches none of
them keeps its text.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, text

Values = dict[str, Any]


def to_5(c: Connection) -> None:
    c.execute(text("ALTER TABLE runs ADD COLUMN guess JSON"))
    _bets_to_their_runs(c)
    every = c.execute(
        text("SELECT learner, lesson, question, value FROM answers ORDER BY learner, lesson")
    ).all()
    kept = {(row.learner, row.lesson, row.question): row.value for row in every}
    write = text(
        "UPDATE answers SET value = :value WHERE learner = :learner AND lesson = :lesson AND question = :question"
    )
    for (learner, lesson, question), value in kept.items():
        kind, _, name = question.partition(".")
        if kind not in {"predict", "check"}:
            continue
        answered = question.removesuffix(".first")
        words = kept.get((learner, lesson, f"asked.{answered}"), "")
        others = [kept[key] for end in ("", ".first") if (key := (learner, lesson, answered + end)) in kept]
        base = _base(lesson, name.removesuffix(".first"))
        values, options = _computed(lesson, base, words, others)
        option = (TEXTS.get(lesson, {}).get(base, {}) | options).get(value)
        mine = {"learner": learner, "lesson": lesson}
        if option is not None:
            c.execute(write, mine | {"question": question, "value": option})
            if values:  # its words are made of them from now on
                asked = {"question": f"asked.{answered}", "value": json.dumps(values)}
                c.execute(write, mine | asked)


def _bets_to_their_runs(c: Connection) -> None:
    """A bet was made on one run and is that run's guess; one on a run that is gone goes too."""
    found = c.execute(text("SELECT learner, question, value FROM answers WHERE question LIKE 'bet.%'")).all()
    for row in found:
        mine = {"run": row.question.removeprefix("bet."), "learner": row.learner}
        run = c.execute(
            text("SELECT kind, spec FROM runs WHERE id = :run AND learner = :learner"), mine
        ).first()
        if run is None:
            continue
        bet = json.loads(row.value)
        spec = json.loads(run.spec) if isinstance(run.spec, str) else run.spec
        settings = hashlib.sha256(json.dumps([run.kind, spec], sort_keys=True).encode()).hexdigest()
        guess = {
            "settings": settings, "lesson": "", "question": "", "option": "", "accuracy": bet["accuracy"], "pair": bet.get("pair"),
        }  # fmt: skip
        c.execute(
            text("UPDATE runs SET guess = :guess WHERE id = :run AND learner = :learner"),
            mine | {"guess": json.dumps(guess)},
        )
    c.execute(text("DELETE FROM answers WHERE question LIKE 'bet.%'"))


def _base(lesson: str, name: str) -> str:
    """The question of the table: those about a run, a case or a picture set have its name behind their own."""
    if lesson == "check_yourself" or name.startswith(("gone_", "method_", "accuracy_")):
        return name.partition("_")[0]
    return name


def _computed(lesson: str, base: str, asked: str, kept: list[str]) -> tuple[Values, dict[str, str]]:
    """The numbers that a question was asked with, and the options that were made of them.

    Args:
        asked: its words as they were.
        kept: all answers that are kept of it; one of them may be the only place where a number stands.
    """
    pattern, options = COMPUTED.get((lesson, base), ("", None))
    found = re.search(pattern, asked)
    if options is None or found is None:
        return {}, {}
    values: Values = {name: _number(part) for name, part in found.groupdict().items()}
    made = options(values, kept)
    return (
        {} if lesson == "check_yourself" else values
    ), made  # that page makes its questions of the runs themselves


def _number(words: str) -> int | str:
    return int(words.replace(",", "")) if re.fullmatch(r"[\d,]+", words) else words


def _updates(values: Values, _: list[str]) -> dict[str, str]:
    values["updates"] = math.ceil(values["examples"] / values["batch_size"])
    return {f"{values['examples']:,} times": "each_digit", f"{values['updates']:,} times": "each_batch"}


def _retrain_updates(values: Values, kept: list[str]) -> dict[str, str]:
    values["updates"] = math.ceil(values["examples"] / values["batch_size"])
    named = {f"{values['examples']:,}": "each_photo", f"{values['updates']:,}": "each_batch"}
    return named | _rest(values, kept, named, "whole", "whole_run")


def _moved(values: Values, kept: list[str]) -> dict[str, str]:
    named = {f"{values['all']:,}": "all"}
    return named | _rest(values, [each for each in kept if each != "none"], named, "learns", "head")


def _batches(values: Values, kept: list[str]) -> dict[str, str]:
    updates = math.ceil(values["examples"] / values["size"])
    named = {f"{values['examples']:,}": "digits", f"{values['size']:,}": "size", f"{updates:,}": "epoch"}
    return named | _rest(values, kept, named, "whole", "run")


def _rest(values: Values, kept: list[str], named: dict[str, str], value: str, key: str) -> dict[str, str]:
    """An answer that is none of those named must be the option whose number stands nowhere else."""
    other = next((each for each in kept if each not in named and re.fullmatch(r"[\d,]+", each)), None)
    if other is None:
        return {}
    values[value] = _number(other)
    return {other: key}


def _error(values: Values, kept: list[str]) -> dict[str, str]:
    rate = float(values["rate"])
    named = {f"{100 * rate:.2f} %": "same", f"{100 * (1 - rate):.2f} %": "right"}
    return {each: "far" for each in kept if re.fullmatch(r"[\d.]+ %", each)} | named


def _silence(values: Values, _: list[str]) -> dict[str, str]:
    return {f"still {values['label']}": "still"}


def _weights(values: Values, _: list[str]) -> dict[str, str]:
    values["weights"] = values["nodes"] * values["inputs"]
    return {
        f"{values[name]:,}": key
        for name, key in (("weights", "all"), ("nodes", "nodes"), ("inputs", "inputs"))
    }


def _relu(values: Values, _: list[str]) -> dict[str, str]:
    values["turned"] = values["sum"].removeprefix("−")
    return {values["sum"]: "sum", values["turned"]: "turned"}


def _numbers(values: Values, _: list[str]) -> dict[str, str]:
    n = values["n"]
    values |= {"pixels": n * n, "numbers": 3 * n * n, "row": 3 * n}
    return {
        f"{values[name]:,}": key
        for name, key in (("pixels", "pixels"), ("numbers", "channels"), ("row", "row"))
    }


def _even(values: Values, _: list[str]) -> dict[str, str]:
    total = str(values["sum"])
    values["other"], values["another"] = [each for each in ("0", "1", "9", "4.5") if each != total][:2]
    return {total: "sum", values["other"]: "other", values["another"]: "another"}


def _gain(values: Values, _: list[str]) -> dict[str, str]:
    fewer = values["before"] - values["after"]
    return {f"Yes, {fewer} fewer is {fewer} fewer": "real"}


COMPUTED: dict[tuple[str, str], tuple[str, Callable[[Values, list[str]], dict[str, str]]]] = {
    ("train_a_digit_reader", "updates"): (
        r"on (?P<examples>[\d,]+) digits in batches of (?P<batch_size>\d+)\.",
        _updates,
    ),
    ("retrain_it", "updates"): (
        r"^(?P<examples>[\d,]+) photos in batches of (?P<batch_size>\d+):",
        _retrain_updates,
    ),
    ("retrain_it", "moved"): (r"has (?P<all>[\d,]+) weights\.", _moved),
    ("layers_and_nodes", "silence"): (
        r"with (?P<nodes>\d+) nodes in its first layer reads a (?P<label>\d)\. The loudest of them, node (?P<node>\d+), gives "
        r"(?P<output>[\d.]+)\. If",
        _silence,
    ),
    ("layers_and_nodes", "weights"): (
        r"has (?P<nodes>[\d,]+) nodes and reads (?P<inputs>[\d,]+) pixels",
        _weights,
    ),
    ("layers_and_nodes", "relu"): (
        r"the sum of node (?P<node>\d+) in layer 1 is (?P<sum>−?\d+\.\d+)\.",
        _relu,
    ),
    ("how_a_picture_network_looks", "numbers"): (r"^(?P<base>.+) takes photos of (?P<n>\d+) ×", _numbers),
    ("how_a_picture_network_looks", "even"): (r"add up to (?P<sum>−?[\d.e−+]+)\. It stands", _even),
    ("check_yourself", "batches"): (
        r"had (?P<examples>[\d,]+) training digits in batches of (?P<size>\d+)\.",
        _batches,
    ),
    ("check_yourself", "error"): (r"an error rate of (?P<rate>\d\.\d{4}) on", _error),
    ("check_yourself", "gain"): (r"gets (?P<before>\d+) of [\d,]+ test .* gets (?P<after>\d+) of", _gain),
}

TEXTS: dict[str, dict[str, dict[str, str]]] = {
    "what_is_a_model": {
        "who": {"My rule": "rule", "The machine": "machine", "Both the same": "same"},
        "wrote": {
            "a programmer": "programmer",
            "nobody: they follow from labelled digits": "nobody",
            "whoever draws into it": "drawer",
        },
        "fresh": {
            "there were too few": "too_few",
            "digits it has seen say too little": "say_too_little",
            "to train it more": "train_more",
        },
    },
    "layers_and_nodes": {
        "silence": {"another digit": "another", "nothing at all": "nothing"},
        "relu": {"0": "zero"},
        "softmax": {"1": "one", "about 0": "about_zero", "it depends on the house": "depends"},
    },
    "how_a_picture_network_looks": {
        "apart": {
            "All mixed up": "mixed",
            "Two groups, mostly apart": "mostly",
            "Perfectly apart": "perfectly",
        },
        "depth": {"what is in the photo": "what", "exactly where it is": "where", "nothing": "nothing"},
    },
    "train_a_digit_reader": {
        "accuracy": {
            "about 80 %": "about_80",
            "about 90 %": "about_90",
            "about 95 %": "about_95",
            "about 98 %": "about_98",
            "all of them": "all",
        },
        "updates": {"once": "once"},
        "validation": {"yes, a little": "a_little", "no, never": "never"},
    },
    "draw_a_digit": {
        "off_centre": {
            "The same reading": "same",
            "A 7, but less sure": "less_sure",
            "Another digit": "another",
        },
        "frozen": {
            "They change a little with every drawing": "each",
            "They change where it was wrong": "where_wrong",
            "They stay as they are": "stay",
        },
        "softmax": {
            "They keep their likelihoods": "keep",
            "Together they go down from 40 to 10 %": "go_down",
            "One of them becomes 0": "one_zero",
        },
    },
    "meet_the_original": {
        "right": {
            "about 500": "about_500",
            "about 650": "about_650",
            "about 800": "about_800",
            "about 950": "about_950",
            "all of them": "all",
        },
        "sum": {"nearly 0 %": "nearly_0", "less than 100 %": "less", "100 %": "hundred"},
        "dogs": {
            "Dogs are easier to photograph": "easier",
            "It learned 118 breeds of dog and 5 of cat": "breeds",
            "The photos of cats are damaged": "damaged",
        },
        "scaling": {
            "how the pixels are scaled": "scaling",
            "the number of epochs": "epochs",
            "the size of the test part": "test_part",
        },
    },
    "your_own_pet_photos": {
        "flower": {
            "neither of them": "neither",
            "50 % cat, 50 % dog": "half",
            "cat or dog, and rather sure": "sure",
        },
        "neither": {
            "The bicycle looks like a dog": "looks_like",
            "Of its two answers, dog fits better": "fits_better",
            "It is 95 % sure to be right": "sure",
        },
        "least": {
            "They all go away": "all_go",
            "Fewer of them, and fewer answers": "fewer",
            "Nothing changes": "nothing",
        },
        "learns": {
            "yes, it has learned from them": "learned",
            "no, only the score has changed": "score_only",
        },
    },
    "retrain_it": {
        "accuracy": {
            "about 70 %": "about_70",
            "about 82 %": "about_82",
            "about 90 %": "about_90",
            "about 97 %": "about_97",
            "all of them": "all",
            "about 25 %": "about_25",
            "about 50 %": "about_50",
            "about 75 %": "about_75",
        },
        "moved": {"none": "none"},
        "method": {"New head": "new_head", "Fine-tuned": "fine_tune", "From scratch": "scratch"},
    },
    "original_against_retrained": {
        "groups": {
            "Some are fixed, none breaks": "none_breaks",
            "Many are fixed, a few break": "few_break",
            "As many break as are fixed": "as_many",
        },
        "many": {
            "Some are fixed, none breaks": "none_breaks",
            "Many are fixed, a few break": "few_break",
            "As many break as are fixed": "as_many",
        },
        "unnamed": {"hardly more than chance": "chance", "about half": "half", "most of them": "most"},
        "pairs": {"yes, the same 100": "same", "not necessarily": "not_necessarily", "no, never": "never"},
        "luck": {
            "yes, 2 photos better": "better",
            "that can well be luck": "luck",
            "no, it is worse": "worse",
        },
        "few": {
            "It has more weights to train": "more_weights",
            "Its base has learned from over a million photos": "base",
            "It trains for longer": "longer",
        },
    },
    "where_does_it_go_wrong": {
        "digits": {"1 and 7": "1_7", "2 and 7": "2_7", "4 and 9": "4_9", "3 and 5": "3_5"},
        "pets": {
            "a cat taken for a dog": "cat_for_dog",
            "a dog taken for a cat": "dog_for_cat",
            "both about as often": "both",
        },
        "classes": {
            "about the same for each": "same",
            "a few are much worse": "a_few",
            "half of them are much worse": "half",
        },
        "recall": {"90 of 100": "of_100", "90 of 120": "of_120", "90 of 130": "of_130"},
        "loss": {"the one with 51 %": "unsure", "the one with 99 %": "sure", "both the same": "same"},
        "sure": {
            "well calibrated": "calibrated",
            "surer than it is right": "too_sure",
            "less sure than it is right": "too_unsure",
        },
    },
    "try_things": {
        "one_thing": {
            "the batch size": "batch_size",
            "the learning rate": "learning_rate",
            "you cannot tell": "cannot_tell",
        },
        "open_rate": {
            "they are larger": "larger",
            "they know something already": "know_already",
            "the photos are too few": "too_few",
        },
        "gone": {
            "head with the wrong loss": "wrong_loss",
            "labels shuffled": "shuffled",
            "learning rate too high": "rate_too_high",
            "learning rate too low": "rate_too_low",
            "one class rare": "rare",
            "pixels not scaled": "unscaled",
            "test pictures in the training part": "leak",
            "too few epochs": "too_few_epochs",
            "too many epochs on few pictures": "overfitting",
        },
        "batch": {"20": "20", "100": "100", "500": "500", "all about the same": "same"},
    },
    "your_own_pictures": {
        "accuracy": {
            "about half": "half",
            "three quarters": "three_quarters",
            "nine in ten": "nine_in_ten",
            "all of them": "all",
        },
        "leak": {
            "It knows cups": "cups",
            "It knows these frames": "frames",
            "It needs more epochs": "epochs",
        },
        "uneven": {
            "Yes, 90 % is a lot": "a_lot",
            "That cannot be told from this": "cannot_be_told",
            "No, it must be broken": "broken",
        },
        "neither": {
            "Nothing": "nothing",
            "Hot dog or banana": "one_of_two",
            "That it does not know": "unknown",
        },
    },
    "check_yourself": {
        "bytes": {
            "It keeps the digits, packed small": "packed",
            "No: it keeps weights, and none of the digits": "none",
            "It keeps those that it got wrong": "wrong_ones",
        },
        "written": {
            "The programmers of the course": "programmers",
            "Nobody: they began as random numbers, and training moved them": "nobody",
            "Whoever chose the settings": "chooser",
        },
        "after": {
            "Validation accuracy rose further": "further",
            "Training accuracy rose further, validation accuracy did not": "apart",
            "Neither of the two rose further": "neither",
        },
        "unfreeze": {
            "Yes, more weights that learn are always better": "more",
            "Hardly, and large steps could destroy what the base knows": "hardly",
            "It changes nothing, frozen layers do not compute": "nothing",
        },
        "gain": {"It can well be luck": "luck", "No, B is worse": "worse"},
        "rate": {"about 6.8": "wrong", "about 93.2": "right", "about 94": "rounded"},
        "classes": {
            "Yes, one point less": "one_point",
            "That does not follow: they had different tests": "different_tests",
            "A is better: it knows its kinds by heart": "by_heart",
        },
        "validation": {
            "Yes, in every epoch": "every_epoch",
            "Only in the best epoch": "best_epoch",
            "No": "no",
        },
        "neither": {"“neither”": "neither", "cat or dog": "cat_or_dog", "nothing": "nothing"},
        "exact": {
            "Yes, it is calculated": "calculated",
            "Most likely, but it can be wrong": "most_likely",
            "99.9 % of it is a 4": "part",
        },
        "learning": {
            "It knows my handwriting now": "handwriting",
            "Not at all": "not_at_all",
            "It has forgotten some others": "forgotten",
        },
        "users": {
            "The people who use it": "users",
            "People who were paid to label photos": "paid",
            "It found them out by itself": "itself",
        },
        "collects": {
            "It searches the internet for more": "internet",
            "From a fixed set that people wrote and collected": "fixed_set",
            "From the drawings made in this course": "drawings",
        },
    },
}
