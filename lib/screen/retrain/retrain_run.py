"""What the retraining lesson shows around a run: what learns and what stays, what it cost, and its questions."""

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
                f"What {base.title} sees in these photos is stored, so this trains and is tested. Its weights are not here: the "
                "retrained model cannot look at a photo of yours, and cannot be taken home. With Pocket as base it can."
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
                f"A small network of three [[convolution|convolutions]] and a [[dense layer]]. It knows nothing yet: all "
                f"**{learns:,}** [[weight|weights]] start at random and learn from {spec.train_size:,} {chosen.things} alone."
            )
            return
        st.html(drawing(spec, classes))
        base = BASES[spec.base]
        opened = ""
        if spec.method == "fine_tune":
            opened = (
                f" First the head learns alone. Then the last {min(spec.unfrozen_blocks, len(base.blocks))} blocks are open as "
                f"well, at a [[learning rate]] of {spec.fine_rate:g}."
            )
        head = (
            f"has {base.features:,} weights and one [[bias]]"
            if classes == 2
            else f"has {classes} nodes, one a class, each with {base.features:,} weights and a [[bias]]"
        )
        lesson.prose(
            f"{base.title} is the [[base]]: it turns a photo into {base.features:,} numbers ([[feature|features]]). The new "
            f"[[head]] {head}. **{learns:,}** weights learn, **{stays:,}** stay "
            f"[[frozen]]: they still compute, and never change.{opened}"
        )


def cost(run: Run) -> str:
    """Time taken, and what it would have been without stored features."""
    spec, seconds = run.settings, run.result["seconds"]
    assert isinstance(spec, RetrainRun)
    whole = f"It took {took(seconds)}."
    if not seconds.get("without_cache"):
        return f"{whole} The base ran on every photo in every epoch." if spec.method != "scratch" else whole
    many = spec.method == "fine_tune"
    frozen, them = ("the frozen blocks make", "them") if many else ("the frozen base makes", "it")
    validation = SET_SIZES[spec.pictures][1] if spec.pictures in SET_SIZES else 0
    passes = (
        f", {len(run.history) * (run.result['examples'] + validation):,} times in all," if validation else ""
    )
    return (
        f"{whole} What {frozen} of a photo never changes, so it is computed once and kept. Running {them} again in every "
        f"epoch{passes} would have taken about {lasting(seconds['without_cache'])} "
        "(counted with the time that one photo takes)."
    )


def happened(run: Run) -> None:
    """The run in words made from its own numbers."""
    result, spec = run.result, run.settings
    assert isinstance(spec, RetrainRun)
    test = Proportion(*result["test"])
    start, classes = Proportion(*result["untrained"]["test"]), len(result["by_class"])
    st.markdown(
        f"**What just happened.** With the random weights that it began with, the model got {start.correct:,} of {start.total:,} "
        f"right; guessing gives about {start.total / classes:,.0f}. After {updates_kept(result):,} updates it gets "
        f"{test.sentence()} right{_class_by_class(result)}.{_before(result)}"
    )
    if result.get("top5"):
        top5 = Proportion(*result["top5"])
        lesson.prose(
            f"With {classes} classes a second number is usual: [[top-5 accuracy]]. The right class is among its five likeliest for "
            f"{top5.sentence()}."
        )
    st.markdown(cost(run))


def _class_by_class(result: dict[str, Any]) -> str:
    """Each class by its count; the best and the worst where there are many."""
    each = {name: Proportion(*pair) for name, pair in result["by_class"].items()}
    if len(each) <= ROWS:
        return ": " + ", ".join(f"{share.correct} of {share.total} {name}" for name, share in each.items())
    order = sorted(each, key=lambda name: each[name].accuracy)
    worst = ", ".join(f"{name} ({each[name].correct} of {each[name].total})" for name in order[:3])
    perfect = sum(share.correct == share.total for share in each.values())
    return f". All right in {perfect} of {len(each)} classes; least in {worst}"


def _before(result: dict[str, Any]) -> str:
    """What the original model gets, on the photos that it can be asked about."""
    original, groups = result["original"], result["groups"]
    if not original:
        return ""
    moved = f"{groups['fixed']} photos are fixed, {groups['broken']} that were right are wrong now."
    before = Proportion(*original["test"])
    if "mapped" not in original:
        return f" The original model, on the same photos: {before.sentence()}. {moved}"
    named, of = original["mapped"]
    return (
        f" The original model has names for {named} of the {of} classes. On their photos it gets {before.sentence()} right, "
        f"and the retrained one {Proportion(*original['retrained']).sentence()}: {moved}"
    )


def check(run: Run, page: str) -> None:
    """Two questions made from this run's own numbers."""
    spec, result = run.settings, run.result
    assert isinstance(spec, RetrainRun)
    learns, stays = result["trainable"], result["frozen"]
    if stays:
        lesson.check(page, table("retrain_it")["moved"].given(all=learns + stays, learns=learns, stays=stays))
    lesson.check(
        page,
        table("retrain_it")["updates"].given(
            examples=result["examples"], batch_size=spec.batch_size, updates=result["updates_per_epoch"], whole=result["updates"]
        ),
    )  # fmt: skip
