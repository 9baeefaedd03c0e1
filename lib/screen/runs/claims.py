"""The claim notebook: a claim, its fair experiment, the band that is luck, and the verdict in words.

One thing is changed and all else held equal; both values get the same seeds, and how many stands before. What the claims came to
goes into the report.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import streamlit as st

from lib.charts.beside import Side, describe_luck, luck_chart
from lib.export.report import Claimed
from lib.lab_book.book import LabBookError
from lib.lab_book.claim import LESSON, PREFIX, Claim, Pair, finished, pairs, read
from lib.lab_book.runs import Run
from lib.measure.claims import GAPS, Judged, guessed, judge
from lib.pictures.sets import digits
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import charts, controls, host, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.runs import lab_book, run_panel
from lib.screen.runs.claim_form import DRAFT, OPEN, held, names, new, sentence
from lib.specs.experiments import SEEDS
from lib.specs.specs import Experiment, RetrainRun

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
GOING = "_claim_going"  # in the session


def show(runs: Sequence[Run]) -> None:
    """The open claim, the others as lines, and the form of a new one.

    Args:
        runs: all of this learner's, experiments too.
    """
    mine = read(host.lab_book().answers(learner_id(), LESSON)) if settled() else []
    done = finished(runs)
    if not mine or DRAFT in st.session_state:
        new(mine, done)
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
            new(mine, done)


def told(learner: str) -> list[Claimed]:
    """Every claim of a learner, for the report; the oldest first."""
    book = host.lab_book()
    mine = read(book.answers(learner, LESSON))
    done = finished(book.runs(learner)) if mine else []
    return [_told(claim, pairs(claim, done)) for claim in reversed(mine)]


def _judged(claim: Claim, found: Sequence[Pair]) -> Judged:
    classes = 10 if claim.experiment.of == "digits" else 2
    return judge([pair.first for pair in found], [pair.second for pair in found], names(claim), classes)


def _guess(claim: Claim, found: Sequence[Pair]) -> str:
    """What was guessed beside what came, or alone while it has not come."""
    outcome = guessed(claim.gap, [pair.first for pair in found], [pair.second for pair in found])
    return outcome or (f"You guessed: {GAPS[claim.gap]} apart." if claim.gap in GAPS else "")


def _known(claim: Claim) -> str:
    """Whoever has seen an outcome does not predict it."""
    if not claim.known:
        return ""
    return f"You knew {claim.known} of the {len(SEEDS)} seeds when you made the claim."


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
        sentence(claim), claim.why, _guess(claim, found), held(claim), " ".join((_known(claim), _runs(found))).strip(),
        _judged(claim, found).sentence, _sides(claim, found) if found else [],
    )  # fmt: skip


def _one(claim: Claim, found: Sequence[Pair], runs: Sequence[Run]) -> None:
    judged = _judged(claim, found)
    with look.card("claim", "Claim"):
        st.subheader(sentence(claim), anchor=False)
        if claim.why:
            st.markdown(f"Because: {plain(claim.why)}")
        st.markdown(f":material/bookmark: {_guess(claim, found)} {_known(claim)}")
        st.markdown(f"**Fair experiment.** {held(claim)}")
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
        st.markdown(f"Seed {live.spec['base']['seed']} is running. {len(had)} of {len(SEEDS)} have ended.")
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
            st.info(f"{plain(ours[0].message) or 'Stopped.'} The seeds before it are kept.")
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


def _open(id: str) -> None:
    st.session_state[OPEN] = id


def _delete(id: str) -> None:
    try:
        host.lab_book().take_back(learner_id(), LESSON, f"{PREFIX}{id}")
    except LabBookError as error:
        st.toast(str(error), icon=":material/cloud_off:")
