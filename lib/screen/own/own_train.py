"""Training a new head on a learner's own pictures, and what came out. It knows nothing of how they were collected."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lib.engine import tasks
from lib.engine.engine import Refused
from lib.lab_book.outcome import test_proportion
from lib.lab_book.runs import Run
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question import Question
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.own import packed
from lib.pictures.own.own import OwnSet
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.photos import PARTS
from lib.pictures.sets.retrain_data import data_hash
from lib.screen.kit import controls as kit_controls
from lib.screen.kit import host, lesson, look
from lib.screen.kit.controls import choose, refusal, start_button, submit
from lib.screen.kit.learner import learner_id, settled
from lib.screen.kit.plain import plain
from lib.screen.pictures import own_state
from lib.screen.runs import guessed, guesses, run_panel
from lib.settings import keras_home
from lib.specs.choices import OWN
from lib.specs.specs import RetrainRun, field

LESSON = "your_own_pictures"
BATCH = 8  # with 42 training pictures: 6 updates an epoch
MANY = 400  # pictures from which on the usual batch is small enough
_LEAKS = "own_leaks"


@st.cache_resource(show_spinner=False)
def ready(base: str) -> None:
    """Has the worker build the base while pictures are still being collected; once a process, in the background."""

    def ask() -> None:
        try:
            host.engine().call(tasks.READY, base)
        except Refused:
            ready.clear()  # type: ignore[attr-defined]

    threading.Thread(target=ask, name="own-ready", daemon=True).start()


def usual_base() -> str:
    """MobileNetV2 where its weights are, else Pocket, which ships."""
    return next(base for base, _ in field(OWN, "base").choices if cached_weights(BASES[base], keras_home()))


def latest() -> Run | None:
    """This learner's latest new head on own pictures, trained here; the retraining lesson shows the other methods."""
    return next(
        (
            run
            for run in _runs()
            if (run.spec["pictures"], run.spec["method"]) == (OWN, "new_head") and not run.on_device
        ),
        None,
    )


def _runs() -> list[Run]:
    return host.lab_book().runs(learner_id(), "retrain") if settled() else []


def follow(run: Run | None) -> None:
    """Sets the settings of a page just opened to the run that it shows. Call it before they are drawn."""
    if settled():
        kit_controls.follow(OWN, run.settings if run else None, {"base": usual_base()})


def settings(own: OwnSet) -> RetrainRun:
    """The settings drawn, and the run that they make."""
    spec = choose(OWN, usual={"base": usual_base()})
    assert isinstance(spec, RetrainRun)
    return replace(spec, batch_size=BATCH) if len(own.pictures) < MANY else spec


def controls(place: DeltaGenerator, run: Run | None) -> None:
    """The card with the Train button, or what is missing before it; the guess stands in `place`."""
    own = own_state.own()
    with look.card("controls"):
        lacking, button = own.why_not(), st.container()
        spec = settings(own)
        asked = None
        if not lacking:
            with place:
                asked = guesses.ask(LESSON, _question(own, spec), spec, _runs())
        with button:
            start_button(
                spec, "Train", "train", partial(_start, asked=asked), wide=True,
                ready=asked is not None and asked.ready and not (run and run.live),
                first=plain(lacking or (asked.first if asked else "")),
                told=f"A new head on {BASES[spec.base].title}: a few seconds.",
            )  # fmt: skip
        base = BASES[spec.base]
        if not cached_weights(base, keras_home()):
            size = next(file for file in base.files if file.fetch).megabytes
            button.caption(f"The run first loads the weights of {base.title} ({size:g} MB).")


def _question(own: OwnSet, spec: RetrainRun) -> Question:
    """The guess about a run of these settings on the pictures as they stand."""
    train, _, test = (int(n) for n in np.bincount(own.part, minlength=len(PARTS))[:3])
    return table(LESSON)["accuracy"].given(
        base=BASES[spec.base].title, epochs=guesses.count(spec.epochs, "epoch"), train=train, classes=len(own.classes), test=test,
    )  # fmt: skip


