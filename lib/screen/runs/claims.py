"""The claim notebook: a claim, its fair experiment, the band that is luck, and the verdict in words.

One thing is changed and all else held equal; both values get the same seeds, and how many stands before. What the claims came to
goes into the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import streamlit as st

from lib.charts.beside import Side, describe_luck, luck_chart
from lib.export.report import Claimed
from lib.lab_book.book import LabBookError
from lib.lab_book.claim import KEPT, LESSON, PREFIX, WHY_LIMIT, Claim, Finished, Pair, finished, pairs, read
from lib.lab_book.runs import Run
from lib.measure.claims import GAPS, Judged, guessed, judge
from lib.pictures.sets import digits
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import charts, controls, host, labels, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.runs import lab_book, run_panel
from lib.specs import specs
from lib.specs.experiments import RACE_BASES, RACES, SEEDS, UNTOUCHED
from lib.specs.field import SpecError
from lib.specs.specs import Experiment, RetrainRun, make, to_dict

KINDS = {"digits": "Digits", "retrain": "Cats and dogs"}
NETWORKS = {"digits": "a digit network", "retrain": "a model for cats and dogs"}
ICONS = {
    "holds": ":material/check_circle:",
    "against": ":material/cancel:",
    "none": ":material/pending:",
    "few": ":material/pending:",
}
SHORT = {
    "none": "not tried yet",
    "few": "under way",
    "one_class": "no verdict",
    "guessing": "no verdict",
    "level": "no difference",
    "luck": "open: may be luck",
    "holds": "holds here",
    "against": "does not hold",
}
DRAFT, OPEN, GOING = "_claim_draft", "_claim_open", "_claim_going"  # in the session


def show(runs: Sequence[Run]) -> None:
    """The open claim, the others as lines, and the form of a new one.

    Args:
        runs: all of this learner's, experiments too.
    """
    mine = read(host.lab_book().answers(learner_id(), LESSON)) if settled() else []
    done = finished(runs)
    if not mine or DRAFT in st.session_state:
        _new(mine, done)
    if not mine:
        return
    now = next((claim for claim in mine if claim.id == st.session_state.get(OPEN)), mine[0])
    _one(now, pairs(now, done), runs)
    others = [claim for claim in mine if claim.id != now.id]
    if others:
        with look.card("claims", "Your other claims"), st.container(gap="xsmall"):
            for claim in others:
                judged = _judged(claim, pairs(claim, done))
                st.button(
                    f"{plain(sentence(claim))} {SHORT[judged.kind].capitalize()}.", key=f"open_{claim.id}", type="tertiary",
                    icon=ICONS.get(judged.kind, ":material/help:"), on_click=partial(_open, claim.id),
                )  # fmt: skip
    if DRAFT not in st.session_state:
        with st.expander("Another claim", key="another_claim"):
            _new(mine, done)


def offer(runs: Sequence[Run]) -> None:
    """A button that makes a claim of two runs that differ in one setting; nothing for any others."""
    spec = _between(runs)
    if spec is None:
        return
    label = specs.field(spec.of, spec.varied).label.lower()
    st.markdown(
        f"They differ in one thing, the {label}. Two runs cannot tell it from luck; a fair experiment can."
    )
    st.button("Make it a claim", key="make_claim", icon=":material/balance:", on_click=_draft, args=(spec,))


def told(learner: str) -> list[Claimed]:
    """Every claim of a learner, for the report; the oldest first."""
    book = host.lab_book()
    mine = read(book.answers(learner, LESSON))
    done = finished(book.runs(learner)) if mine else []
    return [_told(claim, pairs(claim, done)) for claim in reversed(mine)]


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


def _judged(claim: Claim, found: Sequence[Pair]) -> Judged:
    classes = 10 if claim.experiment.of == "digits" else 2
    return judge([pair.first for pair in found], [pair.second for pair in found], names(claim), classes)


def _guess(claim: Claim, found: Sequence[Pair]) -> str:
    """What was guessed beside what came, or alone while it has not come."""
    outcome = guessed(claim.gap, [pair.first for pair in found], [pair.second for pair in found])
    return outcome or (f"You guessed: {GAPS[claim.gap]} apart." if claim.gap in GAPS else "")


def _held(claim: Claim) -> str:
    spec = claim.experiment
    label = specs.field(spec.of, spec.varied).label.lower()
    held = labels.held(spec.of, spec.base, spec.varied, UNTOUCHED[spec.of] | {"seed"})
    return f"Only the {label} differs. Held equal: {held}. Both values get the same {len(SEEDS)} seeds; their number is fixed now."


def _known(claim: Claim) -> str:
    """Whoever has seen an outcome does not predict it."""
    if not claim.known:
        return ""
    return f"{claim.known} of the {len(SEEDS)} seeds were known when it was claimed."


def _runs(found: Sequence[Pair]) -> str:
    return "; ".join(f"seed {pair.seed}: {' and '.join(f'#{id[:4]}' for id in pair.runs)}" for pair in found)


def _sides(claim: Claim, found: Sequence[Pair]) -> list[Side]:
    first, second = names(claim)
    return [
        Side(first, [(pair.seed, pair.first) for pair in found]),
        Side(second, [(pair.seed, pair.second) for pair in found]),
    ]


def _told(claim: Claim, found: Sequence[Pair]) -> Claimed:
    return Claimed(
        sentence(claim), claim.why, _guess(claim, found), _held(claim), " ".join((_known(claim), _runs(found))).strip(),
        _judged(claim, found).sentence, _sides(claim, found) if found else [],
    )  # fmt: skip


def _one(claim: Claim, found: Sequence[Pair], runs: Sequence[Run]) -> None:
    judged = _judged(claim, found)
    with look.card("claim", "Claim"):
        st.subheader(sentence(claim), anchor=False)
        if claim.why:
            st.markdown(f"Because: {plain(claim.why)}")
        st.markdown(f":material/bookmark: {_guess(claim, found)} {_known(claim)}")
        st.markdown(f"**Fair experiment.** {_held(claim)}")
        if not judged.over:
            _experiment(claim, found, runs)
        if found:
            sides = _sides(claim, found)
            charts.draw(luck_chart, sides, key=f"luck_{claim.id}", alt=describe_luck(sides))
            st.caption(f"Runs: {_runs(found)}.")
        with look.ask("verdict", "Verdict"):
            st.markdown(f"{ICONS.get(judged.kind, ':material/help:')} {judged.sentence}")
        st.button("Delete this claim", key="claim_delete", type="tertiary", icon=":material/delete:", on_click=_delete, args=(claim.id,))  # fmt: skip


def _experiment(claim: Claim, found: Sequence[Pair], runs: Sequence[Run]) -> None:
    """The button that runs the seeds that are left, one after the other; the one that runs now."""
    had = {pair.seed for pair in found}
    left = [claim.with_seed(seed) for seed in SEEDS if seed not in had]
    ours = [run for run in runs if run.kind == "experiment" and lab_book.spec_of(run) in left]
    live = next((run for run in ours if run.live), None)
    if live is not None:
        st.markdown(f"Seed {live.spec['base']['seed']} is running; {len(had)} of {len(SEEDS)} are in.")
        run_panel.watch(live, lambda run: None)
        return
    busy = any(run.live for run in runs)
    if st.session_state.get(GOING) == claim.id and not busy:
        if (
            ours
            and ours[0].state in {"stopped", "failed"}
            and ours[0].id in st.session_state.get("_claim_asked", ())
        ):
            st.session_state.pop(GOING)
            st.info(f"{plain(ours[0].message) or 'Stopped.'} What the seeds before it brought is kept.")
        else:
            _submit(left[0])
            if "refusal_claim" not in st.session_state:
                st.rerun()
            st.session_state.pop(GOING)
    host.engine().warm_up()
    count = f"{len(left)} runs, one after the other while this page is open. Each: "
    controls.start_button(
        left[0], f"Run {len(left)} seeds" if len(left) > 1 else "Run the last seed", "claim_run", partial(_start, claim.id),
        ready=not busy, told=count + controls.how_long(left[0]),
    )  # fmt: skip
    controls.refusal("refusal_claim")


def _start(id: str, spec: Experiment) -> None:
    st.session_state[GOING] = id
    _submit(spec)


def _submit(spec: Experiment) -> None:
    base = spec.base
    source = data_hash(base) if isinstance(base, RetrainRun) else digits.load(download=False).data_hash

    def then(run_id: str) -> None:
        st.session_state["_claim_asked"] = [*st.session_state.get("_claim_asked", ())[-9:], run_id]

    controls.submit(spec, source, then, "refusal_claim")


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


def _new(mine: Sequence[Claim], done: Finished) -> None:
    """The form of a claim: what does better, than what, by how much, and why."""
    with look.ask("claim", "A new claim"):
        if len(mine) >= KEPT:
            st.markdown(f"{KEPT} claims are kept. Delete one to make room.")
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
        why = st.text_input(
            "Why do you think so?",
            key="claim_why",
            max_chars=WHY_LIMIT,
            placeholder="Leave it open if you like",
        )
        known = len(pairs(claim, done))
        st.caption(f"{_held(claim)}{f' You have run {known} of them already.' if known else ''}")
        with st.container(horizontal=True):
            st.button(
                "Claim it", key="claim_it", type="primary", disabled=gap is None or not settled(),
                on_click=_write, args=(Claim.new(spec, gap or "", why, known),),
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

    first, second = one(better, "This does better", 0), one(worse, "than this", len(values) - 1)
    return None if first == second else replace(blank, values=(values[first], values[second]))


def _write(claim: Claim) -> None:
    try:
        host.lab_book().answer(learner_id(), LESSON, f"{PREFIX}{claim.id}", claim.to_json())
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")
        return
    st.session_state[OPEN] = claim.id
    for key in (DRAFT, "claim_gap", "claim_why"):
        st.session_state.pop(key, None)


def _open(id: str) -> None:
    st.session_state[OPEN] = id


def _delete(id: str) -> None:
    try:
        host.lab_book().take_back(learner_id(), LESSON, f"{PREFIX}{id}")
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")
