"""Pieces of the lesson "Original against retrained": the chart, luck, the four groups with their photos, downloads."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lib.charts.compare import Model, describe_dots, dots_chart, dots_table
from lib.charts.overlay import NamedCurve, describe_overlay, overlay_chart
from lib.charts.save import as_png, as_svg
from lib.export.tables import lines_csv
from lib.measure.compare import Groups, groups, luck
from lib.measure.shares import per_cent
from lib.models.bases import imagenet_names
from lib.pictures.sets.photos import PhotoSet
from lib.screen.kit import charts, look, pet_tiles
from lib.screen.kit.pet_tiles import Tile
from lib.screen.kit.words import likely
from lib.screen.models import pet_ask, pet_models
from lib.screen.models.pet_models import Contestant

ORIGINAL = "original"
SHOWN = 24
GROUPS = {
    "fixed": ("fixed", "wrong before, right now"),
    "broken": ("broken", "right before, wrong now"),
    "still_wrong": ("still wrong", "wrong both times"),
    "right": ("right both times", "nothing changed"),
}


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models on the same test photos; `before` is None for the original of `after`'s base."""

    before: Contestant | None
    after: Contestant
    parts: Groups
    original: np.ndarray | None = None  # (n,) the ImageNet number of the original's best guess


Pairing = Callable[[Contestant | None, Contestant], Pair | None]


def choose(
    offered: dict[str, Contestant], pairing: Pairing, original: bool = True
) -> tuple[list[Contestant], Pair | None]:
    """Which runs are in the chart, and which two stand against each other in the groups.

    Args:
        pairing: makes a pair of before (None: the original) and after; None where they cannot be compared.
        original: whether the original can be chosen as before.
    """
    with st.expander("Choose what is compared", key="more_settings"):
        _keep_choice(offered)
        ids = st.multiselect(
            "Runs in the chart", list(offered), key="compared", format_func=lambda run: _label(offered[run]),
            placeholder="Choose runs", max_selections=8,
        )  # fmt: skip
        chosen = [offered[run] for run in ids]
        if not chosen:
            return [], None
        names = dict(zip(ids, pet_models.named(chosen), strict=True))
        left, right = st.columns(2)
        usual = next((c.id for c in chosen if c.spec.method == "new_head"), ids[0])
        _forget_unless("after", ids)
        after = right.selectbox(
            "After", ids, index=ids.index(usual), format_func=lambda run: names[run], key="after"
        )
        others = [ORIGINAL] * original + [run for run in ids if run != after]
        _forget_unless("before", others)
        before = left.selectbox(
            "Before", others, key="before",
            format_func=lambda run: names.get(run, "Original"),
        )  # fmt: skip
    if before is None:
        return chosen, None
    return chosen, pairing(None if before == ORIGINAL else offered[before], offered[after])


def _keep_choice(offered: dict[str, Contestant]) -> None:
    """The usual runs until the learner has chosen others; what is no longer there drops out."""
    usual, standing = pet_models.usual(offered), st.session_state.get("compared")
    if standing is None or standing == st.session_state.get("compared_usual"):
        st.session_state["compared"] = usual
    elif any(run not in offered for run in standing):
        st.session_state["compared"] = [run for run in standing if run in offered] or usual
    st.session_state["compared_usual"] = usual


def _forget_unless(key: str, options: list[str]) -> None:
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)


def _label(contestant: Contestant) -> str:
    return f"{contestant.name} ({contestant.share.correct:,} right)"


def pair_of_pets(before: Contestant | None, after: Contestant) -> Pair | None:
    """Two models on the test photos of cats and dogs."""
    was = before.said if before else pet_models.original_said(after)
    if was is None:
        return None
    asked = pet_ask.measured(after.spec.base)
    return Pair(
        before, after, groups(after.truth, was, after.said), None if asked is None else asked.seen.top[:, 0]
    )


def chart(models: list[Model], chance: float = 0.5) -> None:
    """All models on all test photos."""
    drawn = charts.spec(dots_chart, models, theme=look.theme(), chance=chance)
    st.vega_lite_chart(spec=drawn, theme=None, width="stretch", key="dots", alt=describe_dots(models))


