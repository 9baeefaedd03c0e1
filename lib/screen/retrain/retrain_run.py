"""What the retraining lesson shows around a run: what learns and what stays, what it cost, its questions, and where a base comes from."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib.charts.compare import describe_parameters, parameters_bar
from lib.lab_book.runs import Run
from lib.measure.curves import updates_kept
from lib.measure.proportions import Proportion
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.retrain_data import uses_pack
from lib.screen.kit import charts, lesson, look
from lib.screen.kit.words import lasting, took
from lib.screen.models import pet_ask
from lib.screen.pictures import retrain_photos
from lib.screen.retrain.retrain_blocks import drawing, learning
from lib.screen.retrain.retrain_sets import CATS_AND_DOGS, Chosen
from lib.settings import keras_home
from lib.specs.choices import SET_SIZES
from lib.specs.specs import RetrainRun

BEHIND = ("method", "base", "learning_rate", "schedule", "optimizer", "augmentation", "seed")
ROWS = 12  # classes named one by one: more would bury the sentence


def behind(method: str) -> tuple[str, ...]:
    """The settings behind "More settings" that this method knows."""
    return (*BEHIND, "unfrozen_blocks", "fine_rate") if method == "fine_tune" else BEHIND


def fetched_first(spec: RetrainRun) -> str:
    """What the run downloads before it starts, or what will be missing after it, for a caption; "" where nothing is."""
    base = BASES[spec.base]
    if spec.method == "scratch" or cached_weights(base, keras_home()):
        return ""
    if not pet_ask.can_look(spec.base):
        if uses_pack(spec):
            return (
                f"What {base.title} sees in these photos is stored, so this trains and is tested. Its own weights are not here. So the "
                "retrained model cannot look at a photo of yours, and you cannot take it home. With Pocket as base you can."
            )
        return (
            f"The weights of {base.title} are not here, so this cannot train. Pocket comes with the course."
        )
    if uses_pack(spec):
        return ""
    file = next(file for file in base.files if file.fetch)
    return f"The weights of {base.title} ({file.megabytes:g} MB) are fetched when the run starts."


def lacks_photos(spec: RetrainRun, chosen: Chosen) -> str:
    """Why the run cannot start without pictures that are not here; "" where it can."""
    if chosen.own or uses_pack(spec) or retrain_photos.present(spec.pictures):
        return chosen.lacking
    if chosen.name != CATS_AND_DOGS:
        return f"{chosen.title}: every method learns from the photos themselves."
    return {
        "scratch": "A network from scratch learns from the photos themselves.",
        "fine_tune": "Fine-tuning needs the photos themselves.",
        "new_head": "A new head needs the photos here: varied ones, or a base whose features are not stored.",
    }[spec.method]


def what_learns(spec: RetrainRun, chosen: Chosen) -> None:
    """Weights that learn and that stay: numbers, a bar, the base's blocks locked and open."""
    classes = max(2, chosen.count)
    learns, stays = learning(spec, classes)
    with look.card("learns", "What learns, what stays"):
        alt = describe_parameters(learns, stays)
        charts.draw(parameters_bar, learns, stays, role=spec.method, key="parameters", alt=alt)
        if spec.method == "scratch":
            lesson.prose(
                f"This small network has three [[convolution|convolutions]] and a [[dense layer]]. It knows nothing yet. All "
                f"**{learns:,}** [[weight|weights]] start at random. They learn from {spec.train_size:,} {chosen.things} alone."
            )
            return
        st.html(drawing(spec, classes))
        base = BASES[spec.base]
        opened = ""
        if spec.method == "fine_tune":
            opened = (
                f" First the head learns alone, for 10 epochs. Then the last {min(spec.unfrozen_blocks, len(base.blocks))} blocks "
                f"learn too. Their [[learning rate]] is {spec.fine_rate:g}, so that the base keeps what it knows."
            )
        head = (
            f"has {base.features:,} weights and one [[bias]]"
            if classes == 2
            else f"has {classes} nodes, one a class, each with {base.features:,} weights and a [[bias]]"
        )
        lesson.prose(
            f"{base.title} is the base: it turns a photo into {base.features:,} numbers ([[feature|features]]). The new "
            f"head {head}. **{learns:,}** [[weight|weights]] learn. **{stays:,}** stay frozen: they compute, and never change.{opened}"
        )


