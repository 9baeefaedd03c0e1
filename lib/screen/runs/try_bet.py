"""Bet first: the learner writes down the accuracy and the pair most confused; the lab book keeps how bets get better."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.lab_book.outcome import test_share
from lib.lab_book.runs import Run
from lib.measure.confusion import most_frequent
from lib.measure.shares import Share, per_cent
from lib.screen.kit import host, look
from lib.screen.kit.learner import learner_id
from lib.screen.models import offered

LESSON = "try_things"  # where the lab book keeps all bets, whatever page they were made on
NAMES = {"digits": tuple("0123456789"), "retrain": ("cat", "dog")}


@dataclass(frozen=True)
class Bet:
    """What was written down before a run."""

    accuracy: float  # on the test part, from 0 to 1; of a race the best lane's
    pair: tuple[int, int] | None  # true class, what it is taken for
    missed: float | None = None  # points, once the run is over
    came: float | None = None  # the accuracy that came out


def ask(key: str, names: Sequence[str], what: str = "Test accuracy, %", across: bool = True) -> Bet | None:
    """The bet as the widgets stand; None while the learner does not bet.

    Args:
        names: of the classes.
        across: the widgets beside each other, where there is room.
    """
    if not st.toggle(
        "Bet before you start", key=f"bet_{key}", help="Your bet is drawn on the chart as a dashed line."
    ):
        return None
    accuracy, truth, guess = st.columns(3) if across else (st.container(), st.container(), st.container())
    percent = accuracy.number_input(what, 0.0, 100.0, 90.0, 0.5, key=f"bet_accuracy_{key}")
    of, taken = (
        place.selectbox(
            label, range(len(names)), index=None, key=f"bet_{part}_{key}", placeholder="leave open",
            format_func=lambda k: names[k],
        )
        for place, label, part in ((truth, "Most often a", "truth"), (guess, "is taken for a", "guess"))
    )  # fmt: skip
    return Bet(percent / 100, None if of is None or taken is None or of == taken else (of, taken))


def keep(run_id: str, bet: Bet | None) -> None:
    if bet is not None:
        host.lab_book().answer(learner_id(), LESSON, f"bet.{run_id}", json.dumps(asdict(bet)))


def kept(run_id: str) -> Bet | None:
    """The bet on a run; None where there was none."""
    return _bets().get(run_id)


def line(run: Run) -> float | None:
    """The accuracy that was bet on the run, for its chart."""
    bet = kept(run.id)
    return bet.accuracy if bet else None


def outcome(
    run: Run, came: Share, confused: Sequence[int], names: Sequence[str], who: str = "your run"
) -> None:
    """The bet beside what came out, and how the bets get better; nothing where none was made.

    Args:
        confused: [truth, guess, how often] of the most frequent mistake; empty without any.
    """
    bet = kept(run.id)
    if bet is None:
        return
    missed = 100 * abs(bet.accuracy - came.accuracy)
    if bet.missed is None:
        try:
            keep(run.id, replace(bet, missed=missed, came=came.accuracy))
        except LabBookError as error:
            st.caption(str(error))
    words = (
        f"You bet {per_cent(bet.accuracy)}; {who} reached {per_cent(came.accuracy)}: {missed:.1f} points off."
    )
    if bet.pair and len(confused):
        truth, guess, times = confused
        hit = (
            "as you bet"
            if bet.pair == (truth, guess)
            else f"you bet on a {names[bet.pair[0]]} for a {names[bet.pair[1]]}"
        )
        words += f" Most often it took a {names[truth]} for a {names[guess]}, {_times(times)}; {hit}."
    st.markdown(f":material/bookmark: {words}")
    so_far = progress()
    if len(so_far) > 1:
        st.caption(
            f"Your bets so far were off by {', '.join(f'{bet.missed:.1f}' for _, bet in so_far[-8:])} points."
        )


def of_run(run: Run) -> None:
    """`outcome` of a run of its own; its most frequent mistake is looked for only where one was bet on."""
    bet, test = kept(run.id), test_share(run)
    if bet is None or test is None:
        return
    confused: list[int] = []
    if bet.pair:
        said = offered.find(f"{run.kind}.{run.id}", learner_id()).answers
        confused = most_frequent(said.truth, said.guess, len(said.classes))
    outcome(run, test, confused, run.result.get("classes") or NAMES[run.kind])


def progress() -> list[tuple[Run, Bet]]:
    """Every run that was bet on and came out, oldest first."""
    bets = _bets()
    runs = sorted(host.lab_book().runs(learner_id()), key=lambda run: run.created)
    return [(run, bet) for run in runs if (bet := bets.get(run.id)) and bet.missed is not None]


def card() -> None:
    """All bets with what came of them, for the lab book; nothing before the first."""
    so_far = progress()
    if not so_far:
        return
    with look.card("bets", "Your bets"):
        half = len(so_far) // 2
        if half:
            first, last = (
                sum(bet.missed or 0 for _, bet in some) / half for some in (so_far[:half], so_far[-half:])
            )
            st.markdown(
                f"The first {'bet was' if half == 1 else f'{half} bets were'} off by {first:.1f} points"
                f"{' on average' if half > 1 else ''}, the last {'one' if half == 1 else half} by {last:.1f}."
            )
        st.dataframe(
            [
                {
                    "run": f"#{run.id[:4]}",
                    "you bet": per_cent(bet.accuracy),
                    "it came out": "–" if bet.came is None else per_cent(bet.came),
                    "points off": round(bet.missed or 0.0, 1),
                }
                for run, bet in reversed(so_far)
            ],
            hide_index=True, width="stretch", key="bets",
        )  # fmt: skip


def _times(n: int) -> str:
    return "once" if n == 1 else f"{n:,} times"


def _bets() -> dict[str, Bet]:
    """This learner's bets by run id."""
    try:
        answers = host.lab_book().answers(learner_id(), LESSON)
    except LabBookError:
        return {}
    return {name[4:]: read(value) for name, value in answers.items() if name.startswith("bet.")}


def read(text: str) -> Bet:
    """A bet as the lab book keeps it."""
    values: dict[str, Any] = json.loads(text)
    pair = values.get("pair")
    return Bet(values["accuracy"], tuple(pair) if pair else None, values.get("missed"), values.get("came"))
