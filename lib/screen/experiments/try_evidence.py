"""The evidence on a training that went wrong: the learner says where to look first, and sees what stands there.

It knows which evidence can show a fault, and names no fault.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import streamlit as st

from lib.charts.axes import Axes
from lib.lab_book.book import LabBookError
from lib.lab_book.runs import Run
from lib.measure.curves import best_epoch
from lib.measure.proportions import Proportion
from lib.measure.question_table import table
from lib.pictures.prepare import spoilt
from lib.pictures.sets import digits
from lib.pictures.sets.packs import load_pack
from lib.pictures.sets.retrain_data import split
from lib.screen.experiments import try_run
from lib.screen.kit import host, labels, lesson, look, pet_tiles
from lib.screen.kit.learner import learner_id
from lib.screen.kit.pet_tiles import Tile
from lib.screen.kit.tiles import TILES_CSS, digit_tiles, digit_url
from lib.screen.pictures import pet_source, retrain_photos
from lib.screen.runs import run_panel
from lib.specs import specs
from lib.specs.experiments import FlawedRun
from lib.specs.specs import FAULT, DigitRun, RetrainRun, Training

LESSON = "try_things"
SHOWN = 12  # pictures
HIGHS = (2.5, 10.0, 50.0)  # tops of the loss axis: fixed for as long as the loss allows
UNSAID = {
    "excluded_rows",
    "pictures",
    "unfrozen_blocks",
    "fine_rate",
    "augmentation",
}  # do nothing in these runs

# Where a fault can be seen, by its case
SHOWS: dict[str, tuple[str, ...]] = {
    "rate_too_high": ("training_curve", "settings"),
    "rate_too_low": ("training_curve", "settings"),
    "too_few_epochs": ("training_curve", "validation_curve", "settings"),
    "overfitting": ("validation_curve", "settings"),
    "unscaled": ("training_curve", "pictures"),
    "shuffled": ("labels", "validation_curve"),
    "rare": ("labels",),
    "leak": ("pictures", "validation_curve"),
    "wrong_loss": ("training_curve", "settings"),
}


def show(case: FlawedRun, run: Run) -> bool:
    """Asks which evidence to look at, and shows it; whether one was chosen. Others can be looked at after it."""
    question, first = table(LESSON)["evidence"], looked_at(case)
    widget = f"evidence_{case.key}"
    with look.ask(widget, "Before you name the fault"):
        st.markdown(f"**{question.text}**")
        chosen = st.pills(
            question.text, list(question.shown), default=first, key=widget, format_func=question.shown.__getitem__,
            on_change=_keep, args=(case, widget), label_visibility="collapsed",
        )  # fmt: skip
        if first is None:
            st.markdown(":material/search: Choose one. You can look at the others after it.")
            return False
        st.markdown(f":material/search: You looked first at: **{question.says(first)}**.")
    if chosen:
        with look.card("evidence", question.says(chosen).capitalize()):
            _SHOWN[chosen](run)
    return True


def told(case: FlawedRun) -> str:
    """Which evidence shows the fault, beside the one that was looked at first."""
    question, first = table(LESSON)["evidence"], looked_at(case)
    shows = [question.says(key) for key in question.shown if key in SHOWS[case.key]]
    here = (
        "You looked there first."
        if first in SHOWS[case.key]
        else f"You looked first at {question.says(first or '')}."
    )
    return f"This fault shows in {' and in '.join(shows)}. {here}"


def looked_at(case: FlawedRun) -> str | None:
    """The evidence that was looked at first."""
    kept: dict[str, str] = st.session_state.get(_UNWRITTEN, {})
    with suppress(LabBookError):
        kept = host.lab_book().answers(learner_id(), LESSON) | kept
    found = kept.get(f"evidence.{case.key}")
    return found if found in _SHOWN else None


_UNWRITTEN = "_evidence"  # in the session: what the lab book refused


def _keep(case: FlawedRun, widget: str) -> None:
    if (chosen := st.session_state[widget]) is None or looked_at(case) is not None:
        return
    try:
        host.lab_book().answer(learner_id(), LESSON, f"evidence.{case.key}", chosen)
    except LabBookError:
        st.session_state.setdefault(_UNWRITTEN, {})[f"evidence.{case.key}"] = chosen


def _training_curve(run: Run) -> None:
    _curves(run, "train")
    st.caption("Accuracy and loss on the pictures that it trains on.")


def _validation_curve(run: Run) -> None:
    _curves(run, "validation")
    lesson.prose(
        "Accuracy and loss on the [[validation part]]. The dot on the right is the [[test part]], with its interval."
    )


def _curves(run: Run, split_: str) -> None:
    """One of the two curves of the training that went wrong."""
    spec, history = try_run.experiment(run), try_run.lane(run, 1)
    things, lane = ("digits" if spec.of == "digits" else "photos"), run.result["lanes"][1]
    names = ("loss", "accuracy") if split_ == "train" else ("val_loss", "val_accuracy")
    rows: list[dict[str, Any]] = [
        {"split": split_, "epoch": line["epoch"], "loss": line[names[0]], "accuracy": line[names[1]]}
        for line in history
    ]
    losses = [row["loss"] for row in rows if row["loss"] is not None]
    top = next((high for high in HIGHS if max(losses, default=0) <= high), HIGHS[-1])
    axes = Axes(spec.lanes()[1].epochs, 0.0, top, 0.1 if spec.of == "digits" else 0.5)
    panel = run_panel.Panel(things=things, role="digits" if things == "digits" else "new_head")
    after = split_ == "validation"
    run_panel.curves(
        rows, axes, panel, best=best_epoch(history) if after and history else None,
        test=Proportion(*lane["test"]) if after else None, history=history, key=f"gone_{split_}_{run.id}",
    )  # fmt: skip


def _pictures(run: Run) -> None:
    spec, fault = _lane(run)
    if not isinstance(spec, DigitRun):
        _photos(spec, run)
        return
    data = digits.load(download=False)
    rows, _ = material(spec, fault)
    st.html(TILES_CSS + _tiles(data, rows[-SHOWN:], data.labels))  # the last came in last
    top, met = (255 if fault == "unscaled" else 1), int(np.isin(data.test, rows).sum())
    st.markdown(
        f"The network gets each picture as 784 numbers from 0 to {top}. It trains on {len(rows):,} digits. "
        f"{met:,} of the {len(data.test):,} test digits are among them."
    )


def _labels(run: Run) -> None:
    spec, fault = _lane(run)
    if not isinstance(spec, DigitRun):
        _photos(spec, run)
        return
    data = digits.load(download=False)
    rows, labels_ = material(spec, fault)
    st.html(TILES_CSS + _tiles(data, rows[:SHOWN], labels_))
    counts = np.bincount(labels_[rows].astype(int), minlength=10)
    lesson.prose(
        "Under each picture stands the [[label]] that the network trains with. How often each label comes:"
    )
    st.markdown(" · ".join(f"**{k}**: {n:,}" for k, n in enumerate(counts)))


def _photos(spec: Training, run: Run) -> None:
    """Photos with their labels, where they are on this computer; how many of each, always."""
    assert isinstance(spec, RetrainRun)
    pack = load_pack(spec.base)
    if pack is None:
        st.markdown("The photos are not on this computer.")
        return
    rows = split(pack.labels, pack.part, ("cat", "dog"), spec.train_size, spec.seed, ()).train
    photos = pet_source.set_of_photos() if retrain_photos.present() else None
    if photos is not None:
        some = [int(row) for row in rows[:SHOWN]]
        names = [photos.classes[photos.labels[row]] for row in some]
        st.html(pet_tiles.gallery([
            Tile(pet_tiles.tile_url(photos, row), name, f"Label: {name}", "") for row, name in zip(some, names, strict=True)
        ]))  # fmt: skip
    cats, dogs = (int((pack.labels[rows] == k).sum()) for k in (0, 1))
    st.markdown(
        f"It trains on {cats:,} photos with the label cat and {dogs:,} with the label dog. No test photo is among them."
    )


def _settings(run: Run) -> None:
    spec, fault = _lane(run)
    of = try_run.experiment(run).of
    lines = {
        specs.field(of, name).label: labels.value(_as_experiment(of, spec, name), getattr(spec, name))
        for name in spec.__dataclass_fields__
        if name not in UNSAID
    }
    outputs = 10 if of == "digits" else 1
    lines["Last layer"] = f"{outputs} output{'' if outputs == 1 else 's'}, " + (
        "softmax" if outputs == 10 or fault == "wrong_loss" else "sigmoid"
    )
    st.dataframe(
        [{"setting": name, "value": value} for name, value in lines.items()], hide_index=True, width="stretch"
    )


def _as_experiment(of: str, spec: Training, name: str) -> specs.Experiment:
    return specs.Experiment(of, spec, name, ())


def _lane(run: Run) -> tuple[Training, str]:
    """The training that went wrong: its settings, and what was done wrong to its data."""
    spec = try_run.experiment(run)
    return spec.lanes()[1], spec.values[1] if spec.varied == FAULT else "none"


def material(spec: DigitRun, fault: str) -> tuple[np.ndarray, np.ndarray]:
    """Rows that it trains on, and (n,) labels of the whole set as it gets them."""
    data = digits.load(download=False)
    rows, labels_ = data.training_digits(spec.train_size, spec.seed), data.labels
    if fault == "shuffled":
        labels_ = spoilt.shuffled(labels_, rows, spec.seed)
    elif fault == "rare":
        rows = spoilt.rare(labels_, rows)
    elif fault == "leak":
        rows = spoilt.leak(rows, data.test)
    return rows, labels_


def _tiles(data: digits.DigitSet, rows: np.ndarray, labels_: np.ndarray) -> str:
    return digit_tiles(
        [digit_url(each) for each in data.some(rows)], [int(labels_[row]) for row in rows], None
    )


_SHOWN = {
    "training_curve": _training_curve,
    "validation_curve": _validation_curve,
    "pictures": _pictures,
    "labels": _labels,
    "settings": _settings,
}