def cost(run: Run) -> str:
    """Time taken, and what it would have been without stored features; prose with terms."""
    spec, seconds = run.settings, run.result["seconds"]
    assert isinstance(spec, RetrainRun)
    whole = f"It took {took(seconds)}."
    if not seconds.get("without_cache"):
        return f"{whole} The base ran on every photo in every epoch." if spec.method != "scratch" else whole
    frozen = (
        "[[frozen]] blocks always give" if spec.method == "fine_tune" else "[[frozen]] [[base]] always gives"
    )
    validation = SET_SIZES[spec.pictures][1] if spec.pictures in SET_SIZES else 0
    passes = (
        f" that is {len(run.history) * (run.result['examples'] + validation):,} times," if validation else ""
    )
    return (
        f"{whole} The {frozen} the same numbers for a photo. So the app computes them once and keeps them. Without this trick the "
        f"base would look at every photo in every epoch:{passes} about {lasting(seconds['without_cache'])} in all (an estimate)."
    )


def happened(run: Run) -> None:
    """The run in words made from its own numbers."""
    result, spec = run.result, run.settings
    assert isinstance(spec, RetrainRun)
    test = Proportion(*result["test"])
    start, classes = Proportion(*result["untrained"]["test"]), len(result["by_class"])
    st.markdown(
        f"**What just happened.** With its random start the model got {start.correct:,} of {start.total:,} right. Guessing gives "
        f"about {start.total / classes:,.0f}. After {updates_kept(result):,} updates it gets {test.sentence()} right"
        f"{_class_by_class(result)}."
    )
    best, last = result["best_epoch"], len(run.history)
    if best and best < last:
        lesson.prose(
            f"The app keeps the weights of epoch {best} of {last}: there the validation part came out best. Later epochs can bring "
            "[[overfitting]]. [[Early stopping]] ends a run there."
        )
    if result["original"]:
        st.markdown(
            "Is each photo that the original got right still right? The next lesson compares both, photo by photo."
        )
    if result.get("top5"):
        top5 = Proportion(*result["top5"])
        lesson.prose(
            f"With {classes} classes a second number is usual: [[top-5 accuracy]]. The right class is among its five likeliest for "
            f"{top5.sentence()}."
        )
    lesson.prose(cost(run))
    if spec.base == "pocket" and spec.method != "scratch" and spec.pictures == CATS_AND_DOGS:
        st.caption(
            "Pocket saw these training photos before this run: see “Going further”. So with few photos its result looks too good."
        )


def _class_by_class(result: dict[str, Any]) -> str:
    """Each class by its count; the best and the worst where there are many."""
    each = {name: Proportion(*pair) for name, pair in result["by_class"].items()}
    if len(each) <= ROWS:
        return ": " + ", ".join(f"{share.correct} of {share.total} {name}" for name, share in each.items())
    order = sorted(each, key=lambda name: each[name].accuracy)
    worst = ", ".join(f"{name} ({each[name].correct} of {each[name].total})" for name in order[:3])
    perfect = sum(share.correct == share.total for share in each.values())
    return f". All right in {perfect} of {len(each)} classes; least in {worst}"


def check(page: str) -> None:
    """Two questions on what a frozen base keeps, and what another task needs."""
    lesson.check(page, table("retrain_it")["base_after"])
    lesson.check(page, table("retrain_it")["new_classes"])


def further(spec: RetrainRun) -> None:
    """What else can be set, where Pocket comes from, and an experiment on its own page."""
    lesson.prose(
        "**More settings.** The [[batch size]] says how many photos make one [[update]]. The [[learning rate]] sets the size of each "
        "step, and the [[optimizer]] turns the [[gradient|gradients]] into steps."
    )
    lesson.prose(pocket())
    st.page_link(
        "pages/try_things.py", label="Few photos? Vary them", icon=":material/arrow_forward:",
        query_params={"part": "vary"},
    )  # fmt: skip


def pocket() -> str:
    """Where our own base comes from, with what it and its teacher get right as they were."""
    said = (
        "**Where Pocket comes from.** Pocket is our own small base. It learned from MobileNetV2 by [[distillation]]: it learned to give "
        "the same answers. MobileNetV2 is its teacher and knows 123 breeds of cats and dogs. Pocket saw the teacher’s answers to the "
        "1,600 training photos of cats and dogs, and to photos of Caltech-101. It never saw a test photo. So Pocket knows the training "
        "photos before you train. With few photos its results look too good."
    )
    own, teacher = (pet_ask.measured(name) for name in ("pocket", "mobilenet_v2"))
    if own and teacher and own.proportion.correct > teacher.proportion.correct:
        said += (
            f" On the test photos it beats its teacher: {own.proportion.correct} of {own.proportion.total:,} against "
            f"{teacher.proportion.correct}. One likely reason: almost half of what it saw was cats and dogs."
        )
    return said
