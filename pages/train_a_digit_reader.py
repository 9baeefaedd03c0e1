"""Lesson: train a dense network on handwritten digits, and watch it learn."""

from __future__ import annotations

from functools import partial

import streamlit as st

from lib.export.keras_code import digit_code
from lib.lab_book.outcome import test_share
from lib.lab_book.runs import Run
from lib.measure.curves import updates_kept
from lib.measure.shares import per_cent
from lib.pictures.sets import digits
from lib.screen.digits import digit_run
from lib.screen.kit import controls, host, lesson, look
from lib.screen.kit.learner import learner_id, settled
from lib.screen.runs import example, run_panel, take_home, try_bet
from lib.specs.specs import DigitRun

LESSON = "train_a_digit_reader"
BETS = {"about 80 %": 0.80, "about 90 %": 0.90, "about 95 %": 0.95, "about 98 %": 0.98, "all of them": 1.0}


def start(spec: DigitRun, wager: try_bet.Bet | None) -> None:
    """Hands the run to the engine; a refusal stays on the page as a sentence."""

    def then(run_id: str) -> None:
        st.session_state["shown_digits"] = run_id
        try_bet.keep(run_id, wager)

    controls.submit(spec, digits.load(download=False).data_hash, then)


def questions(run: Run) -> None:
    """Two questions made from this run's own numbers."""
    result, spec = run.result, run.settings
    assert isinstance(spec, DigitRun)
    updates = result["updates_per_epoch"]
    lesson.check(
        LESSON, "updates", f"Your run trained on {result['examples']:,} digits in batches of {spec.batch_size}. How often did the weights move in one epoch?",
        ["once", f"{updates:,} times", f"{result['examples']:,} times"], f"{updates:,} times",
        {"once": "An epoch is all digits once. The weights move after each batch.",
         f"{result['examples']:,} times": "That would be after every single digit. Yours go through in batches."},
        f"{result['examples']:,} digits / {spec.batch_size} in a batch, rounded up, is {updates:,}.",
    )  # fmt: skip
    lesson.check(
        LESSON, "validation", "The thick line is drawn from validation digits. Do they change the weights?",
        ["yes, a little", "no, never"], "no, never",
        {"yes, a little": "Think of what the loss of these digits is used for."},
        "The network only reads them. They tell which epoch was best, so they are no fair test any more: that is what "
        "the test digits are for, which choose nothing.",
    )  # fmt: skip


host.engine().warm_up()
lesson.opening(
    LESSON,
    "Thousands of handwritten digits go through your network, a batch at a time. After each batch every weight moves a little.",
)
bet = lesson.predict(
    LESSON, "accuracy", "A network with two hidden layers trains for 10 epochs. How many digits that it has never met will it read right?", list(BETS)
)  # fmt: skip
runs = host.lab_book().runs(learner_id(), "digits") if settled() else []
latest = next(
    (run for run in runs if run.id == st.session_state.get("shown_digits")), runs[0] if runs else None
)
wagered = try_bet.line(latest) if latest else None
panel = run_panel.Panel(bet=wagered or BETS.get(bet or ""), extra=digit_run.guesses)
left, right = st.columns([1, 3])

with left, look.card("controls"):
    data, standing = digits.load(download=False), controls.current("digits")
    assert isinstance(standing, DigitRun)
    spec = controls.choose(
        "digits", reading={"batch_size": f"{standing.updates_per_epoch(len(data.train)):,} updates an epoch"}
    )
    assert isinstance(spec, DigitRun)
    wager = try_bet.ask("digits", try_bet.NAMES["digits"], across=False)
    controls.start_button(
        spec, "Train", "train", partial(start, wager=wager), use=partial(controls.put, "digits"), wide=True,
        ready=bet is not None and not any(run.live for run in runs),
        first="" if bet else "Make your guess above first.",
    )  # fmt: skip
    take_home.share(spec)

with right:
    controls.refusal()
    if latest is None:
        example.show(run_panel.Panel())
    else:
        run_panel.show(latest, panel)
        if latest.state == "queued" and host.engine().place(latest).begins > 1:
            example.replay(run_panel.Panel())

if latest and not latest.live and latest.result:
    test = test_share(latest)
    lesson.recall_prediction(LESSON, "accuracy", f"It read {per_cent(test.accuracy)} right." if test else "")
    try_bet.of_run(latest)
    wrong = (test.total - test.correct) if test else 0
    st.markdown(
        f"**What just happened.** Each update took one batch, measured how wrong the network was (the loss), and moved every "
        f"weight a little in the direction that lowers it. After {updates_kept(latest.result):,} such updates it gets {wrong:,} of "
        f"{test.total if test else 0:,} test digits wrong. Look at the test part again and again while you change settings, and it wears "
        "out: you start to choose what happens to suit those digits."
    )
    questions(latest)
    lesson.explain(LESSON, "in_words", "In one line: why are there two curves?")
    assert isinstance(latest.settings, DigitRun)
    lesson.code("The same in Keras", digit_code(latest.settings))
    take_home.card(latest)

st.subheader("What goes in", anchor=False)
digit_run.before(spec)
lesson.next_lesson(LESSON)
if latest and latest.state == "done":
    lesson.done(LESSON)
