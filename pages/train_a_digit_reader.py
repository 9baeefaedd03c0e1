"""Lesson: train a dense network on handwritten digits, and watch it learn."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.export.keras_code import digit_code
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.curves import updates_kept
from lib.measure.proportions import per_cent
from lib.measure.question_table import table
from lib.pictures.sets import digits
from lib.screen.digits import digit_run
from lib.screen.kit import controls, host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.runs import example, guesses, run_panel, stage, take_home
from lib.specs.specs import DigitRun

LESSON = "train_a_digit_reader"
QUESTIONS = table(LESSON)


def start(spec: DigitRun, asked: guesses.Asked) -> None:
    """Hands the run to the engine; a refusal stays on the page as a sentence."""

    def then(run_id: str) -> None:
        st.session_state["shown_digits"] = run_id
        guesses.keep(run_id, asked, spec)

    controls.submit(spec, digits.load(download=False).data_hash, then)


def check(run: Run) -> None:
    """Two questions made from this run's own numbers."""
    result, spec = run.result, run.settings
    assert isinstance(spec, DigitRun)
    lesson.check(
        LESSON,
        QUESTIONS["updates"].given(
            examples=result["examples"], batch_size=spec.batch_size, updates=result["updates_per_epoch"]
        ),
    )
    lesson.check(LESSON, QUESTIONS["validation"])


host.engine().warm_up()
lesson.opening(
    LESSON,
    "Handwritten digits go through your network, a batch at a time. After each, almost every weight moves a little.",
)
place = st.container()  # what a link has set, and the guess, asked about the settings below
runs = host.lab_book().runs(learner_id(), "digits") if settled() else []
latest = next(
    (run for run in runs if run.id == st.session_state.get("shown_digits")), runs[0] if runs else None
)
if settled():
    controls.follow("digits", latest.settings if latest else None)
panel = run_panel.Panel(bet=guesses.line(latest) if latest else None)
with look.bar("train"):
    button = st.container(horizontal=True, vertical_alignment="center", width="content")
    with look.drawer("Settings"):
        data, standing = digits.load(download=False), controls.current("digits")
        assert isinstance(standing, DigitRun)
        spec = controls.choose(
            "digits",
            notes=place,
            reading={"batch_size": f"{standing.updates_per_epoch(len(data.train)):,} updates an epoch"},
        )
        assert isinstance(spec, DigitRun)
    st.caption(controls.told(spec), width="stretch")
with place:
    question = digit_run.asked(spec, len(data.train))
    asked = guesses.ask(LESSON, question, spec, runs, guesses.DIGITS, fold=True)
with button:
    controls.start_button(
        spec, "Train", "train", partial(start, asked=asked), use=partial(controls.put, "digits"),
        ready=asked.ready and not any(run.live for run in runs),
        first="" if asked.ready else guesses.FIRST,
    )  # fmt: skip

controls.refusal()
if latest is None:
    example.show(run_panel.Panel())
else:
    stage.show(latest, panel, digit_run.seen)

if latest and not latest.live and latest.result:
    test = test_proportion(latest)
    if test:
        guesses.of_run(latest, QUESTIONS["accuracy"], f"It read {per_cent(test.accuracy)} right")
    wrong = (test.total - test.correct) if test else 0
    st.markdown(
        f"**What just happened.** Each update took one batch, measured how wrong the network was (the loss), and moved almost every "
        f"weight a little in the direction that lowers it (those of pixels that are always blank stay). After {updates_kept(latest.result):,} such updates it gets {wrong:,} of "
        f"{test.total if test else 0:,} test digits wrong. Training accuracy is counted while the weights still move, an epoch's mean: validation can stand above it. "
        "Choose settings by the validation part. If you choose by the test, it is no longer fair: your settings then suit these digits."
    )
    check(latest)
    lesson.explain(LESSON, QUESTIONS["in_words"])
    assert isinstance(latest.settings, DigitRun)
    lesson.code("The same in Keras", digit_code(latest.settings))
    take_home.card(latest)

st.subheader("What goes in", anchor=False)
take_home.share_link(spec)
digit_run.before(spec)
lesson.next_lesson(LESSON)
lesson.done(LESSON, latest is not None and latest.state == "done")
