"""The step from schema 4 to 5: answers are kept by key, and a guess on the learner's own line of the run that it is about.

The texts stand in `step_5.json` as they were asked until then, and stay so whatever the lessons ask today. An answer that
matches none of them keeps its text.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Callable
from pathlib import Path
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
    # That page makes its questions of the runs themselves
    return ({} if lesson == "check_yourself" else values), made


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

TEXTS: dict[str, dict[str, dict[str, str]]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
)  # lesson, question, words of an option: its key
