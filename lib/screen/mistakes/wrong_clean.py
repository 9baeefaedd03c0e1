"""Clean and retrain: mark training pictures as unfit, train again without them, and see the difference.

It compares two runs that differ in nothing else. Whether a label is wrong is the learner's to judge.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from lib.lab_book.runs import Run
from lib.measure import head
from lib.measure.compare import groups, luck
from lib.measure.confusion import TopLoss, top_losses
from lib.measure.difference import on_the_same
from lib.pictures.sets import digits
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.photos import PhotoSet
from lib.pictures.sets.retrain_data import data_hash, split, uses_pack
from lib.screen.kit import course, host, lesson, look, pet_tiles
from lib.screen.kit.controls import refusal, start_button, submit
from lib.screen.kit.learner import learner_id
from lib.screen.kit.tiles import digit_url
from lib.screen.kit.words import likely
from lib.screen.models import answered, offered, retrained
from lib.screen.models.model import DIGITS, Model
from lib.screen.runs import run_panel
from lib.specs.choices import OWN
from lib.specs.field import LEFT_OUT
from lib.specs.specs import DigitRun, RetrainRun, Training

SHOWN = 24  # training pictures at a time
PAGES = 4
LESSONS = {"digits": "train_a_digit_reader", "retrain": "retrain_it"}


@dataclass(frozen=True, eq=False)
class Learned:
    """The pictures that a run learned from, and what it says of them now."""

    rows: np.ndarray  # (n,) numbers in the picture set
    hardest: list[TopLoss]  # the worst first; `index` is a place in `rows`
    data_hash: str
    photos: PhotoSet | None = None  # None: digits

    def url(self, row: int) -> str:
        if self.photos is None:
            return digit_url(digits.load(download=False).some([row])[0])
        return pet_tiles.tile_url(self.photos, row)


def show(model: Model) -> None:
    """The hardest training pictures, marks on them, and the run without them beside the run with them."""
    run = host.lab_book().run(model.run) if model.run else None
    if run is None or not run.readable:
        with look.card("clean"):
            st.markdown(
                "Choose a run of your own above, or train one first. Then the two runs differ only in the pictures that you leave out."
            )
            st.page_link(course.lesson(LESSONS[model.kind]).file, icon=":material/arrow_forward:")
        return
    spec = run.training
    assert not isinstance(spec, RetrainRun) or model.kind != DIGITS
    with look.card("clean"):
        learned = _learned(model, spec, run)
        if isinstance(learned, str):
            st.markdown(learned)
            return
        _mark(model, spec, learned)
    runs = [other for other in host.lab_book().runs(run.learner, run.kind) if _cleaned(other, spec)]
    if runs and runs[0].live:
        role = spec.method if isinstance(spec, RetrainRun) else "digits"
        run_panel.show(
            runs[0], run_panel.Panel(things=model.things, role=role, classes=len(model.answers.classes))
        )
    elif runs:
        _compare(model, runs[0])


def _learned(model: Model, spec: Training, run: Run) -> Learned | str:
    """What the run learned from; a sentence where that cannot be shown."""
    if isinstance(spec, DigitRun):
        data = digits.load(download=False)
        rows = data.training_digits(spec.train_size, spec.seed)
        rows = rows[~np.isin(rows, spec.excluded_rows)]
        place = np.searchsorted(data.train, rows)
        probabilities = answered.digit_answers(model.id, model.network, "train").probabilities[place]
        hardest = top_losses(probabilities, data.labels[rows].astype(int), PAGES * SHOWN)
        return Learned(rows, hardest, data.data_hash)
    beside = None if uses_pack(spec) else retrained.beside(run.id)
    if not uses_pack(spec) and (beside is None or not len(beside.rows)):
        return (
            "Cleaning needs the loss of each training photo. The app knows it for a new head on photos that are not varied. Choose such "
            "a run above, or train one."
        )
    if spec.pictures == OWN:
        return "Go to the page of your own pictures, take out the unfit ones, and train again."
    photos = answered.photos(model)
    if photos is None:
        return "The photos are not on this computer. To judge a label you must see its photo."
    if beside is not None:
        return Learned(
            beside.rows, beside.hardest(PAGES * SHOWN), str(run.result.get("data_hash", "")), photos
        )
    weights, pack = model.weights(), load_pack(spec.base)
    if weights is None or pack is None:
        return "The weights of this run are no longer kept."
    rows = split(
        pack.labels, pack.part, model.answers.classes, spec.train_size, spec.seed, spec.excluded_rows
    ).train
    probabilities = head.answers(weights, pack.seen.features[rows])
    hardest = top_losses(probabilities, pack.labels[rows].astype(int), PAGES * SHOWN)
    return Learned(rows, hardest, data_hash(spec), photos)


def _cleaned(run: Run, spec: Training) -> bool:
    """Whether `run` is `spec` with more pictures left out."""
    other = run.training
    more = set(other.excluded_rows) > set(spec.excluded_rows)
    return (
        more and replace(other, excluded_rows=spec.excluded_rows) == spec and (run.live or bool(run.result))
    )


def _mark(model: Model, spec: Training, learned: Learned) -> None:
    things = model.things
    marked: set[int] = st.session_state.setdefault(f"marked_{model.key}", set())
    lesson.prose(
        f"These [[training part|training]] {things} have the highest [[loss]], of the {len(learned.rows):,} that it learned from. Mark "
        f"those with a wrong [[label]], and those that nobody could {'read' if model.kind == DIGITS else 'name'}. Keep {things} that are "
        "only difficult: the model can learn from them."
    )
    pages = range(1, -(-len(learned.hardest) // SHOWN) + 1)
    page = st.pills(
        things.capitalize(), pages, key=f"hardest_{model.key}", default=1, required=True, format_func=_places
    )  # fmt: skip
    first = (int(page or 1) - 1) * SHOWN
    worst = learned.hardest[first : first + SHOWN]
    with st.container(horizontal=True, key="unfit"):
        for loss in worst:
            _tile(int(learned.rows[loss.index]), model, learned, loss, marked)
    left_out = _left_out(spec, marked)

    def start(chosen: Training) -> None:
        """A picture that was marked a moment before the button was pressed counts too."""
        now = _left_out(spec, marked)
        if len(now) <= LEFT_OUT:
            submit(replace(chosen, excluded_rows=now), learned.data_hash)

    busy, too_many = any(run.live for run in host.lab_book().runs(learner_id())), len(left_out) > LEFT_OUT
    start_button(
        replace(spec, excluded_rows=() if too_many else left_out),
        f"Retrain without {_counted(len(marked), 'marked ' + things)}",
        "retrain_clean",
        start,
        ready=bool(marked) and not busy and not too_many,
        first=f"At most {LEFT_OUT} can be left out." if too_many else "",
    )
    refusal()


def _left_out(spec: Training, marked: set[int]) -> tuple[int, ...]:
    return tuple(sorted({*spec.excluded_rows, *marked}))


def _places(page: int) -> str:
    return f"{(page - 1) * SHOWN + 1}–{page * SHOWN}"


def _tile(row: int, model: Model, learned: Learned, loss: TopLoss, marked: set[int]) -> None:
    def keep() -> None:
        (marked.add if st.session_state[f"unfit_{row}"] else marked.discard)(row)

    truth, guess = model.answers.classes[loss.truth], model.answers.classes[loss.guess]
    kind = "unfit" if model.kind == DIGITS else "unfit photo"
    with st.container(width=104, gap="xsmall"):
        st.html(
            f'<figure class="{kind}"><img src="{learned.url(row)}" alt="labelled {truth}, taken for {guess}">'
            f"<figcaption><b>Label: {truth}</b> Says {guess}. Probability of {truth}: "
            f"{likely(loss.probability_of_truth)}</figcaption></figure>"
        )
        st.checkbox("unfit", value=row in marked, key=f"unfit_{row}", on_change=keep)


def _compare(model: Model, run: Run) -> None:
    """The same test pictures before and after."""
    after = offered.find(f"{run.kind}.{run.id}", run.learner)
    parts = groups(model.answers.truth, model.answers.guess, after.answers.guess)
    found = on_the_same(parts)
    things = model.things
    with look.card("cleaned", f"Without {_counted(len(run.training.excluded_rows), things)}"):
        left, right = st.columns(2)
        left.metric("Before", model.answers.proportion.sentence(), border=False)
        right.metric("After", after.answers.proportion.sentence(), border=False)
        verdict = (
            f"0 is outside the interval. So on these test {things} it is a difference."
            if found.told_apart
            else "0 is inside the interval. So it is not yet a difference."
        )
        st.markdown(f"**{found.sentence()}.** {verdict}")
        st.markdown(luck(parts, things).sentence())
        st.caption(
            "Another seed changes the result too. Train again with seeds 1 and 2 before you believe a small difference. The test part "
            "also has wrong labels, and they stay."
        )


def _counted(n: int, things: str) -> str:
    return f"{n} {things[:-1] if n == 1 else things}"
