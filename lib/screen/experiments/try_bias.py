"""An unfair picture set (bias in data): a new head trained on dark cats and light dogs alone, and tested on both them and their opposites."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lib.charts.compare import Line, describe_dots, dots_chart
from lib.lab_book.runs import Run
from lib.measure import conclusions
from lib.measure.proportions import Proportion
from lib.measure.question_table import table
from lib.pictures.sets import brightness
from lib.pictures.sets.photos import PARTS
from lib.screen.experiments import try_run
from lib.screen.kit import charts, lesson, look, pet_tiles
from lib.screen.kit.pet_tiles import Tile
from lib.screen.pictures import pet_source, retrain_photos
from lib.specs import specs
from lib.specs.experiments import biased

LESSON = "try_things"
BASES = ("pocket", "mobilenet_v2")
SIDES = {"like": "dark cats and light dogs", "other": "light cats and dark dogs"}
LANES = ("Even mix", "Dark cats, light dogs")
SHOWN = 6  # photos of each kind


def show() -> bool:
    """Both heads and what they get right on either side; whether they have been trained."""
    lesson.prose(
        "In this [[training part]] every cat is dark and every dog is light. A new [[head]] (a new last layer) learns from these photos "
        "alone. A second head learns from an even mix: half of its photos are light cats and dark dogs."
    )
    if lesson.predict(LESSON, table(LESSON)["unfair"], fold=True) is None:
        return False
    with look.card("bias", "An unfair picture set"):
        base = st.segmented_control(
            "Base", BASES, default=BASES[0], key="bias_base", required=True,
            format_func=lambda name: dict(specs.field("retrain", "base").choices)[name],
        )  # fmt: skip
        spec = biased(str(base or BASES[0]))
        try_run.button(spec, "bias", "Train both", of=("bias_base",))
        st.caption(
            "The app measures the mean brightness in the middle of each photo. The darkest third of an animal's photos counts as dark, "
            "the lightest third as light. Nobody looked at the fur. A white cat in a dark room counts as dark."
        )
        _examples()
    run = try_run.latest(lambda other: other == spec)
    if run is None:
        return False
    if not try_run.on_card("bias_result", run, _draw, _read):
        return False
    lesson.check(LESSON, table(LESSON)["other_sign"])
    return True


def _draw(run: Run) -> None:
    """Nothing while it trains: the curves of either head say nothing of the other side."""
    if run.live or not run.result:
        return
    models = _models(run)
    for side, column in zip(SIDES.values(), st.columns(2), strict=True):
        with column:
            charts.draw(
                dots_chart, models, only=side, key=f"bias_{side[:4]}", alt=describe_dots(models, side)
            )


def _models(run: Run) -> list[Line]:
    return [
        Line(
            "new_head", Proportion(*lane["test"]), {SIDES[side]: Proportion(*counts) for side, counts in lane["sides"].items()}, name
        )
        for name, lane in zip(LANES, run.result["lanes"], strict=True)
    ]  # fmt: skip


def _read(run: Run) -> None:
    even, leaning = run.result["lanes"]
    st.dataframe(
        [
            {"trained on": name, "photos": lane["examples"]}
            | {f"right of {SIDES[side]}": Proportion(*lane["sides"][side]).sentence() for side in SIDES}
            for name, lane in zip(LANES, (even, leaning), strict=True)
        ],
        hide_index=True, width="stretch", key="bias_table",
    )  # fmt: skip
    like, other = (Proportion(*leaning["sides"][side]) for side in SIDES)
    fair = Proportion(*even["sides"]["other"])
    st.markdown(
        f"**What this shows.** {conclusions.leaning(like, other, fair)} A test part with dark cats and light dogs alone cannot show this."
    )
    came = f"On light cats and dark dogs it gets {other.sentence()} right, on dark cats and light dogs {like.sentence()}."
    lesson.recall_prediction(LESSON, table(LESSON)["unfair"], came)


@st.fragment
def _examples() -> None:
    """A few test photos of each kind, where photos are here."""
    if not st.toggle("Show some of these photos", key="bias_photos"):
        return
    photos = pet_source.set_of_photos() if retrain_photos.present() else None
    if photos is None:
        st.caption(
            "The photos are not on this computer. Their brightness comes with the course, so the experiment works."
        )
        return
    sides = brightness.sides(brightness.load(), photos.labels, photos.part)
    training = photos.part == PARTS.index("train")
    for code, name in zip((brightness.LIKE, brightness.OTHER), SIDES.values(), strict=True):
        rows = np.concatenate(
            [np.flatnonzero(training & (sides == code) & (photos.labels == k))[: SHOWN // 2] for k in (0, 1)]
        )
        tiles = [
            Tile(pet_tiles.tile_url(photos, int(row)), photos.classes[photos.labels[row]], photos.classes[photos.labels[row]],
                 f"brightness {brightness.load()[row]} of 255")
            for row in rows
        ]  # fmt: skip
        st.markdown(f"**{name.capitalize()}**")
        st.html(pet_tiles.gallery(tiles))