def _start(spec: RetrainRun, asked: guesses.Asked | None) -> None:
    """Hands the run and the pictures to the engine; a refusal stays on the page as a sentence."""
    own = own_state.own()
    pictures = packed.to_bytes(own)
    leaks = int((own.part[own.leaks()] == PARTS.index("test")).sum())

    def then(run_id: str) -> None:
        st.session_state[_LEAKS] = {run_id: leaks}
        guesses.keep(run_id, asked, spec)

    submit(spec, data_hash(spec, pictures=pictures), then, shareable=False, pictures=pictures)


def panel(run: Run | None) -> None:
    """The run as it goes, and as it went."""
    refusal()
    if run is None:
        with look.card("waiting"):
            lesson.prose(
                "The [[base]] stays as it is. It turns each of your pictures into a list of [[feature|features]], once. Only a new "
                "last layer learns, the [[head]]. That takes seconds. Here comes your curve."
            )
        return
    classes = len(run.result.get("by_class", {})) or max(2, len(own_state.own().classes))
    run_panel.show(
        run, run_panel.Panel(things="pictures", role="new_head", bet=guessed.line(run), classes=classes)
    )


def outcome(run: Run) -> None:
    """Each class with its share, and what just happened, from the run's own numbers."""
    test = test_proportion(run)
    if test is None:
        return
    by_class = _by_class(run)
    with look.card("by_class", "Class by class, on the test pictures"):
        lines = [
            f"| {plain(name)} | {share.correct} of {share.total} | {per_cent(share.low)} to {per_cent(share.high)} |"
            for name, share in by_class.items()
        ]
        st.markdown("\n".join(["| Class | Right | 95 % interval |", "|---|---|---|", *lines]))
    happened(run)


def happened(run: Run) -> None:
    """What just happened, from the run's own numbers; nothing of a run that was not tested."""
    test, by_class = test_proportion(run), _by_class(run)
    if test is None:
        return
    with look.card("happened", "What just happened"):
        spec, result = run.settings, run.result
        assert isinstance(spec, RetrainRun)
        base = BASES[spec.base]
        lesson.prose(
            f"{base.title} looked at each picture once and gave {base.features:,} numbers for it. The new head has "
            f"**{result['trainable']:,}** [[weight|weights]] and biases. It learned them from {result['examples']} of your pictures, in "
            f"{result['updates']:,} [[update|updates]]. The {result['frozen']:,} numbers of the base stayed [[frozen]]."
        )
        lesson.prose(_how_sure(test, by_class))
        told = run.on_device or {"leaks": st.session_state.get(_LEAKS, {}).get(run.id)}
        if leaks := told["leaks"]:
            st.markdown(
                f":material/content_copy: **Leakage.** {leaks} of the {test.total} test pictures had a twin, or their own recording, in training. "
                "So this result says how well the model knows these places. Try it live in another place."
            )


def _by_class(run: Run) -> dict[str, Proportion]:
    return {name: Proportion(*counted) for name, counted in run.result.get("by_class", {}).items()}


def _how_sure(test: Proportion, by_class: dict[str, Proportion]) -> str:
    most = max(share.total for share in by_class.values()) / test.total
    wide = (
        f" The [[confidence interval]] is wide, {per_cent(test.low, 0)} to {per_cent(test.high, 0)}: {test.total} test pictures are "
        "few. More pictures make it narrower, more epochs do not."
        if test.high - test.low > 0.1
        else ""
    )
    chance = f"By chance about {per_cent(1 / len(by_class), 0)} are right."
    blind = (
        f" Who always names the largest class gets {per_cent(most, 0)}." if most > 1.2 / len(by_class) else ""
    )
    return f"Your model got **{test.sentence()}**. {chance}{blind}{wide}"
