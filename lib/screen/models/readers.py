"""Which network reads digits: the one that ships with the app, or one of this learner's own runs.

It knows nothing of drawing; the sketchpad shows what a reader makes of one.
"""

from __future__ import annotations

import json
import time
from functools import partial

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.answers import Answers
from lib.measure.proportions import Proportion
from lib.models.dense import Dense
from lib.screen.kit import host
from lib.screen.kit.kept import Kept
from lib.screen.models.model import DIGITS, SHIPPED, Model
from lib.settings import ASSETS


@st.cache_resource(show_spinner=False)
def shipped() -> Model:
    """The reader that comes with the app (assets/README.md says how it was made)."""
    facts = json.loads((ASSETS / "digit_reader.json").read_text(encoding="utf-8"))
    network = Dense.from_bytes((ASSETS / "digit_reader.npz").read_bytes())
    test = Proportion(facts["test"]["correct"], facts["test"]["total"]).sentence()
    origin = (
        f"This network comes with the app. It learned from MNIST’s training digits. It has {network.parameters:,} weights and biases. "
        f"It reads {test} of MNIST’s test digits right. It had seen none of them."
    )
    return _reader(SHIPPED, "The reader that comes with the app", origin, network)


def choices(learner: str) -> dict[str, str]:
    """Reader id to label: this learner's runs that have learned something, newest first, then the shipped one."""
    try:
        runs = host.lab_book().runs(learner, "digits")
    except LabBookError:
        runs = []  # the shipped reader needs no lab book
    learned = {run.id: _label(run) for run in runs if run.state in {"done", "stopped"} and run.result}
    return learned | {SHIPPED: "The reader that comes with the app"}


def find(reader_id: str, learner: str) -> Model:
    """The reader of that id; the shipped one where the run is gone, or is not this learner's."""
    run = None if reader_id == SHIPPED else host.lab_book().run(reader_id)
    network = (
        _networks.get((run.id, run.ended), partial(_read, run.id))
        if run and run.learner == learner and run.readable
        else None
    )
    if run is None or network is None:
        return shipped()
    share = test_proportion(run)
    origin = f"You trained it. It has {network.parameters:,} weights and biases."
    origin += f" It reads {share.sentence()} of its test digits right." if share else ""
    return _reader(run.id, _label(run), origin, network)


def _reader(id: str, name: str, origin: str, network: Dense) -> Model:
    def answers() -> Answers:
        from lib.screen.models.answered import digit_answers  # the home page needs no digits

        return digit_answers(id, network)

    return Model(id, DIGITS, name, origin, answers, dense=network)


def _label(run: Run) -> str:
    shape = "-".join(map(str, (784, *run.spec["hidden"], 10)))
    when = time.strftime("%d %b, %H:%M", time.localtime(run.ended or run.created))
    return f"{run.name or 'Your run'} · {shape} · {when}"


# 2.2 MB each at the default size, 15 at the largest.
_networks: Kept[Dense | None] = Kept(
    32, room=80_000_000, size=lambda network: 4 * network.parameters if network else 0
)


def _read(run_id: str) -> Dense | None:
    data = host.lab_book().weights(run_id)
    return Dense.from_bytes(data) if data else None
