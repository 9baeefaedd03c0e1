"""Pieces of the lesson "Original against retrained": the chart, luck, the four groups with their photos, downloads."""

from __future__ import annotations

import html
import re
from typing import Any

import numpy as np
import streamlit as st

from lib.charts.compare import Line, describe_dots, dots_chart, dots_table
from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.charts.save import as_png, as_svg
from lib.export.tables import lines_csv
from lib.measure.answers import Answers
from lib.measure.compare import Groups, luck
from lib.measure.proportions import per_cent
from lib.models.bases import imagenet_names
from lib.pictures.sets.photos import PhotoSet
from lib.screen.compare.choosing import Pair
from lib.screen.kit import charts, look, pet_tiles
from lib.screen.kit.pet_tiles import Tile
from lib.screen.kit.words import lasting, likely
from lib.screen.kit.words import took as took_words
from lib.screen.models import answered, contests
from lib.screen.models.model import STORED, Model
from lib.screen.pictures import device_tiles

SHOWN = 24
GROUPS = {
    "fixed": ("fixed", "wrong before, right now"),
    "broken": ("broken", "right before, wrong now"),
    "still_wrong": ("still wrong", "wrong both times"),
    "right": ("right both times", "nothing changed"),
}


def chart(models: list[Line], chance: float) -> None:
    """All models on all test photos."""
    charts.draw(dots_chart, models, chance=chance, key="dots", alt=describe_dots(models))


def classes(models: list[Line]) -> None:
    """Cats and dogs apart, on one axis."""
    apart = [
        Line(model.role, model.by_class[name], {}, f"{model.label}, {name}")
        for name in ("cats", "dogs")
        for model in models
        if name in model.by_class
    ]
    with look.card("by_class"):
        charts.draw(dots_chart, apart, key="dots_by_class", alt=describe_dots(apart))


def took(after: Model) -> None:
    """What the retraining took, in seconds and weights."""
    result = after.result
    whole = result["seconds"].get("total") or result["seconds"]["train"]
    without = result["seconds"].get("without_cache")
    words = f"{result['trainable']:,} weights learned, {result['frozen']:,} stayed frozen."
    _, bracket, parts = took_words(result["seconds"]).partition(" (")
    if bracket:
        words += f" Of this time: {parts.removesuffix(')')}."
    if without:
        words += f" Without stored features: about {lasting(without)}."
    if after.id == STORED:
        words += " A stored run, not yours."
    st.html(pet_tiles.figure(lasting(whole), words))


def more_than_luck(parts: Groups, things: str) -> None:
    """McNemar's test in words."""
    first, _, rest = luck(parts, things).sentence().partition(". ")
    words = re.sub(r"10\^(\d+)", r"10<sup>\1</sup>", html.escape(rest))
    st.html(
        f'<div class="verdict">{html.escape(first.removesuffix("."))}</div><div class="under">{words}</div>'
    )


def group_cards(parts: Groups) -> str | None:
    """The four groups; the one whose photos are to be shown, or None."""
    opened = st.session_state.get("open_group")
    for (name, (title, words)), column in zip(GROUPS.items(), st.columns(4), strict=True):
        count = len(getattr(parts, name))
        with column, look.card(f"group_{name}", height="stretch"):
            st.html(f'{pet_tiles.figure(f"{count:,}", "")}<b>{title}</b><div class="under">{words}</div>')
            st.button(
                "Close" if opened == name else "Show them", key=f"group_{name}", type="tertiary", disabled=not count,
                on_click=_open, args=(None if opened == name else name,),
            )  # fmt: skip
    return opened


def _open(name: str | None) -> None:
    st.session_state["open_group"] = name
    st.session_state["group_shown"] = SHOWN


