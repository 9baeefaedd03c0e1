"""Vary the photos: what a training with varied photos sees, and whether it helps a new head that has only 50 of them."""

from __future__ import annotations

from typing import Any

import streamlit as st
from PIL import Image

from lib.charts.beside import Side, describe_luck, luck_chart
from lib.engine import tasks
from lib.engine.engine import Refused
from lib.lab_book.runs import Run
from lib.measure import vary
from lib.measure.curves import validation_size
from lib.measure.proportions import Proportion, per_cent
from lib.measure.question_table import table
from lib.models.bases import BASES
from lib.pictures.sets.archives import cached_weights
from lib.pictures.sets.packs import CLASSES, load_pack
from lib.pictures.sets.retrain_data import split
from lib.screen.experiments import try_run
from lib.screen.kit import charts, host, lesson, look, pet_tiles
from lib.screen.kit.kept import Kept
from lib.screen.kit.pet_tiles import Tile
from lib.screen.pictures import retrain_photos
from lib.screen.runs import guessed, guesses
from lib.settings import keras_home
from lib.specs.experiments import varying
from lib.specs.specs import VARIES, VARY_SEEDS, RetrainRun, to_dict

LESSON = "try_things"
WAYS = {"as_they_are": "As they are", "varied": "Varied"}
SHIPPED = "pocket"
OFFERED = ("mobilenet_v2", SHIPPED)
SHOWN = (
    4,
    20,
    30,
    45,
)  # photos whose variants are shown, of the 50: positions in the training part's order, cats first
EPOCHS = 5  # of which they are shown

_variants: Kept[list[list[str]]] = Kept(2, refusal=Refused)  # 0.2 MB, the same for everybody


def show() -> bool:
    """The variants, the guess, both sides; whether the experiment was run."""
    with look.card("vary", "Vary the photos"):
        lesson.prose(
            "Only 50 photos? [[Data augmentation]] makes other pictures from them. In every [[epoch]] each photo is mirrored or not, "
            "and moved a little. A varied cat is still a cat, so its [[label]] stays."
        )
        if not retrain_photos.present():
            retrain_photos.card("Varied photos are made from the photos themselves.")
            return False
        _gallery()
    with look.card("vary_start", "With 50 photos, as they are and varied"):
        spec = varying(_base())
        lesson.prose(
            f"A new [[head]] learns from 50 photos for {spec.base.epochs} epochs. It learns {VARY_SEEDS} times from the photos as they "
            f"are, and {VARY_SEEDS} times from varied photos. Both sides have the same {VARY_SEEDS} [[seed|seeds]], so the same photos "
            "and the same start."
        )
        question = table(LESSON)["vary"]
        asked = guesses.ask(
            LESSON, question, spec, try_run.runs(), exactly="Best test accuracy, %", fold=True
        )
        try_run.button(
            spec, "vary", f"Train {2 * VARY_SEEDS} heads", lambda run_id, chosen: guesses.keep(run_id, asked, chosen),
            ready=asked.ready, first=asked.first, of=("vary_base",),
        )  # fmt: skip
    run = try_run.latest(lambda other: other == spec)
    if run is None or not try_run.on_card("varied", run, _draw, _read):
        return False
    return lesson.check(LESSON, table(LESSON)["vary_label"])


def _base() -> str:
    """The base that looks at the photos: one whose weights are here."""
    here = [name for name in OFFERED if cached_weights(BASES[name], keras_home()) is not None]
    if len(here) < 2:
        return here[0] if here else SHIPPED
    chosen = st.segmented_control(
        "Base", here, default=here[0], key="vary_base", required=True, format_func=lambda name: BASES[name].title
    )  # fmt: skip
    return str(chosen or here[0])


