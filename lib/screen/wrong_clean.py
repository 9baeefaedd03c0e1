"""Clean and retrain: mark training digits as unfit, train again without them, and see the difference.

It compares two runs that differ in nothing else. Whether a label is wrong is the learner's to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from lib.engine import Refused
from lib.field import LEFT_OUT
from lib.measure.compare import groups, luck
from lib.measure.confusion import top_losses
from lib.measure.difference import on_the_same
from lib.pictures import digits
from lib.runs import LabBookError, Run
from lib.screen import course, host, lesson, look, readers, run_panel, wrong_models
from lib.screen.learner import learner_id, settled
from lib.screen.reading import likely
from lib.screen.tiles import digit_url
from lib.screen.wrong_models import DIGITS, Measured
from lib.specs import DigitRun

SHOWN = 24  # training digits at a time


def show(measured: Measured) -> None:
    """The hardest training digits, marks on them, and the run without them beside the run with them."""
    with look.card("clean"):
        if measured.kind != DIGITS:
            st.markdown(
                "Choose one of your digit runs above: cleaning needs its training pictures and their losses."
            )
            return
        assert measured.reader is not None
        run = None if measured.reader.id == readers.SHIPPED else host.lab_book().run(measured.reader.id)
        if run is None:
            st.markdown(
                "Train a digit reader of your own first: then both runs differ in the digits left out and in nothing else."
            )
            st.page_link(course.lesson("train_a_digit_reader").file, icon=":material/arrow_forward:")
            return
        spec = run.settings
        assert isinstance(spec, DigitRun)
        _mark(measured, spec)
    runs = [other for other in host.lab_book().runs(run.learner, "digits") if _cleaned(other, spec)]
    if runs and runs[0].live:
        run_panel.show(runs[0], run_panel.Panel())
    elif runs:
        _compare(measured, runs[0])


def _cleaned(run: Run, spec: DigitRun) -> bool:
    """Whether `run` is `spec` with more digits left out."""
    other = run.settings
    assert isinstance(other, DigitRun)
    more = set(other.without) > set(spec.without)
    return more and replace(other, without=spec.without) == spec and (run.live or bool(run.result))


def _mark(measured: Measured, spec: DigitRun) -> None:
    assert measured.reader is not None
    data = digits.load(download=False)
    rows = data.training_digits(spec.examples, spec.seed)
    rows = rows[~np.isin(rows, spec.without)]
    place = np.searchsorted(data.train, rows)
    likelihoods = wrong_models.answers(measured.reader, data, "train")[place]
    truth = data.labels[rows].astype(int)
    marked: set[int] = st.session_state.setdefault(f"marked_{measured.id}", set())
    lesson.prose(
        f"These are the [[training part|training]] digits with the highest loss, of the {len(rows):,} that it learned from. "
        "Mark those whose label is wrong, or that nobody could read. Leave the merely difficult ones: they are what it can learn from."
    )
    page = st.pills("Digits", range(1, 5), key="hardest", default=1, required=True, format_func=_places)
    first = (int(page or 1) - 1) * SHOWN
    worst = top_losses(likelihoods, truth, first + SHOWN)[first:]
    with st.container(horizontal=True, key="unfit"):
        for loss in worst:
            _tile(int(rows[loss.index]), data, loss.truth, loss.guess, loss.likelihood_of_truth, marked)
    left_out = tuple(sorted({*spec.without, *marked}))
    busy = any(run.live for run in host.lab_book().runs(learner_id()))
    too_many = len(left_out) > LEFT_OUT
    st.button(
        f"Retrain without {len(marked)} marked digits", key="retrain_clean", type="primary",
        disabled=not marked or busy or too_many or not settled(),
        on_click=_start, args=(replace(spec, without=() if too_many else left_out), data.data_hash),
    )  # fmt: skip
    if too_many:
        st.caption(f"At most {LEFT_OUT} can be left out.")
    if "refusal" in st.session_state:
        st.warning(st.session_state.pop("refusal"), icon=":material/block:")


def _places(page: int) -> str:
    return f"{(page - 1) * SHOWN + 1}–{page * SHOWN}"


def _tile(row: int, data: digits.DigitSet, truth: int, guess: int, of_truth: float, marked: set[int]) -> None:
    def keep() -> None:
        (marked.add if st.session_state[f"unfit_{row}"] else marked.discard)(row)

    with st.container(width=104, gap="xsmall"):
        st.html(
            f'<figure class="unfit"><img src="{digit_url(data.pictures[row])}" alt="labelled {truth}, read as {guess}">'
            f"<figcaption><b>Label: {truth}</b> Says {guess}. Likelihood of {truth}: {likely(of_truth)}</figcaption></figure>"
        )
        st.checkbox("unfit", value=row in marked, key=f"unfit_{row}", on_change=keep)


def _start(spec: DigitRun, data_hash: str) -> None:
    try:
        host.engine().submit(learner_id(), spec, data_hash)
    except (Refused, LabBookError) as refusal:
        st.session_state["refusal"] = str(refusal)


def _compare(measured: Measured, run: Run) -> None:
    """The same test digits before and after."""
    spec = run.settings
    assert isinstance(spec, DigitRun)
    after = wrong_models.of_digits(readers.find(run.id, run.learner))
    parts = groups(measured.truth, measured.guess, after.guess)
    found = on_the_same(parts)
    with look.card("cleaned", f"Without {_count(spec.without)}"):
        left, right = st.columns(2)
        left.metric("Before", measured.share.sentence(), border=False)
        right.metric("After", after.share.sentence(), border=False)
        verdict = (
            "The interval leaves 0 out: on these test digits it is a difference."
            if found.told_apart
            else "The interval holds 0: this is not yet a difference."
        )
        st.markdown(f"**{found.sentence()}.** {verdict}")
        st.markdown(luck(parts, "digits").sentence())
        st.caption(
            "Another seed alone also moves the result: train again with seeds 1 and 2 before you believe a small difference. "
            "The test part has wrong labels of its own, and they stay."
        )


def _count(without: Sequence[int]) -> str:
    return "1 digit" if len(without) == 1 else f"{len(without)} digits"