def gallery(pair: Pair, name: str, photos: PhotoSet | None, things: str) -> None:
    """The photos of one group, the surest answer first, with what both models said."""
    found, after = getattr(pair.parts, name), pair.after.answers
    found = found[np.argsort(-after.probabilities[found].max(axis=1), kind="stable")]
    many = st.session_state.get("group_shown", SHOWN)
    with look.card("gallery", f"{GROUPS[name][0].capitalize()}: {len(found):,} {things}"):
        lines = [
            (int(i), after.classes[after.truth[i]], _before(pair, int(i)), _words(after, int(i)))
            for i in found[:many]
        ]
        if ids := answered.on_device(pair.after, [i for i, *_ in lines]):
            tiles = [
                {
                    "alt": f"{shows}; before: {was}; now: {now}",
                    "title": _title(after, shows, now),
                    "line": f"Before: {was}",
                }
                for _, shows, was, now in lines
            ]
            device_tiles.gallery(ids, tiles, "on_device_group")
        elif photos is None:
            st.dataframe(
                [
                    {"photo": answered.name_of(pair.after, i), "shows": shows, "before": was, "now": now}
                    for i, shows, was, now in lines
                ],
                hide_index=True, width="stretch", key="group_table",
            )  # fmt: skip
        else:
            positions = [i for i, *_ in lines]
            urls = pet_tiles.tile_urls(photos, photos.where("test")[positions])
            st.html(pet_tiles.gallery([
                Tile(url, f"{shows}; before: {was}; now: {now}", _title(after, shows, now), f"Before: {was}")
                for url, (_, shows, was, now) in zip(urls, lines, strict=True)
            ]))  # fmt: skip
        if many < len(found):
            st.button(
                f"Show {min(SHOWN, len(found) - many)} more", key="more_group",
                on_click=lambda: st.session_state.update({"group_shown": many + SHOWN}),
            )  # fmt: skip


def _words(said: Answers, position: int) -> str:
    best = int(said.guess[position])
    return f"{said.classes[best]}, {likely(float(said.probabilities[position, best]))}"


def _title(after: Answers, shows: str, now: str) -> str:
    """With two classes the photo says what it shows; with many it has to be told."""
    return f"Now: {now}" if len(after.classes) == 2 else f"{shows.capitalize()}. Now: {now}"


def _before(pair: Pair, position: int) -> str:
    """What the first model said of a test photo."""
    if pair.before:
        return _words(pair.before.answers, position)
    assert pair.original is not None
    asked = pair.original.answers
    if not asked.top_probabilities[position].any():  # only whether it was right is known
        return "right" if position in {*pair.parts.broken, *pair.parts.right} else "wrong"
    return imagenet_names()[int(asked.top[position, 0])]


def curves(chosen: list[Model]) -> None:
    """Validation accuracy and loss of the chosen runs, overlaid."""
    names = contests.named(chosen)
    runs = [
        NamedCurve(name, c.history, c.spec.method) for name, c in zip(names, chosen, strict=True) if c.history
    ]
    for metric, column in zip(("val_accuracy", "val_loss"), look.pair("overlay"), strict=True):
        with column, look.card(f"overlay_{metric}"):
            alt = describe_overlay(runs, metric)
            charts.draw(overlay_chart, runs, metric, key=f"overlay_{metric}", alt=alt)


def take_home(models: list[Line], chance: float) -> None:
    """The chart as a picture, the table as CSV; the table itself behind a toggle."""
    theme = look.theme()

    def drawn() -> Any:
        return dots_chart(models, theme=theme, chance=chance)

    png, svg, csv = st.columns(3)
    png.download_button(
        "Chart (.png)", lambda: as_png(drawn(), theme=theme), "compare.png", "image/png",
        key="download_png", on_click="ignore", width="stretch", icon=":material/download:",
    )  # fmt: skip
    svg.download_button(
        "Chart (.svg)", lambda: as_svg(drawn(), theme=theme), "compare.svg", "image/svg+xml",
        key="download_svg", on_click="ignore", width="stretch", icon=":material/download:",
    )  # fmt: skip
    csv.download_button(
        "Table (.csv)", lambda: lines_csv(dots_table(models)), "compare.csv", "text/csv",
        key="download_csv", on_click="ignore", width="stretch", icon=":material/download:",
    )  # fmt: skip
    if st.toggle("Show the numbers", key="numbers"):
        st.dataframe(
            [
                {
                    "model": line["model"], "photos": line["photos"], "right": line["correct"], "of": line["total"],
                    "accuracy": per_cent(line["accuracy"]),
                    "95 % interval": f"{per_cent(line['low']).removesuffix(' %')}–{per_cent(line['high'])}",
                }
                for line in dots_table(models)
            ],
            hide_index=True, width="stretch", key="table",
        )  # fmt: skip
