"""Lesson: train a dense network on handwritten digits, and watch it learn."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.export.keras_code import digit_code
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.curves import updates_kept
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question_table import table
from lib.pictures.sets import digits
from lib.screen.digits import digit_run
from lib.screen.kit import controls, host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.runs import example, guessed, guesses, run_panel, stage, take_home
from lib.specs.specs import DigitRun

LESSON = "train_a_digit_reader"
QUESTIONS = table(LESSON)


def start(spec: DigitRun, asked: guesses.Asked) -> None:
    """Hands the run to the engine; a refusal stays on the page as a sentence."""

    def then(run_id: str) -> None:
        st.session_state["shown_digits"] = run_id
        guesses.keep(run_id, asked, spec)

    controls.submit(spec, digits.load(download=False).data_hash, then)


def happened(run: Run, test: Proportion) -> None:
    """The run in words made from its own numbers."""
    lesson.prose(
        f"**What just happened.** {updates_kept(run.result):,} times, a batch of digits went through the network. The [[loss]] said how "
        "wrong it was. Then almost every weight moved a little, in the direction that makes this loss smaller. "
        f"Now the network gets {test.total - test.correct:,} of {test.total:,} test digits wrong."
    )
    with st.expander("Going further", icon=":material/explore:"):
        lesson.prose(
            "**Why can the thick line stand above the thin one?** The thin line is a mean over the epoch: most of it is counted before "
            "the last updates. The thick line is counted with the weights of that moment. Dropout lowers the thin line too, because it is at work "
            "in training only.\n\n"
            "**What is [[overfitting]]?** The thin line goes on rising, and the thick one stays or falls. The network learns its training "
            "digits by heart. Fewer epochs, dropout or more digits can help.\n\n"
            "**Which weights never move?** Those of [[pixel|pixels]] that are blank in every digit. Their input is always 0."
        )


host.engine().warm_up()
lesson.opening(
    LESSON,
    "After each [[batch]] of digits, an [[update]] moves almost every [[weight]] a little. All digits once are an [[epoch]].",
)
place = st.container()  # what a link has set, and the guess, asked about the settings below
runs = host.lab_book().runs(learner_id(), "digits") if settled() else []
latest = next(
    (run for run in runs if run.id == st.session_state.get("shown_digits")), runs[0] if runs else None
)
if settled():
    controls.follow("digits", latest.settings if latest else None)
panel = run_panel.Panel(bet=guessed.line(latest) if latest else None)
with look.bar("train"):
    button = st.container(horizontal=True, vertical_alignment="center", width="content")
    with look.drawer("Settings"):
        data, standing = digits.load(download=False), controls.current("digits")
        assert isinstance(standing, DigitRun)
        lesson.prose(
            "The [[batch size]] is how many digits make a batch. More settings: [[hidden layer|hidden layers]], [[learning rate]], "
            "[[optimizer]], [[dropout]], [[early stopping]], [[seed]]."
        )
        spec = controls.choose(
            "digits",
            notes=place,
            reading={"batch_size": f"{standing.updates_per_epoch(len(data.train)):,} updates an epoch"},
        )
        assert isinstance(spec, DigitRun)
    st.caption(controls.told(spec), width="stretch")
with place:
    question = digit_run.asked(spec, len(data.train))
    asked = guesses.ask(LESSON, question, spec, runs, guessed.DIGITS, fold=True)
with button:
    controls.start_button(
        spec, "Train", "train", partial(start, asked=asked), use=partial(controls.put, "digits"),
        ready=asked.ready and not any(run.live for run in runs),
        first=asked.first,
    )  # fmt: skip

controls.refusal()
if latest is None:
    example.show(run_panel.Panel())
else:
    stage.show(latest, panel, digit_run.seen)

if latest and not latest.live and latest.result:
    test = test_proportion(latest)
    if test:
        guessed.of_run(latest, QUESTIONS["accuracy"], f"It reads {per_cent(test.accuracy)} right")
        happened(latest, test)
    lesson.check(LESSON, QUESTIONS["one_batch"])
    lesson.check(LESSON, QUESTIONS["chooses"])
    lesson.explain(LESSON, QUESTIONS["in_words"])
    assert isinstance(latest.settings, DigitRun)
    lesson.code("The same in Keras", digit_code(latest.settings))
    take_home.card(latest)

st.subheader("What goes in", anchor=False)
take_home.share_link(spec)
digit_run.before(spec, data)
lesson.next_lesson(LESSON)
lesson.done(LESSON, latest is not None and latest.state == "done")
