"""Bet first: the learner writes down the accuracy and the pair most confused; the lab book keeps how bets get better."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

import streamlit as st

from lib.measure.shares import Share, per_cent
from lib.runs import LabBookError, Run
from lib.screen import host
from lib.screen.learner import learner_id

LESSON = "try_things"
SHOWN = 8  # latest bets in the line on how they get better


@dataclass(frozen=True)
class Bet:
    """What was written down before a run."""

    accuracy: float  # of the best lane on the test part, from 0 to 1
    pair: tuple[int, int] | None  # true digit, what it is taken for
    missed: float | None = None  # points, once the run is over


def ask(key: str) -> Bet | None:
    """The bet as the widgets stand; None while the learner does not bet."""
    if not st.toggle("Bet before you start", key=f"bet_{key}"):
        return None
    accuracy, truth, guess = st.columns(3)
    percent = accuracy.number_input("Best test accuracy, %", 0.0, 100.0, 90.0, 0.5, key=f"bet_accuracy_{key}")
    digit = truth.selectbox(
        "Most often a", range(10), index=None, key=f"bet_truth_{key}", placeholder="digit"
    )
    taken = guess.selectbox(
        "is taken for a", range(10), index=None, key=f"bet_guess_{key}", placeholder="digit"
    )
    return Bet(percent / 100, None if digit is None or taken is None else (digit, taken))


def keep(run_id: str, bet: Bet | None) -> None:
    if bet is not None:
        host.lab_book().answer(learner_id(), LESSON, f"bet.{run_id}", json.dumps(asdict(bet)))


def kept(run_id: str) -> Bet | None:
    """The bet on a run; None where there was none."""
    return _read(host.lab_book().answers(learner_id(), LESSON).get(f"bet.{run_id}"))


def outcome(run: Run, best: Share) -> None:
    """The bet beside what came out, and how the bets get better."""
    bet = kept(run.id)
    if bet is None:
        return
    missed = 100 * abs(bet.accuracy - best.accuracy)
    if bet.missed is None:
        try:
            keep(run.id, Bet(bet.accuracy, bet.pair, missed))
        except LabBookError as error:
            st.caption(str(error))
    words = f"You bet {per_cent(bet.accuracy)}; the best lane reached {per_cent(best.accuracy)}: {missed:.1f} points off."
    confused = max(run.result["lanes"], key=lambda lane: lane["test"][0])["confused"]
    if bet.pair and confused:
        came = f"a {confused[0]} for a {confused[1]}, {confused[2]} times"
        hit = (
            "as you bet"
            if list(bet.pair) == confused[:2]
            else f"you bet on a {bet.pair[0]} for a {bet.pair[1]}"
        )
        words += f" Most often it took {came}; {hit}."
    st.markdown(f":material/bookmark: {words}")
    line = progress()
    if len(line) > 1:
        st.caption(
            f"Your bets so far were off by {', '.join(f'{points:.1f}' for points in line[-SHOWN:])} points."
        )


def progress() -> list[float]:
    """By how many points each bet missed, oldest first."""
    answers = host.lab_book().answers(learner_id(), LESSON)
    order = {run.id: run.created for run in host.lab_book().runs(learner_id(), "experiment")}
    bets = {question[4:]: _read(value) for question, value in answers.items() if question.startswith("bet.")}
    known = sorted((run_id for run_id in bets if run_id in order), key=lambda run_id: order[run_id])
    return [bet.missed for run_id in known if (bet := bets[run_id]) is not None and bet.missed is not None]


def _read(text: str | None) -> Bet | None:
    if text is None:
        return None
    values: dict[str, Any] = json.loads(text)
    return Bet(values["accuracy"], tuple(values["pair"]) if values["pair"] else None, values["missed"])
