"""Settings that a lecturer deals out: the same training for everybody, each with another value of one setting, or another seed.

Thirty seeds of one setting are the room's own band of luck. It knows settings and rooms, and trains nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import streamlit as st

from lib.lab_book.room import Member, Said
from lib.screen.kit import controls, host, labels
from lib.screen.kit.learner import learner_id
from lib.screen.room.asking import act
from lib.specs import specs
from lib.specs.experiments import RACE_BASES, RACES, UNTOUCHED
from lib.specs.field import SpecError
from lib.specs.specs import Experiment, Training, make, to_dict

SEED = "seed"
PAGES = {"digits": "train_a_digit_reader", "retrain": "retrain_it"}
NAMES = {"digits": "Digits", "retrain": "Cats and dogs"}
_TAKEN = "_room_deal"  # in the session: number of the last deal that was taken up


@dataclass(frozen=True)
class Deal:
    """What was dealt out: `values` of the setting `varied` of `base`, one after the other; a seed a member where it is the seed."""

    number: int
    kind: Literal["digits", "retrain"]
    varied: str
    values: tuple[Any, ...]
    base: Training

    @staticmethod
    def of(said: Said) -> Deal | None:
        """None where nothing was dealt, or by an app with other settings."""
        kept = said.dealt
        try:
            base = make(kept["kind"], kept["base"])
            values = tuple(tuple(value) if isinstance(value, list) else value for value in kept["values"])
            return Deal(int(kept["number"]), kept["kind"], kept["varied"], values, base)  # type: ignore[arg-type]
        except (KeyError, TypeError, ValueError, SpecError):
            return None

    def to_json(self) -> dict[str, Any]:
        return {
            "number": self.number, "kind": self.kind, "varied": self.varied, "values": self.values,
            "base": to_dict(self.base),
        }  # fmt: skip

    def value(self, member: int) -> Any:
        """A member's value; they go round."""
        return member if self.varied == SEED else self.values[(member - 1) % len(self.values)]

    def spec(self, member: int) -> Training:
        return replace(self.base, **{self.varied: self.value(member)})

    def words(self, value: Any) -> str:
        """A value in words: "Batch size 50"."""
        if self.varied == SEED:
            return f"seed {value}"
        named = labels.value(Experiment(self.kind, self.base, self.varied, self.values), value)
        return f"{label(self.kind, self.varied)}: {named}"


def label(kind: str, varied: str) -> str:
    """What a setting is called."""
    return specs.field(kind, varied).label


def take(said: Said, member: Member) -> str:
    """Sets a member's controls to what was dealt to them, once a deal; what that was, in words, "" where nothing was."""
    deal = Deal.of(said)
    if deal is None:
        return ""
    if st.session_state.get(_TAKEN) != (member.room, deal.number):
        st.session_state[_TAKEN] = (member.room, deal.number)
        controls.put(deal.kind, deal.spec(member.number))
    return deal.words(deal.value(member.number))


def lead(code: str, said: Said) -> None:
    """The lecturer's controls."""
    kind = st.segmented_control(
        "Train what?",
        list(NAMES),
        default="digits",
        key="room_deal_kind",
        required=True,
        format_func=NAMES.__getitem__,
    )
    kind = str(kind)
    varied = str(
        st.selectbox(
            "What differs from one to the next", [SEED, *RACES[kind]], key=f"room_deal_{kind}",
            format_func=lambda name: "Only the seed: how much is luck?" if name == SEED else label(kind, name),
        )
    )  # fmt: skip
    st.caption(
        "Everybody gets another seed of the same settings. How far the results lie apart then is luck."
        if varied == SEED
        else f"The values go round: {', '.join(_words(kind, varied))}. All else is held equal: "
        f"{labels.held(kind, RACE_BASES[kind], varied, UNTOUCHED[kind])}."
    )
    st.button(
        "Deal it out", key="room_deal", type="primary", on_click=act, args=(_deal, code, kind, varied, said)
    )


def _words(kind: str, varied: str) -> list[str]:
    base, values = RACE_BASES[kind], RACES[kind][varied]
    return [labels.value(Experiment(kind, base, varied, values), value) for value in values]


def _deal(code: str, kind: Literal["digits", "retrain"], varied: str, said: Said) -> None:
    """Every deal is a step, so that whoever follows gets it at once.

    Raises:
        LabBookError: the room is over, or somebody else's.
    """
    before = Deal.of(said)
    deal = Deal(
        (before.number if before else 0) + 1, kind, varied, RACES[kind].get(varied, ()), RACE_BASES[kind]
    )
    me, book = learner_id(), host.lab_book()
    book.set_room(code, me, dealt=deal.to_json(), opened_test=False)
    book.lead_to(code, me, PAGES[kind], f"bar_train_{deal.number}")