@st.fragment
def _gallery() -> None:
    """One photo as it is, and as the first epochs of the first seed see it: with every base the same."""
    number = st.segmented_control(
        "Which photo?", range(len(SHOWN)), default=0, key="vary_photo", required=True, format_func=lambda i: f"Photo {i + 1}"
    )  # fmt: skip
    base = varying(SHIPPED).base
    assert isinstance(base, RetrainRun)
    try:
        with st.spinner("Varying some photos"):  # outside: a click meanwhile ends the script where it goes
            urls = _variants.get((base.train_size, base.batch_size, base.seed), lambda: _ask(base))[
                number or 0
            ]
    except Refused as refusal:
        st.info(f"The varied photos cannot be shown now: {refusal}")
        return
    titles = ["The photo", *(f"Epoch {epoch}" for epoch in range(1, EPOCHS + 1))]
    label = _label(base, SHOWN[number or 0])
    tiles = [
        Tile(url, f"A {label}, {f'varied in epoch {i}' if i else 'as it is'}", title, f"label: {label}")
        for i, (url, title) in enumerate(zip(urls, titles, strict=True))
    ]
    st.html(pet_tiles.gallery(tiles))
    st.caption(
        "These are the pictures that the training with the first seed sees. Validation photos and test photos are never varied."
    )


def _label(base: RetrainRun, position: int) -> str:
    """Of a training photo."""
    pack = load_pack(base.base)
    assert pack is not None
    rows = split(pack.labels, pack.part, CLASSES, base.train_size, base.seed)
    return CLASSES[rows.labels[rows.train[position]]]


def _ask(base: RetrainRun) -> list[list[str]]:
    found = host.engine().call(tasks.VARIANTS, to_dict(base), list(SHOWN), EPOCHS)
    return [
        [pet_tiles.url(Image.fromarray(picture), picture.shape[0]) for picture in photo] for photo in found
    ]


def _lanes(run: Run, way: str) -> list[tuple[int, dict[str, Any], Proportion]]:
    """Of one side: each head's seed, its result, and what it reached on the validation part in its best epoch."""
    first = VARIES.index(way) * VARY_SEEDS
    found = []
    for number, lane in list(enumerate(run.result["lanes"]))[first : first + VARY_SEEDS]:
        best = max((line["val_accuracy"] or 0.0 for line in try_run.lane(run, number) if line["epoch"] == lane["best_epoch"]), default=0.0)  # fmt: skip
        shown = validation_size(try_run.experiment(run).base, lane)
        found.append((lane["seed"], lane, Proportion(round(best * shown), shown)))
    return found


def _draw(run: Run) -> None:
    """Nothing while it trains: only all heads together answer the question."""


def _read(run: Run) -> None:
    if run.state != "done":
        st.markdown("The experiment was stopped. Train all heads to compare them.")
        return
    lanes = {way: _lanes(run, way) for way in VARIES}
    validation, test = (
        tuple([each[2] for each in lanes[way]] for way in VARIES),
        tuple([Proportion(*lane["test"]) for _, lane, _ in lanes[way]] for way in VARIES),
    )
    told = vary.told((validation[0], validation[1]), (test[0], test[1]))
    st.markdown(told.chosen)
    sides = [
        Side(WAYS[way], [(seed, Proportion(*lane["test"])) for seed, lane, _ in lanes[way]]) for way in VARIES
    ]
    charts.draw(luck_chart, sides, key="vary_luck", alt=describe_luck(sides))
    st.caption("Each dot is the test accuracy of one head.")
    st.markdown(told.tested)
    best = {"same": "no difference beyond luck", "varied": "varied photos did better", "as_they_are": "the photos as they are did better"}  # fmt: skip
    guessed.outcome(run, table(LESSON)["vary"], f"What came out: {best[told.better]}")
    with st.expander("Each head in numbers"):
        st.dataframe(
            [
                {"photos": WAYS[way], "seed": seed, "training": per_cent(_trained(run, way, i)), "validation": per_cent(reached.accuracy),
                 "test, right of all, 95 % interval": Proportion(*lane["test"]).sentence()}
                for way in VARIES
                for i, (seed, lane, reached) in enumerate(lanes[way])
            ],
            hide_index=True, width="stretch", key="vary_table",
        )  # fmt: skip
    if told.better == "same":
        lesson.prose(
            "One likely reason, not tested here: the [[frozen]] [[base]] gives a mirrored photo almost the same "
            "[[feature|features]]. Then the head learns little new from it."
        )
    lesson.prose(
        "Varying works against [[overfitting]]: the same photo never comes twice. It helps most where many weights learn from few photos."
    )


def _trained(run: Run, way: str, number: int) -> float:
    """The share of training photos that were right in the last epoch."""
    history = try_run.lane(run, VARIES.index(way) * VARY_SEEDS + number)
    return history[-1]["accuracy"] if history else 0.0
