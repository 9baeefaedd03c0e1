"""A claim as it is made: its sentence, what is held equal, the form, and the draft that two runs of the lab book give.

What comes of a claim stands in `claims`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from lib.lab_book.book import LabBookError
from lib.lab_book.claim import KEPT, LESSON, PREFIX, WHY_LIMIT, Claim, Finished, finished, pairs
from lib.lab_book.runs import Run
from lib.measure.claims import GAPS
from lib.screen.kit import controls, host, labels, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.runs import lab_book
from lib.specs import specs
from lib.specs.experiments import RACE_BASES, RACES, SEEDS, UNTOUCHED
from lib.specs.field import SpecError
from lib.specs.specs import Experiment, RetrainRun, make, to_dict

KINDS = {"digits": "Digits", "retrain": "Cats and dogs"}
NETWORKS = {"digits": "a digit network", "retrain": "a model for cats and dogs"}
BETTER, WORSE = "This does better", "than this"
DRAFT, OPEN = "_claim_draft", "_claim_open"  # in the session


def offer(runs: Sequence[Run]) -> None:
    """A button that makes a claim of two runs that differ in one setting; nothing for any others."""
    spec = _between(runs)
    if spec is None:
        return
    label = specs.field(spec.of, spec.varied).label.lower()
    st.markdown(
        f"They differ in one thing, the {label}. With two runs, the difference may be luck. A fair experiment can tell."
    )
    st.button("Make it a claim", key="make_claim", icon=":material/balance:", on_click=_draft, args=(spec,))


def names(claim: Claim) -> tuple[str, str]:
    """Both values with what they are of: "batch size 20"."""
    spec = claim.experiment
    label = specs.field(spec.of, spec.varied).label.lower()
    first, second = (f"{label} {labels.value(spec, value)}" for value in spec.values)
    return first, second


def sentence(claim: Claim) -> str:
    """The claim in words."""
    first, second = names(claim)
    return f"With {first}, {NETWORKS[claim.experiment.of]} gets more test pictures right than with {second}."


def held(claim: Claim) -> str:
    """What the claim's experiment holds equal, and that its number of seeds is fixed before."""
    spec = claim.experiment
    label = specs.field(spec.of, spec.varied).label.lower()
    equal = labels.held(spec.of, spec.base, spec.varied, UNTOUCHED[spec.of] | {"seed"})
    return f"Only the {label} differs. The same for both: {equal}. Both values get the same {len(SEEDS)} seeds. This number is fixed now."


def _between(runs: Sequence[Run]) -> Experiment | None:
    """The experiment that two runs would be lanes of; None where they differ in nothing, in more, or in what is no race."""
    both = finished(runs)
    if len(runs) != 2 or len(both) != 2 or runs[0].kind != runs[1].kind:
        return None
    names = [field.name for field, _ in lab_book.differing(runs) if field.name != "seed"]
    kind, (spec, other) = runs[0].kind, (each for _, each in both)
    if len(names) != 1 or names[0] not in RACES.get(kind, ()):
        return None
    if isinstance(spec, RetrainRun) and (spec.method, spec.pictures) != ("new_head", "cats_and_dogs"):
        return None
    try:
        made = make("experiment", {"of": kind, "base": to_dict(spec), "varied": names[0],
                                   "values": [getattr(spec, names[0]), getattr(other, names[0])]})  # fmt: skip
    except SpecError:
        return None
    assert isinstance(made, Experiment)
    return made


def _draft(spec: Experiment) -> None:
    st.session_state[DRAFT] = spec
    st.session_state["lab_view"] = "Claims"


def new(mine: Sequence[Claim], done: Finished) -> None:
    """The form of a claim: what does better, than what, by how much, and why."""
    with look.ask("claim", "A new claim"):
        if len(mine) >= KEPT:
            st.markdown(f"You have {KEPT} claims, and no more fit. Delete one.")
            return
        draft = st.session_state.get(DRAFT)
        spec = _turned(draft) if draft else _chosen()
        if spec is None:
            st.info("Choose two different values.")
            return
        claim = Claim.new(spec, "", "", 0)
        st.markdown(f"**{plain(sentence(claim))}** By how many points of test accuracy?")
        gap = st.pills(
            "Points apart",
            list(GAPS),
            key="claim_gap",
            format_func=GAPS.__getitem__,
            label_visibility="collapsed",
        )
        st.text_input(
            "Why do you think so?",
            key="claim_why",
            max_chars=WHY_LIMIT,
            placeholder="You can leave this open",
        )
        known = len(pairs(claim, done))
        st.caption(f"{held(claim)}{f' You have run {known} of them already.' if known else ''}")
        with st.container(horizontal=True):
            st.button(
                "Claim it", key="claim_it", type="primary", disabled=gap is None or not settled(),
                on_click=_write, args=(Claim.new(spec, "", "", known), _standing(spec)),
            )  # fmt: skip
            if draft:
                st.button(
                    "Another one instead",
                    key="claim_other",
                    on_click=lambda: st.session_state.pop(DRAFT, None),
                )


def _turned(spec: Experiment) -> Experiment:
    """The draft from two runs, in the direction that the learner claims."""
    first = st.pills(
        f"Which {specs.field(spec.of, spec.varied).label.lower()} does better?", range(2), default=0, key="claim_side",
        format_func=lambda i: labels.value(spec, spec.values[i]), required=True,
    )  # fmt: skip
    return replace(spec, values=spec.values[::-1]) if first else spec


def _chosen() -> Experiment | None:
    """A claim about the course's own races; None with two values that are the same."""
    what, of, better, worse = st.columns([3, 3, 2, 2])
    kind = what.selectbox("About", list(KINDS), key="claim_of", format_func=KINDS.__getitem__)
    varied = of.selectbox(
        "What differs", list(RACES[kind]), key=f"claim_varied_{kind}", format_func=lambda name: specs.field(kind, name).label
    )  # fmt: skip
    values = RACES[kind][varied]
    blank = Experiment(kind, RACE_BASES[kind], varied, values)

    def one(column: st.delta_generator.DeltaGenerator, label: str, at: int) -> int:
        return column.selectbox(
            label, range(len(values)), at, key=f"claim_{label}_{kind}_{varied}", format_func=lambda i: labels.value(blank, values[i])
        )  # fmt: skip

    first, second = one(better, BETTER, 0), one(worse, WORSE, len(values) - 1)
    return None if first == second else replace(blank, values=(values[first], values[second]))


def _standing(spec: Experiment) -> list[object]:
    """What the widgets say that `spec` is made of."""
    of = f"{spec.of}_{spec.varied}"
    keys = (
        "claim_side",
        "claim_of",
        f"claim_varied_{spec.of}",
        f"claim_{BETTER}_{of}",
        f"claim_{WORSE}_{of}",
    )
    return [st.session_state.get(key) for key in keys]


def _write(claim: Claim, drawn: Sequence[object]) -> None:
    """Writes a claim down with its guess and its reason as they stand by now: the click on the button is what ends the typing."""
    gap, why = st.session_state["claim_gap"], st.session_state["claim_why"].strip()
    if gap is None or _standing(claim.experiment) != drawn:
        st.toast(controls.CHANGED, icon=":material/undo:")
        return
    try:
        told = replace(claim, gap=gap, why=why).to_json()
        host.lab_book().answer(learner_id(), LESSON, f"{PREFIX}{claim.id}", told)
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")
        return
    st.session_state[OPEN] = claim.id
    for key in (DRAFT, "claim_gap", "claim_why"):
        st.session_state.pop(key, None)
