"""The board: a room's runs on one chart and as dots by setting, who trains, the nearest guess; the test is opened together, once.

The class compares by the validation part. It reads the lab book once for each look, whatever the size of the class.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import streamlit as st

from lib.charts.beside import Side, luck_chart
from lib.charts.confusion import confusion_chart, describe_confusion
from lib.charts.overlay import NamedCurve
from lib.charts.room import class_curves_chart, describe_class_curves
from lib.lab_book.outcome import test_proportion
from lib.lab_book.room import Member, Place, Said
from lib.lab_book.run import Run
from lib.measure import class_board, spread
from lib.measure.class_board import Reached
from lib.measure.curves import best_epoch, validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.screen.kit import charts, host, look
from lib.screen.kit.learner import learner_id
from lib.screen.kit.plain import plain
from lib.screen.models import offered
from lib.screen.room import dealing, views
from lib.screen.room.asking import act
from lib.screen.room.dealing import Deal
from lib.specs.specs import Training, to_dict

EVERY = 2.0  # seconds between two looks, of the one page that shows the board
ROW = 32  # pixels of a value's line: five of them fit a hall's screen
LANES = 8  # values with a line of their own; further ones are not dealt out
MATRICES = 3  # networks asked at a look, until the room's confusion is whole: each reads all test pictures
MOST_ASKED = 60  # networks in it at most
NAMES = "room_board_names"


def lead(place: Place, said: Said) -> None:
    """The lecturer's board, with what is dealt out."""
    dealt = Deal.of(said) is not None
    if not dealt:
        with look.card("room_dealing", "Deal settings out"):
            dealing.lead(place.code, said)
    with look.card("room_board"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.toggle("Show nicknames", key=NAMES)
            if dealt:  # from now on the board has the screen to itself
                with st.popover("Deal settings out", icon=":material/playing_cards:", key="room_dealing"):
                    dealing.lead(place.code, said)
        st.fragment(_board, run_every=EVERY)(place.code)


def _board(code: str) -> None:
    source = views.view(code, lecturer=True)
    if source is None or source.room is None:
        return
    said, deal = source.room.said, Deal.of(source.room.said)
    found = [
        (n, run) for n, run in host.lab_book().runs_of_room(code) if n in source.members and _fits(run, deal)
    ]
    first: dict[int, Run] = {}
    for n, run in found:
        first.setdefault(n, run)
    if not first:
        st.markdown("Nobody has trained yet. Deal settings out, or lead the class to a page that trains.")
        return
    named = {n: _name(source.members[n]) for n in first} if st.session_state.get(NAMES) else {}
    reached = [_reached(n, run, deal) for n, run in first.items()]
    _who(reached, named, len(source.members))
    curves = [NamedCurve(named.get(n, ""), run.history) for n, run in first.items()]
    part = "test" if said.opened_test else "validation"
    sides = _sides(reached, part, deal)
    left, right = look.pair("room_board")
    with left:
        charts.draw(class_curves_chart, curves, key="room_curves", alt=describe_class_curves(curves))
    with right:
        charts.draw(
            luck_chart, sides, title=f"{part.capitalize()} accuracy, by {_by(deal)}", subtitle="dot: one run · line: mean",
            row=ROW, key="room_dots", alt=_describe(sides, part),
        )  # fmt: skip
    _luck(reached, part, deal)
    if said.opened_test:
        _tested(code, reached, first, named)
    elif not any(run.live for run in reached):
        st.button("Open the test, together", key="room_test", on_click=act, args=(_open, code))
        st.caption("The test chooses nothing. It is opened once, when the class has decided what is best.")


def _fits(run: Run, deal: Deal | None) -> bool:
    """Whether it belongs on the board: after a deal, only what was trained with those settings."""
    if not run.readable or not isinstance(run.settings, Training):
        return False
    if deal is None:
        return True
    free = {deal.varied: None, "seed": None}
    return run.kind == deal.kind and to_dict(run.settings) | free == to_dict(deal.base) | free


def _reached(n: int, run: Run, deal: Deal | None) -> Reached:
    settings, epoch = run.training, best_epoch(run.history)
    line = next((line for line in run.history if line["epoch"] == epoch), None)
    total = validation_size(settings, run.result)
    validation = Proportion(round(line["val_accuracy"] * total), total) if line and total else None
    value: Hashable = getattr(settings, deal.varied) if deal and deal.varied != dealing.SEED else ""
    guessed = run.guessed.accuracy if run.guessed else None
    return Reached(n, value, validation, test_proportion(run), guessed, run.live)


def _name(member: Member) -> str:
    return "" if member.hidden else member.name


def _who(reached: list[Reached], named: Mapping[int, str], members: int) -> None:
    live = [run for run in reached if run.live]
    told = f"**{len(reached) - len(live)}** have a result, **{len(live)}** are training, {members} are in the room."
    if names := [plain(named[run.member]) for run in live if named.get(run.member)]:
        told += f" Training now: {', '.join(names[:12])}{' …' if len(names) > 12 else ''}."
    st.markdown(told)


def _by(deal: Deal | None) -> str:
    if deal is None or deal.varied == dealing.SEED:
        return "seed" if deal else "run"
    return dealing.label(deal.kind, deal.varied).lower()


def _sides(reached: list[Reached], part: str, deal: Deal | None) -> list[Side]:
    found = class_board.by_value(reached, part)
    if deal is None or deal.varied == dealing.SEED:
        return [Side("everybody", found.get("", []))]
    values = [value for value in deal.values if value in found]
    return [Side(deal.words(value).partition(": ")[2], found[value]) for value in values[:LANES]]


def _describe(sides: list[Side], part: str) -> str:
    told = "; ".join(
        f"{side.name}: {len(side.shares)} runs, {per_cent(min(s.accuracy for _, s in side.shares))} to {per_cent(max(s.accuracy for _, s in side.shares))}"
        for side in sides
        if side.shares
    )
    return f"{part.capitalize()} accuracy of the room's runs. {told or 'No run has a result yet'}."


def _luck(reached: list[Reached], part: str, deal: Deal | None) -> None:
    """With the seed dealt out, the room's own band of luck; with values, whether they lie further apart than luck."""
    shares = class_board.by_value(reached, part)
    if deal is None:
        return
    if deal.varied == dealing.SEED:
        alike = [share for _, share in shares.get("", [])]
        if len(alike) >= 2:
            st.markdown(f"The same settings {spread.band(alike).sentence()}.")
        return
    means = {
        value: float(np.mean([share.accuracy for _, share in each])) for value, each in shares.items() if each
    }
    if len(means) >= 2:
        best, worst = max(means, key=means.__getitem__), min(means, key=means.__getitem__)
        st.markdown(
            f"On average {deal.words(best)} gets {per_cent(means[best])}, and {deal.words(worst)} gets {per_cent(means[worst])}. "
            "Look at the bands: where they lie over each other, it may be luck."
        )


def _open(code: str) -> None:
    host.lab_book().set_room(code, learner_id(), opened_test=True)


def _tested(code: str, reached: list[Reached], first: Mapping[int, Run], named: Mapping[int, str]) -> None:
    st.markdown(
        ":material/lock_open: The test is open. It chose nothing: from now on no setting is chosen by it."
    )
    nearest = class_board.nearest_guess(reached)
    if nearest and nearest.test and nearest.guess is not None:
        whose = f" ({plain(named[nearest.member])})" if named.get(nearest.member) else ""
        st.markdown(
            f"**The nearest guess{whose}:** {per_cent(nearest.guess, 0)}. The run then got {nearest.test.sentence()} right."
        )
    _confusion(code, [run for run in first.values() if run.result.get("test")])


def _confusion(code: str, runs: list[Run]) -> None:
    """What the room's networks take for what, summed up; a few networks more at each look."""
    asked: dict[str, tuple[np.ndarray, tuple[str, ...]]] = st.session_state.setdefault("_room_matrices", {})
    runs = runs[:MOST_ASKED]
    for run in [run for run in runs if run.shows not in asked][:MATRICES]:
        model = offered.of_run(run, run.learner)
        answers: Any = model.answers if model else None
        asked[run.shows] = (
            (answers.counts, tuple(answers.classes)) if answers else (np.zeros((0, 0), int), ())
        )
    known = [asked[run.shows] for run in runs if run.shows in asked and asked[run.shows][1]]
    if not known:
        return
    classes = known[0][1]
    counts = sum((each for each, names in known if names == classes), np.zeros((len(classes),) * 2, int))
    st.markdown(f"**What the room takes for what**, {len(known)} of {len(runs)} networks")
    charts.draw(
        confusion_chart,
        counts,
        classes,
        most=min(24, len(classes)),
        key="room_matrix",
        alt=describe_confusion(counts, classes),
    )


def gone() -> None:
    """The room is over: this session forgets what its networks said."""
    st.session_state.pop("_room_matrices", None)