def classes(models: list[Model]) -> None:
    """Cats and dogs apart."""
    for name, column in zip(("cats", "dogs"), st.columns(2), strict=True):
        known = [model for model in models if name in model.by_class]
        with column, look.card(f"only_{name}"):
            drawn = charts.spec(dots_chart, known, theme=look.theme(), only=name)
            st.vega_lite_chart(
                spec=drawn, theme=None, width="stretch", key=f"dots_{name}", alt=describe_dots(known, name)
            )


def took(after: Contestant) -> None:
    """What the retraining took, in seconds and weights."""
    result = after.result
    without = result["seconds"].get("without_cache")
    words = f"{result['trainable']:,} weights trained, {result['frozen']:,} kept frozen."
    if without:
        words += f" Without stored features: about {without:.0f} s."
    if after.id == pet_models.STORED:
        words += " A stored run, not yours."
    st.html(pet_tiles.figure(f"{result['seconds']['train']:.1f} s", words))


def more_than_luck(parts: Groups, things: str = "photos") -> None:
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


def gallery(pair: Pair, name: str, photos: PhotoSet | None, things: str = "photos") -> None:
    """The photos of one group, the surest answer first, with what both models said."""
    found = getattr(pair.parts, name)
    said, classes, truth = pair.after.likelihoods, pair.after.classes, pair.after.truth
    found = found[np.argsort(-said[found].max(axis=1), kind="stable")]
    many = st.session_state.get("group_shown", SHOWN)
    with look.card("gallery", f"{GROUPS[name][0].capitalize()}: {len(found):,} {things}"):
        lines = [
            (int(i), classes[truth[i]], _before(pair, int(i)), _words(classes, said[i])) for i in found[:many]
        ]
        if photos is None:
            files = pet_ask.test_names("mobilenet_v2") if pair.after.answers is None else None
            st.dataframe(
                [
                    {"photo": files[i] if files else f"test picture {i + 1:,}", "shows": shows, "before": was, "now": now}
                    for i, shows, was, now in lines
                ],
                hide_index=True, width="stretch", key="group_table",
            )  # fmt: skip
        else:
            chosen = [i for i, *_ in lines]
            urls = pet_tiles.tile_urls(photos, photos.where("test")[chosen])
            st.html(pet_tiles.gallery([
                Tile(url, f"{shows}; before: {was}; now: {now}", _title(pair, shows, now), f"Before: {was}")
                for url, (_, shows, was, now) in zip(urls, lines, strict=True)
            ]))  # fmt: skip
        if many < len(found):
            st.button(
                f"Show {min(SHOWN, len(found) - many)} more", key="more_group",
                on_click=lambda: st.session_state.update({"group_shown": many + SHOWN}),
            )  # fmt: skip


def _words(classes: tuple[str, ...], likelihoods: np.ndarray) -> str:
    best = int(likelihoods.argmax())
    return f"{classes[best]}, {likely(float(likelihoods[best]))}"


def _title(pair: Pair, shows: str, now: str) -> str:
    """With two classes the photo says what it shows; with many it has to be told."""
    return f"Now: {now}" if len(pair.after.classes) == 2 else f"{shows.capitalize()}. Now: {now}"


def _before(pair: Pair, position: int) -> str:
    """What the first model said of a test photo."""
    if pair.before:
        return _words(pair.before.classes, pair.before.likelihoods[position])
    if pair.original is None:
        return "right" if pair.after.result["original_right"][position] else "wrong"
    return imagenet_names()[int(pair.original[position])]


def curves(chosen: list[Contestant]) -> None:
    """Validation accuracy and loss of the chosen runs, overlaid."""
    names = pet_models.named(chosen)
    runs = [
        NamedCurve(name, c.history, c.spec.method) for name, c in zip(names, chosen, strict=True) if c.history
    ]
    for metric, column in zip(("val_accuracy", "val_loss"), look.pair("overlay"), strict=True):
        with column, look.card(f"overlay_{metric}"):
            drawn = charts.spec(overlay_chart, runs, metric, theme=look.theme())
            st.vega_lite_chart(
                spec=drawn,
                theme=None,
                width="stretch",
                key=f"overlay_{metric}",
                alt=describe_overlay(runs, metric),
            )


def take_home(models: list[Model], chance: float = 0.5) -> None:
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
